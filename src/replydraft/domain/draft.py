"""Draft 草稿: the proposed reply, what it rests on, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from replydraft.domain.finding import Finding, Verdict
from replydraft.domain.inquiry import Inquiry
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.passage import Citation, Passage
from replydraft.domain.product import Product, ProductMatch


class Intent(StrEnum):
    RATE_OBJECTION = "rate_objection"
    PRODUCT_MATCH = "product_match"
    CREDIT_ISSUE = "credit_issue"
    OVERDUE = "overdue"
    FEES = "fees"
    PROCESS = "process"
    PRIVACY = "privacy"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    FRAUD_REPORT = "fraud_report"
    OFF_TOPIC = "off_topic"
    INJECTION = "injection"
    DOCUMENTS = "documents"
    REPAYMENT = "repayment"
    EARLY_REPAYMENT = "early_repayment"
    ELIGIBILITY = "eligibility"
    SMALLTALK = "smalltalk"


class Tier(StrEnum):
    """分级响应; also the values of urgency and complexity."""

    ROUTINE = "routine"
    SENIOR = "senior"
    URGENT = "urgent"


class Emotion(StrEnum):
    CALM = "calm"
    ANXIOUS = "anxious"
    ANGRY = "angry"
    ASHAMED = "ashamed"
    DESPERATE = "desperate"
    HURRIED = "hurried"


FigureKind = Literal["rate", "amount", "term", "fee", "date", "count"]
FigureSource = Literal["passage", "calculator", "customer", "profile", "operator", "law"]


@dataclass(frozen=True, slots=True)
class Triage:
    """What the customer wants, how urgent and hard it is, and in which mood. `intents` most important first."""

    intents: tuple[Intent, ...]
    urgency: Tier
    complexity: Tier
    tier_reason: str
    escalate: bool
    emotion: Emotion
    risks: tuple[str, ...] = ()
    """Names of the reasons that raised the tier, gravest first."""

    @property
    def intent(self) -> Intent:
        return self.intents[0]

    @property
    def tier(self) -> Tier:
        order = tuple(Tier)
        return max(self.urgency, self.complexity, key=order.index)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in the reply and where it comes from. `text` is the exact words of the reply."""

    text: str
    kind: FigureKind
    source: FigureSource
    detail: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """All a drafter gets. Everything in it is already masked."""

    inquiry: Inquiry
    triage: Triage
    asks: tuple[str, ...]
    """Profile keys worth asking for, at most two."""
    passages: tuple[Passage, ...]
    nothing_good_enough: bool
    products: tuple[Product, ...]
    matches: tuple[ProductMatch, ...]
    operator: OperatorProfile
    as_of: date
    previous: str | None = None
    """The text that was just refused, for a repair."""
    findings: tuple[Finding, ...] = ()
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a drafter hands back. `cited` are the passages behind the markers [1], [2] … in order.

    `computed` are strings of figures that came from our calculator, with how (for tracing).
    """

    reply: str
    cited: tuple[Passage, ...] = ()
    computed: tuple[tuple[str, str], ...] = ()
    drafter: str = "embedded"
    fallback_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The contract's draft."""

    id: str
    reply: str
    triage: Triage
    asks: tuple[str, ...]
    matches: tuple[ProductMatch, ...]
    citations: tuple[Citation, ...]
    figures: tuple[Figure, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    revisions: int
    drafter: str
    fallback_reason: str | None
    latency_ms: float
    text_sha256: str
    versions: dict[str, str] = field(default_factory=dict)
    """Of rules, knowledge, prompt, calculator, program: enough to run the decision again."""
