"""What a figure of a reply may be reckoned from: the reply's own figures before it, the customer's, and one of a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import WEAK, Said

YUAN = frozenset({"money", "bare"})
TERMS = frozenset({"month", "period"})
_RECENT = 60
"""Characters right before a figure that say what it is reckoned as."""
_AMOUNT = 100
"""Yuan; a bare number below it is no amount."""
NEAREST = 4
"""Operands of a kind that are tried."""
YEAR = 12.0
"""Months."""
MOST_RATE = 0.36
"""Above it a rate is a part of something (八折), no price."""


@dataclass(frozen=True, slots=True)
class Named:
    """What may be reckoned with: the reply's figures before the one that is looked for, nearest first, and the customer's."""

    told: tuple[Said, ...]
    own: tuple[Said, ...]
    sources: tuple[Known, ...]
    ranges: tuple[Said, ...] = ()
    """Figures of the reply with two ends, nearest first."""
    turns: tuple[tuple[float, ...], ...] = ()
    """The amounts of each turn of the customer."""
    recent: str = ""
    """The text right before, over the ends of sentences."""
    asked: str = ""
    """What the customer asks now."""
    years: tuple[float, ...] = ()
    """The years that the reply and the customer name dates of."""


def named_before(
    i: int, asked: Sequence[Said], proved: frozenset[int], known: Sequence[Known], text: str, question: str = ""
) -> Named:
    """What the `i`th figure of a reply (`text`) may be reckoned from; `proved` are the places of those that are traced."""
    before = [asked[j] for j in range(i - 1, -1, -1) if j in proved]
    own = tuple(k.said for k in known if k.voice in ("customer", "profile") and len(k.q.values) == 1)
    return Named(
        tuple(o for o in before if len(o.q.values) == 1),
        own,
        tuple(k for k in known if not k.voice and len(k.q.values) == 1),
        tuple(o for o in before if len(o.q.values) == 2),
        _by_turn(known),
        text[max(0, asked[i].q.start - _RECENT) : asked[i].q.start],
        question,
        _years([*before, *(k.said for k in known if k.voice == "customer")]),
    )


def _years(figures: Sequence[Said]) -> tuple[float, ...]:
    return tuple(dict.fromkeys(float(o.q.values[0]) for o in figures if o.q.unit == "date" and o.q.values[0]))


def _by_turn(known: Sequence[Known]) -> tuple[tuple[float, ...], ...]:
    found: dict[int, list[float]] = {}
    for k in known:
        if k.voice == "customer" and k.q.unit in YUAN and k.q.values[0] >= _AMOUNT:
            found.setdefault(k.text_no, []).append(float(k.q.values[0]))
    return tuple(map(tuple, found.values()))


def amounts_in(figures: Sequence[Said], *, repeated: bool = False) -> list[float]:
    """The amounts of money among figures in yuan, in order, each once if not `repeated`."""
    values = [
        float(o.q.values[0]) for o in figures if o.q.unit in YUAN and (o.q.unit == "money" or o.q.values[0] >= _AMOUNT)
    ]
    values = [v for v in values if v]
    return values if repeated else list(dict.fromkeys(values))


def is_factor(o: Said) -> bool:
    """Whether an amount may be multiplied with a figure: a rate, so many times, or a bare number behind ×."""
    return o.q.unit in ("rate", "倍") or (o.q.unit == "bare" and o.before.endswith(("乘", "乘以", "×", "*")))


def of_the_row(s: Said, named: Named) -> list[Said]:
    """The factors of the sources' row that the clause of a figure speaks of."""
    return [k.said for k in row_of(s, [k for k in named.sources if is_factor(k.said)])]


def only_one(named: Named, costs: object, lends: object) -> list[Said]:
    """The annual rate of the sources (`costs`), or the share or multiple of an amount (`lends`), where they state one only."""
    found: list[Said] = []
    rates = [k for k in named.sources if k.q.unit == "rate" and k.q.values[0] < 1]
    if costs:
        annual = [k.said for k in rates if k.said.role in ("annual", "") and k.priced and k.q.values[0] < MOST_RATE]
        found += annual[:1] if len({o.q.values for o in annual}) == 1 else []
    if lends:
        parts = [k.said for k in rates if k.said.role in ("ratio", "") and k.q.values[0] > MOST_RATE]
        parts += [k.said for k in named.sources if k.q.unit != "rate" and is_factor(k.said)]
        found += parts[:1] if len({o.q.values for o in parts}) == 1 else []
    return found


def row_of(s: Said, known: Sequence[Known]) -> list[Known]:
    """Of the sources' figures those with the most of the words that the clause says."""
    mine = _words(s.near)
    scored = [(len(mine & _words(k.said.near)), k) for k in known]
    most = max((n for n, _ in scored), default=0)
    return [k for n, k in scored if n == most > 0]


def _words(near: frozenset[str]) -> set[str]:
    return {w for w in near if w[0] not in "#=" and not set(w) & WEAK}


def same_sentence(o: Said, s: Said) -> bool:
    """Whether a figure stands in the sentence of a later one, before it."""
    return o.q.start >= s.q.start - len(s.ahead + s.before)
