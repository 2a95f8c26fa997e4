"""Seen: what is known of one family in one text, as the numbers that `likelihood` weighs and its `trees` ask for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from replydraft.domain.finding import Family, Severity

MONEY = frozenset({Family.MISLEADING_COST, Family.MISSING_DISCLOSURE})
"""Families for which a text is held against those that do no wrong about money as well (`support`)."""
ANY = "wrong"
"""The output of a net that is no family: any wrong."""
MOST, SHORT = 3, 20
"""So many rules or other families count; a shorter text, in characters, is a feature of its own."""
RELATED = 0.12
"""From this share on of pairs of characters that stand in the talk too, a reply takes its words up."""
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
    what was said before it, None where nothing was; `answer`: such a reply is short; `about`: how much of it stands in the talk too (`shared`) and
    the like, so that a talk about something else says little. `notice`: the text speaks to nobody; `alone`: it answers nobody; `amid`: earlier turns came
    before it, too. `columns`, `talk_columns`: all that the tables say of the text, and of the reply with its talk, by their names.
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
    about: Mapping[str, float] = field(default_factory=dict)
    amid: bool = False
    columns: Mapping[str, float] = field(default_factory=dict)
    talk_columns: Mapping[str, float] = field(default_factory=dict)
    net: Callable[[], Mapping[str, float]] = dict
    """What the net says of both, worked out when the trees first ask."""
    encoder: Callable[[], Mapping[str, float]] = dict
    """What the encoder says of both, worked out where the trees leave doubt; empty where it does not read them."""

    def values(self, weighed: float) -> dict[str, float]:
        """What `trees` ask for, by name; `weighed`: the log odds that the weights of `features` come to."""
        severities = [severity for _, severity in self.rules]
        (odds, wrong), (worst, worst_wrong) = self.whole, self.worst
        values: dict[str, float] = {f"is {family.value}": family is self.family for family in Family}
        values |= {
            "rules": len(self.rules),
            "blocks": severities.count(Severity.BLOCK),
            "warns": severities.count(Severity.WARN),
        }
        values |= {
            "others": self.others,
            "length": self.length,
            "notice": self.notice,
            "answer": self.answer,
            "amid": self.amid,
        }
        values |= {"odds": odds, "wrong": wrong, "worst": worst, "worst wrong": worst_wrong, "over": worst - odds}
        values |= {"nearest": self.nearest, "gap": odds - self.nearest, "weighed": weighed}
        values |= {f"odds {name}": value for name, value in self.columns.items()}
        values |= self._said_by("net", self.net())
        if self.talk is not None:
            talk, talk_wrong = self.talk
            values |= self.about
            values |= {
                "talk": talk,
                "talk wrong": talk_wrong,
                "talk over": talk - odds,
                "talk nearest": self.talk_nearest,
            }
            values |= {"talk gap": talk - self.talk_nearest}
            values |= {f"talk {name}": value for name, value in self.talk_columns.items()}
        return values

    def read_again(self) -> dict[str, float]:
        """What the second trees ask for beside `values`: the same of what the encoder says; empty where it says nothing."""
        return self._said_by("encoder", self.encoder())

    def _said_by(self, who: str, by_output: Mapping[str, float]) -> dict[str, float]:
        if not by_output:
            return {}
        own = by_output.get(self.family.value, by_output[ANY])
        nearest = max((v for name, v in by_output.items() if name not in (ANY, self.family.value)), default=own)
        said = {who: own, f"{who} wrong": by_output[ANY], f"{who} nearest": nearest, f"{who} gap": own - nearest}
        return said | {f"{who} {name}": value for name, value in by_output.items() if name != ANY}

    @property
    def blocks(self) -> bool:
        """Whether a rule that blocks saw something."""
        return any(severity is Severity.BLOCK for _, severity in self.rules)

    @property
    def shared(self) -> float:
        """How much of the reply stands in the talk too, 0 to 1."""
        return self.about.get("shared", 0.0)

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
            yield from self._shared(state, kind)
            yield from _bent(f"{state} talk gap", self.talk[0] - self.talk_nearest, _GAP_BENDS)
            if self.answer:
                yield f"answer {state} odds", odds
                yield f"answer {family} {state} talk", self.talk[0] / UNIT
        yield from ((rule, RULE) for rule, _ in self.rules)
        yield from ((_SEVERITIES[severity], 1.0) for severity in {severity for _, severity in self.rules})

    def _shared(self, state: str, kind: str) -> Iterator[tuple[str, float]]:
        """The talk says more, and the text less, where the reply takes up its words."""
        assert self.talk is not None
        for name in (f"{state} shared", f"{kind} {state} shared", f"{self.family.value} {state} shared"):
            yield name, self.shared
        yield f"{state} shared talk", self.shared * self.talk[0] / UNIT
        yield f"{state} shared odds", self.shared * self.whole[0] / UNIT
        if self.shared > RELATED:
            yield f"{state} related", 1.0
            yield from _bent(f"{state} related talk", self.talk[0], _GAP_BENDS)
            yield from _bent(f"{state} related odds", self.whole[0], _GAP_BENDS)


def _bent(name: str, odds: float, bends: tuple[int, ...] = _BENDS) -> Iterator[tuple[str, float]]:
    """Log odds, and what of them is above each bend: so that a weight may change on the way."""
    yield name, odds / UNIT
    for bend in bends:
        if odds <= bend:
            break
        yield f"{name} > {bend}", (odds - bend) / UNIT
