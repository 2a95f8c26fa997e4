"""`kb import`: JSON Lines `{"id", "title"?, "text", "kind"?, "tags"?}` as one Markdown document each.

A bad line, and a product whose figures contradict what is known of it, is not written; the rest is.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from replydraft.domain.finding import sha256_text
from replydraft.domain.passage import DocKind
from replydraft.errors import ContentError, InputError
from replydraft.knowledge.documents import Document, Knowledge, load_knowledge, parse_document
from replydraft.knowledge.figures import Claim, claims, claims_about, contradictions, facts_of
from replydraft.knowledge.lint import LintProblem
from replydraft.knowledge.near_duplicates import near_duplicates

NAME_LENGTH: Final = 120
_SAFE = "._-"
_HASH_LINE = re.compile(r"^(\\*#)", re.M)
_BARE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]*")
_FOLDERS = {kind: f"{kind.value[:-1]}ies" if kind is DocKind.POLICY else f"{kind.value}s" for kind in DocKind}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was written, and what was wrong by line of the source."""

    written: int
    problems: list[LintProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    id: str
    title: str
    text: str
    kind: DocKind
    tags: tuple[str, ...]


_Source = tuple[str, tuple[Claim, ...]]
"""Where a product's figures stand, and what they are."""


def import_jsonl(source: Path, into: Path, *, approve_as: str | None = None, today: date) -> ImportReport:
    """Write one document a line into `into`, approved by `approve_as` or else as drafts. An id known there is replaced.

    Raises InputError where the source cannot be read, ContentError where `into` cannot be used.
    """
    problems: list[LintProblem] = []
    existing = load_knowledge(into) if into.is_dir() else Knowledge((), "")
    entries = list(_entries(source, problems))
    refused = dict(_contradicting(entries, existing))
    problems += [LintProblem(f"{source}:{line}", "error", why) for line, why in refused.items()]
    entries = [e for e in entries if e.line not in refused]
    problems += _repeats(entries, existing, source)
    places = {d.id: Path(d.where) for d in existing.documents}
    taken = {p.name.lower(): doc_id for doc_id, p in places.items()}
    for entry in entries:
        text = _document(entry, approve_as, today)
        parse_document(text, f"{source}:{entry.line}")
        file = places.get(entry.id) or into / _FOLDERS[entry.kind] / _file_name(entry.id, taken)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as e:
            raise ContentError(f"cannot be written: {e.strerror}", where=str(file)) from None
    return ImportReport(len(entries), problems)


def _entries(source: Path, problems: list[LintProblem]) -> Iterator[_Entry]:
    try:
        raw = source.read_bytes()
    except OSError as e:
        raise InputError(f"cannot read {source}: {e.strerror}", code="unreadable") from None
    seen: dict[str, int] = {}
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = _entry(number, line)
            if entry.id in seen:
                raise InputError(f"was already used on line {seen[entry.id]}", field="id")
        except InputError as e:
            problems.append(LintProblem(f"{source}:{number}", "error", str(e)))
            continue
        seen[entry.id] = number
        yield entry


def _entry(number: int, line: bytes) -> _Entry:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError("is not a line of JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise InputError("must be a JSON object")
    doc_id = value.get("id")
    if isinstance(doc_id, int) and not isinstance(doc_id, bool):
        doc_id = str(doc_id)
    kind = value.get("kind") or DocKind.SCRIPT.value
    if kind not in tuple(DocKind):
        raise InputError(f"must be one of {', '.join(DocKind)}", field="kind")
    tags = value.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(t, str) and t.strip() for t in tags):
        raise InputError("must be a list of texts", field="tags")
    return _Entry(
        number,
        _text(doc_id, "id").strip(),
        " ".join(_text(value["title"], "title").split()) if value.get("title") else "",
        _text(value.get("text"), "text").replace("\r\n", "\n").replace("\r", "\n").strip(),
        DocKind(kind),
        tuple(t.strip() for t in tags),
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError("must be a text that is not empty", field=name)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("holds half a character (a lone surrogate)", field=name) from None
    return "".join(c for c in value if c in "\n\r\t" or c.isprintable() or c.isspace() or ord(c) > 0x9F)


def _document(entry: _Entry, approve_as: str | None, today: date) -> str:
    head = [f"id: {_scalar(entry.id)}"]
    if entry.title:
        head.append(f"title: {_scalar(entry.title)}")
    head += [f"kind: {entry.kind.value}", f"status: {'approved' if approve_as else 'draft'}"]
    head += ["audience: public", f'version: "{sha256_text(entry.text)[:8]}"']
    if approve_as:
        head += [f"approved_by: {_scalar(approve_as)}", f"approved_on: {today}"]
    if entry.tags:
        head.append(f"tags: [{', '.join(json.dumps(t, ensure_ascii=False) for t in entry.tags)}]")
    return "\n".join(["---", *head, "---", "", _HASH_LINE.sub(r"\\\1", entry.text), ""])


def _scalar(text: str) -> str:
    bare = _BARE.fullmatch(text) and text not in ("null", "true", "false")
    return text if bare else json.dumps(text, ensure_ascii=False)


def _file_name(doc_id: str, taken: dict[str, str]) -> str:
    """The id, with characters other than A-Z a-z 0-9 . _ - escaped; never hidden, never another id's file."""
    name = quote(doc_id, safe=_SAFE)
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > NAME_LENGTH or taken.get(f"{name}.md".lower(), doc_id) != doc_id or name == "README":
        name = f"{name[:NAME_LENGTH]}-{sha256_text(doc_id)[:12]}"
    taken[f"{name}.md".lower()] = doc_id
    return f"{name}.md"


def _contradicting(entries: list[_Entry], existing: Knowledge) -> Iterator[tuple[int, str]]:
    """(line, why) of entries whose figures for one product contradict each other or what is known."""
    replaced = {e.id for e in entries}
    known: defaultdict[str, list[_Source]] = defaultdict(list)
    for doc in existing.documents:
        if doc.kind is DocKind.PRODUCT and doc.titled and doc.status == "approved" and doc.id not in replaced:
            known[doc.title].append((doc.where, _known_claims(doc)))
    for entry in entries:
        if entry.kind is DocKind.PRODUCT and entry.title:
            known[entry.title].append((f"line {entry.line}", tuple(claims(entry.text))))
    lengths = sorted({len(name) for name in known})
    for entry in entries:
        clash = next(_clashes(entry, known, lengths), None)
        if clash:
            yield entry.line, clash


def _clashes(entry: _Entry, known: Mapping[str, list[_Source]], lengths: list[int]) -> Iterator[str]:
    own = entry.title if entry.kind is DocKind.PRODUCT else ""
    named = {entry.text[n : n + size] for size in lengths for n in range(len(entry.text) - size + 1)}
    for name in sorted(known.keys() & (named | {own})):
        said = tuple(claims(entry.text)) if name == own else claims_about(entry.text, name)
        for where, others in known[name] if said else ():
            if where != f"line {entry.line}":
                for a, b in contradictions(said, others):
                    figure = b.text or f"{b.low.normalize():f} to {b.high.normalize():f}"
                    yield f"says {a.text} of {name}, {where} says {figure}"


def _known_claims(doc: Document) -> tuple[Claim, ...]:
    return facts_of(doc.product) if doc.product else tuple(c for p in doc.passages for c in claims(p.text))


def _repeats(entries: list[_Entry], existing: Knowledge, source: Path) -> list[LintProblem]:
    replaced = {e.id for e in entries}
    old = ((d.where, "\n".join(p.text for p in d.passages)) for d in existing.documents if d.id not in replaced)
    new = {f"{source}:{e.line}": e.text for e in entries}
    return [
        LintProblem(where, "warning", f"says nearly the same as {other} ({share:.0%})")
        for where, other, share in near_duplicates((*old, *new.items()))
        if where in new
    ]
