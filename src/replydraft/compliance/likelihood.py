"""Likelihood 把握: how likely a text does a wrong of a family, from what rules saw in it, how it reads, and the talk before it.

The words of a wrong are also those that refuse, explain or warn of it; which of the two a text does shows in the rest of it. Two
logistic regressions weigh one text and one family (`seen`): which rules of the family saw something, how much the text reads like a wrong
of the family and like any (`support`, `classifier`), as a whole and where it reads worst around a match, the same of the reply
together with the talk before it (`talk`), and what else is in it. The first (`wrong`) tells texts that do the wrong from harmless
ones: it decides what counts. What a sum of weights cannot say, such as that the talk matters where the reply says little, `trees` add
to it. The second (`own`) tells the families of one wrong text apart: it decides which of them is named.

Their weights by name (`guardrails/likelihood.tsv`) are written by `scripts/weigh.py` from our labelled texts, and are few enough to be
read. `guardrails/support.yaml` says from which share on a finding counts. What that means for a wrong among proper words is measured
in `tests/rules/test_no_excuse_by_a_slogan.py`. See docs/adr/0021 and 0024.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from replydraft.compliance.runs import share_of
from replydraft.compliance.seen import Odds, Seen
from replydraft.compliance.trees import AGAIN, Trees, read_trees
from replydraft.domain.finding import Family, Severity
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

WEIGHTS = "likelihood.tsv"
FEATURES = ("bias", "seen", "seen odds", "seen worst", "seen worst wrong", "unseen", "unseen odds", "unseen wrong")
"""Names that no table may lack; the last is the last of the table, so that one cut short is noticed."""
NEVER = frozenset({Family.INJECTION})
"""Families that are never doubted."""
NEVER_CALMED = frozenset({Family.PRIVACY_LEAK})
"""Families that the encoder only makes likelier, as it does what a blocking rule saw: digits say little to it."""
ADVERTISED = frozenset({Family.OVER_PROMISE, Family.ILLEGAL_INTERMEDIATION, Family.CREDIT_REPAIR, Family.PRESSURE})
"""Families of wrongs that are commoner among advertisements than among replies (`Likelihood.alone`)."""
UNLIKELY = -3.0
"""Log odds; below, the trees are not asked: what they add never makes a finding of it."""
DOUBT = -1.5, 5.0
"""Log odds of the trees; between these the encoder is asked (docs/adr/0027: a fifth of harmless texts, written to look like wrongs)."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The shares (0 to 1) from which on a finding blocks, a warning counts, and anything that would block counts at all; the log odds
    that a text has more which answers nobody (`alone`, of the families `ADVERTISED`); the weights by name, of `wrong` and of `own`; and
    what is put for the sum of the first (`trees`)."""

    block: float
    warn: float
    count: float
    alone: float
    weights: Mapping[str, Odds] = field(repr=False)
    trees: Trees | None = None
    again: Trees | None = None
    """What is put for those where the encoder has read the text, too."""

    def of(self, seen: Seen) -> Odds:
        """Two shares from 0 to 1: that the text does a wrong of the family, and that of all wrongs it does this one."""
        wrong = own = 0.0
        known = self.weights
        for name, value in seen.features().items():
            if name in known:
                a, b = known[name]
                wrong += a * value
                own += b * value
        if self.trees is not None and wrong > UNLIKELY:
            values = seen.values(wrong)
            wrong = self.trees.of(values)
            if self.again is not None and DOUBT[0] < wrong < DOUBT[1] and (read := seen.read_again()):
                odds = self.again.of(values | read | {"trees": wrong})
                wrong = max(wrong, odds) if seen.blocks or seen.family in NEVER_CALMED else odds
        if seen.alone and seen.family in ADVERTISED:
            wrong += self.alone
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
    file = HeldFile.of(path)
    weights: dict[str, Odds] = {}
    try:
        for line in file.raw.decode().splitlines():
            name, wrong, own = line.split("\t")
            weights[name] = float(wrong), float(own)
    except ValueError:
        raise ContentError("needs lines of a name and two weights", where=str(path)) from None
    if missing := [name for name in FEATURES if name not in weights]:
        raise ContentError(f"has no weight for {missing[0]}", where=str(path))
    if not all(abs(weight) < 100 for both in weights.values() for weight in both):
        raise ContentError("has a weight that is none", where=str(path))
    return Likelihood(block, warn, count, alone, weights, read_trees(folder), read_trees(folder, AGAIN))
