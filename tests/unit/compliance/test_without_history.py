"""`without_history`: an exception for talk about parking is none in a talk about a loan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import Verdict
from replydraft.domain.inquiry import CheckRequest, Turn

PARKING = {"any": ".", "customer": "停车", "without_history": ["贷款", "额度"], "scope": "text"}


@pytest.mark.parametrize(
    ("earlier", "verdict"),
    [
        ([], Verdict.PASS),
        (["您好", "在的"], Verdict.PASS),
        (["想贷款十万", "好的"], Verdict.BLOCK),
        (["您好", "额度够的"], Verdict.BLOCK),
    ],
)
def test_counts_only_where_no_earlier_turn_has_the_words(tmp_path: Path, earlier: list[str], verdict: Verdict) -> None:
    check = Check(load_rulebook(write_book(tmp_path, rule(match=[{"any": "包过"}], unless=[PARKING]))))
    turns = tuple(Turn("customer" if n % 2 == 0 else "advisor", text) for n, text in enumerate(earlier))
    request = CheckRequest("a", "包过的", customer="门口能停车吗", history=turns, as_of=date(2026, 11, 23))
    assert check.check(request).verdict is verdict


def test_of_a_match_too(tmp_path: Path) -> None:
    entry = {"any": "包过", "without_history": ["驾校"]}
    check = Check(load_rulebook(write_book(tmp_path, rule(match=[entry]))))
    for said, verdict in (("在驾校学车", Verdict.PASS), ("想贷款", Verdict.BLOCK)):
        request = CheckRequest(
            "a", "包过的", customer="行吗", history=(Turn("customer", said),), as_of=date(2026, 11, 23)
        )
        assert check.check(request).verdict is verdict
