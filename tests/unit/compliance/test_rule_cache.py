"""The kept copy of the rules: the same answers as the files, used for those very files only, and never trusted when odd."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from small_book import disclosure, rule, write_book

from replydraft.compliance import rule_cache
from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError
from replydraft.wire.outputs import check_json

REPO = Path(__file__).parents[3]
DAY = date(2026, 11, 28)


def kept(home: Path) -> Path:
    (found,) = home.iterdir()
    return found


def is_read(folder: Path, home: Path, patch: pytest.MonkeyPatch) -> bool:
    """Whether the files themselves are read."""
    read: list[Path] = []

    def load(path: Path, overlays: Path | None = None) -> object:
        read.append(path)
        return load_rulebook(path, overlays)

    patch.setattr(rule_cache, "load_rulebook", load)
    assert cached_rulebook(folder, home).version == load_rulebook(folder).version
    patch.undo()
    return bool(read)


def test_a_copy_answers_like_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = REPO / "guardrails"
    cached_rulebook(folder, tmp_path)
    assert not is_read(folder, tmp_path, monkeypatch)
    copy, whole = cached_rulebook(folder, tmp_path), load_rulebook(folder)
    assert copy.sieves is not None
    assert copy.version == whole.version
    assert copy.facts == whole.facts
    assert copy.asides is not None
    assert [getattr(copy.asides, name) for name in ("other", "lending", "trade", "whereabouts")] == [
        getattr(whole.asides, name) for name in ("other", "lending", "trade", "whereabouts")
    ]
    assert copy.citations == whole.citations
    assert copy.classifier is not None
    assert whole.classifier is not None
    assert replace(copy.classifier, file=whole.classifier.file) == whole.classifier
    assert copy.support is not None
    assert whole.support is not None
    kept_so, read_so = copy.support.likelihood, whole.support.likelihood
    assert kept_so is not None
    assert read_so is not None
    assert replace(kept_so, trees=None, again=None) == replace(read_so, trees=None, again=None)
    one, other = Check(copy), Check(whole)
    for line in (REPO / "evals" / "sets" / "guard-replies.jsonl").read_text("utf-8").splitlines()[::4]:
        for day in (DAY, date(2026, 3, 1)):
            request = CheckRequest(id="copy", draft=json.loads(line)["draft"], as_of=day)
            assert check_json(one.check(request, explain_allowed=True)) == check_json(
                other.check(request, explain_allowed=True)
            )


def test_it_is_made_once_and_nobody_else_may_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = write_book(tmp_path, rule(), disclosures=[disclosure()]), tmp_path / "home"
    assert is_read(folder, home, monkeypatch)
    assert not is_read(folder, home, monkeypatch)
    assert kept(home).stat().st_mode & 0o777 == 0o600


def test_another_byte_in_any_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = write_book(tmp_path, rule()), tmp_path / "home"
    cached_rulebook(folder, home)
    file = next(p for p in folder.rglob("RD*.yaml"))
    file.write_text(file.read_text("utf-8") + "\n# later\n", "utf-8")
    assert is_read(folder, home, monkeypatch)
    assert not is_read(folder, home, monkeypatch)


def test_a_broken_file_is_refused_with_its_line_whatever_was_kept(tmp_path: Path) -> None:
    folder, home = write_book(tmp_path, rule()), tmp_path / "home"
    cached_rulebook(folder, home)
    file = next(p for p in folder.rglob("RD*.yaml"))
    file.write_text(file.read_text("utf-8") + "\nunknown: 1\n", "utf-8")
    with pytest.raises(ContentError, match=rf"{file.name}:\d+"):
        cached_rulebook(folder, home)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "no head", "rules gone", "other code", "folder"])
def test_what_is_odd_is_made_anew(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = write_book(tmp_path, rule()), tmp_path / "home"
    cached_rulebook(folder, home)
    file = kept(home)
    head, body = file.read_bytes().split(b"\n", 1)
    if damage == "rules gone":  # a well-made copy that lacks a part
        body = json.dumps(json.loads(body) | {"patterns": []}).encode()
        head = json.dumps([*json.loads(head)[:-1], sha256(body).hexdigest()]).encode()
    if damage == "other code":
        head = json.dumps([json.loads(head)[0], "another", *json.loads(head)[2:]]).encode()
    whole = head + b"\n" + body
    changed = {"cut": whole[:-9], "flipped": whole.replace(b"RD01", b"RD02", 1), "empty": b"", "no head": body}
    file.unlink()
    if damage == "folder":
        file.mkdir()
    else:
        file.write_bytes(changed.get(damage, whole))
    assert is_read(folder, home, monkeypatch)


def test_overlays_are_kept_with_it(tmp_path: Path) -> None:
    folder, home, own = write_book(tmp_path, rule(severity="warn")), tmp_path / "home", tmp_path / "over" / "east"
    own.mkdir(parents=True)
    (own / "overlay.yaml").write_text("id: east\nname: 城东\nbranch: 城东\nversion: 1.0.0\nowner: 合规\n", "utf-8")
    change = own / "stricter.yaml"
    change.write_text("tightens: RD0101\nwhy: 本店更严\nseverity: block\n", "utf-8")
    request = CheckRequest(id="o", draft="您放心，肯定能过", as_of=DAY, branch="城东")
    for _ in range(2):
        book = cached_rulebook(folder, home, own.parent)
        assert book.version == load_rulebook(folder, own.parent).version
        assert Check(book).check(request).verdict == "block"
        assert Check(cached_rulebook(folder, home)).check(request).verdict == "warn"
    assert book.sieves is not None
    change.unlink()
    assert Check(cached_rulebook(folder, home, own.parent)).check(request).verdict == "warn"


def test_without_a_place_to_keep_it_the_files_are_read(tmp_path: Path) -> None:
    folder, home = write_book(tmp_path, rule()), tmp_path / "home"
    home.write_text("a file stands here", "ascii")
    assert cached_rulebook(folder, home) == load_rulebook(folder)
    assert cached_rulebook(folder, None) == load_rulebook(folder)


def test_a_copy_that_others_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = write_book(tmp_path, rule()), tmp_path / "home"
    cached_rulebook(folder, home)
    for place in (home, kept(home)):
        assert not is_read(folder, home, monkeypatch)
        mode = place.stat().st_mode
        place.chmod(mode | 0o020)
        assert is_read(folder, home, monkeypatch)
        place.chmod(mode)
