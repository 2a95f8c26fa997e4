"""Settings in, a working house out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from replydraft import __version__
from replydraft.bootstrap.rules import rules_of
from replydraft.bootstrap.stores import home_of, open_the_store
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import RuleBook
from replydraft.domain.audit import opaque
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.passage import DocKind, SearchResult
from replydraft.knowledge.documents import Knowledge, load_knowledge
from replydraft.ports import Retriever
from replydraft.settings import Settings

if TYPE_CHECKING:
    from replydraft.adapters.store import Store
    from replydraft.consenting import ConsentDesk
    from replydraft.pipeline import ReplyDesk
    from replydraft.reviewing import ReviewRoom


@dataclass(frozen=True, slots=True)
class House:
    """Everything an entry point may use."""

    settings: Settings
    desk: ReplyDesk
    room: ReviewRoom
    store: Store
    knowledge: Knowledge
    operator: OperatorProfile
    rulebook: RuleBook
    consents: ConsentDesk


@cache
def program_version() -> str:
    """The released version and a hash of the code that runs."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def retriever_for(settings: Settings, knowledge: Knowledge, hosts: Collection[str] = ()) -> Retriever:
    """BM25; with dense vectors beside it where an embedding endpoint is configured."""
    from replydraft.adapters.bm25_index import Bm25Retriever

    lexical = Bm25Retriever(knowledge)
    if not settings.embedding.base_url:
        return lexical
    from replydraft.adapters.chroma_index import ChromaIndex
    from replydraft.adapters.hybrid_retriever import HybridRetriever
    from replydraft.adapters.openai_embeddings import OpenAIEmbedder

    embedder = OpenAIEmbedder(settings.embedding, hosts=hosts)
    index = ChromaIndex(settings.chroma_url or home_of(settings) / "chroma", embedder)
    index.ensure(knowledge)
    return HybridRetriever(lexical, index)


Find = Callable[[str, str, date, int, DocKind | None], SearchResult]


@contextmanager
def open_retriever(settings: Settings) -> Iterator[Find]:
    """For `search`: find(id, query, as_of, k, kind), each recorded in the audit trail by the hash of its query."""
    from replydraft.domain.passage import search_trace
    from replydraft.knowledge.operator_profile import listed_hosts, load_operator

    knowledge = load_knowledge(settings.knowledge)
    hosts = listed_hosts(load_operator(settings.operator)) if settings.embedding.base_url else ()
    retriever = retriever_for(settings, knowledge, hosts)
    with open_the_store(settings) as store:
        store.contents.in_use("knowledge", knowledge.version, settings.knowledge)

        def find(search_id: str, query: str, day: date, k: int, kind: DocKind | None) -> SearchResult:
            found = retriever.search(query, as_of=day, k=k, kind=kind)
            payload = search_trace(query, knowledge.version, found)
            store.audit.append("knowledge.searched", opaque(search_id), payload, actor="cli")
            return found

        yield find


def _without_iris() -> None:
    """Guardrails-AI brings jsonschema with a checker of international addresses that builds a grammar when it is imported: a
    second and more of every start. No schema of ours has such an address; jsonschema does without where it is not there."""
    sys.modules.setdefault("rfc3987_syntax", cast(Any, None))


def checker_of(settings: Settings, rulebook: RuleBook | None = None) -> Check:
    """The check of the product: the rules, and that no draft tells what is our own. Raises ContentError."""
    from replydraft.compliance.outgoing import keeps_to_itself
    from replydraft.drafting.prompts import INTERNAL_TEXTS

    return Check(rulebook or rules_of(settings, at_hand=True), extra=(keeps_to_itself(INTERNAL_TEXTS),))


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """The whole product. Raises ContentError for rules, knowledge or profile that cannot be used; StoreError."""
    _without_iris()
    from replydraft.adapters.guardrails_ai import GuardrailsJudge
    from replydraft.consenting import ConsentDesk
    from replydraft.drafting.embedded import EmbeddedDrafter
    from replydraft.knowledge.operator_profile import listed_hosts, load_operator, operator_lines
    from replydraft.pipeline import ReplyDesk
    from replydraft.reviewing import ReviewRoom

    rulebook = rules_of(settings, at_hand=True)
    knowledge = load_knowledge(settings.knowledge)
    operator = load_operator(settings.operator)
    checker = checker_of(settings, rulebook)
    embedded = EmbeddedDrafter(knowledge, rulebook.facts)
    drafter: Any = embedded
    if settings.model.base_url:
        from replydraft.adapters.fallback import FallbackDrafter
        from replydraft.adapters.langchain_openai import OpenAIDrafter

        drafter = FallbackDrafter(OpenAIDrafter(settings.model, hosts=listed_hosts(operator)), embedded)
    retriever = retriever_for(settings, knowledge, listed_hosts(operator))
    with open_the_store(settings, operator) as store:
        program = program_version()
        store.contents.in_use("program", program, None)
        store.contents.in_use("rules", rulebook.version, settings.rules, overlays=settings.overlays)
        store.contents.in_use("knowledge", knowledge.version, settings.knowledge)
        store.contents.in_use("operator", operator.version, settings.operator)
        desk = ReplyDesk(
            knowledge=knowledge,
            operator=operator,
            operator_texts=operator_lines(operator),
            retriever=retriever,
            drafter=drafter,
            last_resort=embedded,
            checker=checker,
            judge=GuardrailsJudge(checker),
            audit=store.audit,
            reviews=store.reviews,
            program=program,
            consents=store.consents,
            pointing=checker.pointing,
        )
        room, consents = ReviewRoom(desk, store.reviews), ConsentDesk(store.consents)
        yield House(settings, desk, room, store, knowledge, operator, rulebook, consents)
