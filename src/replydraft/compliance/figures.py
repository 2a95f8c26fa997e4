"""Where every figure of a reply comes from, and which come from nowhere.

A figure is traced by what it is: a source states the same value of the same thing (`tracing.stated`), or it follows from what the
sources state by the calculator or plain arithmetic (`tracing.computed`). What a customer says grounds what is said of them, never a
product's price, limit or term (`tracing.voices`). A price that the sources give otherwise is `misleading_cost`, with the right one;
everything else that cannot be traced is `ungrounded`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from replydraft.compliance.citing import Cites
from replydraft.compliance.price_claims import find_wrong_rates
from replydraft.costs.sheet_words import TITLE
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.domain.inquiry import CheckRequest, Profile

if TYPE_CHECKING:
    from replydraft.compliance.pointer import Pointing
    from replydraft.compliance.tracing.known import FigureSources
    from replydraft.compliance.tracing.tracer import Untraced

_UNGROUNDED = ("RD1101", "untraced-figure", "2.0.0")
_CONTRADICTS = ("RD0291", "figure-contradicts-sources", "1.0.0")
_CITATIONS = ("CP8", "CP20")


def find_ungrounded(
    request: CheckRequest, rulebook: Cites, ceilings: tuple[Decimal, ...] = (), pointing: Pointing | None = None
) -> list[Finding]:
    """Figures the evidence does not support (only where evidence was given), and annual rates that do not add up. `ceilings`
    are the highest annual costs of the rules (fractions), which a rate may be said to lie below; `pointing` doubts what tracing says."""
    wrong = find_wrong_rates(request, rulebook)
    if request.evidence is None:
        return wrong
    wrong += [_changed(span, request, rulebook) for span in _changed_sheets(request.draft, request.evidence.passages)]
    from replydraft.compliance.tracing.said import said
    from replydraft.compliance.tracing.tracer import PRICES, trace_figures
    from replydraft.compliance.tracing.trivial import is_a_ceiling

    sources = sources_of(request, ceilings)
    figures, untraced = trace_figures(request.draft, sources, pointing)
    priced = {(f.start, f.end) for f in figures if f.source in ("passage", "calculator", "law")}
    priced |= {(s.q.start, s.q.end) for s in said(request.draft) if s.q.unit == "rate" and is_a_ceiling(s, ceilings)}
    wrong = [f for f in wrong if (f.start, f.end) not in priced]
    shown = {(f.start, f.end) for f in wrong}
    return wrong + [
        _finding(u, rulebook, contradicts=bool(u.instead) and u.kind in PRICES)
        for u in untraced
        if (u.start, u.end) not in shown
    ]


def sources_of(request: CheckRequest, ceilings: tuple[Decimal, ...] = ()) -> FigureSources:
    """What the figures of a text may rest on: its evidence, the talk before it, the profile."""
    from replydraft.compliance.tracing.known import FigureSources

    evidence = request.evidence
    return FigureSources(
        passages=(*evidence.passages, *evidence.events) if evidence else (),
        customer=request.customer or "",
        history=tuple(request.history or ()),
        profile=request.profile or Profile(),
        as_of=request.as_of,
        ceilings=ceilings,
    )


def _changed_sheets(text: str, passages: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The first line that differs of each cost sheet (明示表) that the evidence holds and the text quotes otherwise."""
    for passage in passages:
        head, *lines = passage.split("\n")
        start = text.find(head) if head.startswith(f"【{TITLE}】") else -1
        if start < 0 or passage in text:
            continue
        start += len(head) + 1
        for line in lines:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if text[start:end] != line and start < end:
                yield start, end
                break
            start = end + 1


def _changed(span: tuple[int, int], request: CheckRequest, rulebook: Cites) -> Finding:
    return finding_at(
        _CONTRADICTS,
        (*span, request.draft[slice(*span)]),
        family=Family.MISLEADING_COST,
        severity=Severity.BLOCK,
        message="成本明示表的这一行被改过，和测算不一致。请重新附上，或者整张去掉。",
        suggestion="费用和年化以重新测算的成本明示表为准。",
        citations=rulebook.cite(_CITATIONS),
        source="grounding",
    )


def _finding(u: Untraced, rulebook: Cites, *, contradicts: bool) -> Finding:
    message = (
        f"“{u.text}”和资料对不上：{u.instead}。"
        if u.instead
        else f"“{u.text}”在知识片段、客户资料和对话里都找不到出处，也算不出来，不能写给客户。"
    )
    return finding_at(
        _CONTRADICTS if contradicts else _UNGROUNDED,
        (u.start, u.end, u.text),
        family=Family.MISLEADING_COST if contradicts else Family.UNGROUNDED,
        severity=Severity.BLOCK,
        message=message,
        suggestion="具体数字以贷款机构核定和合同约定为准。",
        citations=rulebook.cite(_CITATIONS),
        source="grounding",
    )
