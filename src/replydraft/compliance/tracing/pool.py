"""The figures that may be computed with: what the reply said so far and could be traced, the talk, the profile, the passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TypeVar

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

T = TypeVar("T")
MOST = 16
"""Figures of a kind that are computed with."""
_IN_YUAN = frozenset({"fee", "interest", "instalment", "each"})
"""What is so many yuan where the unit is left out: 每期手续费54."""
_METHODS = (
    (
        "flat",
        lazy(
            r"等本等息|等额等息|(?:初始|最初|原始|分期|全部)本金|按本金收|[每月]期?的?(?:手续费|费率|服务费)|月费率|分期费率|账单分期|每期\s?[\d.]+%"
        ),
    ),
    ("annuity", lazy(r"等额本息|每[月期]等额|月供")),
    ("equal_principal", lazy(r"等额本金|等额还本")),
    (
        "interest_only",
        lazy(r"先息后本|按月付息|每月付息|到期(?:一次(?:性)?)?(?:还本|归还(?:全部)?本金|还清)|只还利息|就还利息"),
    ),
)


_YEAR = lazy(r"([去今明])年\s?$")


@dataclass(slots=True)
class Pool:
    """Amounts in yuan, rates as fractions, terms in months: (value, role) each, the nearest to the reply first."""

    as_of: date | None
    text: str = ""
    """All that was said and quoted, for the words that name a method or a year of so many days."""
    near: str = ""
    """The words around the figure that is looked for."""
    talk: str = ""
    """The sentence up to there."""
    by_the_day: bool = False
    """Whether the figure that is looked for is said of so many days, not of months."""
    told: frozenset[float] = frozenset()
    """The values of the kind that is looked for which the sentence names ahead."""
    asked: str = ""
    """What the customer asks now."""
    money: list[tuple[float, str]] = field(default_factory=list)
    rates: list[tuple[float, str]] = field(default_factory=list)
    terms: list[float] = field(default_factory=list)
    days: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    counts: dict[str, list[float]] = field(default_factory=dict)
    dates: list[tuple[int, int, int]] = field(default_factory=list)
    spoken: list[float] = field(default_factory=list)
    """The amounts of the talk and the profile, in order: what is added up."""

    groups: list[tuple[str, list[float]]] = field(default_factory=list)
    """The values of one unit in one text, in order: 评估2个工作日，审批5个工作日，登记3个工作日 are added up."""
    stated: dict[float, set[str]] = field(default_factory=dict)
    """Values that stand in the sources, and what they are said of."""
    supposed: set[float] = field(default_factory=set)
    """Values that the reply makes up as an example."""
    own: set[float] = field(default_factory=set)
    """Values of the talk, the profile and the reply itself: one of two figures that are added or compared is among them."""

    def add(self, s: Said, *, spoken: bool = False, own: bool = True) -> None:
        """Takes a figure in, each of its ends."""
        q = s.q
        for value in filter(None, map(float, q.values)) if q.unit != "date" else map(float, q.values):
            if own:
                self.own.add(value)
            if q.unit == "money" or (q.unit == "bare" and (value >= 100 or (value >= 36 and s.role in _IN_YUAN))):
                _keep(self.money, (value, s.role))
                if spoken and len(self.spoken) < MOST:
                    self.spoken.append(value)
            elif q.unit == "rate" or (q.unit == "bare" and 0 < value < 36 and s.role):
                _keep(self.rates, (value / 100 if q.unit == "bare" else value, s.role))
            elif q.unit in ("month", "period"):
                _keep(self.terms, value)
            elif q.unit in ("day", "workday"):
                _keep(self.days, value)
            elif q.unit == "倍":
                _keep(self.times, value)
            elif q.unit not in ("date", "time", "article", "phone"):
                _keep(self.counts.setdefault(q.unit, []), value)
        if q.unit == "date":
            year, month, day = (int(v) for v in q.values)
            if not year and self.as_of is not None and (m := _YEAR.search(s.before)):
                year = self.as_of.year + {"去": -1, "今": 0, "明": 1}[m[1]]
            _keep(self.dates, (year, month, day))

    def pairs(self, values: Sequence[float]) -> Iterator[tuple[float, float]]:
        """Every two of the values, at least one of them of the talk, the profile or the reply."""
        return ((a, b) for a, b in combinations(values, 2) if a in self.own or b in self.own)

    def differing(self, values: Sequence[float]) -> Iterator[tuple[float, float]]:
        """Of these pairs the ones with a value that the clause right before names, where it names any of the kind: 要连续缴满两年，
        您还差10个月."""
        pairs = self.pairs(values)
        return ((a, b) for a, b in pairs if not self.told or a in self.told or b in self.told)

    def raised(self) -> list[tuple[float, str]]:
        """Annual rates with what is added when a payment is late, or with points off or on."""
        more = [b for b, role in self.rates if role in ("overdue", "points") and b >= 0.1]
        return [(a * (1 + b), "overdue") for a, role in self.rates if role == "annual" for b in more]

    def in_instalments(self) -> bool:
        """Whether the texts name a way of repaying by instalments."""
        return any(name != "interest_only" and words.search(self.text) for name, words in _METHODS)

    def names_methods(self) -> bool:
        """Whether the texts name any way of repaying."""
        return any(words.search(self.text) for _, words in _METHODS)

    def methods(self) -> list[str]:
        """The ways of repaying that the texts name; an annuity where they name none."""
        return [name for name, words in _METHODS if words.search(self.text)] or ["annuity"]


def _keep(items: list[T], item: T) -> None:
    if item not in items and len(items) < MOST:
        items.append(item)


def pool_of(known: Iterable[Known], text: str, as_of: date | None, asked: str = "") -> Pool:
    """The pool of a reply's sources: the talk and the profile before the passages."""
    pool = Pool(as_of, text, asked=asked)
    known = list(known)
    for k in known:
        if k.q.unit in ("money", "rate"):
            for v in k.q.values:
                pool.stated.setdefault(float(v), set()).add(k.said.role)
        if k.voice:
            pool.add(k.said, spoken=k.voice != "advisor")
    for k in known:
        if not k.voice and k.source != "law":
            pool.add(k.said, own=False)
    together: dict[tuple[int, str], list[float]] = {}
    for k in known:
        if (
            k.q.unit in ("workday", "day", "hour", "minute", "month", "money", "times", "people")
            and len(k.q.values) == 1
        ):
            together.setdefault((k.text_no, k.q.unit), []).append(float(k.q.values[0]))
    pool.groups = [(unit, values) for (_, unit), values in together.items() if 1 < len(values) <= 8]
    return pool
