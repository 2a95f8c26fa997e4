"""The examples that block by themselves, which words around them and talk before them must not excuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.examples import example_request
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.rules import Rule
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest

DAY = date(2026, 11, 23)
Blocking = list[tuple[Rule, CheckRequest]]


@pytest.fixture(scope="session")
def shipped() -> Check:
    return Check(load_rulebook(Path(__file__).parents[2] / "guardrails"))


@pytest.fixture(scope="session")
def blocking(shipped: Check) -> Blocking:
    """Each with the rule that blocks it, without the full stop at its end."""
    found = list(_blocking(shipped))
    assert len(found) > 500
    return found


def _blocking(check: Check) -> Iterator[tuple[Rule, CheckRequest]]:
    for rule in check.rulebook.as_of(DAY).rules:
        for example in rule.must_flag if rule.severity is Severity.BLOCK else ():
            asked = example_request(example, DAY)
            bare = replace(asked, draft=asked.draft.rstrip("。！!"))
            if not example.context and any(
                f.rule == rule.id and f.severity is Severity.BLOCK for f in check.check(bare, rewriting=False).findings
            ):
                yield rule, bare
