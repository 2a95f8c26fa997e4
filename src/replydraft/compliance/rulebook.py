"""The rule book 规则: every rule, disclosure set, law and dated fact of a folder, refused whole where one is wrong.

book = load_rulebook(Path("guardrails"))
book.as_of(date(2026, 11, 23)).rules
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from replydraft.compliance.aside import Asides, read_asides
from replydraft.compliance.built_in import BuiltIn, read_built_in
from replydraft.compliance.classifier import SETTINGS, Classifier, read_classifier
from replydraft.compliance.classifier import TABLE as LEARNED
from replydraft.compliance.encoder import TABLE as ENCODER
from replydraft.compliance.encoder import Encoder, read_encoder
from replydraft.compliance.fact_files import read_facts
from replydraft.compliance.likelihood import WEIGHTS
from replydraft.compliance.net import TABLES as NETS
from replydraft.compliance.net import Net, read_net
from replydraft.compliance.overlay_files import FOLDER, PREFIX, overlay_folder, read_overlays, version_with
from replydraft.compliance.overlays import Overlay, tightened
from replydraft.compliance.patterns import Vocabulary
from replydraft.compliance.pointer import FIGURES
from replydraft.compliance.pointer import TABLE as POINTER
from replydraft.compliance.rule_files import read_disclosures, read_rule
from replydraft.compliance.rules import DisclosureSet, Fact, Law, Rewriting, Rule
from replydraft.compliance.sieves import Sieves
from replydraft.compliance.support import TABLE, Support, read_support
from replydraft.compliance.talk import TABLE as TALK
from replydraft.compliance.talk import Talk, read_talk
from replydraft.compliance.trees import AGAIN
from replydraft.compliance.trees import TABLE as TREES
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.domain.finding import Family, LegalCitation
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

_CHECKED = ("checked_how", "source", "confirmed_by")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """`version` is a hash of all content. `day` is set on a book made by `as_of`."""

    version: str
    rules: tuple[Rule, ...]
    disclosures: tuple[DisclosureSet, ...]
    citations: Mapping[str, Law]
    facts: tuple[Fact, ...]
    day: date | None = None
    sieves: Sieves | None = field(default=None, repr=False, compare=False)
    """Made beforehand of all of `rules` and `disclosures`; None: made when they are needed."""
    overlays: tuple[Overlay, ...] = ()
    """What branches and lenders ask for beyond it; `version` covers them."""
    support: Support | None = None
    """What the whole text says about findings; None: every finding counts in full."""
    classifier: Classifier | None = None
    """The learned second look beside the rules; None: there is none."""
    talk: Talk | None = None
    """What gives a reply its sense; None: it is read like any text."""
    net: Net | None = None
    """What a reply and its talk say together; None: nobody asks."""
    encoder: Encoder | None = None
    """What reads both where the rest leaves doubt; None: nobody does."""
    asides: Asides | None = None
    """What shows that a talk is about something else than a loan; None: nothing does."""
    built_in: tuple[BuiltIn, ...] = ()
    """What people read of the checks in code; never read for checking, and not kept in a copy."""

    @property
    def items(self) -> tuple[Rule | DisclosureSet, ...]:
        """Rules and disclosure sets, in the order of their files."""
        return (*self.rules, *self.disclosures)

    def under(self, overlays: Sequence[Overlay]) -> RuleBook:
        """The stricter book that these overlays make of it."""
        rules, disclosures = tightened(self.rules, self.disclosures, overlays)
        return replace(self, rules=rules, disclosures=disclosures)

    def as_of(self, day: date) -> RuleBook:
        """The rules, disclosure sets and facts in force on a day."""
        return replace(
            self,
            rules=tuple(r for r in self.rules if r.in_force(day)),
            disclosures=tuple(d for d in self.disclosures if d.in_force(day)),
            facts=tuple(f for f in self.facts if _covers(f.effective_from, f.effective_to, day)),
            day=day,
        )

    def rewriting(self) -> dict[str, Rewriting]:
        """What a rewrite does with the suggestion of each rule, and of the second look."""
        likenesses = self.classifier.likenesses if self.classifier else ()
        return {r.id: r.rewrite for r in self.rules} | {k.id: k.rewrite for k in likenesses}

    def named_from(self, family: Family, *, alone: bool) -> float:
        """How likely a wrong of a family must be for the second look to warn of it in a text that answers nobody (`alone`) or somebody; 1
        where it never does."""
        c = self.classifier
        return next((k.named_from(alone=alone) for k in c.likenesses if k.family is family), 1.0) if c else 1.0

    def cite(self, keys: Iterable[str]) -> tuple[LegalCitation, ...]:
        """Laws by key, those no longer or not yet in force on the book's day left out. Raises ContentError for a key it lacks."""
        found = []
        for key in keys:
            law = self.citations.get(key)
            if law is None:
                raise ContentError(f"citations have no {key!r}", where="citations.yaml")
            if self.day is None or _covers(law.effective_from, law.effective_to, self.day):
                found.append(law.shown())
        return tuple(found)


