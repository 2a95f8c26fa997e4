"""Lexical retrieval: BM25 (bm25s) over characters and pairs of characters, in memory, built at start."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from datetime import date
from typing import Any, Final

import bm25s
import numpy as np

from replydraft.domain.passage import DocKind, Hit, Passage, SearchResult
from replydraft.knowledge.documents import Document, Knowledge, searchable
from replydraft.knowledge.terms import RELATED_WEIGHT, covered, query_terms, terms

K1: Final = 1.2
B: Final = 0.75
GOOD_ENOUGH: Final = 0.65
"""Coverage of the question's subject plus 3 × share of the score it could have; chosen on our own questions."""
_WORDS = re.compile(r"[\u3400-\u9fffA-Za-z]{2,}")


class Bm25Retriever:
    """Implements ports.Retriever over one state of the knowledge. `version` is the knowledge's."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.version = knowledge.version
        self._knowledge = knowledge
        self._passages: list[Passage] = []
        self._of: list[Document] = []
        fields: list[list[str]] = []
        for doc in knowledge.documents:
            if doc.status != "approved" or doc.audience != "public":
                continue
            about = _about(doc)
            for passage in searchable(doc):
                self._passages.append(passage)
                self._of.append(doc)
                fields.append(about + terms(f"{passage.heading} {passage.text}"))
        self._vocabulary: dict[str, int] = {}
        number = self._vocabulary.setdefault
        self._rows = [array("l", [number(term, len(self._vocabulary)) for term in field]) for field in fields]
        self._index = bm25s.BM25(k1=K1, b=B)
        if self._rows:
            self._index.index((self._rows, dict(self._vocabulary)), show_progress=False)
        self._rarity = self._rarities()
        self._allowed: dict[tuple[date, DocKind | None], Any] = {}

    def search(self, query: str, *, as_of: date, k: int = 5, kind: DocKind | None = None) -> SearchResult:
        """The best passages that may be quoted on `as_of`, whole list ranked after the filter."""
        allowed = self._quotable(as_of, kind)
        if not len(allowed):
            return SearchResult((), nothing_good_enough=True)
        scores = self._scores(query)[allowed]
        best = allowed[np.argsort(-scores, kind="stable")[:k]]
        ranked = dict(zip(allowed.tolist(), scores.tolist(), strict=True))
        hits = tuple(Hit(self._passages[n], round(ranked[n], 4)) for n in best.tolist())
        share = 3 * float(scores.max()) / self._possible(query)
        sure = max((self._covered(query, n) + share for n in best[:3].tolist()), default=0.0)
        return SearchResult(hits, nothing_good_enough=sure < GOOD_ENOUGH)

    def _scores(self, query: str) -> Any:
        by_weight: defaultdict[float, list[int]] = defaultdict(list)
        for term, weight in query_terms(query).items():
            if term in self._vocabulary:
                by_weight[weight].append(self._vocabulary[term])
        total = np.zeros(len(self._passages), dtype=np.float32)
        for weight, term_ids in by_weight.items():
            total += weight * self._index.get_scores_from_ids(term_ids)
        return total

    def _covered(self, query: str, n: int) -> float:
        present = set(self._rows[n])
        return covered(query, lambda term: self._vocabulary.get(term) in present, self._worth)

    def _possible(self, query: str) -> float:
        """What a passage that is nothing but this question would about score."""
        asked = {t: w for t, w in query_terms(query).items() if w >= RELATED_WEIGHT}
        return (K1 + 1) * sum(w * self._worth(t) for t, w in asked.items()) or 1.0

    def _worth(self, term: str) -> float:
        """A term's rarity; one that nobody holds counts as the rarest."""
        number = self._vocabulary.get(term)
        return float(np.log(1 + len(self._rows))) if number is None else float(self._rarity[number])

    def _quotable(self, as_of: date, kind: DocKind | None) -> Any:
        key = (as_of, kind)
        if key not in self._allowed:
            if len(self._allowed) > 64:
                self._allowed.clear()
            today = {id(doc) for doc in self._knowledge.documents_on(as_of)}
            wanted = [n for n, doc in enumerate(self._of) if id(doc) in today and kind in (None, doc.kind)]
            self._allowed[key] = np.array(wanted, dtype=np.int64)
        return self._allowed[key]

    def _rarities(self) -> Any:
        """Of each term, as BM25 weighs it: log(1 + (N - n + 0.5) / (n + 0.5)) for n of N passages."""
        if not self._rows:
            return np.zeros(0)
        count = np.diff(self._index.scores["indptr"])
        return np.log(1 + (len(self._rows) - count + 0.5) / (count + 0.5))


def _about(doc: Document) -> list[str]:
    """Terms that every passage of a document is found by: its title, its tags, the words it was written for."""
    situations = " ".join(word for pattern in doc.situations for word in _WORDS.findall(pattern))
    return terms(f"{doc.title if doc.titled else ''} {' '.join(doc.tags)} {situations}")
