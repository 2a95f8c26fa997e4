"""Greetings, small talk and what a customer told of themselves before: a violation stays one, and a proper reply proper.

The beginnings are by one who had not read the code, and nothing has learned from these. The shares are today's, no aims:
proper replies to look-alikes are hard by themselves, and a beginning still tips some of them (evals/sets/guard-begun.jsonl has replies of all kinds).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from replydraft.compliance.check import Check
from replydraft.compliance.examples import example_request
from replydraft.compliance.rules import Rule
from replydraft.domain.finding import Verdict
from replydraft.domain.inquiry import CheckRequest, Turn

DAY = date(2026, 11, 23)
OPENINGS = Path(__file__).parents[2] / "evals" / "training" / "openings" / "unread.jsonl"


def openings() -> list[tuple[Turn, ...]]:
    lines = OPENINGS.read_text(encoding="utf-8").splitlines()
    return [tuple(Turn(**turn) for turn in json.loads(line)["turns"]) for line in lines]


def begun(requests: list[CheckRequest]) -> list[CheckRequest]:
    """Each after the next of the beginnings."""
    every = openings()
    return [replace(r, history=(*every[n % len(every)], *(r.history or ()))) for n, r in enumerate(requests)]


def counted(check: Check, requests: list[CheckRequest]) -> int:
    return sum(check.check(r, rewriting=False).verdict is not Verdict.PASS for r in requests)


def test_what_blocks_by_itself_counts_after_any_beginning(
    shipped: Check, blocking: list[tuple[Rule, CheckRequest]]
) -> None:
    requests = [replace(r, customer="您说") for _, r in blocking]
    assert counted(shipped, begun(requests)) >= 0.98 * len(requests)


def test_what_passes_by_itself_passes_after_any_beginning(shipped: Check) -> None:
    rules = shipped.rulebook.as_of(DAY).rules
    examples = [example_request(e, DAY) for rule in rules for e in rule.must_pass[::2]]
    asked = [r for r in examples if r.customer]
    proper = [r for r in asked if shipped.check(r, rewriting=False).verdict is Verdict.PASS]
    assert len(proper) > 100
    assert counted(shipped, begun(proper)) <= 0.08 * len(proper)
