"""What was decided with: every version of rules, knowledge and profile, kept whole."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_places import Now, Place
from store_samples import PERSON, kinds

from replydraft.adapters.store import Store
from replydraft.adapters.store.contents import ContentKind, pack
from replydraft.errors import ContentError, StoreError


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.yaml").write_text("规则: 一\n", encoding="utf-8")
    (folder / "deep" / "b.md").write_text("文字\n", encoding="utf-8")
    (folder / "c.pyc").write_bytes(b"\x00")
    return folder


def below(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_version_is_kept_and_comes_back_as_it_was(store: Store, place: Place, rules: Path, tmp_path: Path) -> None:
    store.contents.in_use("rules", "v1", rules)
    (rules / "a.yaml").write_text("规则: 二\n", encoding="utf-8")
    (rules / "d.toml").write_text("x = 1\n")
    (rules / "deep" / "b.md").unlink()
    store.contents.in_use("rules", "v2", rules, actor=PERSON)
    again = place.open()
    assert below(again.contents.unpack("rules", "v1", tmp_path / "one")) == {
        "a.yaml": "规则: 一\n",
        "deep/b.md": "文字\n",
    }
    assert below(again.contents.unpack("rules", "v2", tmp_path / "two")) == {
        "a.yaml": "规则: 二\n",
        "d.toml": "x = 1\n",
    }


def test_an_event_says_what_changed(store: Store, rules: Path) -> None:
    store.contents.in_use("rules", "v1", rules)
    (rules / "a.yaml").write_text("规则: 二\n", encoding="utf-8")
    (rules / "d.toml").write_text("x = 1\n")
    (rules / "deep" / "b.md").unlink()
    store.contents.in_use("rules", "v2", rules, actor=PERSON)
    first, second = store.audit.events()
    assert (first.kind, first.subject, first.actor) == ("rules.changed", "rules", "system")
    assert (first.payload["version"], first.payload["from"], first.payload["files"]) == ("v1", None, 2)
    assert (second.actor, second.payload["version"], second.payload["from"]) == (PERSON, "v2", "v1")
    changes = {name: second.payload[name] for name in ("added", "removed", "changed")}
    assert changes == {"added": ["d.toml"], "removed": ["deep/b.md"], "changed": ["a.yaml"]}


def test_the_same_version_again_is_no_event(store: Store, place: Place, rules: Path) -> None:
    for opened in (store, place.open(), store):
        opened.contents.in_use("rules", "v1", rules)
    assert kinds(store) == ["rules.changed"]


def test_back_to_an_older_version_is_one_and_keeps_nothing_twice(store: Store, place: Place, rules: Path) -> None:
    for version in ("v1", "v2", "v1"):
        store.contents.in_use("rules", version, rules)
    assert [(e.payload["from"], e.payload["version"]) for e in store.audit.events()] == [
        (None, "v1"), ("v1", "v2"), ("v2", "v1"),
    ]  # fmt: skip
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM contents").scalar_one() == 2


def test_one_file_comes_back_as_that_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "operator.toml").write_text("company = '甲'\n", encoding="utf-8")
    store.contents.in_use("operator", "o1", tmp_path / "operator.toml")
    back = store.contents.unpack("operator", "o1", tmp_path / "out")
    assert (back.name, back.read_text()) == ("operator.toml", "company = '甲'\n")


def test_what_has_no_files_is_only_noted(store: Store, tmp_path: Path) -> None:
    store.contents.in_use("program", "0.1.0+abc", None)
    assert kinds(store) == ["program.changed"]
    with pytest.raises(StoreError, match="not kept") as refused:
        store.contents.unpack("program", "0.1.0+abc", tmp_path)
    assert refused.value.code == "no_such_version"


@pytest.mark.parametrize(("kind_of", "version"), [("rules", "v9"), ("knowledge", "v1")])
def test_a_version_never_used_is_not_there(
    store: Store, rules: Path, tmp_path: Path, kind_of: ContentKind, version: str
) -> None:
    store.contents.in_use("rules", "v1", rules)
    with pytest.raises(StoreError, match="version not kept"):
        store.contents.unpack(kind_of, version, tmp_path / "out")


def test_the_same_content_packs_the_same_whenever(rules: Path, now: Now) -> None:
    before = pack(rules)
    os.utime(rules / "a.yaml", (0, 1_600_000_000))
    assert pack(rules) == before


def test_what_cannot_be_read_is_no_version(store: Store, rules: Path) -> None:
    (rules / "e.yaml").symlink_to("nowhere")
    with pytest.raises(ContentError, match="cannot be read"):
        store.contents.in_use("rules", "v1", rules)
    assert kinds(store) == []


def test_servers_starting_at_once_note_it_once(store: Store, place: Place, rules: Path) -> None:
    other = place.open()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: (store, other)[n % 2].contents.in_use("rules", "v1", rules), range(6)))
    assert kinds(store) == ["rules.changed"]
