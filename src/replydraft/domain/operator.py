"""Operator profile: who we are and what we may say (`operator.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


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
    second_person_tiers: tuple[str, ...] = ("urgent",)
    demo: bool = False
    """True for the profile in the repo, whose company and partners are fictional."""
