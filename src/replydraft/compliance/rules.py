"""What a rule file says, as data: rules, disclosure sets, laws and facts. Read by `rulebook`, run by `matching`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from replydraft.compliance.agreeing import ConsentNeed
from replydraft.compliance.patterns import Pattern
from replydraft.domain.finding import Disclosure, Family, LegalCitation, Severity

Scope = Literal["clause", "sentence", "text"]
Status = Literal["draft", "stable", "retired"]
Rewriting = Literal["replace", "append", "drop"]
StanceName = Literal["asserted", "negated", "asked", "warned", "quoted", "conditional", "reported"]
STANCES: tuple[StanceName, ...] = ("asserted", "negated", "asked", "warned", "quoted", "conditional", "reported")
FAMILY_NUMBERS = {
    "01": Family.OVER_PROMISE, "02": Family.MISLEADING_COST, "03": Family.MISSING_DISCLOSURE, "04": Family.PRIVACY_LEAK,
    "05": Family.ILLEGAL_INTERMEDIATION, "06": Family.CREDIT_REPAIR, "07": Family.COLLECTION_CONDUCT, "08": Family.PRESSURE,
    "09": Family.INJECTION, "10": Family.TONE, "11": Family.UNGROUNDED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to match. The span of a finding is the match of one pattern of `any_of`."""

    any_of: tuple[Pattern, ...]
    with_all: tuple[Pattern, ...]
    without: tuple[Pattern, ...]
    scope: Scope
    customer: tuple[Pattern, ...]
    history: tuple[Pattern, ...]
    stance: frozenset[str]
    channel: frozenset[str]
    sender: Literal["human", "auto"] | None
    send_hours: tuple[int, int] | None
    """Local hours (from, to) in which it counts; from > to goes over midnight."""
    where: str
    without_scope: Scope | None = None
    """Where `without` looks, when not in `scope`: a lawful word elsewhere in a long text must not excuse a sentence."""
    ledger: Literal["known", "unknown"] | None = None
    """It counts only where the customer's consents are known, or are not."""
    needs_consent: ConsentNeed | None = None
    """It is a wrong only where no consent in force covers it (`ledger` is then `known`)."""
    without_history: tuple[Pattern, ...] = ()
    """None of these may stand in what was said before: a match about parking in a talk about a loan is no match about parking alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text of a rule's own tests, with the context it stands in (keys of a `check` object)."""

    draft: str
    context: tuple[tuple[str, Any], ...]
    missing: tuple[Disclosure, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One wrong, from one file. `where` is its path and line."""

    id: str
    name: str
    family: Family
    severity: Severity
    status: Status
    effective_from: date | None
    effective_to: date | None
    message: str
    suggestion: str
    citations: tuple[str, ...]
    match: tuple[Entry, ...]
    unless: tuple[Entry, ...]
    must_flag: tuple[Example, ...]
    must_pass: tuple[Example, ...]
    owner: str
    version: str
    rewrite: Rewriting
    where: str

    def in_force(self, day: date) -> bool:
        return _in_force(self.status, self.effective_from, self.effective_to, day)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One element a topic requires; `softened_by` lowers its severity by one step.

    Words of `undone_by` take the element back: beside them in a sentence it is not given, nor where it was given earlier.
    """

    element: Disclosure
    severity: Severity
    satisfied_by: tuple[Pattern, ...]
    softened_by: tuple[Pattern, ...]
    suggestion: str
    where: str
    needs_consent: ConsentNeed | None = None
    """Where a known ledger covers this, it need not be said again."""
    undone_by: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosureSet:
    """What a topic requires to be said, once the draft or the customer's question is about it."""

    id: str
    name: str
    topic: str
    message: str
    status: Status
    effective_from: date | None
    effective_to: date | None
    citations: tuple[str, ...]
    trigger_draft: tuple[Entry, ...]
    trigger_customer: tuple[Pattern, ...]
    requires: tuple[Requirement, ...]
    unless: tuple[Entry, ...]
    must_flag: tuple[Example, ...]
    must_pass: tuple[Example, ...]
    owner: str
    version: str
    where: str
    anew: tuple[Pattern, ...] = ()
    """Words of the draft or the customer that turn to another product: what was said of the last one does not count."""

    def in_force(self, day: date) -> bool:
        return _in_force(self.status, self.effective_from, self.effective_to, day)


@dataclass(frozen=True, slots=True)
class Law:
    """One entry of `citations.yaml`."""

    key: str
    law: str
    article: str | None
    level: Literal["A", "B", "C"]
    rank: str
    effective_from: date | None
    effective_to: date | None
    checked_on: date | None
    checked_how: str = ""
    source: str = ""
    """Where the text was read, or the pages that tell of it."""
    confirmed_by: str = ""

    def shown(self) -> LegalCitation:
        """As a finding shows it: the article only where its text was read."""
        article = self.article if self.level == "A" else None
        return LegalCitation(self.law, article, self.level, self.effective_from, self.effective_to)


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact of `facts.yaml` or `ceilings.yaml`; `value` is a string where it is a number.

    Of a ceiling: `value` may be a multiple of a fact (4 × lpr_1y) or None, `lenders` the kinds of lender it is for,
    `scope` what it covers, in Chinese. `checked_to` is the last day the value was found for, None where it does not expire.
    """

    id: str
    value: Any
    effective_from: date | None
    effective_to: date | None
    source: str
    level: str
    name: str = ""
    checked_on: date | None = None
    checked_to: date | None = None
    lenders: tuple[str, ...] = ()
    scope: str = ""


def _in_force(status: Status, start: date | None, end: date | None, day: date) -> bool:
    return status == "stable" and (start is None or start <= day) and (end is None or day <= end)
