"""The loader refuses what is incomplete, and says where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_book import CITATIONS, disclosure, rule, write_book

from replydraft.compliance.rulebook import load_rulebook
from replydraft.errors import ContentError


def test_a_complete_book_loads(tmp_path: Path) -> None:
    facts = [{"id": "lpr_1y", "value": "0.03", "from": None, "to": None, "source": "公布值", "level": "B"}]
    book = load_rulebook(write_book(tmp_path, disclosures=[disclosure()], facts=facts))
    assert [r.id for r in book.rules] == ["RD0101"]
    assert [d.id for d in book.disclosures] == ["RD0301"]
    assert [(f.id, f.value) for f in book.facts] == [("lpr_1y", "0.03")]
    assert book.rules[0].where.startswith("rules/over_promise/RD0101-sure-pass.yaml:")


def test_an_article_is_shown_only_where_it_was_read(tmp_path: Path) -> None:
    first, second = load_rulebook(write_book(tmp_path)).cite(["AA1", "BB2"])
    assert (first.article, first.level) == ("第一条", "A")
    assert (second.article, second.level) == (None, "B")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"suggestion": None}, "suggestion: is missing"),
        ({"message": ""}, "message: must be a text"),
        ({"severity": "fatal"}, "severity: must be one of"),
        ({"colour": "red"}, "colour: is not a known key"),
        ({"citations": [{"key": "ZZ9"}]}, "has no 'ZZ9'"),
        ({"citations": []}, "citations: must be a list with at least one entry"),
        ({"match": [{"any": "(包过"}]}, "does not compile"),
        ({"match": [{"any": "{{nothing}}过"}]}, "vocabulary has no 'nothing'"),
        ({"match": [{"any": "(?<={{pass}})了"}]}, "does not compile"),
        ({"match": [{"any": "(?:包过)?"}]}, "matches an empty text"),
        ({"match": [{"with": "包过"}]}, "any: is missing"),
        ({"match": [{"any": "包过", "scope": "page"}]}, "scope: must be one of"),
        ({"match": [{"any": "包过", "stance": "angry"}]}, "stance: must be"),
        ({"match": [{"any": "包过", "channel": ["pigeon"]}]}, "channel: must be"),
        ({"match": [{"any": "包过", "send_hours": {"from": 22}}]}, "send_hours"),
        ({"must_flag": ["包过"]}, "at least 5 are needed"),
        ({"must_pass": ["您好"] * 5}, "an example stands twice"),
        ({"must_flag": [{"draft": "包过", "sky": 1}] * 5}, "sky: is not a known key"),
        ({"id": "RD0201"}, "the number of over_promise is another"),
        ({"id": "R1"}, "must look like RD0101"),
        ({"name": "Sure Pass"}, "must be lower-case words"),
        ({"version": "1"}, "must look like 1.0.0"),
        ({"effective": {"from": "soon"}}, "must be a date"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ContentError) as e:
        for one in load_rulebook(write_book(tmp_path, rule(**changes))).rules:
            assert [p.regex for entry in one.match for p in entry.any_of]
    assert says in str(e.value)
    assert "rules/over_promise/" in e.value.where


def test_the_line_is_named(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    path = folder / "over_promise" / "RD0101-sure-pass.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("severity"))
    lines[at] = "severity: fatal"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError) as e:
        load_rulebook(folder)
    assert e.value.where == f"rules/over_promise/RD0101-sure-pass.yaml:{at + 1}"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"requires": []}, "requires"),
        ({"requires": [{"element": "luck", "severity": "warn", "satisfied_by": ["x"], "suggestion": "y"}]}, "element"),
        ({"requires": [{"element": "fees", "severity": "warn", "suggestion": "y"}]}, "satisfied_by: is missing"),
        ({"trigger": {}}, "names neither draft nor customer"),
        ({"trigger": None}, "trigger: is missing"),
        ({"id": "RD0101"}, "numbered RD03nn"),
    ],
)
def test_a_wrong_disclosure_set_is_refused(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ContentError, match=says):
        load_rulebook(write_book(tmp_path, disclosures=[disclosure(**changes)]))


def test_no_folder_and_no_rules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="missing"):
        load_rulebook(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContentError, match="no rules"):
        load_rulebook(tmp_path / "empty")


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="RD0101 is already used"):
        load_rulebook(write_book(tmp_path, rule(), rule(name="other-name")))
    with pytest.raises(ContentError, match="sure-pass is already used"):
        load_rulebook(write_book(tmp_path / "b", rule(), rule(id="RD0102")))


def test_the_file_is_named_after_the_rule(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    path = folder / "over_promise" / "RD0101-sure-pass.yaml"
    path.rename(path.with_name("RD0101-other.yaml"))
    with pytest.raises(ContentError, match="must be named RD0101-sure-pass"):
        load_rulebook(folder)


def test_vocabulary_in_a_circle_is_refused(tmp_path: Path) -> None:
    words = {"sure": "{{pass}}|一定", "pass": "{{sure}}过"}
    with pytest.raises(ContentError, match="circle"):
        load_rulebook(write_book(tmp_path, vocabulary=words))


def test_broken_yaml_and_double_keys_are_refused(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    bad = folder / "over_promise" / "RD0102-bad-file.yaml"
    bad.write_text("id: RD0102\nname: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"RD0102-bad-file.yaml:\d+: is not valid YAML"):
        load_rulebook(folder)
    bad.write_text("id: RD0102\nid: RD0103\n", encoding="utf-8")
    with pytest.raises(ContentError, match="stands twice"):
        load_rulebook(folder)


def test_a_book_is_read_as_of_a_day(tmp_path: Path) -> None:
    old = rule(id="RD0102", name="old-rule", effective={"from": date(2020, 1, 1), "to": date(2025, 12, 31)})
    draft = rule(id="RD0103", name="draft-rule", status="draft")
    laws = {**CITATIONS, "AA1": {**CITATIONS["AA1"], "effective_from": date(2026, 1, 1)}}
    book = load_rulebook(write_book(tmp_path, rule(), old, draft, citations=laws))
    assert [r.id for r in book.as_of(date(2025, 6, 1)).rules] == ["RD0101", "RD0102"]
    assert [r.id for r in book.as_of(date(2026, 6, 1)).rules] == ["RD0101"]
    assert [c.law for c in book.as_of(date(2025, 6, 1)).cite(["AA1", "BB2"])] == ["《乙办法》"]
    assert len(book.as_of(date(2026, 6, 1)).cite(["AA1", "BB2"])) == 2


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    before = load_rulebook(folder).version
    assert load_rulebook(folder).version == before
    words = folder / "vocabulary.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "more: 甲|乙\n", encoding="utf-8")
    assert load_rulebook(folder).version != before
