"""Every figure of a reply has a source, or is named as having none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from replydraft.compliance.figures import find_ungrounded
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.domain.finding import Family, Finding, LegalCitation, Severity
from replydraft.domain.inquiry import CheckRequest, Evidence, Fact, Profile, Turn

PASSAGE = "额度5万至30万元，期限12—36期，年化利率（单利）5.4%～10.8%。受理后一般3至5个工作日答复。"
SOURCES = FigureSources(
    passages=(PASSAGE,),
    computed=(("13.034%", "按每期费用折算"), ("7200.00", "总成本")),
    customer="我想借二十万，两年还",
    history=(Turn("customer", "能不能再低一个点"),),
    profile=Profile({"income_monthly": Fact(Decimal(12_000)), "overdue_days": Fact(15), "business_years": Fact(3)}),
    operator_texts=("客服电话400-123-4567", "服务费不超过放款金额的2%"),
    laws=("信用报告每年可以免费查2次。", "还款截止日为2026年3月31日。"),
)


class Laws:
    def cite(self, keys: Sequence[str]) -> tuple[LegalCitation, ...]:
        return tuple(LegalCitation(key, None, "A") for key in keys)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("最高30万", "passage"),
        ("最高300000元", "passage"),
        ("最长3年", "passage"),
        ("分36个月", "passage"),
        ("年化5.4%—10.8%", "passage"),
        ("三到五个工作日", "passage"),
        ("折合约13.03%", "calculator"),
        ("折合约13.0%", "calculator"),
        ("一共7200元", "calculator"),
        ("一年免费两次", "law"),
        ("3月31日截止", "law"),
        ("2026年3月截止", "law"),
        ("可拨400-123-4567", "operator"),
        ("服务费2%以内", "operator"),
        ("月入1.2万", "profile"),
        ("逾期15天", "profile"),
        ("做了三年生意", "passage"),
        ("您要的20万", "customer"),
        ("24个月还清", "customer"),
        ("再低1个百分点", "customer"),
    ],
)
def test_traced_to_the_first_source_that_states_it(text: str, source: str) -> None:
    figures, untraced = trace_figures(text, SOURCES)
    assert untraced == []
    assert figures[-1].source == source
    assert figures[-1].detail


@pytest.mark.parametrize(
    "text",
    [
        "年化3.6%",
        "最高50万",
        "3到5天",
        "8%到10.8%",
        "4月30日截止",
        "月入1.3万",
        "13.04%",
        "可拨400-123-4568",
        "逾期15个月",
        "免费3次",
    ],
)
def test_a_figure_no_source_states_is_named(text: str) -> None:
    _, untraced = trace_figures(text, SOURCES)
    assert len(untraced) == 1
    assert text[untraced[0].start : untraced[0].end] == untraced[0].text


def test_a_text_without_figures_has_nothing_to_trace() -> None:
    assert trace_figures("一般先看一下资料，以审批为准。", SOURCES) == ([], [])


def ungrounded(draft: str, **context: Any) -> list[Finding]:
    return find_ungrounded(CheckRequest("c1", draft, date(2026, 11, 23), **context), Laws())


def test_ungrounded_figures_block_only_where_evidence_was_given() -> None:
    draft = "额度最高80万，3至5个工作日答复"
    assert ungrounded(draft) == []
    (found,) = ungrounded(draft, evidence=Evidence((PASSAGE,)))
    assert (found.rule, found.family, found.severity, found.source) == (
        "RD1101",
        Family.UNGROUNDED,
        Severity.BLOCK,
        "grounding",
    )
    assert found.text == "80万"
    assert "80万" in found.message


def test_events_and_the_conversation_are_evidence_too() -> None:
    evidence = Evidence((), ("2026-11-20 已放款 15万元",))
    talk = (Turn("customer", "分几期好，24期？"),)
    assert ungrounded("11月20日放的15万，分24期", evidence=evidence, history=talk) == []
    assert [f.text for f in ungrounded("11月21日放的15万，分24期", evidence=evidence, history=talk)] == ["11月21日"]


@pytest.mark.parametrize(
    ("draft", "wrong", "right"),
    [
        ("月费率0.5%，分12期，一年才6个点", "6个点", "10.90%"),
        ("借10万分12期，每期还9000元，年化才8%", "8%", "14.45%"),
        ("日利率0.05%，年化约12%", "12%", "18.25%"),
        ("0.3%的月费率做36期，年化3.6%", "3.6%", "6.78%"),
        ("每期手续费0.4%，24期，折年化4.8%", "4.8%", "8.9"),
        ("月费率1%分12期，年化大概12%", "12%", "21.46%"),
    ],
)
def test_an_annual_rate_that_contradicts_the_numbers_blocks(draft: str, wrong: str, right: str) -> None:
    (found,) = ungrounded(draft)
    assert (found.rule, found.family, found.text) == ("RD0290", Family.MISLEADING_COST, wrong)
    assert right in found.message
    assert right in found.suggestion


@pytest.mark.parametrize(
    "draft",
    [
        "月费率0.5%分12期，年化约10.9%（单利），IRR约11.5%",
        "借10万分36期，每月还3042元，年化利率6%",
        "日息万五，年化18.25%",
        "月费率0.6%不等于年化7.2%，12期折算下来高得多",
        "10万先息后本，每月还500，用一年，年化6%",
        "年化5.4%到10.8%，分12期",
        "月息0.3%，年化3.6%",
        "月费率1%分12期，折下来年化差不多二十二个点",
        "月利率×12是名义年利率，我们这批年化6%—18%",
    ],
)
def test_rates_that_agree_or_are_denied_pass(draft: str) -> None:
    assert ungrounded(draft) == []


def test_the_method_named_earlier_decides_what_a_monthly_price_means() -> None:
    draft = "月息4厘，折年化4.8%"
    flat = (Turn("advisor", "这个是等本等息，分24期"),)
    balance = (Turn("advisor", "这个是先息后本，到期还本"),)
    assert [f.rule for f in ungrounded(draft, history=flat)] == ["RD0290"]
    assert ungrounded(draft, history=balance) == []
