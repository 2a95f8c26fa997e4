"""BM25 and dense vectors together, by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

from __future__ import annotations

from datetime import date
from typing import Final

from replydraft.adapters.chroma_index import ChromaIndex
from replydraft.domain.passage import DocKind, Hit, Passage, SearchResult
from replydraft.errors import UpstreamError
from replydraft.knowledge.documents import Knowledge
from replydraft.ports import Retriever

POOL: Final = 30
"""How many of each ranking are fused."""
SMOOTHING: Final = 60
AGREED: Final = 3
"""The vectors' first passage among this many of BM25: both have found the same, so something is good enough."""


class HybridRetriever:
    """Implements ports.Retriever. Where the embedder or the index fails, the answer is BM25's alone and `note` says so."""

    def __init__(self, lexical: Retriever, index: ChromaIndex, knowledge: Knowledge) -> None:
        self.version = lexical.version
        self._lexical, self._index, self._knowledge = lexical, index, knowledge

    def search(self, query: str, *, as_of: date, k: int = 5, kind: DocKind | None = None) -> SearchResult:
        lexical = self._lexical.search(query, as_of=as_of, k=max(k, POOL), kind=kind)
        try:
            near = self._index.nearest(query, as_of=as_of, k=max(k, POOL), kind=kind)
        except UpstreamError as error:
            return SearchResult(lexical.hits[:k], lexical.nothing_good_enough, note=f"只用了字面检索：{error}")
        in_force = {(d.id, d.version) for d in self._knowledge.documents_on(as_of)}
        dense = [passage for passage, _ in near if (passage.doc_id, passage.version) in in_force]
        scores: dict[Passage, float] = {}
        for ranking in ([hit.passage for hit in lexical.hits], dense):
            for rank, passage in enumerate(ranking, start=1):
                scores[passage] = scores.get(passage, 0.0) + 1 / (SMOOTHING + rank)
        best = sorted(scores, key=lambda p: -scores[p])[:k]
        agreed = bool(dense) and dense[0] in [hit.passage for hit in lexical.hits[:AGREED]]
        hits = tuple(Hit(p, round(scores[p], 6)) for p in best)
        return SearchResult(hits, lexical.nothing_good_enough and not agreed)
