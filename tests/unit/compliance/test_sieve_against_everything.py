"""The check with its sieves finds exactly what it finds where every pattern is tried on every stretch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replydraft.compliance import numbers, stretches
from replydraft.compliance.check import Check
from replydraft.compliance.examples import day_for, example_request
from replydraft.compliance.patterns import Pattern
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.sieve import Sieve
from replydraft.domain.inquiry import CheckRequest
from replydraft.wire.outputs import check_json

REPO = Path(__file__).parents[3]
BOOK = load_rulebook(REPO / "guardrails")
DAY = date(2026, 11, 28)


@contextmanager
def everything_is_tried() -> Iterator[None]:
    """No sieve, no need that rules a pattern out, no look-ahead before one, and every number looked at."""

    def all_of(self: Sieve, _: int) -> int:
        return (1 << len(self.owners)) - 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sieve, "may_match", all_of)
        patch.setattr(stretches, "holds", lambda *_: True)
        patch.setattr(Pattern, "regex", property(lambda self: plainly(self.full)))
        patch.setattr(numbers, "_DENSE", re.compile(""))
        yield


@cache
def plainly(source: str) -> re.Pattern[str]:
    return re.compile(source)


CHECK = Check(BOOK)


def agrees(request: CheckRequest) -> None:
    """Findings, rewrite and what was let go are the same, and so is every rule that fired."""

    def seen() -> Any:
        return check_json(CHECK.check(request, explain_allowed=True)), sorted(CHECK.fired(request))

    sieved = seen()
    with everything_is_tried():
        assert seen() == sieved


def examples() -> list[CheckRequest]:
    return [
        example_request(example, day)
        for item in BOOK.items
        if (day := day_for(item, DAY)) is not None
        for example in (*item.must_flag, *item.must_pass)
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_over_every_rule_s_own_examples() -> None:
    for request in examples()[::3]:
        agrees(request)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_over_the_evaluation_sets() -> None:
    for name in ("guard-replies", "guard-context", "guard-disguised"):
        for line in (REPO / "evals" / "sets" / f"{name}.jsonl").read_text("utf-8").splitlines()[::3]:
            agrees(CheckRequest(id="set", draft=json.loads(line)["draft"], as_of=DAY))


PIECES = (
    "我们这边", "包过", "保证下款", "不能保证", "月息", "2%", "年化", "利率", "一定", "您", "？", "。", "，", "“", "”", "征信", "洗白", "吗", "手续费",
    "不看", "黑户", "今天", "必须", "签", "合同", "20万", "银行", "内部", "渠道", "放心", "没问题", "说的", "都是骗子", "如果", "有人", "\n", "对，", "3.6",
    "通讯录", "起诉", "流水", "做一套", "别的客户", "张先生", "逾期", "3次", "代还", "先息后本", "!", "给家里人打电话", "身份证", "b过", "保 证",
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join),
    st.sampled_from((None, "能包过吗？", "利息多少")),
)
def test_over_texts_put_together_from_pieces(draft: str, customer: str | None) -> None:
    agrees(CheckRequest(id="piece", draft=draft, customer=customer, as_of=DAY))
