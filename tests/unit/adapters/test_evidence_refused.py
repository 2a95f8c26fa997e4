"""What is no pack of ours is refused before anything in it is read."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_samples import Case

from replydraft.errors import InputError


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def zipped(path: Path, *members: tuple[zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in members:
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def member(name: str, content: bytes = b"x", mode: int = 0) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info, content


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "members",
    [
        [],
        [member("../events.jsonl")],
        [member("/etc/events.jsonl")],
        [member("a\\b")],
        [member("C:x")],
        [member("folder/")],
        [member(".hidden")],
        [member("events.jsonl"), member("events.jsonl")],
        [member("events.jsonl", b"/etc/passwd", stat.S_IFLNK | 0o777)],
        [member("events.jsonl", bytes(20 << 20))],
        [member(f"f{n}") for n in range(100)],
    ],
)
def test_a_zip_that_no_pack_of_ours_is_is_refused(case: Case, members: list[tuple[zipfile.ZipInfo, bytes]]) -> None:
    with pytest.raises(InputError, match="no evidence pack of ours"):
        case.verify(zipped(case.folder / "odd.zip", *members))


def cut(raw: bytearray) -> None:
    del raw[len(raw) // 2 :]


def flip(raw: bytearray) -> None:
    raw[raw.index(b"events.jsonl") + 60] ^= 0xFF


def encrypted(raw: bytearray) -> None:
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1


@pytest.mark.parametrize("harm", [cut, flip, encrypted])
def test_a_damaged_zip_is_refused(case: Case, harm: Callable[[bytearray], None]) -> None:
    pack = case.write("pack.zip")
    raw = bytearray(pack.read_bytes())
    harm(raw)
    pack.write_bytes(raw)
    with pytest.raises(InputError, match="no evidence pack of ours"):
        case.verify(pack)


def test_an_endless_line_is_refused(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replydraft.adapters.evidence_files._LONGEST_LINE", 1000)
    pack = case.write("pack")
    (pack / "events.jsonl").write_text("x" * 2000)
    with pytest.raises(InputError, match="line of over"):
        case.verify(pack)


def test_a_folder_with_links_or_nothing_in_it_is_refused(case: Case) -> None:
    pack = case.write("pack")
    (pack / "report.html").unlink()
    (pack / "report.html").symlink_to(case.checkpoints)
    with pytest.raises(InputError, match="not a plain file"):
        case.verify(pack)
    (case.folder / "empty").mkdir()
    for nothing in ("empty", "absent", "absent.zip", "absent.jsonl"):
        with pytest.raises(InputError):
            case.verify(case.folder / nothing)
