"""Prices stated against another rate: LPR加120BP, 基准上浮三成, 利率打九折, 四倍LPR. The LPR comes from dated facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from replydraft.costs.ceilings import DatedFact
from replydraft.costs.phrases.figures import SCALES, Figure
from replydraft.costs.phrases.meaning import reading
from replydraft.costs.phrases.readings import Code, Part, Reading
from replydraft.costs.phrases.talk import Item, Talk

LPR_FACTS = {1: "lpr_1y", 5: "lpr_5y"}
"""Years of tenor → fact id in guardrails/facts.yaml. The longer one is for five years and more (五年期以上)."""
_NAMES = {1: "一年期LPR", 5: "五年期以上LPR"}
_ELSEWHERE = frozenset({"received", "penalty"})
_MOVES = frozenset({"plus", "minus", "up", "down", "discount"})


class Lpr:
    """The LPR known for a day, by tenor."""

    def __init__(self, facts: Iterable[DatedFact] = (), day: date | None = None) -> None:
        self.day = day
        self._known: dict[int, tuple[Decimal, str]] = {}
        for fact in facts if day else ():
            for tenor, name in LPR_FACTS.items():
                if fact.id == name and day and _in_force(fact, day):
                    value = Decimal(str(fact.value))
                    since = f"{fact.effective_from}起，" if fact.effective_from else ""
                    aged = fact.checked_to is not None and fact.checked_to < day
                    unsure = f"，只核到{fact.checked_to}，{day}的数值未核实" if aged else ""
                    self._known[tenor] = (value, f"{_NAMES[tenor]} {value:.2%}（{since}核实程度{fact.level}{unsure}）")

    def of(self, tenor: int) -> tuple[Decimal, str] | None:
        """The rate a year as a fraction, and how it is known; None where it is not known for the day."""
        return self._known.get(tenor)

    def missing(self, tenor: int) -> str:
        """That it is not known, as a sentence."""
        return f"{self.day or '这一天'}的{_NAMES[tenor]}没有核到，所以算不出年化"


def _in_force(fact: DatedFact, day: date) -> bool:
    return (fact.effective_from is None or fact.effective_from <= day) and (
        fact.effective_to is None or day <= fact.effective_to
    )


def referred(prices: list[Item], talk: Talk, lpr: Lpr) -> tuple[Item | Part, list[str]] | None:
    """What a reference and what is done to it come to: a price, or a part that stays open, with notes.

    None where nothing is referred to.
    """
    moved = next(
        (i for i in prices if i.label not in _ELSEWHERE and (i.move in _MOVES or i.figure.kind in {"off", "times"})),
        None,
    )
    if moved is not None and moved.move == "plus" and not talk.lpr and not talk.benchmark:
        return None
    others = [i for i in prices if i is not moved]
    final = next((i for i in others if i.label == "final"), None)
    if final is None and talk.lpr:
        final = next(
            (i for i in others if i.label == "rate" and i.per == "year" and (moved is None or i.start > moved.start)),
            None,
        )
    if moved is None and not talk.lpr:
        return None
    if final is not None and final.figure.kind == "rate":
        final.label, final.per, final.move = "rate", "year", ""
        return final, []
    if moved is None:
        return None
    stated = next((i for i in others if i.figure.kind == "rate" and i.start < moved.start), None)
    if stated is not None and stated.label not in {"charge", "penalty", "prepaid", "instalment"}:
        computed = _computed(stated, moved, talk)
        return None if computed is None else (computed, [])
    if not talk.lpr and any(i.figure.kind == "rate" and i.start > moved.start for i in others):
        return None
    return _open(moved, talk, lpr)


def _fraction(figure: Figure) -> Decimal:
    return figure.value * SCALES.get(figure.unit, SCALES["%"])


def factor(item: Item) -> Decimal:
    """What a reference is multiplied by: 1.5 for 1.5倍 and for 上浮50%."""
    if item.figure.kind in {"off", "times"}:
        return item.figure.value
    step = _fraction(item.figure)
    return 1 - step if item.move in {"down", "minus"} else 1 + step


def _adds(item: Item) -> bool:
    """Whether a figure is added (points of interest) and not multiplied."""
    if item.figure.kind in {"off", "times"} or item.figure.unit == "成":
        return False
    return item.move in {"plus", "minus"} or item.figure.unit == "bp"


def _signed(item: Item) -> Decimal:
    return -_fraction(item.figure) if item.move in {"minus", "down"} else _fraction(item.figure)


def _computed(stated: Item, moved: Item, talk: Talk) -> Item | None:
    """Both are said: the price that results, with name and period of the stated one."""
    figure = stated.figure
    if _adds(moved):
        if figure.unit not in SCALES:
            return None
        figure = replace(figure, value=(_fraction(figure) + _signed(moved)) * 100, unit="%")
    else:
        figure = replace(figure, value=figure.value * factor(moved))
    per = stated.per or ("year" if talk.lpr or talk.benchmark else "")
    return replace(stated, figure=figure, end=moved.end, per=per, label=stated.label or "rate")


def _open(item: Item, talk: Talk, lpr: Lpr) -> tuple[Part, list[str]]:
    if item.label == "fee":
        made = Reading("discount", "once", 1 - factor(item), None, None, factor=factor(item))
        return Part((made,), frozenset({"base"}), item.start, item.end), []
    added = _adds(item)
    if added:
        made = Reading("spread", "year", _signed(item), "balance")
    elif item.figure.kind == "off" or item.move == "discount":
        made = Reading("discount", "year", 1 - factor(item), "balance", factor=factor(item))
    else:
        made = Reading("multiple", "year", factor(item), "balance")
    made = replace(made, approx=item.approx)
    if not talk.lpr:
        open_: set[Code] = (
            {"kind", "term"} if talk.benchmark else {"base"} if made.kind == "discount" else {"base", "term"}
        )
        return Part((made,), frozenset(open_), item.start, item.end), []
    return _against_lpr(item, made, talk, lpr, added=added)


def _against_lpr(item: Item, made: Reading, talk: Talk, lpr: Lpr, *, added: bool) -> tuple[Part, list[str]]:
    def result(rate: Decimal) -> Decimal:
        return rate + made.value if added else rate * (made.factor or made.value)

    if talk.tenor is None:
        notes = [f"若参照{said}，年化约{result(rate):.2%}" for tenor in LPR_FACTS if (known := lpr.of(tenor))
                 for rate, said in [known]] or [lpr.missing(1)]  # fmt: skip
        return Part((made,), frozenset({"term"}), item.start, item.end), notes
    tenor = 1 if talk.tenor < 5 else 5
    known = lpr.of(tenor)
    if known is None:
        return Part((made,), frozenset({"base"}), item.start, item.end), [lpr.missing(tenor)]
    rate, said = known
    cost = reading(result(rate), "year", "balance", talk).cost
    return Part((replace(made, cost=cost, assumes=(f"按{said}",)),), frozenset(), item.start, item.end), []
