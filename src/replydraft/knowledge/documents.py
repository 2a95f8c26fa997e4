"""Knowledge documents as they lie in a folder: one Markdown file each, front matter and headed text.

A document without `status` is a draft and one without `audience` is internal: what is not said is not quotable.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from replydraft.domain.draft import Emotion, Intent
from replydraft.domain.finding import sha256_text
from replydraft.domain.passage import DocKind, Passage
from replydraft.domain.product import Product
from replydraft.errors import ContentError
from replydraft.knowledge.front_matter import Fields, split_front_matter
from replydraft.knowledge.products import read_product
from replydraft.knowledge.sections import PARTS, Section, split_sections
from replydraft.knowledge.validity import quotable

STATUSES = ("draft", "approved", "retired")
AUDIENCES = ("public", "internal")
KEYS = frozenset(
    [
        "id",
        "title",
        "kind",
        "status",
        "version",
        "approved_by",
        "approved_on",
        "effective_from",
        "effective_to",
        "review_by",
        "audience",
        "region",
        "tags",
        "intents",
        "situations",
        "assumes",
        "emotions",
        "basis",
        "product",
    ]
)
TITLE_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one document. `where` is its file; `titled` is False where the title is only its first words.

    Of a script: `intents` it answers (most fitting first), `situations` (regular expressions over a customer's words)
    that it was written for, what it `assumes` of the customer (`has_property`, `not overdue`: never for one who said
    otherwise), `emotions` it suits (empty: any). `basis` names the laws a text rests on.
    """

    id: str
    title: str
    kind: DocKind
    status: str
    version: str
    audience: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    where: str
    sha256: str
    titled: bool = True
    approved_by: str = ""
    approved_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    review_by: date | None = None
    region: str = ""
    tags: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()
    situations: tuple[str, ...] = ()
    assumes: tuple[tuple[str, bool], ...] = ()
    emotions: tuple[Emotion, ...] = ()
    basis: tuple[str, ...] = ()
    product: Product | None = None

    def items(self, heading: str) -> tuple[str, ...]:
        """The alternative wordings under one heading, () where the document has no such heading."""
        return next((s.items for s in self.sections if s.heading == heading), ())

    def passage(self, heading: str) -> Passage | None:
        return next((p for p in self.passages if p.heading == heading), None)


