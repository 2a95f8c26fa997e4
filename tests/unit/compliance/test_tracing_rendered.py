"""A reply rendered from a product's facts in any of the ways people write them passes; with one slot altered it is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from replydraft.compliance.figures import find_ungrounded
from replydraft.domain.finding import LegalCitation
from replydraft.domain.inquiry import CheckRequest, Evidence

_DIGITS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


class Laws:
    def cite(self, keys: Sequence[str]) -> tuple[LegalCitation, ...]:
        return tuple(LegalCitation(key, None, "A") for key in keys)


def spoken(n: int) -> str:
    """A whole number below 100 in Chinese."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not head else "")


def rate(tenths: int) -> list[str]:
    whole, rest = divmod(tenths, 10)
    number = f"{whole}.{rest}" if rest else f"{whole}"
    chinese = spoken(whole) + (f"点{_DIGITS[rest]}" if rest else "")
    return [f"{number}%", f"{whole}.{rest}0%", f"{number}个点", f"百分之{chinese}", f"{number}%".translate(_FULL_WIDTH)]


def money(wan: int) -> list[str]:
    return [f"{wan}万", f"{wan}万元", f"{wan}0000元", f"{wan}0,000元", f"{spoken(wan)}万", f"{wan}w"]


def term(years: int) -> list[str]:
    return [f"{years}年", f"{years * 12}个月", f"{years * 12}期", f"{spoken(years)}年", f"{spoken(years * 12)}个月"]


def days(n: int) -> list[str]:
    return [f"{n}个工作日", f"{spoken(n)}个工作日", f"{n} 个工作日"]


@dataclass(frozen=True)
class Facts:
    low: int
    high: int
    limit: int
    years: int
    days: int
    fee: int

    @property
    def passage(self) -> str:
        return (
            f"海天银行“优家贷”：年化利率（单利）{self.low / 10:g}%—{self.high / 10:g}%，额度最高{self.limit}万元，"
            f"期限最长{self.years * 12}个月。受理后{self.days}个工作日答复。提前还款收取剩余本金{self.fee / 10:g}%的违约金。"
        )


facts = st.builds(
    Facts, low=st.integers(30, 59), high=st.integers(61, 95), limit=st.integers(11, 49), years=st.integers(2, 7),
    days=st.integers(2, 9), fee=st.integers(5, 29),
)  # fmt: skip
SLOTS = ("high", "limit", "years", "days", "fee")


@st.composite
def replies(draw: st.DrawFn, told: Facts) -> str:
    """The facts in one reply, each figure in a form of its own."""

    def pick(forms: list[str]) -> str:
        return draw(st.sampled_from(forms))

    parts = [
        f"年化最低{pick(rate(told.low))}，最高{pick(rate(told.high))}",
        draw(st.sampled_from(["额度最高{}", "最多可贷{}", "上限是{}", "{}封顶"])).format(pick(money(told.limit))),
        draw(st.sampled_from(["最长{}", "期限最长{}", "最多分{}"])).format(pick(term(told.years))),
        draw(st.sampled_from(["受理后{}答复", "一般{}给答复"])).format(pick(days(told.days))),
        draw(st.sampled_from(["提前还款违约金是剩余本金的{}", "提前还的话，按剩余本金收{}的违约金"])).format(
            pick(rate(told.fee))
        ),
    ]
    order = draw(st.permutations(parts))
    return draw(st.sampled_from(["。", "；", "，\n"])).join(order) + "。"


def flagged(reply: str, passage: str) -> list[str]:
    request = CheckRequest("r", reply, date(2026, 11, 23), evidence=Evidence((passage,)))
    return [f.text or "" for f in find_ungrounded(request, Laws())]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_rendered_reply_passes(data: Any) -> None:
    told = data.draw(facts)
    assert flagged(data.draw(replies(told)), told.passage) == []


@settings(max_examples=250, deadline=None)
@given(st.data(), st.sampled_from(SLOTS))
def test_one_altered_slot_is_named(data: Any, slot: str) -> None:
    told = data.draw(facts)
    value = getattr(told, slot)
    other = getattr(data.draw(facts), slot)
    assume(other != value)
    altered = Facts(**{**{name: getattr(told, name) for name in Facts.__annotations__}, slot: other})
    assert flagged(data.draw(replies(altered)), told.passage)


@pytest.mark.parametrize(
    "text", ["年化" * 25_000, "最高1万，" * 20_000, "一" * 100_000, "1、" * 50_000, "3.5%-" * 20_000, "“" * 100_000]
)
def test_hostile_texts_cost_little(text: str) -> None:
    from time import process_time

    told = Facts(40, 70, 20, 3, 5, 10)
    flagged("年化7%", told.passage)
    start = process_time()
    flagged(text[:100_000], told.passage)
    assert process_time() - start < 2.5
