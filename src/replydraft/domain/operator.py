"""Operator profile: who we are and what we may say (`operator.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.domain.finding import sha256_text


@dataclass(frozen=True, slots=True)
class PartnerLender:
    """A lender we may name: on which document, until when."""

    name: str
    kind: str
    document: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceFee:
    """Our own fee. `rate` is a fraction of the disbursed principal, `amount` in yuan; one of them is set."""

    name: str
    payee: str
    when: str
    rate_max: Decimal | None = None
    amount: Decimal | None = None
    note: str = ""


MATTERS = ("rate_commitment", "overdue_dispute", "third_party")
"""Matters that may need a second person, beside the tiers."""


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """When one approval is not enough. `alone_after_s`: where nobody else could be the second, the same person may
    attest again after this many seconds, recorded as alone; None: never."""

    tiers: tuple[str, ...] = ("urgent",)
    matters: tuple[str, ...] = MATTERS
    alone_after_s: int | None = 60


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is a customer's is kept after the last thing that happened with them, in days.

    1,095 days: the three years of limitation (《民法典》第一百八十八条) in which a dispute can still be brought.
    """

    customer_days: int = 1095
    sign_in_days: int = 180
    """Attempts to sign in and ended sessions."""


@dataclass(frozen=True, slots=True)
class OperatorProfile:
    """Who we are and what we may say. The safe default presents no products and contacts no host."""

    company: str
    short_name: str
    licence_status: str
    may_present_products: bool = False
    partners: tuple[PartnerLender, ...] = ()
    fees: tuple[ServiceFee, ...] = ()
    hotlines: tuple[tuple[str, str], ...] = ()
    """(name, number) pairs that a reply may contain."""
    regions: tuple[str, ...] = ()
    office_hours: str = ""
    address: str = ""
    hosts: tuple[str, ...] = ()
    """Hosts that may be contacted."""
    second_person: SecondPerson = SecondPerson()
    retention: Retention = Retention()
    claim_minutes: int = 30
    """A claim untouched for so long goes back to the queue."""
    bubble_s: int = 8
    """Messages of one customer closer than this are one inquiry, in seconds."""
    checkpoint_url: str = ""
    """Where signed checkpoints of the audit trail are posted too; its host must be in `hosts`."""
    demo: bool = False
    """True for the profile in the repo, whose company and partners are fictional."""

    @property
    def version(self) -> str:
        """A hash of all of it."""
        return sha256_text(repr(self))[:16]
