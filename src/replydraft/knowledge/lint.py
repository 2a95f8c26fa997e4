"""What is wrong in a knowledge base although every file can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from replydraft.domain.passage import DocKind
from replydraft.knowledge.documents import Document, Knowledge
from replydraft.knowledge.figures import claims, claims_about, contradictions, facts_of
from replydraft.knowledge.near_duplicates import near_duplicates
from replydraft.knowledge.sections import PARTS

CEILING: Final = Decimal("0.24")
"""All-in cost a year above which a product needs a second look (金规〔2025〕9号; see knowledge/regulations/rate-ceiling.md)."""
PART_LENGTH: Final = 160
SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LintProblem:
    """One thing to repair. `where` is a file, or a document id; `error` must not be published."""

    where: str
    level: Literal["error", "warning"]
    message: str


_Problem = Callable[[str], LintProblem]


def lint(knowledge: Knowledge, *, today: date) -> list[LintProblem]:
    """Fields, validity, versions, product facts, figures that contradict them, near-duplicates; by file."""
    problems = [
        *(p for doc in knowledge.documents for p in _document(doc, today)),
        *_versions(knowledge),
        *_figures(knowledge),
        *_repeats(knowledge),
    ]
    return sorted(problems, key=lambda p: (p.where, p.level, p.message))


def _document(doc: Document, today: date) -> Iterator[LintProblem]:
    def error(message: str) -> LintProblem:
        return LintProblem(doc.where, "error", message)

    def warning(message: str) -> LintProblem:
        return LintProblem(doc.where, "warning", message)

    if doc.status == "approved":
        if not doc.approved_by:
            yield error("approved, but approved_by does not say by whom")
        if doc.approved_on is None:
            yield warning("approved, but approved_on does not say when")
        if doc.effective_to and doc.effective_to < today:
            yield warning(f"expired on {doc.effective_to}: no longer quoted")
        elif doc.effective_to and doc.effective_to - today <= SOON:
            yield warning(f"expires on {doc.effective_to}")
        if doc.review_by and doc.review_by < today:
            yield warning(f"was to be reviewed by {doc.review_by}")
    if not doc.titled:
        yield warning("has no title")
    if doc.kind is DocKind.SCRIPT and any(doc.items(part) for part in PARTS):
        if not doc.items("正文"):
            yield error("a script in parts needs a part 正文")
        if not doc.intents:
            yield warning("names no intent it answers")
        for part in PARTS:
            yield from (
                warning(f"{part}: {len(item)} characters, more than {PART_LENGTH}")
                for item in doc.items(part)
                if len(item) > PART_LENGTH
            )
    if doc.kind is DocKind.PRODUCT:
        yield from _product(doc, error, warning)


def _product(doc: Document, error: _Problem, warning: _Problem) -> Iterator[LintProblem]:
    product = doc.product
    if product is None:
        yield warning("has no product facts: it can be quoted but not matched")
        return
    if product.secured and not product.collateral:
        yield error("secured, but collateral does not say by what")
    if not product.secured and product.collateral:
        yield error("has collateral, but is not secured")
    if product.rate_max > CEILING:
        yield error(f"rate: {product.rate_max:%} a year is above {CEILING:.0%}")
    for name, value in (
        ("conditions", product.conditions),
        ("documents", product.documents),
        ("purposes", product.purposes),
        ("prohibited_purposes", product.prohibited_purposes),
    ):
        if not value:
            yield warning(f"product.{name} is empty")
    both = set(product.purposes) & set(product.prohibited_purposes)
    if both:
        yield error(f"allows and forbids the same purpose: {'、'.join(sorted(both))}")
    text = "\n".join(p.text for p in doc.passages)
    for said, fact in contradictions(claims(text), facts_of(product)):
        yield error(f"says {said.text}, its facts say {fact.low.normalize():f} to {fact.high.normalize():f}")


def _versions(knowledge: Knowledge) -> Iterator[LintProblem]:
    by_id: defaultdict[str, list[Document]] = defaultdict(list)
    for doc in knowledge.documents:
        if doc.status == "approved" and doc.audience == "public":
            by_id[doc.id].append(doc)
    for versions in by_id.values():
        for n, a in enumerate(versions):
            for b in versions[n + 1 :]:
                if _overlap(a, b):
                    message = f"versions {a.version} and {b.version} of {a.id} are in force on the same days"
                    yield LintProblem(b.where, "error", message)


def _overlap(a: Document, b: Document) -> bool:
    start = max(a.effective_from or date.min, b.effective_from or date.min)
    return start <= min(a.effective_to or date.max, b.effective_to or date.max)


def _figures(knowledge: Knowledge) -> Iterator[LintProblem]:
    """Figures that another document gives for a product whose facts are in force at the same time."""
    approved = [d for d in knowledge.documents if d.status == "approved"]
    products = [d for d in approved if d.product is not None]
    for doc in approved:
        text = "\n".join(p.text for p in doc.passages)
        for known in products:
            if known.id == doc.id or known.title not in text or not _overlap(doc, known) or known.product is None:
                continue
            for said, fact in contradictions(claims_about(text, known.title), facts_of(known.product)):
                message = f"says {said.text} of {known.title}, {known.id} says {fact.low.normalize():f} to {fact.high.normalize():f}"
                yield LintProblem(doc.where, "error", message)


def _repeats(knowledge: Knowledge) -> Iterator[LintProblem]:
    in_use = {d.where: d for d in knowledge.documents if d.status == "approved"}
    texts = ((where, "\n".join(p.text for p in d.passages)) for where, d in in_use.items())
    for where, other, share in near_duplicates(texts):
        if in_use[where].id != in_use[other].id:
            yield LintProblem(where, "warning", f"says nearly the same as {other} ({share:.0%})")
