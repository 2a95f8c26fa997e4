"""Likelihood 把握: how likely a text does a wrong of a family, from what rules saw in it, how it reads, and the talk before it.

The words of a wrong are also those that refuse, explain or warn of it; which of the two a text does shows in the rest of it. Two
logistic regressions weigh one text and one family: which rules of the family saw something, how much the text reads like a wrong
of the family and like any (`support`, `classifier`), as a whole and where it reads worst around a match, the same of the reply
together with the talk before it (`talk`), and what else is in it. The first (`wrong`) tells texts that do the wrong from harmless
ones: it decides what counts. The second (`own`) tells the families of one wrong text apart: it decides which of them is named.

Their weights by name (`guardrails/likelihood.tsv`) are written by `scripts/weigh.py` from our labelled texts, and are few enough to be
read. `guardrails/support.yaml` says from which share on a finding counts. What that means for a wrong among proper words is measured
in `tests/rules/test_no_excuse_by_a_slogan.py`. See docs/adr/0021.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.runs import share_of, table_bytes
from replydraft.domain.finding import Family, Severity
from replydraft.errors import ContentError

WEIGHTS = "likelihood.tsv"
FEATURES = ("bias", "seen", "seen odds", "seen worst", "seen worst wrong", "unseen", "unseen odds", "unseen wrong")
"""Names that no table may lack; the last is the last of the table, so that one cut short is noticed."""
NEVER = frozenset({Family.INJECTION})
"""Families that are never doubted."""
MONEY = frozenset({Family.MISLEADING_COST, Family.MISSING_DISCLOSURE})
"""Families for which a text is held against those that do no wrong about money as well (`support`)."""
ADVERTISED = frozenset({Family.OVER_PROMISE, Family.ILLEGAL_INTERMEDIATION, Family.CREDIT_REPAIR, Family.PRESSURE})
"""Families of wrongs that are commoner among advertisements than among replies (`Likelihood.alone`)."""
MOST, SHORT = 3, 20
"""So many rules or other families count; a shorter text, in characters, is a feature of its own."""
UNIT = 3.0
"""Log odds are given in this unit, so that the penalty of the regressions is fair to all features."""
_BENDS, _GAP_BENDS = (-4, -2, -1, 0, 1, 2, 3, 4), (-2, -1, 0, 1, 2)
RULE = 0.7
"""What a rule that sees something counts as: penalised a little more than the rest, for many saw few texts."""
_SEVERITIES = {Severity.BLOCK: "blocks", Severity.WARN: "warns", Severity.INFO: "informs"}

Odds = tuple[float, float]
"""Log odds of a wrong of the family, and of any."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one family in one text.

    `rules`: those of the family that see something, with their severities; `others`: how many other families rules see. `whole`: how
    the text reads; `worst`: the highest of it and of the stretches around the matches, so that a promise among proper words
    stays one; `nearest`: the log odds of the likeliest other family. `talk` and `talk_nearest`: the same of the reply together with
    what was said before it, None where nothing was; `answer`: such a reply is short. `notice`: the text speaks to nobody; `alone`: it
    answers nobody.
    """

    family: Family
    rules: tuple[tuple[str, Severity], ...]
    others: int
    length: int
    whole: Odds
    worst: Odds
    nearest: float
    talk: Odds | None = None
    talk_nearest: float = 0.0
    answer: bool = False
    notice: bool = False
    alone: bool = False

    def features(self) -> dict[str, float]:
        """By their names in the table."""
        return {name: value for name, value in self._features() if value}

    def _features(self) -> Iterator[tuple[str, float]]:
        family, odds = self.family.value, self.whole[0] / UNIT
        live = any(severity is not Severity.INFO for _, severity in self.rules)
        state = "seen" if live else "hinted" if self.rules else "unseen"
        kind = "text" if self.talk is None else "answer" if self.answer else "reply"
        yield from ((name, 1.0) for name in ("bias", state, f"{state} {kind}", family, f"{family} {state}"))
        yield f"{state} length", math.log(self.length + 1) / UNIT
        yield "rules", min(MOST, len(self.rules))
        yield "others", min(MOST, self.others) / 2
        yield from _bent(f"{state} odds", self.whole[0])
        yield f"{state} wrong", self.whole[1] / UNIT
        yield f"{family} {state} odds", odds
        if self.rules:
            yield from _bent(f"{state} worst", self.worst[0])
            yield from _bent(f"{state} worst wrong", self.worst[1])
        yield f"{state} nearest", self.nearest / UNIT
        yield from _bent(f"{state} gap", self.whole[0] - self.nearest, _GAP_BENDS)
        yield f"{family} {state} gap", (self.whole[0] - self.nearest) / UNIT
        if self.length < SHORT:
            yield f"{state} short", 1.0
            yield f"{state} short worst", self.worst[0] / UNIT
        if self.notice:
            yield from ((f"notice {state}", 1.0), (f"notice {family}", 1.0), (f"notice {state} odds", odds))
        if self.talk is not None:
            yield from _bent(f"{kind} {state} talk", self.talk[0])
            yield f"{kind} {state} talk wrong", self.talk[1] / UNIT
            yield from _bent(f"{state} talk gap", self.talk[0] - self.talk_nearest, _GAP_BENDS)
            if self.answer:
                yield f"answer {state} odds", odds
                yield f"answer {family} {state} talk", self.talk[0] / UNIT
        yield from ((rule, RULE) for rule, _ in self.rules)
        yield from ((_SEVERITIES[severity], 1.0) for severity in {severity for _, severity in self.rules})


def _bent(name: str, odds: float, bends: tuple[int, ...] = _BENDS) -> Iterator[tuple[str, float]]:
    """Log odds, and what of them is above each bend: so that a weight may change on the way."""
    yield name, odds / UNIT
    for bend in bends:
        if odds <= bend:
            break
        yield f"{name} > {bend}", (odds - bend) / UNIT


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The shares (0 to 1) from which on a finding blocks, a warning counts, and anything that would block counts at all; the log odds
    that a text has more which answers nobody (`alone`, of the families `ADVERTISED`); and the weights by name, of `wrong` and of `own`."""

    block: float
    warn: float
    count: float
    alone: float
    weights: Mapping[str, Odds] = field(repr=False)
    digest: str = ""

    def of(self, seen: Seen) -> Odds:
        """Two shares from 0 to 1: that the text does a wrong of the family, and that of all wrongs it does this one."""
        wrong, own = self.alone if seen.alone and seen.family in ADVERTISED else 0.0, 0.0
        known = self.weights
        for name, value in seen.features().items():
            if name in known:
                a, b = known[name]
                wrong += a * value
                own += b * value
        return share_of(wrong), share_of(own)

    def severity(self, severity: Severity, share: float, named: float = 1.0) -> Severity:
        """What is left of the severity of a finding. `named`: the share from which on the second look would warn of its family: from there
        on the rule that saw it does."""
        if severity is Severity.INFO or share < min(named, self.warn if severity is Severity.WARN else self.count):
            return Severity.INFO
        return Severity.WARN if share < self.block else severity


def read_likelihood(folder: Path, block: float, warn: float, count: float, alone: float = 0.0) -> Likelihood:
    """The likelihood of a rules folder. Raises ContentError for a table that is missing or of another form."""
    path = folder / WEIGHTS
    raw = table_bytes(path)
    weights: dict[str, Odds] = {}
    try:
        for line in raw.decode().splitlines():
            name, wrong, own = line.split("\t")
            weights[name] = float(wrong), float(own)
    except ValueError:
        raise ContentError("needs lines of a name and two weights", where=str(path)) from None
    if missing := [name for name in FEATURES if name not in weights]:
        raise ContentError(f"has no weight for {missing[0]}", where=str(path))
    if not all(abs(weight) < 100 for both in weights.values() for weight in both):
        raise ContentError("has a weight that is none", where=str(path))
    return Likelihood(block, warn, count, alone, weights, sha256(raw).hexdigest())
