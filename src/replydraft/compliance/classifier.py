"""Texts that read like a wrong in words no rule lists: a learned second look at the whole text, beside the rules.

`guardrails/classifier.yaml` says for which families it speaks, from which share of their `likelihood` on, and what it tells the
advisor. It only ever adds a warning, where nothing else was found of that family; it clears nothing, lowers nothing and never
blocks. `guardrails/classifier.tsv` says how much a text reads like a wrong of each family (`scripts/weigh.py`: a logistic
regression a family over runs of characters (`runs`) of our own labelled texts).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, get_args

from replydraft.compliance.citing import Cites
from replydraft.compliance.message import Message
from replydraft.compliance.rules import Rewriting
from replydraft.compliance.runs import Read, Table, share_of
from replydraft.compliance.seen import Odds
from replydraft.compliance.support import says_little
from replydraft.compliance.tables import table_of_runs
from replydraft.compliance.talk import is_answer
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile
from replydraft.text.lazy import lazy

if TYPE_CHECKING:
    from replydraft.compliance.yaml_reader import Reading

SETTINGS, TABLE = "classifier.yaml", "classifier.tsv"
_CONSENT = lazy(r"授权|同意|撤回")
OF_CONSENTS = frozenset({Family.PRIVACY_LEAK, Family.MISSING_DISCLOSURE})
"""Families of which passing on, or asking for, data without consent is one."""
_TOGETHER = "和客户的话连起来看："
_SHAPE = "needs the families, their biases and steps, then lines of run, idf and letters"


class Learned(Cites, Protocol):
    """What the second look needs of the rule book."""

    @property
    def classifier(self) -> Classifier | None: ...


Likely = Callable[[Family, str | None], Odds | None]
"""The two shares of `likelihood` for a family, of the message or of what is left of it to judge."""


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
    rewrite: Rewriting = "replace"
    """What a rewrite does with the suggestion."""
    alone: float = 0.0
    """From which share on, at least, in a text that answers nobody: most such are harmless notices."""

    def named_from(self, *, alone: bool) -> float:
        """How likely a wrong must be for the family to be named in a text that answers nobody (`alone`), or somebody."""
        return max(self.share, self.alone) if alone else self.share


@dataclass(frozen=True)
class Classifier:
    """Its families and its table."""

    likenesses: tuple[Likeness, ...]
    version: str
    file: HeldFile
    own: float = 0.0
    """From which share on, of all wrongs it may be, a family is named beside the likeliest one."""

    @cached_property
    def weights(self) -> Table:
        table = Table(self.file, named=True, shape=_SHAPE)
        if not {likeness.family.value for likeness in self.likenesses} <= set(table.names):
            raise ContentError(_SHAPE, where=str(self.file.path))
        return table

    def every(self, text: str, read: Read | None = None) -> dict[str, float]:
        """The log odds of a folded text for each family. Raises ContentError for an unreadable table."""
        table = self.weights
        return dict(zip(table.names, (read or Read()).odds(table, text), strict=True))

    def shares(self, text: str, read: Read | None = None) -> dict[str, float]:
        """How much a folded text reads like a wrong of each family, 0 to 1. Raises ContentError for an unreadable table."""
        return {family: share_of(odds) for family, odds in self.every(text, read).items()}


def find_likely(
    message: Message, book: Learned, found: Collection[Family], likely: Likely, decided: Sequence[tuple[int, int]] = ()
) -> list[Finding]:
    """A warning for each family whose wrong is likely, as the likeliest or nearly so, and of which nothing was `found`; the sentence
    most like it is the span. (A text that does one wrong reads a little like every other.)

    Where consents are known, sentences about them, and those that the ledger `decided` (spans), are left to it: leaks, and what was
    not asked for, are judged by the others.
    """
    classifier = book.classifier
    if classifier is None or (not message.said and says_little(message.text, in_talk=False)):
        return []
    rest = rest_of(message, decided)
    shares = {}
    for k in classifier.likenesses:
        only = rest if k.family in OF_CONSENTS else None
        if only is not None and says_little(only, in_talk=bool(message.before)):
            continue
        if (share := likely(k.family, only)) is None:
            return []
        shares[k] = share
    most = max((own for _, own in shares.values()), default=0.0)
    return [
        _finding(k, message, _where(message, classifier, k), classifier.version, book)
        for k, (wrong, own) in shares.items()
        if k.family not in found
        and wrong >= k.named_from(alone=not message.said)
        and (own >= classifier.own or own == most)
    ]


def rest_of(message: Message, decided: Sequence[tuple[int, int]]) -> str | None:
    """The text without the sentences that the ledger of consents decides; None where it decides none."""
    sentences = message.structure.sentences
    ours = [(a, b) for a, b in sentences if not _of_ledger(message, a, b, decided)]
    return None if len(ours) == len(sentences) else "".join(message.text[a:b] for a, b in ours)


def _of_ledger(message: Message, start: int, end: int, decided: Sequence[tuple[int, int]]) -> bool:
    if message.request.ledger is None:
        return False
    return any(start <= at < end for at, _ in decided) or _CONSENT.search(message.text, start, end) is not None


def _where(message: Message, classifier: Classifier, likeness: Likeness) -> tuple[int, int]:
    if is_answer(message):
        return 0, len(message.text)
    name, read = likeness.family.value, message.readings
    return max(message.structure.sentences, key=lambda s: classifier.shares(message.text[s[0] : s[1]], read)[name])


def _finding(k: Likeness, message: Message, span: tuple[int, int], version: str, cites: Cites) -> Finding:
    start, end = message.folded.span(*span)
    return finding_at(
        (k.id, k.name, version),
        (start, end, message.request.draft[start:end]),
        family=k.family,
        severity=Severity.WARN,
        message=f"{_TOGETHER}{k.message}" if is_answer(message) else k.message,
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
    r.only(("version", "families", "own", "note"))
    version, own = r.text("version"), _share(r, "own", 0.0, 1.0) if "own" in r.value else 0.0
    likenesses = tuple(_likeness(r.inner(item, "families")) for item in r.items("families", required=True))
    return Classifier(likenesses, version, table_of_runs(folder / TABLE, named=True, letters=2, shape=_SHAPE), own)


def _likeness(r: Reading) -> Likeness:
    r.only(("family", "id", "name", "share", "alone", "message", "suggestion", "citations", "rewrite"))
    rewrite = cast("Rewriting", r.choice("rewrite", get_args(Rewriting), default="replace"))
    return Likeness(
        Family(r.choice("family", tuple(Family))),
        r.text("id"),
        r.text("name"),
        _share(r, "share", 0.5, 0.99),
        r.text("message"),
        r.text("suggestion"),
        r.texts("citations"),
        rewrite,
        _share(r, "alone", 0.0, 1.0) if "alone" in r.value else 0.0,
    )


def _share(r: Reading, key: str, least: float, most: float) -> float:
    share = r.value.get(key)
    if not isinstance(share, int | float) or isinstance(share, bool) or not least <= share <= most:
        raise r.fail(f"{key} must be a number from {least} to {most}", key)
    return float(share)
