"""Support 旁证: what the whole of a text says for or against what a rule saw in it.

`guardrails/support.yaml` says how likely (`likelihood`) a wrong must be for a finding to count, which rules are certain whatever
the text, and which are broad: those know little more than their topic, so that they say nothing where the text does not bear them out.
How a text reads is a logistic regression over runs of one to three characters (`runs`): `guardrails/support.tsv`, written by
`scripts/weigh.py` from our own labelled texts. Without `support.yaml` every finding counts in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from replydraft.compliance.likelihood import Likelihood, read_likelihood
from replydraft.compliance.pointer import Pointing, read_pointing
from replydraft.compliance.runs import Read, Table
from replydraft.compliance.tables import table_of_runs
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

SETTINGS, TABLE = "support.yaml", "support.tsv"
_TABLE_SHAPE = "needs two biases and two steps, then lines of run, idf and letters"
SAYS_LITTLE, TALK_SAYS_LITTLE = 12, 40
"""Characters; a shorter text, or a shorter answer in a conversation, says too little by itself for or against anything."""


@dataclass(frozen=True)
class Support:
    """How the words of a text speak for or against a wrong (`file`), and what becomes of findings then."""

    file: HeldFile
    broad: frozenset[str] = frozenset()
    """Rules and sets that know little more than their topic."""
    certain: frozenset[str] = frozenset()
    """Rules that count in full whatever the text around them."""
    likelihood: Likelihood | None = None
    """What becomes of the findings of all others; None: they count in full."""
    figures: Pointing | None = None
    """What doubts the figures of a reply; None: tracing alone decides."""

    @cached_property
    def weights(self) -> Table:
        """Of any wrong, then of one about money. Raises ContentError."""
        table = Table(self.file, named=False, shape=_TABLE_SHAPE)
        if len(table.biases) != 2:
            raise ContentError(_TABLE_SHAPE, where=str(self.file.path))
        return table

    def odds(self, text: str, read: Read | None = None) -> tuple[float, float]:
        """The log odds that a folded text does any wrong, and one about money: of the latter, the mean with the former.

        Raises ContentError for an unreadable table.
        """
        wrong, money = (read or Read()).odds(self.weights, text)
        return wrong, (wrong + money) / 2


def says_little(text: str, *, in_talk: bool) -> bool:
    """Whether a folded text is too short to say anything by itself."""
    return len(text) < (TALK_SAYS_LITTLE if in_talk else SAYS_LITTLE)


def read_support(folder: Path) -> Support | None:
    """The support of a rules folder; None where it has none. Raises ContentError for a bad file or a missing table."""
    path = folder / SETTINGS
    if not path.exists():
        return None
    r = Reading(read_yaml(path, f"{folder.name}/{SETTINGS}"), f"{folder.name}/{SETTINGS}", 1)
    r.only(("broad", "certain", "likelihood", "figures", "note"))
    likelihood = None
    if "likelihood" in r.value:
        shares = r.inner(r.value["likelihood"], "likelihood")
        shares.only(("block", "warn", "count", "alone", "tables"))
        block, warn, count = (_share(shares, key) for key in ("block", "warn", "count"))
        if count > min(block, warn):
            raise r.fail("count must not be above block or warn", "likelihood")
        _held(r, shares, folder, "likelihood")
        likelihood = read_likelihood(folder, block, warn, count, _odds(shares, "alone"))
    figures = None
    if "figures" in r.value:
        shares = r.inner(r.value["figures"], "figures")
        shares.only(("named", "let_go", "tables"))
        _held(r, shares, folder, "figures")
        named, let_go = (_share(shares, key) for key in ("named", "let_go"))
        if let_go > named:
            raise r.fail("let_go must not be above named", "figures")
        figures = read_pointing(folder, named, let_go)
    broad, certain = (frozenset(r.texts(key)) for key in ("broad", "certain"))
    if broad and likelihood is None:
        raise r.fail("broad rules need likelihood", "broad")
    file = table_of_runs(folder / TABLE, named=False, letters=2, shape=_TABLE_SHAPE)
    return Support(file, broad, certain, likelihood, figures)


def _held(r: Reading, shares: Reading, folder: Path, key: str) -> None:
    """Raises ContentError where a table is missing that shares were set with."""
    for table in shares.texts("tables"):
        if not (folder / table).is_file():
            raise r.fail(f"the shares of {key} were set with {table}, which is missing", key)


def _odds(r: Reading, key: str) -> float:
    value = r.value.get(key, 0.0)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 3:
        raise r.fail(f"{key} must be a number from 0 to 3", key)
    return float(value)


def _share(r: Reading, key: str) -> float:
    value = r.value.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise r.fail(f"{key} must be a number from 0 to 1", key)
    return float(value)
