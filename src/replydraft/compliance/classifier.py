"""Texts that read like a wrong in words no rule lists: a learned second look at the whole text, beside the rules.

Of a reply, at what was said before as well (`talk`).

`guardrails/classifier.yaml` says for which families it speaks, from which share on, and what it tells the advisor;
`guardrails/classifier.tsv` holds the weights (`scripts/weigh.py`: a logistic regression a family over
runs of characters (`runs`) of our own labelled texts). It only ever adds a warning, where the rules found nothing of that family; it
clears nothing, lowers nothing and never blocks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from replydraft.compliance.citing import Cites
from replydraft.compliance.message import Message
from replydraft.compliance.runs import Read, Table, share_of, table_bytes
from replydraft.compliance.support import Support, says_little
from replydraft.compliance.talk import WRONG, Talk, is_answer
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.errors import ContentError
from replydraft.text.lazy import lazy

if TYPE_CHECKING:
    from replydraft.compliance.yaml_reader import Reading

SETTINGS, TABLE = "classifier.yaml", "classifier.tsv"
MOST_ODDS = 100.0
"""Log odds beyond anything a table gives."""
_SPOKEN = lazy(r"[您你咱我俺]")
"""A text that speaks to nobody is a notice or an advertisement, not a reply."""
_CONSENT = lazy(r"授权|同意|撤回")
_SHARES = ("answers", "replies", "notices")
_TOGETHER = "和客户的话连起来看："
_SHAPE = "needs the families, their biases, then lines of run, idf and as many weights"


class Learned(Cites, Protocol):
    """What the second look needs of the rule book."""

    @property
    def classifier(self) -> Classifier | None: ...
    @property
    def support(self) -> Support | None: ...
    @property
    def talk(self) -> Talk | None: ...


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
    nearly: float = MOST_ODDS
    """How far, in log odds, it may lie behind the likeliest family and still be spoken of."""


@dataclass(frozen=True)
class Classifier:
    """Its families and its table; `digest` is of the table's bytes."""

    likenesses: tuple[Likeness, ...]
    version: str
    table: Path = field(repr=False, compare=False)
    digest: str = ""
    answers: float = 1.0
    """The share from which on a short answer, read together with the talk before it, is spoken of; 1: never."""
    replies: float = 1.0
    """The same of a longer reply, which is read by itself as well; 1: never."""
    notices: float = 1.0
    """The share from which on a text that speaks to nobody is spoken of; 1: never."""

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

    def every(self, text: str, read: Read | None = None) -> dict[str, float]:
        """The log odds of a folded text for each family. Raises ContentError for an unreadable table."""
        table = self.weights
        return dict(zip(table.names, (read or Read()).odds(table, text), strict=True))

    def shares(self, text: str, read: Read | None = None) -> dict[str, float]:
        """How much a folded text reads like a wrong of each family, 0 to 1. Raises ContentError for an unreadable table."""
        return {family: share_of(odds) for family, odds in self.every(text, read).items()}


def find_likely(
    message: Message,
    book: Learned,
    found: Collection[Family],
    decided: Sequence[tuple[int, int]] = (),
) -> list[Finding]:
    """A warning for each family that the text reads like, nearly as much as like any, and of which nothing was `found`; its
    sentence most like it is the span. (A text that does one wrong reads a little like every other.)

    A reply is read together with the talk before it; of a short answer, only the likeliest family is named. Where consents are
    known, sentences about them, and those that the ledger `decided` (spans), are left to it: privacy is judged by the others.
    """
    classifier = book.classifier
    if classifier is None:
        return []
    likely = [
        _finding(k, f"{_TOGETHER}{k.message}", message, _where(message, classifier, k), classifier.version, book)
        for k in _by_talk(message, book, classifier, found, decided)
    ]
    for k in _by_text(message, classifier, found, decided):
        if k.family not in {f.family for f in likely}:
            likely.append(_finding(k, k.message, message, _where(message, classifier, k), classifier.version, book))
    return likely


def _by_text(
    message: Message, classifier: Classifier, found: Collection[Family], decided: Sequence[tuple[int, int]]
) -> list[Likeness]:
    text, notice = message.text, _SPOKEN.search(message.text) is None
    if says_little(text, in_talk=bool(message.before)) or (notice and classifier.notices >= 1):
        return []
    odds = classifier.every(text, message.readings)
    ours = [(a, b) for a, b in message.structure.sentences if not _of_ledger(message, a, b, decided)]
    if len(ours) < len(message.structure.sentences):
        rest = "".join(text[a:b] for a, b in ours)
        odds[Family.PRIVACY_LEAK.value] = (
            -MOST_ODDS
            if says_little(rest, in_talk=bool(message.before))
            else classifier.every(rest, message.readings)[Family.PRIVACY_LEAK.value]
        )
    likely = _likeliest({k: odds[k.family.value] for k in classifier.likenesses}, found)
    return [k for k in likely if share_of(odds[k.family.value]) >= (classifier.notices if notice else k.share)]


