"""Support 旁证: whether the words around a finding are those of a reply that does wrong, or of one that explains, asks or warns.

A tentative rule (`guardrails/support.yaml`) knows words that good replies use too. Its warnings count where their surroundings
support them, and are shown as `info` elsewhere. What blocks is never lowered, no other rule is touched, and without a table every
warning counts. The weights (`guardrails/support.tsv`) are those of a logistic regression over
runs of one to three characters (`runs`), written by `scripts/weigh_support.py` from our own labelled texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.runs import Read, Table, share_of, table_bytes
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.errors import ContentError

SETTINGS, TABLE = "support.yaml", "support.tsv"
CLEARLY = 0.6
"""What the sentence of a finding must reach by itself."""
_TABLE_SHAPE = "needs its biases, then lines of run, idf and as many weights; two of them where there are broad rules"
SAYS_LITTLE, TALK_SAYS_LITTLE = 12, 40
"""Characters; a shorter text, or a shorter answer in a conversation, cannot support a broad rule."""


@dataclass(frozen=True)
class Support:
    """`threshold` is a share between 0 and 1; `tentative` are ids of rules and disclosure sets; `digest` of the table's bytes."""

    threshold: float
    tentative: frozenset[str]
    table: Path = field(repr=False, compare=False)
    digest: str = ""
    raw: bytes | None = field(default=None, repr=False, compare=False)
    """The table as it was when the rules were read; None: read, and held against `digest`, when first needed."""
    broad: Mapping[str, float] = field(default_factory=dict)
    """Rules and sets that know little more than their topic: the share each needs of the whole text."""

    @cached_property
    def weights(self) -> Table:
        """Of any wrong, then (for broad rules) of one about money. Raises ContentError."""
        raw = table_bytes(self.table) if self.raw is None else self.raw
        table = Table(self.table, raw, self.digest, named=False, shape=_TABLE_SHAPE)
        if self.broad and len(table.biases) < 2:
            raise ContentError(_TABLE_SHAPE, where=str(self.table))
        return table

    def of(self, text: str, read: Read | None = None) -> float:
        """How much a folded text reads like one that does wrong, from 0 to 1. Raises ContentError for an unreadable table."""
        return share_of((read or Read()).odds(self.weights, text)[0])

    def of_money(self, text: str, read: Read | None = None) -> float:
        """The same for a wrong about money: the mean of the two log odds, as a share. Raises ContentError."""
        wrong, money, *_ = (read or Read()).odds(self.weights, text)
        return share_of((wrong + money) / 2)

    def counts(
        self,
        rule: str,
        whole: str,
        around: str = "",
        alone: str = "",
        *,
        in_talk: bool = False,
        read: Read | None = None,
    ) -> bool:
        """Whether a warning of a rule counts in a text: always, but for a tentative or a broad rule.

        A broad one knows little of the words it stands on, so only the whole text can support it, and no short answer
        `in_talk` (with earlier turns), whose sense is in what was said before.
        """
        if rule in self.broad:
            return (
                len(whole) >= (TALK_SAYS_LITTLE if in_talk else SAYS_LITTLE)
                and self.of_money(whole, read) >= self.broad[rule]
            )
        return rule not in self.tentative or self.holds(whole, around, alone, read=read)

    def holds(self, whole: str, around: str = "", alone: str = "", *, read: Read | None = None) -> bool:
        """Whether a text, the sentences around a finding, or its own sentence supports it. `read`: what was read before.

        The last one is short and says little by itself: it must say it clearly. Nothing put around it outweighs it then.
        """
        if self.of(whole, read) >= self.threshold:
            return True
        if around and around != whole and self.of(around, read) >= self.threshold:
            return True
        return bool(alone) and self.of(alone, read) >= CLEARLY


def read_support(folder: Path) -> Support | None:
    """The support of a rules folder; None where it has none. Raises ContentError for a bad file or a missing table."""
    path = folder / SETTINGS
    if not path.exists():
        return None
    r = Reading(read_yaml(path, f"{folder.name}/{SETTINGS}"), f"{folder.name}/{SETTINGS}", 1)
    r.only(("threshold", "tentative", "broad", "note"))
    threshold, tentative = _share(r, "threshold", 0.5), frozenset(r.texts("tentative"))
    shares = r.inner(r.value["broad"], "broad") if "broad" in r.value else None
    broad = {rule: _share(shares, rule, 1) for rule in shares.value} if shares else {}
    if both := tentative & broad.keys():
        raise r.fail(f"names {min(both)}, which is tentative too", "broad")
    raw = table_bytes(folder / TABLE)
    table = folder / TABLE
    return Support(threshold, tentative, table, sha256(raw).hexdigest(), raw, broad)


def _share(r: Reading, key: str, most: float) -> float:
    value = r.value.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise r.fail(f"{key} must be a number from 0 to {most}", key)
    return float(value)
