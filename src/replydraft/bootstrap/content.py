"""What command line and API do with rules, knowledge and the calculator, without a store."""

from __future__ import annotations

from datetime import date
from typing import Any

from replydraft.bootstrap.house import retriever_for
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.inquiry import CheckRequest
from replydraft.domain.passage import DocKind
from replydraft.knowledge.documents import load_knowledge
from replydraft.settings import Settings


def quote_cost(settings: Settings, asked: dict[str, Any], today: date) -> dict[str, Any]:
    """The contract's cost object from a cost request. Raises InputError naming the field."""
    from replydraft.costs.quote import parse_cost, quote, quote_json

    return quote_json(quote(parse_cost(asked, today=today), facts=load_rulebook(settings.rules).facts))


def lint_knowledge(settings: Settings, today: date) -> list[Any]:
    """Problems of the knowledge base, the wording of every quotable passage included."""
    from replydraft.knowledge.lint import LintProblem, lint

    knowledge = load_knowledge(settings.knowledge)
    problems: list[LintProblem] = list(lint(knowledge, today=today))
    checker = Check(load_rulebook(settings.rules))
    for passage in knowledge.quotable_on(today):
        if passage.kind is not DocKind.SCRIPT:
            continue
        for f in checker.check(CheckRequest(id=passage.doc_id, draft=passage.text, as_of=today)).findings:
            if f.severity.value == "block":
                where = f"{passage.doc_id} ({passage.heading})"
                problems.append(LintProblem(where, "error", f"{f.rule} {f.rule_name}: {f.text or f.missing}"))
    return problems


def build_index(settings: Settings) -> dict[str, int]:
    """Load the knowledge and build what retrieval needs; counts of documents, passages and vectors."""
    knowledge = load_knowledge(settings.knowledge)
    retriever_for(settings, knowledge)
    vectors = len(knowledge.passages) if settings.embedding.base_url else 0
    return {"documents": len(knowledge.documents), "passages": len(knowledge.passages), "vectors": vectors}


def test_rules(settings: Settings, today: date) -> tuple[list[str], int]:
    """Run every rule's own examples: what failed, and how many were run."""
    from replydraft.compliance.examples import run_examples

    return run_examples(Check(load_rulebook(settings.rules)), today)
