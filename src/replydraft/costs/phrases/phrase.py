"""Price talk → readings: `read_phrase` for what somebody says a loan costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from replydraft.costs.annualised import Annualised
from replydraft.costs.ceilings import DatedFact
from replydraft.costs.phrases import fees, payments, rates
from replydraft.costs.phrases.asking import question
from replydraft.costs.phrases.combine import combined
from replydraft.costs.phrases.figures import Figure
from replydraft.costs.phrases.hearing import talk_of
from replydraft.costs.phrases.readings import CODES, Part, PhraseReading, Reading
from replydraft.costs.phrases.reference import Lpr, referred
from replydraft.costs.phrases.relevance import relevant
from replydraft.costs.phrases.roles import kept_back, prices_of
from replydraft.costs.phrases.talk import Item, Talk
from replydraft.errors import InputError
from replydraft.text.folding import fold

MAX_PHRASE = 500
"""Characters of a phrase. Longer texts are for `read_prices`."""
MOST_PRICES = 40
"""Prices of a phrase or sentence that are read; what comes after them is none that anybody would write."""
_SAME_SHARE = Decimal("0.001")
_NOTHING = Figure("money", Decimal(0), "", 0)


def read_phrase(text: str, *, facts: Iterable[DatedFact] = (), as_of: date | None = None) -> PhraseReading:
    """Everything a price phrase can mean, with the annualised cost of each meaning and the question to ask.

    `facts` are the dated facts that know the LPR of `as_of`. A phrase that states no price has no readings. Raises
    InputError for an empty phrase and for one over `MAX_PHRASE` characters.
    """
    if not text.strip():
        raise InputError("must not be empty", field="phrase")
    if len(text) > MAX_PHRASE:
        raise InputError(f"must be at most {MAX_PHRASE} characters", field="phrase", code="too_long")
    found, _ = read_folded(fold(text).text, Lpr(facts, as_of), strict=False)
    return replace(found, phrase=text)


def read_folded(text: str, lpr: Lpr, *, strict: bool) -> tuple[PhraseReading, list[Part]]:
    """The same for text that is folded already, and its single prices with their places. `strict` in running text."""
    talk = talk_of(text)
    items = relevant(prices_of(talk), talk, strict=strict)[:MOST_PRICES]
    found, notes = referred(items, talk, lpr) or (None, [])
    if isinstance(found, Part):
        parts = [found]
    else:
        items = (
            [i for i in items if i.figure.kind not in {"off", "times"} or i.label in {"received", "penalty"}]
            if found is None
            else [found]
        )
        parts = _parts(items, talk) or _idiom(talk, text) or _free(talk, text)
    if not parts:
        return PhraseReading(text), []
    readings, open_, relation, total = combined(parts, items, talk)
    ask = "这几个数对不上，以哪一个为准？" if relation == "conflict" else question(open_, readings, talk)
    ambiguous = tuple(code for code in CODES if code in open_)
    return PhraseReading(text, tuple(readings), ambiguous, ask, relation, total, tuple(notes)), parts


def _parts(items: list[Item], talk: Talk) -> list[Part]:
    if any(i.label == "instalment" for i in items):
        for item in items:
            item.per = item.per or ("once" if item.label == "fee" else "")
    if any(i.per not in {"", "year", "once"} for i in items):
        for item in items:
            item.on_balance = any(word in item.name for word in ("年化", "折年", "apr"))
    if talk.principal and talk.received:
        kept = 1 - talk.received / talk.principal
        items = [i for i in items if not kept_back(i) or abs(fees.share_of(i, talk) - kept) > _SAME_SHARE]
    parts = [_with_ends(item, talk) for item in items]
    repaid = any(i.label == "repay" or payments.at_one_go(i, talk) for i in items)
    if talk.principal and talk.received and talk.received < talk.principal and not repaid:
        item = Item(_NOTHING, *talk.received_at)
        parts.insert(0, fees.discount(1 - talk.received / talk.principal, talk, item, fees.unsaid(talk)))
    if talk.prepaid_term is not None:
        parts += [_prepaid(p, talk) for p in parts if p.readings[0].kind == "rate"][:1]
        parts = [_as_interest_only(p) if p.readings[0].kind == "rate" else p for p in parts]
    return parts


def _with_ends(item: Item, talk: Talk) -> Part:
    """A fee or penalty from one figure to another is priced at both."""
    high = item.figure.high
    if high is None or item.label not in {"fee", "charge", "penalty", "prepaid"}:
        return _part(item, talk)
    low = _part(replace(item, figure=replace(item.figure, high=None)), talk)
    top = _part(replace(item, figure=replace(item.figure, value=high, high=None)), talk)
    both = [replace(r, bound="min") for r in low.readings], [replace(r, bound="max") for r in top.readings]
    return replace(low, readings=tuple(r for pair in zip(*both, strict=False) for r in pair))


def _part(item: Item, talk: Talk) -> Part:
    match item.label:
        case "penalty":
            return fees.penalty(item, talk)
        case "instalment":
            return payments.instalment(item, talk)
        case "coefficient":
            return payments.coefficient(item, talk)
        case "repay":
            return payments.repaid(item, talk)
        case "pay":
            return payments.unnamed(item, talk)
        case "received":
            return fees.discount(1 - item.figure.value, talk, item, fees.unsaid(talk))
        case "prepaid":
            return fees.kept_back(item, talk)
        case "charge" if item.per == "day":
            return rates.price(item, talk)
        case "fee" | "charge":
            return fees.fee(item, talk)
        case _:
            return rates.price(item, talk)


def _prepaid(part: Part, talk: Talk) -> Part:
    """Interest of some months taken out of the money at the start."""
    rate = part.readings[0]
    count = talk.prepaid_term.value if talk.prepaid_term else Decimal(1)
    made = Reading("discount", "once", rate.value * count, "original", None, (f"放款时先扣{count:f}个月利息",))
    return Part((made,), frozenset({"term"}), part.start, part.end)


def _as_interest_only(part: Part) -> Part:
    return Part(part.readings[:1], part.open - {"base"}, part.start, part.end)


def _idiom(talk: Talk, text: str) -> list[Part]:
    """九出十三归: nine tenths arrive, thirteen are owed."""
    if "nine_thirteen" not in talk.flags:
        return []
    kept = Reading("discount", "once", Decimal("0.1"), "original", None, ("借十成，到手九成",))
    due = Reading("instalment", "once", Decimal("1.3"), "original", None, ("到期要还借款额的1.3倍",))
    return [Part((r,), frozenset({"term"}), 0, len(text)) for r in (kept, due)]


def _free(talk: Talk, text: str) -> list[Part]:
    """免息三期: a rate of nothing, of which a fee and what comes after are left open."""
    if "free" not in talk.flags or (talk.term is None and len(text) > 8):
        return []
    made = Reading("rate", "period" if talk.term else "year", Decimal(0), "balance", Annualised(0.0, 0.0, 0.0))
    return [Part((made,), frozenset({"kind", "term"}), 0, len(text))]
