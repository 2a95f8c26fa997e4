"""Nobody can change a pack unseen: each file of it, each record, each checkpoint."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from evidence_samples import FILES, Case, chain, resealed, said

from replydraft.adapters.checkpoints import Signer
from replydraft.domain.audit import GENESIS, AuditEvent, export_line, link


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def change_text(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + b" \n")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("deed", ["altered", "missing"])
def test_tampering_with_each_file_is_named(case: Case, name: str, deed: str) -> None:
    pack = case.write("pack")
    if deed == "missing":
        (pack / name).unlink()
    elif name == "MANIFEST.json":
        (pack / name).write_text((pack / name).read_text().replace("李审", "王审"))
    else:
        change_text(pack / name)
    assert any(d.kind == deed and f"file {name} " in d.what for d in case.verify(pack).damage)


def test_a_file_put_in_is_named(case: Case) -> None:
    pack = case.write("pack")
    (pack / "more.txt").write_text("")
    assert said(case.verify(pack)) == ["file more.txt was added: MANIFEST.json does not list it"]


@pytest.mark.parametrize(
    ("contents", "named"),
    [
        ([0, 1, "x", *range(3, 12)], "record 3 (text.checked) was altered or replaced"),
        ([0, 1, *range(3, 12)], "record 3 is missing"),
        ([0, 2, 1, *range(3, 12)], "record 2 was moved: it now stands at place 3"),
        ([0, 1, "x", *range(2, 12)], "record 3 (text.checked) was inserted after what was record 2"),
        ([*range(6)], "record 7 is missing"),
    ],
)
@pytest.mark.parametrize("where", ["pack", "pack.zip"])
def test_a_pack_made_anew_over_changed_records_is_seen(case: Case, contents: list[Any], named: str, where: str) -> None:
    """Everything hashed again, the manifest too. Times and subjects stay with their records."""
    by_content = {e.payload["n"]: e for e in case.events}
    trail: list[AuditEvent] = []
    for n, content in enumerate(contents, 1):
        was = by_content.get(content, case.events[2])
        previous = trail[-1].hash if trail else GENESIS
        trail.append(link(n, was.at, was.actor, was.kind, was.subject, {"n": content}, previous))
    verdict = case.verify(case.write(where, events=trail))
    assert named in said(verdict)
    assert not [what for what in said(verdict) if what.startswith("file ")]


def test_a_line_that_is_no_record_stands_for_the_one_it_replaced(case: Case) -> None:
    pack = case.write("pack")
    lines = (pack / "events.jsonl").read_text().splitlines()
    for bad in ("x", '{"a":1e999}', "[" * 5000, export_line(case.events[4]).replace('"n":4', '"n":1e999')):
        (pack / "events.jsonl").write_text("\n".join([*lines[:4], bad, *lines[5:]]) + "\n")
        resealed(pack)
        assert said(case.verify(pack)) == ["record 5 (unreadable) was altered or replaced"]


def test_a_plain_export_is_proved_alone_and_against_a_copy_of_the_checkpoints(case: Case) -> None:
    export = case.folder / "trail.jsonl"
    export.write_text("".join(export_line(e) + "\n" for e in case.events))
    assert case.verify(export, public_key=None).damage == ()
    assert case.verify(export, checkpoints=case.checkpoints).damage == ()
    export.write_text("".join(export_line(e) + "\n" for e in chain([0, "x", *range(2, 12)])))
    verdict = case.verify(export, public_key=None)
    assert (verdict.damage, verdict.events) == ((), 12)
    assert "no checkpoints" in verdict.notes[0]
    assert said(case.verify(export, checkpoints=case.checkpoints)) == [
        "record 2 (text.checked) was altered or replaced"
    ]


def test_the_packs_own_key_proves_little_and_another_one_nothing(case: Case, tmp_path: Path) -> None:
    pack = case.write("pack")
    verdict = case.verify(pack, public_key=None)
    assert (verdict.damage, verdict.self_signed) == ((), True)
    assert any("self-signed" in note for note in verdict.notes)
    other = Signer.open(tmp_path / "other").public_key
    (pack / "audit-signing.pub").write_text(other + "\n")
    resealed(pack)
    assert any("holds another key" in what for what in said(case.verify(pack)))
    assert sum("valid signature" in what for what in said(case.verify(pack, public_key=other))) == 3


def test_a_pack_signed_anew_with_a_key_of_their_own_is_seen(case: Case, tmp_path: Path) -> None:
    other = Case(tmp_path / "other")
    pack = other.write("pack")
    assert other.verify(pack).damage == ()
    assert sum("valid signature" in what for what in said(case.verify(pack))) == 3


def test_checkpoints_taken_out_are_missed_by_who_has_the_key(case: Case) -> None:
    pack = case.write("pack")
    resealed(pack, "checkpoints.jsonl")
    assert said(case.verify(pack)) == ["there is no checkpoint to hold the records against"]
    assert case.verify(pack, checkpoints=case.checkpoints).damage == ()


def test_checkpoints_tampered_with_are_named(case: Case) -> None:
    pack = case.write("pack")
    one, two, three = (pack / "checkpoints.jsonl").read_text().splitlines()
    for lines, named in (
        ([one, two.replace("2", "3", 1), three], "records 5 to 8 does not carry a valid signature"),
        ([one, three], "a checkpoint over records 5 to 8 is missing"),
        ([one, three, two], "out of order"),
        ([one, "{}", two, three], "line 2 is not a checkpoint"),
    ):
        (pack / "checkpoints.jsonl").write_text("\n".join(lines) + "\n")
        resealed(pack)
        assert any(named in what for what in said(case.verify(pack))), named


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"replydraft-evidence/1","files":[]}', "[" * 9000])
def test_a_manifest_that_is_none_is_said(case: Case, text: str) -> None:
    pack = case.write("pack")
    (pack / "MANIFEST.json").write_text(text)
    assert "file MANIFEST.json was altered: it cannot be read" in said(case.verify(pack))


def test_a_key_in_the_pack_is_never_taken_for_a_files_name(case: Case) -> None:
    pack = case.write("pack")
    (pack / "audit-signing.pub").write_text(str(case.folder / "keys" / "audit-signing.pub"))
    resealed(pack)
    assert "file audit-signing.pub holds no public key" in said(case.verify(pack, public_key=None))


def test_the_readme_verifies_without_the_program(case: Case) -> None:
    """The two pieces of Python in it, run as they stand there."""
    pack = case.write("pack")
    pieces = re.split(r"^--- Python.*\n", (pack / "README.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(pieces) == 2

    def run(piece: str) -> str:
        done = subprocess.run([sys.executable, "-I", "-c", piece], cwd=pack, capture_output=True, text=True, check=True)
        return done.stdout

    assert [run(piece) for piece in pieces] == ["", ""]
    lines = (pack / "events.jsonl").read_text().splitlines()
    lines[2] = lines[2].replace('"n":2', '"n":9')
    (pack / "events.jsonl").write_text("\n".join(lines) + "\n")
    assert run(pieces[0]) == "events.jsonl altered\n"
    assert run(pieces[1]).startswith("record 3 altered")
