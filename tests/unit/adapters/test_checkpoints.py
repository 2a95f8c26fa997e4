"""Signed checkpoints in a real file with a real key: durable, never interleaved, never over what was changed."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from checkpoint_samples import Trail, chain

from replydraft.adapters.checkpoints import (
    CheckpointFile,
    Signer,
    public_verifier,
    read_checkpoint_file,
)
from replydraft.domain.anchors import compare
from replydraft.domain.checkpoint import body_sha256, checkpoint_line
from replydraft.errors import AuditBroken, StoreError, StoreLocked


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.open(tmp_path / "keys")


@pytest.fixture
def file(tmp_path: Path, signer: Signer) -> CheckpointFile:
    return CheckpointFile(tmp_path / "anchors" / "checkpoints.jsonl", signer)


def test_checkpoints_follow_each_other(file: CheckpointFile, signer: Signer) -> None:
    assert (file.last(), file.read()) == (None, [])
    trail = Trail(file)
    assert trail.anchoring.run() is None
    assert not file.path.exists()
    trail.events = chain(range(23))
    last = trail.anchoring.run()
    assert [(c.first, c.last) for c in file.read()] == [(1, 10), (11, 20), (21, 23)]
    assert last == file.last() == file.read()[-1]
    assert trail.anchoring.run() is None
    trail.events = chain(range(24))
    assert trail.anchoring.run() == file.last()
    assert trail.asked == [0, 0, 22, 22], "what was anchored is not read again"
    checkpoints = file.read()
    assert [c.previous for c in checkpoints] == [body_sha256(c) for c in (None, *checkpoints[:-1])]
    assert checkpoints[0].at == "2026-11-24T08:00:00.000000+00:00"
    assert compare(trail.events, checkpoints, signed=public_verifier(signer.public_key)) == ()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_the_last_checkpoint_is_read_from_the_end_however_long_it_is(
    file: CheckpointFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail = Trail(file, most=500)
    trail.events = chain(range(1200))
    trail.anchoring.run()
    for block in (1, 7, 4096, 1 << 18):
        monkeypatch.setattr("replydraft.adapters.checkpoint_file._BLOCK", block)
        assert file.last() == file.read()[-1]


@pytest.mark.parametrize("torn", ["{", '{"at":"2026', "\0" * 7000, '{"at":"2026\0\0\0', "half"])
def test_a_torn_line_goes_with_the_next_checkpoint_and_no_whole_one_does(file: CheckpointFile, torn: str) -> None:
    trail = Trail(file)
    trail.events = chain(range(10))
    trail.anchoring.run()
    whole = file.path.read_bytes()
    torn = checkpoint_line(file.read()[0])[:-40] if torn == "half" else torn
    file.path.write_bytes(whole + torn.encode())
    assert [c.last for c in file.read()] == [10]
    assert file.last() == file.read()[0]
    trail.events = chain(range(12))
    trail.anchoring.run()
    assert [c.last for c in file.read()] == [10, 12]
    assert file.path.read_bytes() == whole + checkpoint_line(file.read()[1]).encode() + b"\n"


def test_a_last_line_that_only_lacks_its_end_is_kept(file: CheckpointFile) -> None:
    trail = Trail(file)
    trail.events = chain(range(20))
    trail.anchoring.run()
    file.path.write_bytes(file.path.read_bytes()[:-1])
    assert [c.last for c in file.read()] == [10, 20]
    trail.events = chain(range(21))
    trail.anchoring.run()
    assert [c.last for c in file.read()] == [10, 20, 21]
    file.path.write_bytes(file.path.read_bytes().splitlines()[0])
    last = file.last()
    assert last is not None
    assert last.last == 10


@pytest.mark.parametrize("content", ["[]\n", "something else", "a letter\n", "\n"])
def test_another_file_is_left_alone(file: CheckpointFile, content: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(content)
    trail = Trail(file)
    trail.events = chain([1])
    with pytest.raises(StoreError, match="checkpoint"):
        trail.anchoring.run()
    assert file.path.read_text() == content


def test_a_line_in_the_middle_that_is_no_checkpoint_is_named(file: CheckpointFile) -> None:
    trail = Trail(file)
    trail.events = chain(range(20))
    trail.anchoring.run()
    first, second = file.path.read_text().splitlines()
    file.path.write_text(f"{first[:-1]}\n{second}\n")
    with pytest.raises(StoreError, match="line 1 is not a checkpoint"):
        read_checkpoint_file(file.path)


def test_a_checkpoint_has_to_follow_the_last_one(file: CheckpointFile) -> None:
    with pytest.raises(StoreError, match="does not follow"):
        file.append(first=2, digests=("0" * 16,), head="0" * 64, at="2026-11-24T00:00:00+00:00")
    assert file.last() is None


def test_a_file_that_somebody_else_writes_is_waited_for_and_said(
    file: CheckpointFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replydraft.adapters.checkpoint_file._WAIT_S", 0.1)
    waiting = CheckpointFile(file.path, file.signer)
    with file.locked(), pytest.raises(StoreLocked), waiting.locked():
        pass


APPEND = """
import sys
from pathlib import Path
from replydraft.adapters.checkpoints import CheckpointFile, Signer
file = CheckpointFile(Path(sys.argv[1]), Signer.open(Path(sys.argv[2])))
for _ in range(int(sys.argv[3])):
    with file.locked():
        last = file.last()
        first = last.last + 1 if last else 1
        file.append(first=first, digests=("0" * 16,) * 3, head="0" * 64, at="2026-11-24T00:00:00+00:00")