@dataclass(frozen=True)
class Knowledge:
    """Every document of a folder. `version` is a hash of their contents."""

    documents: tuple[Document, ...]
    version: str
    _days: dict[date, tuple[Document, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Of all documents, quotable or not."""
        return tuple(p for d in self.documents for p in d.passages)

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """Of all documents, in force or not."""
        return tuple(d.product for d in self.documents if d.product is not None)

    def documents_on(self, as_of: date) -> tuple[Document, ...]:
        """Those that may be quoted on a day; of several versions in force, the newest."""
        if as_of not in self._days:
            newest: dict[str, Document] = {}
            for doc in self.documents:
                if quotable(doc, as_of) and (doc.id not in newest or _order(doc) > _order(newest[doc.id])):
                    newest[doc.id] = doc
            if len(self._days) > 64:
                self._days.clear()
            self._days[as_of] = tuple(newest.values())
        return self._days[as_of]

    def quotable_on(self, as_of: date) -> tuple[Passage, ...]:
        return tuple(p for d in self.documents_on(as_of) for p in d.passages)

    def products_on(self, as_of: date) -> tuple[Product, ...]:
        return tuple(d.product for d in self.documents_on(as_of) if d.product is not None)

    def laws_on(self, as_of: date) -> tuple[Passage, ...]:
        """Passages of regulation summaries."""
        return tuple(p for d in self.documents_on(as_of) if d.kind is DocKind.REGULATION for p in d.passages)

    def scripts_on(self, as_of: date) -> tuple[Document, ...]:
        return tuple(d for d in self.documents_on(as_of) if d.kind is DocKind.SCRIPT)

    def document(self, doc_id: str, *, version: str | None = None) -> Document | None:
        """The document of that id (its newest version unless one is named)."""
        found = [d for d in self.documents if d.id == doc_id and version in (None, d.version)]
        return max(found, key=_order, default=None)


def load_knowledge(path: Path) -> Knowledge:
    """Every `*.md` below a folder, except README.md and hidden ones. Raises ContentError with file and line."""
    if not path.is_dir():
        raise ContentError("there is no such knowledge folder", where=str(path))
    documents: list[Document] = []
    places: dict[tuple[str, str], str] = {}
    digest = hashlib.sha256()
    for file in _files(path):
        doc = parse_document(_read(file), str(file))
        key = (doc.id, doc.version)
        if key in places:
            raise ContentError(f"id: {doc.id} version {doc.version} is already in {places[key]}", where=f"{file}:1")
        places[key] = str(file)
        documents.append(doc)
        digest.update(f"{doc.sha256}\n".encode())
    return Knowledge(tuple(documents), digest.hexdigest()[:16])


def parse_document(text: str, path: str) -> Document:
    """One document from its text; `path` is for messages. Raises ContentError."""
    fields, body, line = split_front_matter(text, path)
    fields.known(KEYS)
    heading_title, sections = split_sections(body, line)
    if not sections:
        raise ContentError("has no text", where=f"{path}:{line}")
    headings = [s.heading for s in sections]
    if len(set(headings)) != len(headings):
        again = next(s for n, s in enumerate(sections) if s.heading in headings[:n])
        raise ContentError(f"the heading {again.heading} is there twice", where=f"{path}:{again.line}")
    doc_id, kind = fields.text("id"), DocKind(fields.choice("kind", tuple(DocKind)))
    written = fields.text("title", heading_title)
    title = written or _first_words(sections[0].text)
    version, tags = fields.text("version", "1"), fields.texts("tags")
    dates = (fields.day("effective_from"), fields.day("effective_to"))
    if dates[0] and dates[1] and dates[0] > dates[1]:
        raise fields.fail("effective_to", "is before effective_from")
    if "product" in fields.values and kind is not DocKind.PRODUCT:
        raise fields.fail("product", "only a document of kind product has product facts")
    return Document(
        id=doc_id,
        title=title,
        kind=kind,
        status=fields.choice("status", STATUSES, "draft"),
        version=version,
        audience=fields.choice("audience", AUDIENCES, "internal"),
        sections=sections,
        passages=tuple(
            Passage(doc_id, version, title, kind, s.heading, s.text, sha256_text(s.text), *dates, tags)
            for s in sections
        ),
        where=path,
        sha256=sha256_text(text),
        titled=bool(written),
        approved_by=fields.text("approved_by", ""),
        approved_on=fields.day("approved_on"),
        effective_from=dates[0],
        effective_to=dates[1],
        review_by=fields.day("review_by"),
        region=fields.text("region", ""),
        tags=tags,
        intents=_named(fields, "intents", Intent),
        situations=_patterns(fields),
        assumes=_assumed(fields),
        emotions=_named(fields, "emotions", Emotion),
        basis=fields.texts("basis"),
        product=read_product(
            fields.fields("product"),
            id=doc_id,
            name=title,
            version=version,
            dates=dates,
            tags=tags,
            said={s.heading: s.text for s in sections},
        )
        if "product" in fields.values
        else None,
    )


def searchable(doc: Document) -> tuple[Passage, ...]:
    """The passages a search may answer with: of a script composed from parts, its substance alone stands for it."""
    substance = doc.passage("正文") if doc.kind is DocKind.SCRIPT else None
    return (
        doc.passages
        if substance is None
        else tuple(p for p in doc.passages if p.heading not in PARTS or p is substance)
    )


def _files(path: Path) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found += [
            Path(folder, n) for n in sorted(names) if n.endswith(".md") and n != "README.md" and not n.startswith(".")
        ]
    return found


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        raise ContentError(f"is not UTF-8 at byte {e.start}", where=f"{file}:1") from None
    except OSError as e:
        raise ContentError(f"cannot be read: {e.strerror}", where=str(file)) from None


def _first_words(text: str) -> str:
    first = text.split("\n", 1)[0].strip()
    return first if len(first) <= TITLE_LENGTH else first[:TITLE_LENGTH] + "…"


def _order(doc: Document) -> tuple[Any, ...]:
    parts = tuple((1, int(p), "") if p.isdecimal() else (0, 0, p) for p in doc.version.split("."))
    return (doc.effective_from or date.min, parts)


def _named(fields: Fields, key: str, kind: Any) -> tuple[Any, ...]:
    names = fields.texts(key)
    options: Mapping[str, Any] = {m.value: m for m in kind}
    for name in names:
        if name not in options:
            raise fields.fail(key, f"has an unknown name; known are {', '.join(options)}")
    return tuple(options[name] for name in names)


ASSUMABLE = ("has_property", "has_vehicle", "credit_good", "overdue", "just_late", "repaid", "business")


def _assumed(fields: Fields) -> tuple[tuple[str, bool], ...]:
    stated = [(name.removeprefix("not "), not name.startswith("not ")) for name in fields.texts("assumes")]
    for name, _ in stated:
        if name not in ASSUMABLE:
            raise fields.fail("assumes", f"has an unknown name; known are {', '.join(ASSUMABLE)}, each also with not")
    return tuple(stated)


def _patterns(fields: Fields) -> tuple[str, ...]:
    patterns = fields.texts("situations")
    for n, pattern in enumerate(patterns):
        try:
            re.compile(pattern)
        except re.error as e:
            raise fields.fail("situations", f"entry {n + 1} is not a regular expression: {e.msg}") from None
    return patterns
