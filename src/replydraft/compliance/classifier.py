"""Texts that read like a wrong in words no rule lists: a learned second look at the whole text, beside the rules.

`guardrails/classifier.yaml` says for which families it speaks, from which share on, and what it tells the advisor;
`guardrails/classifier.tsv` holds the weights (`scripts/weigh.py`: a logistic regression a family over
runs of characters (`runs`) of our own labelled texts). It only ever adds a warning, where the rules found nothing of that family; it
clears nothing, lowers nothing and never blocks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from replydraft.compliance.citing import Cites
from replydraft.compliance.message import Message
from replydraft.compliance.runs import Read, Table, share_of, table_bytes
from replydraft.compliance.support import says_little
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.errors import ContentError
from replydraft.text.lazy import lazy

if TYPE_CHECKING:
    from replydraft.compliance.yaml_reader import Reading

SETTINGS, TABLE = "classifier.yaml", "classifier.tsv"
_SPOKEN = lazy(r"[您你咱我俺]")
"""A text that speaks to nobody is a notice, not a reply."""
_CONSENT = lazy(r"授权|同意|撤回")
_SHAPE = "needs the families, their biases, then lines of run, idf and as many weights"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is said of one family, from a `share` of 0 to 1 on."""

    family: Family
    id: str
    name: str
    share: float
    message: str
    suggestion: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Classifier:
    """Its families and its table; `digest` is of the table's bytes."""

    likenesses: tuple[Likeness, ...]
    version: str
    table: Path = field(repr=False, compare=False)
    digest: str = ""

    @cached_property
    def weights(self) -> Table:
        table = Table(self.table, table_bytes(self.table), self.digest, named=True, shape=_SHAPE)
        if not {likeness.family.value for likeness in self.likenesses} <= set(table.names):
            raise ContentError(_SHAPE, where=str(self.table))
        return table

    def odds(self, family: Family, text: str, read: Read | None = None) -> float | None:
        """The log odds that a folded text does a wrong of a family; None of one the table lacks. Raises ContentError."""
        table = self.weights
        if family.value not in table.names:
            return None
        return (read or Read()).odds(table, text)[table.names.index(family.value)]

    def shares(self, text: str, read: Read | None = None) -> dict[str, float]:
        """How much a folded text reads like a wrong of each family, 0 to 1. Raises ContentError for an unreadable table."""
        table = self.weights
        return dict(zip(table.names, map(share_of, (read or Read()).odds(table, text)), strict=True))


def find_likely(
    message: Message,
    classifier: Classifier,
    found: Collection[Family],
    cites: Cites,
    decided: Sequence[tuple[int, int]] = (),
) -> list[Finding]:
    """A warning for each family the text reads like and of which nothing was `found`; its sentence most like it is the span.

    Where consents are known, sentences about them, and those that the ledger `decided` (spans), are left to it: privacy is
    judged by the others.
    """
    text = message.text
    if says_little(text, in_talk=bool(message.before)) or _SPOKEN.search(text) is None:
        return []
    shares = classifier.shares(text, message.readings)
    ours = [(a, b) for a, b in message.structure.sentences if not _of_ledger(message, a, b, decided)]
    if len(ours) < len(message.structure.sentences):
        rest = "".join(text[a:b] for a, b in ours)
        shares[Family.PRIVACY_LEAK.value] = (
            0.0
            if says_little(rest, in_talk=bool(message.before))
            else classifier.shares(rest, message.readings)[Family.PRIVACY_LEAK.value]
        )
    likely = [k for k in classifier.likenesses if k.family not in found and shares.get(k.family.value, 0.0) >= k.share]
    return [_finding(k, message, _where(message, classifier, k), classifier.version, cites) for k in likely]


def _of_ledger(message: Message, start: int, end: int, decided: Sequence[tuple[int, int]]) -> bool:
    if message.request.ledger is None:
        return False
    return any(start <= at < end for at, _ in decided) or _CONSENT.search(message.text, start, end) is not None


def _where(message: Message, classifier: Classifier, likeness: Likeness) -> tuple[int, int]:
    name, read = likeness.family.value, message.readings
    return max(message.structure.sentences, key=lambda s: classifier.shares(message.text[s[0] : s[1]], read)[name])


def _finding(k: Likeness, message: Message, span: tuple[int, int], version: str, cites: Cites) -> Finding:
    start, end = message.folded.span(*span)
    return finding_at(
        (k.id, k.name, version),
        (start, end, message.request.draft[start:end]),
        family=k.family,
        severity=Severity.WARN,
        message=k.message,
        suggestion=k.suggestion,
        citations=cites.cite(k.citations),
        source="classifier",
    )


def read_classifier(folder: Path) -> Classifier | None:
    """The classifier of a rules folder; None where it has none. Raises ContentError for a bad file or a missing table."""
    path = folder / SETTINGS
    if not path.exists():
        return None
    from replydraft.compliance.yaml_reader import Reading, read_yaml

    where = f"{folder.name}/{SETTINGS}"
    r = Reading(read_yaml(path, where), where, 1)
    r.only(("version", "families", "note"))
    version = r.text("version")
    likenesses = tuple(_likeness(r.inner(item, "families")) for item in r.items("families", required=True))
    return Classifier(likenesses, version, folder / TABLE, sha256(table_bytes(folder / TABLE)).hexdigest())


def _likeness(r: Reading) -> Likeness:
    r.only(("family", "id", "name", "share", "message", "suggestion", "citations"))
    share = r.value.get("share")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0.5 <= share < 1:
        raise r.fail("share must be a number from 0.5 to below 1", "share")
    return Likeness(
        Family(r.choice("family", tuple(Family))),
        r.text("id"),
        r.text("name"),
        float(share),
        r.text("message"),
        r.text("suggestion"),
        r.texts("citations"),
    )
