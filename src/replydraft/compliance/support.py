"""Support 旁证: what the whole of a text says for or against what a rule saw in it.

A broad rule (`guardrails/support.yaml`) knows little more than its topic: whether its warning counts is decided by the whole text
alone. What any other rule saw is doubted (`doubt`) where the text reads like one that explains, asks or warns. The weights
(`guardrails/support.tsv`) are those of a logistic regression over runs of one to three characters (`runs`), written by
`scripts/weigh.py` from our own labelled texts. Without `support.yaml` every finding counts in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.doubt import Doubt, read_doubt
from replydraft.compliance.runs import Read, Table, share_of, table_bytes
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.errors import ContentError

SETTINGS, TABLE = "support.yaml", "support.tsv"
_TABLE_SHAPE = "needs two biases, then lines of run, idf and two weights"
SAYS_LITTLE, TALK_SAYS_LITTLE = 12, 40
"""Characters; a shorter text, or a shorter answer in a conversation, says too little by itself for or against anything."""


@dataclass(frozen=True)
class Support:
    """`digest` is of the table's bytes."""

    table: Path = field(repr=False, compare=False)
    digest: str = ""
    raw: bytes | None = field(default=None, repr=False, compare=False)
    """The table as it was when the rules were read; None: read, and held against `digest`, when first needed."""
    broad: Mapping[str, float] = field(default_factory=dict)
    """Rules and sets that know little more than their topic: the share each needs of the whole text."""
    doubt: Doubt | None = None
    """What becomes of the findings of all others; None: they count in full."""

    @cached_property
    def weights(self) -> Table:
        """Of any wrong, then of one about money. Raises ContentError."""
        raw = table_bytes(self.table) if self.raw is None else self.raw
        table = Table(self.table, raw, self.digest, named=False, shape=_TABLE_SHAPE)
        if len(table.biases) != 2:
            raise ContentError(_TABLE_SHAPE, where=str(self.table))
        return table

    def odds(self, text: str, read: Read | None = None) -> tuple[float, float]:
        """The log odds that a folded text does any wrong, and one about money: of the latter, the mean with the former.

        Raises ContentError for an unreadable table.
        """
        wrong, money = (read or Read()).odds(self.weights, text)
        return wrong, (wrong + money) / 2

    def counts(
        self, rule: str, text: str, *, in_talk: bool = False, read: Read | None = None, talk: float | None = None
    ) -> bool:
        """Whether the whole text supports a warning of a broad rule; never a short answer `in_talk`, whose sense is in what
        was said before. `talk`: the log odds of a wrong about money that the text has together with the talk before it.

        Raises ContentError for an unreadable table, KeyError for a rule that is not broad.
        """
        if says_little(text, in_talk=in_talk):
            return False
        alone = self.odds(text, read)[1]
        return share_of(alone if talk is None else (alone + talk) / 2) >= self.broad[rule]


def says_little(text: str, *, in_talk: bool) -> bool:
    """Whether a folded text is too short to say anything by itself."""
    return len(text) < (TALK_SAYS_LITTLE if in_talk else SAYS_LITTLE)


def read_support(folder: Path) -> Support | None:
    """The support of a rules folder; None where it has none. Raises ContentError for a bad file or a missing table."""
    path = folder / SETTINGS
    if not path.exists():
        return None
    r = Reading(read_yaml(path, f"{folder.name}/{SETTINGS}"), f"{folder.name}/{SETTINGS}", 1)
    r.only(("broad", "doubt", "note"))
    shares = r.inner(r.value["broad"], "broad") if "broad" in r.value else None
    broad = {rule: _share(shares, rule, 1) for rule in shares.value} if shares else {}
    doubt = None
    if "doubt" in r.value:
        d = r.inner(r.value["doubt"], "doubt")
        d.only(("block", "warn", "count"))
        block, warn, count = (_share(d, key, 1) for key in ("block", "warn", "count"))
        if count > min(block, warn):
            raise r.fail("count must not be above block or warn", "doubt")
        doubt = read_doubt(folder, block, warn, count)
    raw = table_bytes(folder / TABLE)
    return Support(folder / TABLE, sha256(raw).hexdigest(), raw, broad, doubt)


def _share(r: Reading, key: str, most: float) -> float:
    value = r.value.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise r.fail(f"{key} must be a number from 0 to {most}", key)
    return float(value)
