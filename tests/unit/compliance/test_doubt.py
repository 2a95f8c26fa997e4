"""Doubt: what becomes of figures by what the pointer says they restate, and what never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from grounded import DAY, Laws

from replydraft.compliance.figures import find_ungrounded
from replydraft.compliance.pointer import Mark, Pointed, Pointer, Pointing, Text
from replydraft.compliance.tracing.doubt import equals, read_sources, shown_of
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.said import said
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.compliance.trees import Trees
from replydraft.domain.inquiry import CheckRequest, Evidence, Fact, Profile, Turn
from replydraft.text.held import HeldFile

NO_FILE = HeldFile(Path("pointer.npz"), "", b"")
FALSE_WHERE_ANOTHER_IS_MEANT = b"restates rival\t0.5\t<\t1\n-4\n4\n"
"""Trees of one question: likely false (0.98) where another figure of the sources is likely restated, else likely true (0.02)."""
RATES = "公积金：首套首付20%，二套首付25%。"


@dataclass(frozen=True)
class Points(Pointer):
    """Says that every figure of a reply restates the figure with these words."""

    words: str = ""

    def shares(self, reply: str, marks: Sequence[Mark], sources: Sequence[Text]) -> list[Pointed]:
        every = [((n, i), s.text[a:b]) for n, s in enumerate(sources) for i, (a, b, _) in enumerate(s.marks)]
        shares = {of: 0.9 if words == self.words else 0.01 for of, words in every}
        return [Pointed(shares, 0.05) for _ in marks]


def pointing(words: str, trees: bytes = FALSE_WHERE_ANOTHER_IS_MEANT) -> Pointing:
    return Pointing(Points(NO_FILE, words), Trees(HeldFile(Path("figures.tsv"), "", trees)), 0.5, 0.3)


def named(reply: str, passage: str, words: str, **asked: str) -> list[str]:
    sources = FigureSources(passages=(passage,), as_of=DAY, **asked)  # type: ignore[arg-type]
    return [u.text for u in trace_figures(reply, sources, pointing(words))[1]]


def test_a_figure_that_restates_another_is_named_with_that_one() -> None:
    sources = FigureSources(passages=(RATES,), as_of=DAY)
    reply = "您买第二套的话首付要准备20%。"
    untraced = trace_figures(reply, sources, pointing("25%"))[1]
    assert [u.text for u in untraced] == ["20%"]
    assert "二套首付25%" in untraced[0].instead
    assert trace_figures(reply, sources, pointing("20%"))[1] == []


def test_a_figure_of_the_same_value_that_is_meant_is_traced_to_it() -> None:
    passage = "创业贷：个人最高30万元；财政按利率50%贴息。"
    reply = "利息按五成贴，个人最高30万。"
    sources = FigureSources(passages=(passage,), as_of=DAY)
    assert [u.text for u in trace_figures(reply, sources)[1]] == ["五成"]
    figures, untraced = trace_figures(reply, sources, pointing("50%"))
    assert "五成" not in [u.text for u in untraced]
    assert ("五成", "passage") in [(f.text, f.source) for f in figures]


def test_a_value_that_no_source_has_stays_untraced_whatever_is_said() -> None:
    assert named("您买第二套首付要准备30%。", RATES, "nothing of it") == ["30%"]


def test_what_a_customer_says_grounds_no_price_of_ours() -> None:
    heard, ours = "听说别家年化2.4%，你们呢", "我们这款年化2.4%起。"
    sources = FigureSources(passages=("本产品年化3.6%起。",), customer=heard, as_of=DAY)
    assert [u.text for u in trace_figures(ours, sources, pointing("2.4%"))[1]] == ["2.4%"]
    assert trace_figures("您说的别家年化2.4%，得看含不含费用。", sources, pointing("2.4%"))[1] == []


def test_what_the_reply_itself_reckons_wrong_stays_named() -> None:
    passage = "每亩授信3000元，共80亩。补贴26万元。"
    assert named("每亩3000元，80亩就是3000×80=26万元。", passage, "26万元")[-1:] == ["26万元"]


def test_what_plain_sums_contradict_stays_named() -> None:
    passage = "GPS费800元，登记费200元，评估费1200元。"
    assert named("GPS费800元，登记费200元，加起来1200元。", passage, "1200元")[-1:] == ["1200元"]


def test_no_sources_and_no_figures_are_no_error() -> None:
    assert trace_figures("您好", FigureSources(as_of=DAY), pointing("x")) == ([], [])
    assert [u.text for u in trace_figures("首付20%。", FigureSources(as_of=DAY), pointing("x"))[1]] == ["20%"]


def test_the_finding_says_what_is_meant() -> None:
    request = CheckRequest(id="d", draft="您买第二套的话首付要准备20%。", evidence=Evidence((RATES,), ()), as_of=DAY)
    found = find_ungrounded(request, Laws(), (), pointing("25%"))
    assert [(f.text, f.severity.value) for f in found] == [("20%", "block")]
    assert "二套首付25%" in found[0].message


def test_all_sources_are_read_with_who_says_them() -> None:
    sources = FigureSources(
        passages=(RATES,), customer="想借20万", history=(Turn("advisor", "一般3天"), Turn("customer", "我45岁")),
        profile=Profile({"monthly_income": Fact(Decimal(9000))}), as_of=date(2026, 11, 23),
    )  # fmt: skip
    texts, candidates = read_sources(sources)
    assert [(t.text, t.voice) for t in texts] == [
        (RATES, 0), ("想借20万", 1), ("我45岁", 1), ("一般3天", 2), ("月收入9000元，", 3),
    ]  # fmt: skip
    words = [texts[n].text[slice(*texts[n].marks[i][:2])] for n, i in (c.at for c in candidates)]
    assert sorted(words) == sorted(["20%", "二套", "25%", "20万", "45岁", "3天", "9000元"])


def test_a_long_source_is_read_around_the_values_of_the_reply() -> None:
    filler = "本产品由合作机构审批放款，具体以合同为准。" * 30
    passage = f"首套首付20%。{filler}二套首付25%，最长30年。{filler}二套利率3.5%。"
    sources = FigureSources(passages=(passage, filler), as_of=DAY)
    reply = "您买第二套的话首付要准备25%。"
    texts, candidates = read_sources(sources)
    shown = shown_of(texts, candidates, equals(said(reply), candidates, DAY))
    assert [len(text.text) < 300 for text, _ in shown] == [True]
    (text, figures), *_ = shown
    assert [text.text[a:b] for a, b, _ in text.marks] == ["二套", "25%", "30年"]
    named = {c.at: c.readings[0].q.text for c in candidates}
    assert [named[of] for of in figures] == ["二套", "25%", "30年"]
    assert trace_figures(reply, sources, pointing("25%"))[1] == []


@pytest.mark.parametrize("trees", [b"", b"restates\t0.5\t<\t1\n-4\n", b"restates\tx\t<\t1\n-4\n4\n"])
def test_unreadable_trees_are_an_error(trees: bytes) -> None:
    from replydraft.errors import ContentError

    with pytest.raises(ContentError, match=r"figures\.tsv"):
        trace_figures("首付20%。", FigureSources(passages=(RATES,), as_of=DAY), pointing("20%", trees))
