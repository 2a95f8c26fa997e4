"""The readable report of an evidence pack, through a template (`jinja2`): one HTML file, no scripts, nothing loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from replydraft.adapters import evidence_words as words
from replydraft.domain.anchors import Examined
from replydraft.domain.audit import AuditEvent, read_record

_TEMPLATE = "evidence_report.html.j2"
_LONGEST = 4000
"""Characters of a text up to which edits are shown one by one: comparing takes the square of it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Who made the pack, when (RFC 3339), of what, and what proving it found."""

    title: str
    made_by: str
    made_at: str
    examined: Examined
    checkpoints: int
    public_key: str | None
    first_at: str
    last_at: str
    review_count: int


def write_report(
    target: Path, cover: Cover, events: Path, reviews: Path, histories: Mapping[str, Sequence[AuditEvent]]
) -> None:
    """Render from the pack's own files, one record at a time. `histories`: by review id, the events about it."""
    from jinja2 import ChainableUndefined, Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=ChainableUndefined
    )
    environment.filters |= {
        "beijing": words.beijing,
        "named": _named,
        "edits": edits,
        "history": lambda review: histories.get(str(review.get("id")), ()),
    }
    stream = environment.get_template(_TEMPLATE).stream(
        title=cover.title,
        made_by=cover.made_by,
        made_at=cover.made_at,
        events=cover.examined.events,
        head=cover.examined.head,
        anchored=cover.examined.anchored,
        damage=cover.examined.damage,
        checkpoints=cover.checkpoints,
        public_key=cover.public_key,
        first_at=cover.first_at,
        last_at=cover.last_at,
        review_count=cover.review_count,
        timeline=(read_record(line) for line in _lines(events)),
        reviews=(json.loads(line) for line in _lines(reviews)),
    )
    stream.enable_buffering(100)
    with target.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(stream)


def edits(review: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a person changed in the draft: pieces that were `kept`, `cut` or `put`; none where nothing was."""
    draft, final = review.get("draft"), review.get("text")
    before = draft.get("reply") if isinstance(draft, Mapping) else None
    if not isinstance(before, str) or not isinstance(final, str) or before == final:
        return []
    if max(len(before), len(final)) > _LONGEST:
        return [("cut", before), ("put", final)]
    pieces: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, final, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("kept", before[a:b]))
            continue
        pieces += [("cut", before[a:b])] if b > a else []
        pieces += [("put", final[c:d])] if d > c else []
    return pieces


def _named(code: object, group: str) -> str:
    """The Chinese word for a code, the code itself where there is none."""
    known: Mapping[str, str] = getattr(words, group)
    return known.get(str(code), str(code))


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file
