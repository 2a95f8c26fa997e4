"""What command line and API do with rules, knowledge and the calculator, without a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from replydraft.bootstrap.house import retriever_for
from replydraft.bootstrap.rules import rules_of
from replydraft.compliance.check import Check
from replydraft.compliance.overlays import Overlay, applying
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.domain.inquiry import CheckRequest
from replydraft.domain.passage import DocKind
from replydraft.errors import InputError
from replydraft.knowledge.documents import load_knowledge
from replydraft.settings import Settings


def cost_answers(settings: Settings) -> Callable[[Any, date], dict[str, Any]]:
    """What a cost request, or one to read a phrase, is answered on a day. The answer raises InputError naming the field."""
    from replydraft.costs.answers import answer_cost

    facts = rules_of(settings).facts
    return lambda asked, today: answer_cost(asked, today=today, facts=facts)


def lint_knowledge(settings: Settings, today: date) -> list[Any]:
    """Problems of the knowledge base, the wording of every quotable passage included."""
    from replydraft.knowledge.lint import LintProblem, lint

    knowledge = load_knowledge(settings.knowledge)
    problems: list[LintProblem] = list(lint(knowledge, today=today))
    checker = Check(rules_of(settings))
    for passage in knowledge.quotable_on(today):
        if passage.kind is not DocKind.SCRIPT:
            continue
        for f in checker.check(
            CheckRequest(id=passage.doc_id, draft=passage.text, as_of=today), rewriting=False
        ).findings:
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


def test_rules(
    settings: Settings, today: date, *, branch: str = "", lender: str = "", book: RuleBook | None = None
) -> tuple[list[str], int]:
    """Run every rule's own examples, those of all overlays too; with a branch or a lender only those of its overlays.

    `book` is the rules as they were just read from their files (default: they are read). What failed, and how many were
    run. Raises InputError where nobody by that name has an overlay.
    """
    from replydraft.compliance.examples import run_examples
    from replydraft.compliance.overlay_examples import run_overlay

    check = Check(book or load_rulebook(settings.rules, settings.overlays))
    named = bool(branch or lender)
    failures, count = ([], 0) if named else run_examples(check, today)
    for overlay in overlays_of(check.rulebook, branch, lender) if named else check.rulebook.overlays:
        more, run = run_overlay(check, overlay, today)
        failures, count = [*failures, *more], count + run
    return failures, count


def overlays_of(book: RuleBook, branch: str, lender: str) -> tuple[Overlay, ...]:
    """The overlays of a branch and a lender. Raises InputError where there is none by a name that was given."""
    for field, found in (
        ("branch", applying(book.overlays, branch, ())),
        ("lender", applying(book.overlays, "", [lender])),
    ):
        if (branch if field == "branch" else lender) and not found:
            raise InputError("has no overlay here", field=field, code="no_such_overlay")
    return applying(book.overlays, branch, [lender])
