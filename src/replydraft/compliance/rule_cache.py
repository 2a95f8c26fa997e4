"""A rule book as it was read, kept as JSON, so that one check need not read and analyse every file again.

A copy is used only for exactly the bytes it was made from and by the program that made it; anything else about it that is
odd means that the files are read again, and they alone decide. It leaves out the rules' examples: for checking only.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from replydraft import __version__
from replydraft.compliance.agreeing import ConsentNeed
from replydraft.compliance.aside import Asides
from replydraft.compliance.classifier import TABLE as LEARNED
from replydraft.compliance.classifier import Classifier, Likeness
from replydraft.compliance.encoder import TABLE as ENCODER
from replydraft.compliance.encoder import Encoder
from replydraft.compliance.factors import LONGEST, Leaf, Need, Node
from replydraft.compliance.likelihood import Likelihood
from replydraft.compliance.net import TABLES as NETS
from replydraft.compliance.net import Net
from replydraft.compliance.overlays import Overlay, Tightening
from replydraft.compliance.patterns import Pattern, Vocabulary
from replydraft.compliance.pointer import FIGURES, Pointer, Pointing
from replydraft.compliance.pointer import TABLE as POINTER
from replydraft.compliance.rulebook import Content, RuleBook, content_of, load_rulebook
from replydraft.compliance.rules import DisclosureSet, Entry, Fact, Law, Requirement, Rule
from replydraft.compliance.sieve import Sieve
from replydraft.compliance.sieves import Sieves, placed
from replydraft.compliance.support import TABLE, Support
from replydraft.compliance.talk import TABLE as TALK
from replydraft.compliance.talk import Talk
from replydraft.compliance.trees import AGAIN, Trees
from replydraft.compliance.trees import TABLE as TREES
from replydraft.domain.finding import Disclosure, Family, Severity

_PARTS: dict[str, type] = {
    kind.__name__: kind
    for kind in (ConsentNeed, Entry, Requirement, Rule, DisclosureSet, Law, Fact, Overlay, Tightening)
}
_EXAMPLES = ("must_flag", "must_pass")
_NAMES: dict[str, type[Enum]] = {kind.__name__: kind for kind in (Family, Severity, Disclosure)}


def cached_rulebook(path: Path, kept: Path | None, overlays: Path | None = None) -> RuleBook:
    """The rule book of a folder for checking, from its copy in the folder `kept` where there is a true one. Raises ContentError.

    The copy is made where it is missing; that it cannot be written is no error.
    """
    if kept is None:
        return load_rulebook(path, overlays)
    places = "\0".join(str(p.resolve()) for p in (path, overlays) if p is not None)
    at = kept / f"rules-{sha256(places.encode()).hexdigest()[:12]}.json"
    now = content_of(path, overlays)
    made_of = [__version__, _code(), now.version, path.name, overlays and overlays.name]
    with suppress(Exception):
        return _read(at, made_of, now)
    book = load_rulebook(path, overlays)
    with suppress(Exception):
        _write(at, made_of, book)
    return book


def _code() -> str:
    """A hash of the code that reads rules and works out needs: a copy made by any other is not used."""
    names = (
        "agreeing", "aside", "classifier", "encoder", "fact_files", "factors", "likelihood", "net", "overlay_files", "overlays", "patterns", "pointer", "rule_cache", "rule_files",
        "rulebook", "rules", "runs", "seen", "sieve", "sieves", "support", "tables", "talk", "tree_masks", "trees", "yaml_reader",
    )  # fmt: skip
    text = ("held", "pieces", "transformer")
    here, there = Path(__file__).parent, Path(__file__).parents[1] / "text"
    files = [*(here / f"{name}.py" for name in names), *(there / f"{name}.py" for name in text)]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _only_ours(*places: Path) -> bool:
    """Whether nobody else may write there."""
    stats = [place.stat() for place in places]
    return os.name != "posix" or all(s.st_uid == os.geteuid() and not s.st_mode & 0o022 for s in stats)


def _read(at: Path, made_of: list[Any], now: Content) -> RuleBook:
    if not _only_ours(at, at.parent):
        raise ValueError("others may write it")
    head, body = at.read_bytes().split(b"\n", 1)
    if json.loads(head) != [*made_of, sha256(body).hexdigest()]:
        raise ValueError("of other rules, of another program, or damaged")
    kept = json.loads(body)
    book = _Reader(kept).book()
    if (learned := kept["classifier"]) is not None:
        version, own, said = learned
        likenesses = tuple(
            Likeness(Family(family), number, name, share, message, suggestion, tuple(laws), rewrite, alone)
            for family, number, name, share, message, suggestion, laws, rewrite, alone in said
        )
        book = replace(book, classifier=Classifier(likenesses, version, now.files[LEARNED], own))
    if TALK in now.files:
        book = replace(book, talk=Talk(now.files[TALK]))
    if NETS[0] in now.files:
        book = replace(book, net=Net(*(now.files[name] for name in NETS)))
    if ENCODER in now.files:
        book = replace(book, encoder=Encoder(now.files[ENCODER]))
    if (words := kept["asides"]) is not None:
        book = replace(book, asides=Asides(*words))
    if kept["support"] is None:
        return book
    broad, certain, likelihood, shares = kept["support"]
    if likelihood is not None:
        block, warn, count, alone, weights = likelihood
        known = {name: (wrong, own) for name, (wrong, own) in weights.items()}
        trees, again = (Trees(now.files[name], proven=True) if name in now.files else None for name in (TREES, AGAIN))
        likelihood = Likelihood(block, warn, count, alone, known, trees, again)
    figures = (
        None
        if shares is None
        else Pointing(Pointer(now.files[POINTER]), Trees(now.files[FIGURES], proven=True), *shares)
    )
    support = Support(now.files[TABLE], frozenset(broad), frozenset(certain), likelihood, figures)
    return replace(book, support=support)


def trees_of(book: RuleBook) -> Iterator[Trees]:
    """Every table of trees of a rule book."""
    if (support := book.support) is not None:
        likelihood, figures = support.likelihood, support.figures
        yield from (t for t in (likelihood and likelihood.trees, likelihood and likelihood.again) if t)
        yield from (figures.trees,) if figures else ()


def _write(at: Path, made_of: list[Any], book: RuleBook) -> None:
    """Whole or not at all, readable by its owner only."""
    if book.version != made_of[2]:
        raise ValueError("the files changed in between")
    for trees in trees_of(book):
        _ = trees.nodes  # what is kept is read as `proven`
    body = json.dumps(_Writer().book(book), ensure_ascii=False, separators=(",", ":")).encode()
    for folder in (at.parent.parent, at.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=at.parent, prefix=".rules-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps([*made_of, sha256(body).hexdigest()]).encode() + b"\n" + body)
        Path(name).replace(at)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Writer:
    """Values as JSON: patterns and the nodes of needs by number, our own kinds by name."""

    def __init__(self) -> None:
        self._nodes: dict[Node, int] = {}
        self._written: list[Any] = []
        self._patterns: dict[int, int] = {}
        self._rows: list[Any] = []
        self._words: dict[str, str] = {}

    def book(self, book: RuleBook) -> dict[str, Any]:
        sieve = Sieves.of(book.items).sieve
        content = [self.value(part) for part in (book.items, dict(book.citations), book.facts, book.overlays)]
        return {
            "version": book.version,
            "content": content,
            "words": self._words,
            "sieve": [sieve.owners, sieve.counts, sieve.beside, sieve.packed],
            "patterns": self._rows,
            "nodes": self._written,
            "support": (s := book.support)
            and [sorted(s.broad), sorted(s.certain), (k := s.likelihood) and [k.block, k.warn, k.count, k.alone, dict(k.weights)],
                 s.figures and [s.figures.named, s.figures.let_go]],
            "classifier": (c := book.classifier)
            and [c.version, c.own, [[k.family.value, k.id, k.name, k.share, k.message, k.suggestion, k.citations, k.rewrite, k.alone] for k in c.likenesses]],
            "asides": (a := book.asides) and [a.other, a.lending, a.trade, a.whereabouts],
        }  # fmt: skip

    def need(self, need: Need) -> list[int]:
        return [self._node(node) for node in need]

    def _node(self, node: Node) -> int:
        if node not in self._nodes:
            row: Any = _by_length(node) if isinstance(node, frozenset) else [self.need(way) for way in node]
            self._nodes[node] = len(self._written)
            self._written.append(row)
        return self._nodes[node]

    def value(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return {"name": [type(value).__name__, value.value]}
        if value is None or isinstance(value, str | int | float):
            return value
        if type(value) is date:
            return {"day": value.isoformat()}
        if isinstance(value, Pattern):
            if id(value) not in self._patterns:
                self._patterns[id(value)] = len(self._rows)
                for name in value.names:
                    self._words[name] = value.expand(f"{{{{{name}}}}}")
                self._rows.append([value.source, value.plain, value.where, self.need(value.need)])
            return {"pattern": self._patterns[id(value)]}
        if isinstance(value, frozenset):
            return {"set": sorted(value)}
        if isinstance(value, tuple | list):
            return [self.value(v) for v in value]
        if isinstance(value, Mapping):
            return {"map": [[self.value(k), self.value(v)] for k, v in value.items()]}
        if type(value).__name__ in _PARTS:
            values = (() if f.name in _EXAMPLES else getattr(value, f.name) for f in fields(value))
            return {"part": [type(value).__name__, *map(self.value, values)]}
        raise TypeError(f"no way to keep {type(value)}")


class _Reader:
    """The way back. Needs are put together when a text first asks for them."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self._kept = kept
        self._nodes: list[Node | None] = [None] * len(kept["nodes"])
        expand = Vocabulary.known(kept["words"]).expanded
        self._patterns = [
            Pattern(source, plain, where, partial(self.need, need), expand)
            for source, plain, where, need in kept["patterns"]
        ]

    def book(self) -> RuleBook:
        items, citations, facts, overlays = map(self.value, self._kept["content"])
        near, wide = placed(items)
        sieve = Sieve(*self._kept["sieve"])
        rules = tuple(item for item in items if isinstance(item, Rule))
        disclosures = tuple(item for item in items if isinstance(item, DisclosureSet))
        ready = Sieves(items, near, wide, sieve)
        return RuleBook(self._kept["version"], rules, disclosures, citations, facts, sieves=ready, overlays=overlays)

    def need(self, nodes: list[int]) -> Need:
        return tuple(map(self._node, nodes))

    def _node(self, n: int) -> Node:
        node = self._nodes[n]
        if node is None:
            row = self._kept["nodes"][n]
            node = _factors(row) if isinstance(row[0], str) else tuple(map(self.need, row))
            self._nodes[n] = node
        return node

    def value(self, kept: Any) -> Any:
        if isinstance(kept, list):
            return tuple(map(self.value, kept))
        if not isinstance(kept, dict):
            return kept
        ((kind, inner),) = kept.items()
        match kind:
            case "pattern":
                return self._patterns[inner]
            case "part":
                return _PARTS[inner[0]](*map(self.value, inner[1:]))
            case "name":
                return _NAMES[inner[0]](inner[1])
            case "day":
                return date.fromisoformat(inner)
            case "set":
                return frozenset(inner)
            case "map":
                return {self.value(k): self.value(v) for k, v in inner}
        raise ValueError(f"unknown kind {kind!r}")


def _by_length(leaf: Leaf) -> list[str]:
    """The factors of one character, of two and of three, one after the other."""
    return ["".join(sorted(f for f in leaf if len(f) == n)) for n in range(1, LONGEST + 1)]


def _factors(row: list[str]) -> Leaf:
    return frozenset(some[i : i + n] for n, some in enumerate(row, 1) for i in range(0, len(some), n))