def _by_talk(
    message: Message,
    book: Learned,
    classifier: Classifier,
    found: Collection[Family],
    decided: Sequence[tuple[int, int]],
) -> list[Likeness]:
    least = classifier.answers if is_answer(message) else classifier.replies
    if book.talk is None or least >= 1 or not message.said:
        return []
    text, talk = message.text, book.talk.odds(message)
    wrong = book.support.odds(text, message.readings)[0] if book.support else 0.0

    def odds(k: Likeness) -> float:
        assert book.talk is not None
        own = classifier.odds(k.family, text, message.readings)
        said = (talk.get(k.family.value, talk[WRONG]), talk[WRONG])
        return book.talk.odds_of(k.family, said, (wrong if own is None else own, wrong), len(text))

    with_ledger = any(_of_ledger(message, a, b, decided) for a, b in message.structure.sentences)
    read = {k: odds(k) for k in classifier.likenesses if not (with_ledger and k.family is Family.PRIVACY_LEAK)}
    if is_answer(message):
        likeliest = max(read, key=lambda k: read[k], default=None)
        likely = [] if likeliest is None or likeliest.family in found else [likeliest]
    else:
        likely = _likeliest(read, found)
    return [k for k in likely if share_of(read[k]) >= least]


def _likeliest(odds: Mapping[Likeness, float], found: Collection[Family]) -> list[Likeness]:
    """Those nearly as likely as the likeliest, of families of which nothing was found."""
    most = max(odds.values(), default=0.0)
    return [k for k in odds if k.family not in found and odds[k] >= most - k.nearly]


def _of_ledger(message: Message, start: int, end: int, decided: Sequence[tuple[int, int]]) -> bool:
    if message.request.ledger is None:
        return False
    return any(start <= at < end for at, _ in decided) or _CONSENT.search(message.text, start, end) is not None


def _where(message: Message, classifier: Classifier, likeness: Likeness) -> tuple[int, int]:
    if is_answer(message):
        return 0, len(message.text)
    name, read = likeness.family.value, message.readings
    return max(message.structure.sentences, key=lambda s: classifier.shares(message.text[s[0] : s[1]], read)[name])


def _finding(k: Likeness, said: str, message: Message, span: tuple[int, int], version: str, cites: Cites) -> Finding:
    start, end = message.folded.span(*span)
    return finding_at(
        (k.id, k.name, version),
        (start, end, message.request.draft[start:end]),
        family=k.family,
        severity=Severity.WARN,
        message=said,
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
    r.only(("version", "families", *_SHARES, "nearly", "note"))
    version = r.text("version")
    shares = {key: _share(r, key, 1.0) for key in _SHARES if key in r.value}
    nearly = _nearly(r, MOST_ODDS)
    likenesses = tuple(_likeness(r.inner(item, "families"), nearly) for item in r.items("families", required=True))
    return Classifier(likenesses, version, folder / TABLE, sha256(table_bytes(folder / TABLE)).hexdigest(), **shares)


def _nearly(r: Reading, default: float) -> float:
    nearly = r.value.get("nearly", default)
    if not isinstance(nearly, int | float) or isinstance(nearly, bool) or not 0 <= nearly <= MOST_ODDS:
        raise r.fail(f"nearly must be a number from 0 to {MOST_ODDS:g}", "nearly")
    return float(nearly)


def _likeness(r: Reading, nearly: float) -> Likeness:
    r.only(("family", "id", "name", "share", "nearly", "message", "suggestion", "citations"))
    return Likeness(
        Family(r.choice("family", tuple(Family))),
        r.text("id"),
        r.text("name"),
        _share(r, "share", 0.99),
        r.text("message"),
        r.text("suggestion"),
        r.texts("citations"),
        _nearly(r, nearly),
    )


def _share(r: Reading, key: str, most: float) -> float:
    share = r.value.get(key)
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0.5 <= share <= most:
        raise r.fail(f"{key} must be a number from 0.5 to {most}", key)
    return float(share)
