"""The rule book for people, and its examples run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import disclosure, rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.examples import run_examples
from replydraft.compliance.listing import rule_lines, rule_page, write_docs
from replydraft.compliance.rulebook import load_rulebook
from replydraft.errors import InputError

TODAY = date(2026, 11, 23)


def test_lines_are_the_rules_in_force(tmp_path: Path) -> None:
    old = rule(id="RD0102", name="old-rule", effective={"from": None, "to": date(2020, 1, 1)})
    book = load_rulebook(write_book(tmp_path, rule(), old, disclosures=[disclosure()]))
    rows = list(rule_lines(book, TODAY))
    assert [(r["id"], r["severity"], r["family"]) for r in rows] == [
        ("RD0101", "block", "over_promise"),
        ("RD0301", "block", "missing_disclosure"),
    ]


def test_a_page_shows_examples_and_no_unread_article(tmp_path: Path) -> None:
    book = load_rulebook(write_book(tmp_path, disclosures=[disclosure()]))
    page = rule_page(book, "sure-pass")
    assert page == rule_page(book, "rd0101")
    assert "《甲法》第一条" in page and "第九条" not in page
    assert "- 保证给您批" in page and "- 能包过吗" in page
    assert "客户：利息多少 ／ 回复：不高的" in rule_page(book, "RD0301")
    with pytest.raises(InputError):
        rule_page(book, "RD9999")


def test_docs_hold_a_page_a_rule_and_no_page_of_a_rule_that_is_gone(tmp_path: Path) -> None:
    book = load_rulebook(write_book(tmp_path, disclosures=[disclosure()]))
    into = tmp_path / "docs"
    into.mkdir()
    (into / "RD0199.md").write_text("old", encoding="utf-8")
    assert write_docs(book, into) == 2
    assert sorted(p.name for p in into.iterdir()) == ["RD0101.md", "RD0301.md", "README.md", "citations.md"]
    assert "[RD0301](RD0301.md)" in (into / "README.md").read_text(encoding="utf-8")


def test_examples_that_hold_are_counted_and_those_that_do_not_are_named(tmp_path: Path) -> None:
    good = Check(load_rulebook(write_book(tmp_path / "a", disclosures=[disclosure()])))
    assert run_examples(good, TODAY) == ([], 22)
    wrong = rule(
        must_flag=["保证给您批", "肯定能过", "一定下款", "包过", "您好"],
        must_pass=["不保证能批", "能包过吗", "验收一定要过", "别信包过", "包过"],
        suggestion="我们包过。",
    )
    failures, _ = run_examples(Check(load_rulebook(write_book(tmp_path / "b", wrong))), TODAY)
    assert [f.split("RD0101 ", 1)[1] for f in failures[:2]] == ["misses a must_flag", "flags a must_pass"]
    assert "suggestion of RD0101 is itself flagged by RD0101" in failures[2]
    assert all(":" in f for f in failures)


def test_an_example_with_an_impossible_context_is_named(tmp_path: Path) -> None:
    bad = rule(must_flag=["保证给您批", "肯定能过", "一定下款", "绝对批", {"draft": "包过", "send_at": "昨天"}])
    failures, _ = run_examples(Check(load_rulebook(write_book(tmp_path, bad))), TODAY)
    assert len(failures) == 1 and "no check object" in failures[0]
