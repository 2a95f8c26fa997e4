"""Inquiry 咨询: what the customer wrote, the conversation so far, and the profile the CRM already holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from replydraft.domain.consent import Ledger


class Channel(StrEnum):
    WECHAT = "wechat"
    WECOM = "wecom"
    SMS = "sms"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"


Role = Literal["customer", "advisor"]
FactState = Literal["stated", "provided", "verified", "expired"]
FactValue = str | bool | int | float | Decimal | None

IDENTIFIER_KEYS = frozenset({"name", "phone", "id_card", "wechat", "employer", "address", "bank_card", "email", "qq"})
"""Profile keys that identify a person; they are masked before a model sees them."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One known fact of the customer, how firmly it is known, and where it comes from."""

    value: FactValue
    state: FactState = "stated"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """客户画像 (KYC). Keys as in the contract; money in yuan as Decimal; unknown keys are kept as given."""

    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.facts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def get(self, key: str) -> FactValue:
        """The bare value, or None where the fact is unknown or expired."""
        fact = self.facts.get(key)
        return None if fact is None or fact.state == "expired" else fact.value

    def text(self, key: str) -> str | None:
        value = self.get(key)
        return value if isinstance(value, str) and value else None

    def flag(self, key: str) -> bool | None:
        value = self.get(key)
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> Decimal | None:
        value = self.get(key)
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return None
        return Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to answer. `as_of` is the day the answer must be true on."""

    id: str
    customer: str
    as_of: date
    history: tuple[Turn, ...] = ()
    profile: Profile = field(default_factory=Profile)
    channel: Channel | None = None
    unread: tuple[str, ...] = ()
    """What the customer sent that could not be read, in Chinese (图片, 语音): named to the advisor, raises the tier."""
    branch: str = ""
    """The branch that answers; its overlay applies."""
    ledger: Ledger | None = None
    """What the customer agreed to; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reply may rest on: quotable passages, and events the CRM confirms."""

    passages: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One text to check, with whatever context is known. Absent context is None, not empty."""

    id: str
    draft: str
    as_of: date
    customer: str | None = None
    history: tuple[Turn, ...] | None = None
    profile: Profile | None = None
    evidence: Evidence | None = None
    channel: Channel | None = None
    send_at: datetime | None = None
    sender: Literal["human", "auto"] = "human"
    branch: str = ""
    lenders: tuple[str, ...] = ()
    """Whose overlays apply beside the base: the branch that sends, lenders whose products are offered."""
    ledger: Ledger | None = None
    """What the customer agreed to; None where nobody knows: nothing is said about consent then that was not said before."""
    drafted: bool = False
    """A program wrote the text, and can write another: it gets less benefit of the doubt. Never read from outside."""
