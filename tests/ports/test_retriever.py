"""One suite over every Retriever: BM25 alone, and with vectors in Chroma, embedded and as a server on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from replydraft.adapters.bm25_index import Bm25Retriever
from replydraft.adapters.chroma_index import ChromaIndex
from replydraft.adapters.hybrid_retriever import HybridRetriever
from replydraft.domain.passage import DocKind
from replydraft.knowledge.documents import Knowledge, parse_document
from replydraft.ports import Retriever
from replydraft.testing import HashEmbedder

DAY = date(2026, 11, 23)


def document(doc_id: str, text: str, **more: str) -> str:
    fields = {"kind": "script", "status": "approved", "audience": "public"} | more
    return "\n".join(["---", f"id: {doc_id}", *(f"{k}: {v}" for k, v in fields.items()), "---", text, ""])


TEXTS = {
    "move": document("move", "想换还款的日子，请在放款机构的App里提出，获准之前照旧还。"),
    "fee": document("fee", "居间服务费在放款以后收取，没有办成不收。"),
    "fee-2025": document("fee-2025", "旧的居间服务费说明。", effective_to='"2025-12-31"'),
    "fee-2027": document("fee-2027", "明年的居间服务费说明。", effective_from='"2027-01-01"'),
    "fee-draft": document("fee-draft", "没审定的居间服务费说明。", status="draft"),
    "fee-inside": document("fee-inside", "内部的居间服务费说明。", audience="internal"),
    "law": document("law", "未促成合同成立的，中介人不得请求支付报酬，居间服务费因此不收。", kind="regulation"),
    "report": document("report", "本人每年可以免费查两次信用报告。", kind="policy"),
}


def knowledge(*without: str) -> Knowledge:
    docs = tuple(parse_document(text, name) for name, text in TEXTS.items() if name not in without)
    return Knowledge(docs, version="-".join(["v1", *without]))


Make = Callable[[Knowledge], Retriever]


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    path = tmp_path_factory.mktemp("chroma-server")
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(path), "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        else:
            process.kill()
            pytest.fail("chroma run did not listen within a minute")
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(20)


@pytest.fixture(params=["bm25", "embedded", pytest.param("server", marks=pytest.mark.slow)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[ChromaIndex] = []

    def build(known: Knowledge) -> Retriever:
        lexical = Bm25Retriever(known)
        if request.param == "bm25":
            return lexical
        place = tmp_path / "chroma" if request.param == "embedded" else request.getfixturevalue("chroma_server")
        index = ChromaIndex(place, HashEmbedder())
        opened.append(index)
        index.ensure(known)
        return HybridRetriever(lexical, index)

    yield build
    for index in opened:
        index.close()


def ids(retriever: Retriever, query: str, *, k: int = 5, kind: DocKind | None = None, as_of: date = DAY) -> list[str]:
    return [h.passage.doc_id for h in retriever.search(query, as_of=as_of, k=k, kind=kind).hits]


def test_the_passage_that_answers_comes_first(make: Make) -> None:
    retriever = make(knowledge())
    assert ids(retriever, "还款日子能不能换一下")[0] == "move"
    assert ids(retriever, "信用报告一年可以免费查几次")[0] == "report"


def test_only_what_is_approved_public_and_in_force_on_the_day_is_found(make: Make) -> None:
    retriever = make(knowledge())
    assert set(ids(retriever, "居间服务费", k=20)) == {"move", "fee", "law", "report"}
    assert set(ids(retriever, "居间服务费", k=20, as_of=date(2025, 6, 1))) == {
        "move",
        "fee",
        "fee-2025",
        "law",
        "report",
    }
    assert set(ids(retriever, "居间服务费", k=20, as_of=date(2027, 1, 1))) == {
        "move",
        "fee",
        "fee-2027",
        "law",
        "report",
    }


def test_a_kind_limits_before_ranking(make: Make) -> None:
    retriever = make(knowledge())
    assert ids(retriever, "居间服务费收不收", k=1, kind=DocKind.REGULATION) == ["law"]
    assert ids(retriever, "居间服务费收不收", k=9, kind=DocKind.PRODUCT) == []


def test_scores_fall_and_k_is_kept(make: Make) -> None:
    found = make(knowledge()).search("居间服务费什么时候收", as_of=DAY, k=3)
    scores = [h.score for h in found.hits]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_what_the_knowledge_answers_is_good_enough_and_what_it_does_not_is_said_to_be_nothing(make: Make) -> None:
    retriever = make(knowledge())
    assert not retriever.search("居间服务费什么时候收取", as_of=DAY).nothing_good_enough
    far = retriever.search("红烧排骨炖多少分钟", as_of=DAY)
    assert far.nothing_good_enough
    assert far.hits


def test_an_empty_knowledge_finds_nothing(make: Make) -> None:
    found = make(Knowledge((), "none")).search("服务费", as_of=DAY)
    assert found.hits == ()
    assert found.nothing_good_enough


def test_questions_of_no_words_do_not_fail(make: Make) -> None:
    for query in ("", " ", "？？？", "😀😀", "\u200b", "a" * 5000):
        assert make(knowledge()).search(query, as_of=DAY).nothing_good_enough


def test_the_version_is_that_of_the_knowledge(make: Make) -> None:
    assert make(knowledge()).version == knowledge().version
