"""`without_scope`: a lawful word in one sentence does not excuse a wrong in another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.errors import ContentError
from replydraft.wire.inputs import parse_check

ENTRY = {"any": "包过", "with": ["贷款"], "without": ["审批"], "scope": "text", "without_scope": "sentence"}


def rules_of(check: Check, draft: str) -> list[str]:
    return [f.rule for f in check.check(parse_check({"id": "t", "draft": draft}, today=date(2026, 11, 23))).findings]


def test_with_looks_in_the_text_and_without_in_the_sentence(tmp_path: Path) -> None:
    check = Check(load_rulebook(write_book(tmp_path, rule(match=[ENTRY]))))
    assert rules_of(check, "这笔贷款看审批。我们这儿包过。") == ["RD0101"]
    assert rules_of(check, "这笔贷款，包过要看审批。") == []
    assert rules_of(check, "我们这儿包过。") == []


def test_an_unknown_scope_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="without_scope"):
        load_rulebook(write_book(tmp_path, rule(match=[{**ENTRY, "without_scope": "page"}])))
