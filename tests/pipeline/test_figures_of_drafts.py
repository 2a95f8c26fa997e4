"""Figures enter embedded drafts only from the calculator or from knowledge, and each is shown with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from replydraft.bootstrap import House, open_house
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.domain.finding import Family
from replydraft.entrypoints.screen.samples import samples
from replydraft.evaluation.runner import run_sets
from replydraft.evaluation.samples import load_set
from replydraft.settings import load_settings
from replydraft.wire.inputs import parse_inquiry

DAY = date(2026, 11, 23)
PRICED = (
    "一万块一天3块利息，年化多少", "分期每期手续费0.6%，12期，一年是几个点", "月息一分是多少年化", "日息万五划算吗",
    "10万分36期每月还3200，利率多少", "你们服务费怎么收，收几个点", "额度最高多少，最长几年", "提前还款要多少违约金",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(replace(load_settings(), home=tmp_path_factory.mktemp("figures"), database_url="")) as opened:
        yield opened


def inquiries() -> list[dict[str, Any]]:
    records = load_set(load_settings().evals / "sets" / "draft-inquiries.jsonl").records
    told = [{"id": r["id"], "customer": r["customer"], "profile": r.get("profile") or {}} for r in records]
    return [*samples(), *told, *({"id": f"priced-{i}", "customer": text} for i, text in enumerate(PRICED))]


def test_every_figure_of_an_embedded_draft_has_a_source_of_ours(house: House) -> None:
    seen = 0
    for record in inquiries():
        draft = house.desk.draft(parse_inquiry(record, today=DAY))
        assert [f for f in draft.findings if f.family is Family.UNGROUNDED or f.rule in ("RD0290", "RD0291")] == []
        for figure in draft.figures:
            assert figure.detail
            assert draft.reply[figure.start : figure.end] == figure.text
        ours = {f.start for f in draft.figures if f.source in ("passage", "calculator", "law", "operator")}
        prices = [f for f in draft.figures if f.kind in ("rate", "fee", "term", "amount") and f.source != "profile"]
        own = {f.start for f in prices if f.source == "customer"}
        assert {f.start for f in prices} - own <= ours
        seen += len(prices)
    assert seen >= 20


def test_a_figure_put_into_a_draft_is_not_traced(house: House) -> None:
    draft = house.desk.draft(parse_inquiry({"id": "x", "customer": PRICED[1]}, today=DAY))
    sources = FigureSources(passages=tuple(c.quote for c in draft.citations), customer=PRICED[1], as_of=DAY)
    _, untraced = trace_figures(draft.reply + "服务费是2.35%。", sources)
    assert [u.text for u in untraced][-1] == "2.35%"


def test_tracing_is_as_good_as_recorded() -> None:
    report = run_sets(load_settings(), ["grounding-read", "grounding-unread"], compare=True, today=DAY)
    assert report.failures == []
    assert report.sets["grounding-read"]["altered caught"].tries == 391


@pytest.mark.parametrize(
    ("asked", "figure", "kept"),
    [
        ("还不上了，借5万24期每期2600，年化是不是太高", "22.25%", "官方客服"),
        ("你们能做吗：30万三年等额本息年化4%，月供多少，要什么资料", "8857.2元", "流水"),
    ],
)
def test_a_price_beside_something_graver_leaves_the_answer_to_that(
    house: House, asked: str, figure: str, kept: str
) -> None:
    draft = house.desk.draft(parse_inquiry({"id": "beside", "customer": asked}, today=DAY))
    assert figure in draft.reply
    assert kept in draft.reply
    assert draft.verdict == "pass"
