"""What the customer said of themself is theirs, though a document names the same number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.nearest import nearest
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.domain.inquiry import Fact, Profile, Turn

SHEET = "装修分期：额度1万—20万元，期限6—24个月，年化利率（单利）9.6%—18.0%，还款方式等额本息。"


def sources(customer: str = "", *turns: Turn, **profile: object) -> FigureSources:
    known = Profile({key: Fact(value) for key, value in profile.items()})  # type: ignore[arg-type]
    return FigureSources(passages=(SHEET,), customer=customer, history=turns, profile=known)


def named(reply: str, given: FigureSources) -> list[tuple[str, str]]:
    return [(f.text, f.source) for f in nearest(reply, trace_figures(reply, given)[0], given)]


@pytest.mark.parametrize("said", ["想借20万装修", "能不能贷20万？"])
def test_an_amount_they_asked_for_is_theirs(said: str) -> None:
    assert named("您要借20万，我记下了。", sources(said)) == [("20万", "customer")]


def test_what_they_said_earlier_is_theirs_and_what_we_said_is_not() -> None:
    reply = "您要借20万，我记下了。"
    assert named(reply, sources("好的", Turn("customer", "想借20万"))) == [("20万", "customer")]
    assert named(reply, sources("好的", Turn("advisor", "您要借20万，是吗？"))) == [("20万", "passage")]


def test_what_the_profile_holds_is_the_profiles() -> None:
    given = sources("怎么算的", amount_wanted=Decimal(200000), term_months=24)
    assert named("按借20万元、分24期算。", given) == [("20万元", "profile"), ("24期", "profile")]


def test_a_price_and_the_end_of_a_range_stay_the_documents() -> None:
    given = sources("网上说能借20万，年化9.6%，真的吗")
    assert named("装修分期额度最高20万元，年化利率9.6%起。", given) == [("20万元", "passage"), ("9.6%", "passage")]


def test_nothing_they_did_not_say_becomes_theirs() -> None:
    assert named("装修分期期限6—24个月。", sources("想借20万装修"))[0][1] == "passage"
