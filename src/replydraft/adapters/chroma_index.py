"""Dense vectors in Chroma, embedded or over HTTP, beside BM25. Used only where an embedder is configured.

Vectors are always ours: Chroma never embeds (its default would download a model). Everything here can be rebuilt from the
knowledge. One process owns an index and writes it; others read it as it stands.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from replydraft.adapters.chroma_client import WHERE, open_client
from replydraft.adapters.loopback import require_loopback
from replydraft.domain.finding import sha256_text
from replydraft.domain.passage import DocKind, Passage
from replydraft.errors import ContentError, StoreLocked, UpstreamError
from replydraft.knowledge.documents import Knowledge, searchable
from replydraft.ports import Embedder

EMBED_BATCH: Final = 64
WRITE_BATCH: Final = 1000
_FIRST, _LAST = 0, 9_999_999
"""Ordinals that stand for no date."""


class ChromaIndex:
    """One model's vectors of one state of the knowledge, cosine distance.

    The collection is named after model id, dimension and knowledge version; vectors of another model or length are
    refused with ContentError. Where Chroma fails, UpstreamError.
    """

    def __init__(self, location: Path | str, embedder: Embedder) -> None:
        self._embedder = embedder
        self._model = sha256_text(embedder.id)[:12]
        if isinstance(location, str):
            netloc = urlsplit(require_loopback(location, where=WHERE)).netloc
            lock = Path(tempfile.gettempdir()) / f"replydraft-chroma-{sha256_text(netloc)[:12]}.lock"
        else:
            location.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = location / "writer.lock"
        self._client: Any = _tried(lambda: open_client(location))
        self._lock = FileLock(lock)
        self._collection: Any = None
        self._knowledge = Knowledge((), "")
        self._passages: dict[str, Passage] = {}

    @property
    def owner(self) -> bool:
        """Whether this process may write."""
        return bool(self._lock.is_locked)

    def ensure(self, knowledge: Knowledge) -> None:
        """Become the owner where nobody is, and index what is new; else read what the owner has built.

        Raises StoreLocked where another process owns the index and has built nothing yet.
        """
        self._hold(knowledge)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            standing = self._standing()
            if not standing:
                raise StoreLocked("another process is building the vector index") from None
            self._collection = standing[-1]
            return
        fresh = [c for c in self._standing() if (c.metadata or {}).get("knowledge") == knowledge.version]
        if fresh:
            self._collection = fresh[0]
        else:
            self.rebuild(knowledge)

    def rebuild(self, knowledge: Knowledge) -> None:
        """Write the vectors of this knowledge and drop those of earlier states. Raises StoreLocked unless the owner."""
        if not self.owner:
            raise StoreLocked("another process owns the vector index")
        self._hold(knowledge)
        known = self._known_vectors()
        texts = {key: f"{p.title}\n{p.text}" for key, p in self._passages.items()}
        missing = [key for key, text in texts.items() if sha256_text(text) not in known]
        for start in range(0, len(missing), EMBED_BATCH):
            batch = missing[start : start + EMBED_BATCH]
            for key, vector in zip(batch, self._embedder.embed([texts[k] for k in batch]), strict=True):
                known[sha256_text(texts[key])] = vector
        dimensions = {len(known[sha256_text(text)]) for text in texts.values()}
        if len(dimensions) > 1:
            raise ContentError(
                f"{self._embedder.id} gave vectors of different lengths", where="REPLYDRAFT_EMBEDDING_MODEL"
            )
        name = f"kb-{self._model}-{next(iter(dimensions), 0)}-{knowledge.version or 'empty'}"
        old = [c for c in _tried(self._client.list_collections) if c.name.startswith(f"kb-{self._model}-")]
        for collection in old:
            if collection.name == name:
                _tried(lambda c=collection: self._client.delete_collection(c.name))
        metadata = {"embedder": self._embedder.id, "knowledge": knowledge.version, "complete": False}
        fresh = _tried(
            lambda: self._client.create_collection(
                name, embedding_function=None, metadata=metadata, configuration={"hnsw": {"space": "cosine"}}
            )
        )
        keys = list(texts)
        for start in range(0, len(keys), WRITE_BATCH):
            batch = keys[start : start + WRITE_BATCH]
            _tried(
                lambda b=batch: fresh.add(
                    ids=b,
                    embeddings=[known[sha256_text(texts[k])] for k in b],
                    metadatas=[_metadata(self._passages[k], sha256_text(texts[k])) for k in b],
                )
            )
        _tried(lambda: fresh.modify(metadata=metadata | {"complete": True}))
        self._collection = fresh
        for collection in old:
            if collection.name != name:
                _tried(lambda c=collection: self._client.delete_collection(c.name))

    def nearest(self, query: str, *, as_of: date, k: int, kind: DocKind | None = None) -> list[tuple[Passage, float]]:
        """(passage, cosine similarity), best first, of those in force on the day and of that kind."""
        if self._collection is None or not self._passages:
            return []
        vector = self._embedder.embed([query])[0]
        self._same_length(vector)
        where: list[dict[str, Any]] = [{"from": {"$lte": as_of.toordinal()}}, {"to": {"$gte": as_of.toordinal()}}]
        if kind is not None:
            where.append({"kind": kind.value})
        found = _tried(
            lambda: self._collection.query(
                query_embeddings=[list(vector)], n_results=k, where={"$and": where}, include=["distances"]
            )
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        in_force = {(d.id, d.version) for d in self._knowledge.documents_on(as_of)}
        known = ((self._passages[key], 1.0 - float(distance)) for key, distance in pairs if key in self._passages)
        return [(p, near) for p, near in known if (p.doc_id, p.version) in in_force]

    def count(self) -> int:
        """How many vectors stand in the index."""
        return 0 if self._collection is None else int(_tried(self._collection.count))

    def close(self) -> None:
        """Let another process write."""
        self._lock.release()

    def _hold(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._passages = {_key(p): p for p in _indexed(knowledge)}

    def _same_length(self, vector: Sequence[float]) -> None:
        expected = int(self._collection.name.split("-")[2])
        if expected and len(vector) != expected:
            raise ContentError(
                f"{self._embedder.id} gave a vector of {len(vector)}, the index holds {expected}: not mixed",
                where="REPLYDRAFT_EMBEDDING_MODEL",
            )

    def _standing(self) -> list[Any]:
        """Complete collections of this model."""
        found = [
            c
            for c in _tried(self._client.list_collections)
            if c.name.startswith(f"kb-{self._model}-") and (c.metadata or {}).get("complete")
        ]
        for collection in found:
            if collection.metadata.get("embedder") != self._embedder.id:
                raise ContentError("the index was built by another embedding model", where=collection.name)
        return [_tried(lambda c=c: self._client.get_collection(c.name, embedding_function=None)) for c in found]

    def _known_vectors(self) -> dict[str, list[float]]:
        """Vectors already computed by this model, by the hash of their text."""
        known: dict[str, list[float]] = {}
        for collection in self._standing():
            rows = _tried(lambda c=collection: c.get(include=["embeddings", "metadatas"]))
            for vector, about in zip(rows["embeddings"], rows["metadatas"], strict=True):
                known[about["text"]] = [float(x) for x in vector]
        return known


def _indexed(knowledge: Knowledge) -> list[Passage]:
    return [p for d in knowledge.documents if d.status == "approved" and d.audience == "public" for p in searchable(d)]


def _key(passage: Passage) -> str:
    return sha256_text(f"{passage.doc_id}\x00{passage.version}\x00{passage.heading}\x00{passage.sha256}")[:32]


def _metadata(passage: Passage, text: str) -> dict[str, Any]:
    start, end = passage.effective_from, passage.effective_to
    return {
        "kind": passage.kind.value,
        "from": start.toordinal() if start else _FIRST,
        "to": end.toordinal() if end else _LAST,
        "text": text,
    }


def _tried(call: Any) -> Any:
    """Run one call of Chroma; its errors become one of ours that quotes nothing."""
    try:
        return call()
    except Exception as error:
        raise UpstreamError(f"向量索引不可用（{type(error).__name__}）") from None