def _covers(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def load_rulebook(path: Path, overlays: Path | None = None) -> RuleBook:
    """Read a rules folder, and its overlays from `overlays` (default: the folder of that name in it, if there is one).

    Raises ContentError (file and line) for anything incomplete, for an overlay that would loosen, for a folder without rules.
    """
    now = content_of(path, overlays)
    version, files = now.version, {name: file.path for name, file in now.files.items()}
    del now
    folder = overlay_folder(path, overlays)
    shown = {p: f"{path.name}/{name}" for name, p in files.items()}
    laws = _laws(path / "citations.yaml", f"{path.name}/citations.yaml")
    words = _vocabulary(path / "vocabulary.yaml", f"{path.name}/vocabulary.yaml")
    facts = read_facts(path)
    rules: list[Rule] = []
    disclosures: list[DisclosureSet] = []
    for p in files.values():
        if p.parent == path:
            continue
        content = read_yaml(p, shown[p])
        if p.parent.name == "disclosures":
            disclosures += read_disclosures(content, shown[p], words, laws)
        else:
            rules.append(read_rule(Reading(content, shown[p], 1), p, words, laws))
    if not rules:
        raise ContentError("holds no rules; nothing can be checked without rules", where=str(path))
    items: list[Rule | DisclosureSet] = [*rules, *disclosures]
    for item in items:
        if item.id.startswith(PREFIX):
            raise ContentError(f"{PREFIX}nnnn is of overlays; rules of the base are RDnnnn", where=item.where)
    _unique(rules, disclosures)
    extra = read_overlays(folder, words, laws, {item.id: item for item in items})
    _unique([*rules, *(r for o in extra for r in o.rules)], [*disclosures, *(d for o in extra for d in o.disclosures)])
    support, classifier = read_support(path), read_classifier(path)
    if classifier is not None and (support is None or support.likelihood is None):
        raise ContentError(
            "needs the likelihood of support.yaml: without it the second look is blind", where=f"{path.name}/{SETTINGS}"
        )
    _known_laws(classifier, laws)
    book = RuleBook(
        version,
        tuple(rules),
        tuple(disclosures),
        laws,
        facts,
        overlays=extra,
        support=support,
        classifier=classifier,
        talk=read_talk(path),
        net=read_net(path),
        encoder=read_encoder(path),
        asides=read_asides(path),
        built_in=read_built_in(path, laws, classifier),
    )
    if content_of(path, overlays).version != version:
        raise ContentError("rules changed while they were read; read them again", where=str(path))
    return book


def _known_laws(classifier: Classifier | None, laws: Mapping[str, Law]) -> None:
    for likeness in classifier.likenesses if classifier else ():
        for key in likeness.citations:
            if key not in laws:
                raise ContentError(f"citations have no {key!r}", where=f"{SETTINGS}: {likeness.id}")


@dataclass(frozen=True, slots=True)
class Content:
    """What a folder holds now: the `version` of its book, a hash of every file's name and bytes, and the files by name."""

    version: str
    files: Mapping[str, HeldFile]


def content_of(path: Path, overlays: Path | None = None) -> Content:
    """Raises ContentError."""
    files = {name: HeldFile.of(p) for name, p in _files(path).items()}
    named = "".join(f"{name}\0{file.digest}\n" for name, file in files.items())
    return Content(version_with(sha256(named.encode()).hexdigest(), overlay_folder(path, overlays)), files)


def _files(path: Path) -> dict[str, Path]:
    """By name, in order."""
    if not path.is_dir():
        raise ContentError("rules folder is missing; nothing can be checked without rules", where=str(path))
    tables = [
        path / name
        for name in (TABLE, WEIGHTS, TREES, AGAIN, LEARNED, TALK, *NETS, ENCODER, POINTER, FIGURES)
        if (path / name).exists()
    ]
    found = ((p.relative_to(path), p) for p in sorted((*path.rglob("*.yaml"), *tables)))
    return {
        name.as_posix(): p
        for name, p in found
        if name.parts[0] != FOLDER and not any(part.startswith(".") for part in name.parts)
    }


def _unique(rules: list[Rule], disclosures: list[DisclosureSet]) -> None:
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    items: list[Rule | DisclosureSet] = [*rules, *disclosures]
    for item in items:
        for taken, value in ((ids, item.id), (names, item.name)):
            if value in taken:
                raise ContentError(f"{value} is already used in {taken[value]}", where=item.where)
            taken[value] = item.where


def _vocabulary(path: Path, shown: str) -> Vocabulary:
    if not path.exists():
        return Vocabulary({})
    reading = Reading(read_yaml(path, shown), shown, 1)
    words = {key: reading.text(key) for key in reading.value}
    return Vocabulary(words, {key: reading.where(key) for key in words})


def _laws(path: Path, shown: str) -> dict[str, Law]:
    if not path.exists():
        return {}
    top = Reading(read_yaml(path, shown), shown, 1)
    laws: dict[str, Law] = {}
    for key, value in top.value.items():
        r = top.inner(value, key)
        r.only(("law", "article", "level", "effective_from", "effective_to", "rank", "checked_on", *_CHECKED))
        level = cast(Literal["A", "B", "C"], r.choice("level", ("A", "B", "C")))
        article = None if r.value.get("article") is None else r.text("article")
        dates = (r.day("effective_from"), r.day("effective_to"), r.day("checked_on"))
        checked = tuple(r.text(name, default="") for name in _CHECKED)
        laws[key] = Law(key, r.text("law"), article, level, r.text("rank"), *dates, *checked)
    return laws
