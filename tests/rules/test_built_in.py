"""What compliance reads of the checks in code is what the code reports, and no finding has an id that nobody can look up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import replydraft
from replydraft.compliance.built_in import BuiltIn
from replydraft.compliance.check import Check
from replydraft.compliance.examples import example_request
from replydraft.compliance.listing import rule_lines, rule_page
from replydraft.compliance.rulebook import load_rulebook
from replydraft.errors import ContentError

DAY = date(2026, 11, 23)
RULES = Path(__file__).parents[2] / "guardrails"
BOOK = load_rulebook(RULES)
SHOWN = [b for b in BOOK.built_in if b.must_flag]


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(BOOK)


@pytest.mark.parametrize("said", SHOWN, ids=[b.id for b in SHOWN])
def test_the_file_says_what_the_code_reports(check: Check, said: BuiltIn) -> None:
    for example in said.must_flag:
        found = [f for f in check.check(example_request(example, DAY)).findings if f.rule == said.id]
        assert found, example.draft
        laws = [c.law for c in BOOK.cite(said.citations)]
        for f in found:
            assert (f.rule_name, f.family, f.severity) == (said.name, said.family, said.severity)
            assert [c.law for c in f.citations] == laws
            assert f.suggestion


def test_every_id_of_the_code_can_be_looked_up() -> None:
    code = Path(replydraft.__file__).parent / "compliance"
    reported = {n for p in code.rglob("*.py") for n in re.findall(r'\("(RD\d{4})",', p.read_text(encoding="utf-8"))}
    reported |= {
        n for p in code.rglob("*.py") for n in re.findall(r'^\s+"(RD\d{4})",', p.read_text(encoding="utf-8"), re.M)
    }
    assert len(reported) > 20
    assert reported <= {b.id for b in BOOK.built_in} | {item.id for item in BOOK.items}
    for number in reported | {"RD0190"}:
        assert rule_page(BOOK, number).startswith(f"# {number} ")


def test_they_stand_in_the_list_and_keep_their_numbers() -> None:
    rows = {row["id"]: row for row in rule_lines(BOOK, DAY)}
    assert rows["RD0401"]["built_in"] and not rows["RD0101"]["built_in"]
    assert rows["RD0190"]["severity"] == "warn"
    assert not {b.id for b in BOOK.built_in} & {item.id for item in BOOK.items}


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    from shutil import copytree

    copytree(RULES, tmp_path / "guardrails")
    file = tmp_path / "guardrails" / "built_in.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[PI28, PI51, JR]", "[NOPE]", 1), encoding="utf-8")
    with pytest.raises(ContentError, match="NOPE") as refused:
        load_rulebook(tmp_path / "guardrails")
    assert re.search(r"built_in\.yaml:\d+", str(refused.value))
