"""Passage 知识片段: a piece of a knowledge document that may be quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from replydraft.domain.finding import sha256_text


class DocKind(StrEnum):
    PRODUCT = "product"
    POLICY = "policy"
    SCRIPT = "script"
    REGULATION = "regulation"


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading's text of one version of a document. `sha256` is of `text`."""

    doc_id: str
    version: str
    title: str
    kind: DocKind
    heading: str
    text: str
    sha256: str
    effective_from: date | None = None
    effective_to: date | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score (higher is better; comparable within one search only)."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What retrieval found, best first. The hits are still listed where nothing is good enough."""

    hits: tuple[Hit, ...]
    nothing_good_enough: bool
    note: str = ""
    """Why a part of retrieval was left out (Chinese, for the advisor); empty where all of it ran."""


@dataclass(frozen=True, slots=True)
class Citation:
    """依据: the passage behind a marker in a draft, stored by value and hash."""

    marker: int
    doc_id: str
    version: str
    title: str
    quote: str
    sha256: str


def search_trace(query: str, knowledge: str, found: SearchResult) -> dict[str, Any]:
    """What an audit event keeps of a search: the query's hash, and which documents answered it."""
    documents = [f"{hit.passage.doc_id}@{hit.passage.version}" for hit in found.hits]
    return {"query_sha256": sha256_text(query), "knowledge": knowledge, "documents": documents}
