"""BM25 and dense vectors together, by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from replydraft.domain.passage import DocKind, Hit, Passage, SearchResult
from replydraft.errors import UpstreamError
from replydraft.ports import Retriever

if TYPE_CHECKING:
    from replydraft.adapters.chroma_index import ChromaIndex

POOL: Final = 30
"""How many of each ranking are fused."""
SMOOTHING: Final = 60


class HybridRetriever:
    """Implements ports.Retriever. Whether anything is good enough stays BM25's word: cosines of models are not comparable.

    Where the embedder or the index fails, the answer is BM25's alone and `note` says so.
    """

    def __init__(self, lexical: Retriever, index: ChromaIndex) -> None:
        self.version = lexical.version
        self._lexical, self._index = lexical, index

    def search(self, query: str, *, as_of: date, k: int = 5, kind: DocKind | None = None) -> SearchResult:
        lexical = self._lexical.search(query, as_of=as_of, k=max(k, POOL), kind=kind)
        try:
            near = self._index.nearest(query, as_of=as_of, k=max(k, POOL), kind=kind)
        except UpstreamError as error:
            return SearchResult(lexical.hits[:k], lexical.nothing_good_enough, note=f"只用了字面检索：{error}")
        dense = [passage for passage, _ in near]
        scores: dict[Passage, float] = {}
        for ranking in ([hit.passage for hit in lexical.hits], dense):
            for rank, passage in enumerate(ranking, start=1):
                scores[passage] = scores.get(passage, 0.0) + 1 / (SMOOTHING + rank)
        best = sorted(scores, key=lambda p: -scores[p])[:k]
        hits = tuple(Hit(p, round(scores[p], 6)) for p in best)
        return SearchResult(hits, lexical.nothing_good_enough)
