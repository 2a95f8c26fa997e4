"""The vector index: one owner, rebuilt when the knowledge changes, never mixing models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from replydraft.adapters.bm25_index import Bm25Retriever
from replydraft.adapters.chroma_index import ChromaIndex
from replydraft.adapters.hybrid_retriever import HybridRetriever
from replydraft.errors import ContentError, StoreLocked, UpstreamError
from replydraft.knowledge.documents import Knowledge, parse_document
from replydraft.testing import HashEmbedder

DAY = date(2026, 11, 23)


class Counting:
    """An embedder that counts what it was asked for, and can be made to fail or to change its length."""

    def __init__(self, dimensions: int = 32, name: str = "counting") -> None:
        self.id = name
        self.asked: list[str] = []
        self.broken = False
        self.inner = HashEmbedder(dimensions)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.broken:
            raise UpstreamError("向量服务没有应答")
        self.asked += texts
        return self.inner.embed(texts)


def knowledge(*texts: str) -> Knowledge:
    docs = [
        parse_document(f"---\nid: d{n}\nkind: script\nstatus: approved\naudience: public\n---\n{text}\n", f"d{n}")
        for n, text in enumerate(texts)
    ]
    return Knowledge(tuple(docs), version=str(abs(hash(texts))))


FIRST = knowledge("提前还款要看合同。", "服务费放款后才收。")
SECOND = knowledge("提前还款要看合同。", "服务费放款后才收。", "征信报告每年免费查两次。")


def test_a_new_state_of_the_knowledge_embeds_only_what_is_new(tmp_path: Path) -> None:
    embedder = Counting()
    index = ChromaIndex(tmp_path, embedder)
    index.ensure(FIRST)
    assert (len(embedder.asked), index.count()) == (2, 2)
    index.ensure(FIRST)
    assert len(embedder.asked) == 2
    index.ensure(SECOND)
    assert (len(embedder.asked), index.count()) == (3, 3)
    index.ensure(FIRST)
    assert index.count() == 2
    index.close()


def test_a_second_writer_is_refused_and_reads_what_stands(tmp_path: Path) -> None:
    owner, reader = ChromaIndex(tmp_path, Counting()), ChromaIndex(tmp_path, Counting())
    owner.ensure(FIRST)
    reader.ensure(SECOND)
    assert reader.count() == 2
    assert reader.nearest("服务费", as_of=DAY, k=1)[0][0].text == "服务费放款后才收。"
    with pytest.raises(StoreLocked):
        reader.rebuild(SECOND)
    owner.close()
    reader.ensure(SECOND)
    assert reader.owner
    assert reader.count() == 3
    reader.close()


def test_nothing_built_and_another_building_is_said_so(tmp_path: Path) -> None:
    owner = ChromaIndex(tmp_path, Counting(name="one"))
    owner.ensure(FIRST)
    with pytest.raises(StoreLocked):
        ChromaIndex(tmp_path, Counting(name="another")).ensure(FIRST)
    owner.close()


def test_models_have_collections_of_their_own(tmp_path: Path) -> None:
    one = ChromaIndex(tmp_path, Counting(name="one"))
    one.ensure(FIRST)
    one.close()
    other = Counting(dimensions=48, name="other")
    index = ChromaIndex(tmp_path, other)
    index.ensure(FIRST)
    assert len(other.asked) == 2
    assert len(index.nearest("提前还款", as_of=DAY, k=2)) == 2
    index.close()


def test_a_vector_of_another_length_is_refused(tmp_path: Path) -> None:
    embedder = Counting()
    index = ChromaIndex(tmp_path, embedder)
    index.ensure(FIRST)
    embedder.inner = HashEmbedder(48)
    with pytest.raises(ContentError, match="not mixed"):
        index.nearest("服务费", as_of=DAY, k=1)
    with pytest.raises(ContentError, match="different lengths"):
        index.ensure(SECOND)
    assert ChromaIndex(tmp_path, Counting())._standing()
    index.close()


def test_a_build_that_fails_leaves_the_old_index_standing(tmp_path: Path) -> None:
    embedder = Counting()
    index = ChromaIndex(tmp_path, embedder)
    index.ensure(FIRST)
    embedder.broken = True
    with pytest.raises(UpstreamError):
        index.ensure(SECOND)
    embedder.broken = False
    assert [p.text for p, _ in index.nearest("服务费", as_of=DAY, k=1)] == ["服务费放款后才收。"]
    index.close()


def test_without_vectors_the_answer_is_lexical_and_says_so(tmp_path: Path) -> None:
    embedder = Counting()
    index = ChromaIndex(tmp_path, embedder)
    index.ensure(FIRST)
    retriever = HybridRetriever(Bm25Retriever(FIRST), index)
    assert retriever.search("服务费什么时候收", as_of=DAY).note == ""
    embedder.broken = True
    found = retriever.search("服务费什么时候收", as_of=DAY)
    assert "字面检索" in found.note
    assert found.hits == Bm25Retriever(FIRST).search("服务费什么时候收", as_of=DAY).hits
    index.close()


def test_a_server_that_is_not_on_this_machine_or_not_there_is_refused() -> None:
    with pytest.raises(ContentError):
        ChromaIndex("http://198.51.100.7:8000", Counting())
    with pytest.raises(UpstreamError):
        ChromaIndex("http://127.0.0.1:9", Counting())
