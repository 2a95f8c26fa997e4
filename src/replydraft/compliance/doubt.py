"""Doubt 存疑: how likely what a rule saw in a text is right, and what becomes of a finding that hardly is.

The words of a wrong are also those that refuse, explain or warn of it; which of the two a text does shows in the rest of it. A
logistic regression weighs, for one match: how often its rule is right, how much the text reads like a wrong of the rule's family
and like any wrong (`classifier`, `support`; of a short answer also the `talk` before it), and what else was seen in the text. Its few weights (`guardrails/doubt.tsv`) are
written by `scripts/weigh.py`, from how the rules did on our labelled texts. `guardrails/support.yaml` says from which share on a
finding counts: as severe as the rule says, as a warning, or as info. What that means for a wrong among proper words is measured in
`tests/rules/test_no_excuse_by_a_slogan.py`; short answers are treated in `weighing`. See docs/adr/0018 and 0020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.runs import share_of, table_bytes
from replydraft.domain.finding import Family, Severity
from replydraft.errors import ContentError

DOUBTS = "doubt.tsv"
MOST_BESIDE = 3
"""So many other spans or families count."""
_OF_ANSWERS = ("answer_family_odds", "answer_wrong_odds", "talk_family_odds", "talk_wrong_odds")
FEATURES = ("bias", "family_odds", "wrong_odds", "block", "same", "others", "answer", *_OF_ANSWERS)
NEVER = frozenset({Family.INJECTION})
"""Families that are never doubted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One match of a rule and the text it stands in. Odds are log odds that a stretch of the text does a wrong of the rule's
    family, and any: the highest of the whole, of the sentence and of the clause of the match, so that a promise among
    proper words stays one. `same` and `others`: further spans of its family, and other families, that rules see in the text.
    `talk`: of a short answer, the same two odds of what was said before."""

    rule: str
    family: Family
    severity: Severity
    family_odds: float
    wrong_odds: float
    same: int
    others: int
    talk: tuple[float, float] | None = None

    def features(self) -> dict[str, float]:
        """By their names in the table."""
        odds = (self.family_odds, self.wrong_odds)
        if self.talk is None:
            read = {"family_odds": odds[0], "wrong_odds": odds[1]}
        else:
            read = {"answer": 1.0, **dict(zip(_OF_ANSWERS, (*odds, *self.talk), strict=True))}
        return {
            "bias": 1.0,
            **read,
            "block": float(self.severity is Severity.BLOCK),
            "same": float(min(self.same, MOST_BESIDE)),
            "others": float(min(self.others, MOST_BESIDE)),
            self.family.value: 1.0,
            self.rule: 1.0,
        }


@dataclass(frozen=True, slots=True)
class Doubt:
    """The shares (0 to 1) from which on a finding blocks, warns, and counts at all, and the weights by name."""

    block: float
    warn: float
    count: float
    weights: Mapping[str, float] = field(repr=False)
    digest: str = ""

    def right(self, seen: Seen) -> float:
        """How likely it is that the match is what the rule takes it for, 0 to 1."""
        return share_of(sum(self.weights.get(name, 0.0) * value for name, value in seen.features().items()))

    def severity(self, seen: Seen) -> Severity:
        """What is left of the severity of a finding."""
        if seen.severity is Severity.INFO or seen.family in NEVER:
            return seen.severity
        share = self.right(seen)
        if share < (self.warn if seen.severity is Severity.WARN else self.count):
            return Severity.INFO
        return Severity.WARN if share < self.block else seen.severity


def read_doubt(folder: Path, block: float, warn: float, count: float) -> Doubt:
    """The doubt of a rules folder. Raises ContentError for a table that is missing or of another form."""
    path = folder / DOUBTS
    raw = table_bytes(path)
    try:
        rows = [line.split("\t") for line in raw.decode().splitlines()]
        weights = {name: float(weight) for name, weight in rows}
    except ValueError:
        raise ContentError("needs lines of a name and a weight", where=str(path)) from None
    if missing := [name for name in FEATURES if name not in weights]:
        raise ContentError(f"has no weight for {missing[0]}", where=str(path))
    if not all(abs(weight) < 100 for weight in weights.values()):
        raise ContentError("has a weight that is none", where=str(path))
    return Doubt(block, warn, count, weights, sha256(raw).hexdigest())