"""


def appending(file: CheckpointFile, keys: Path, times: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", APPEND, file.path, keys, str(times)])


@pytest.mark.slow
def test_two_processes_do_not_interleave(file: CheckpointFile, signer: Signer, tmp_path: Path) -> None:
    both = [appending(file, tmp_path / "keys", 40) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    checkpoints = file.read()
    assert [c.first for c in checkpoints] == list(range(1, 241, 3))
    assert [c.previous for c in checkpoints] == [body_sha256(c) for c in (None, *checkpoints[:-1])]
    assert all(map(signer.verify, checkpoints))


@pytest.mark.slow
def test_a_process_killed_while_it_writes_leaves_a_file_that_goes_on(
    file: CheckpointFile, signer: Signer, tmp_path: Path
) -> None:
    for _ in range(3):
        known = len(file.read())
        one = appending(file, tmp_path / "keys", 100_000)
        deadline = time.monotonic() + 30
        while len(file.read()) < known + 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        one.kill()
        one.wait()
        assert len(file.read()) >= known + 5
    file.append(first=3 * len(file.read()) + 1, digests=("0" * 16,), head="0" * 64, at="2026-11-24T00:00:00+00:00")
    checkpoints = file.read()
    assert [c.previous for c in checkpoints] == [body_sha256(c) for c in (None, *checkpoints[:-1])]
    assert all(map(signer.verify, checkpoints))


# --- what is not anchored


def refusal(trail: Trail) -> str:
    before = trail.anchoring._file.path.read_bytes()
    with pytest.raises(AuditBroken) as said:
        trail.anchoring.run()
    assert trail.anchoring._file.path.read_bytes() == before
    return str(said.value)


def test_a_trail_that_no_longer_holds_what_was_anchored_is_refused(file: CheckpointFile) -> None:
    trail = Trail(file)
    trail.events = chain(range(15))
    trail.anchoring.run()
    trail.events = chain(range(14))
    assert "record 15 is missing" in refusal(trail)
    trail.events = chain([0, 1, "x", *range(3, 20)])
    assert "record 15 is not the one that was anchored" in refusal(trail)
    sound = chain(range(20))
    trail.events = [*sound[:14], replace(sound[14], payload={}), *sound[15:]]
    assert "record 15 is not the one" in refusal(trail)
    trail.events = [*sound[:14], replace(sound[14], previous="0" * 64), *sound[15:]]
    assert "record 15 is not the one" in refusal(trail)
    trail.events = sound
    assert trail.anchoring.run() is not None


def test_what_comes_before_a_broken_record_is_anchored_and_the_rest_is_not(file: CheckpointFile) -> None:
    trail = Trail(file)
    sound = chain(range(15))
    trail.events = [*sound[:12], replace(sound[12], actor="别人"), *sound[13:]]
    with pytest.raises(AuditBroken, match=r"record 13 .* was altered"):
        trail.anchoring.run()
    assert [c.last for c in file.read()] == [10, 12]
    assert "record 13 " in refusal(trail)
    trail.events = sound[:12] + sound[13:]
    assert "record 13 is missing" in refusal(trail)


def test_nothing_is_added_to_checkpoints_that_are_not_ours(file: CheckpointFile, tmp_path: Path) -> None:
    trail = Trail(file)
    trail.events = chain(range(5))
    made = trail.anchoring.run()
    assert made is not None
    trail.events = chain(range(6))
    file.path.write_text(checkpoint_line(replace(made, at="2020-01-01T00:00:00+00:00")) + "\n")
    assert "valid signature" in refusal(trail)
    file.path.write_text(checkpoint_line(made) + "\n")
    other = Trail(CheckpointFile(file.path, Signer.open(tmp_path / "other")))
    other.events = trail.events
    assert "another key" in refusal(other)


def test_a_file_that_cannot_be_written_is_said(file: CheckpointFile) -> None:
    trail = Trail(file)
    trail.events = chain([1])
    file.path.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"checkpoints\.jsonl"):
        trail.anchoring.run()
