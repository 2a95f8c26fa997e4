"""When a document may be quoted."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Dated(Protocol):
    """What validity is decided on."""

    @property
    def status(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def effective_from(self) -> date | None: ...
    @property
    def effective_to(self) -> date | None: ...


def in_force(doc: Dated, as_of: date) -> bool:
    """Whether `as_of` lies between the dates, both included; an absent date does not limit.

    `approved_on` is never looked at: an approval given later still says what was true on the day.
    """
    return (doc.effective_from is None or doc.effective_from <= as_of) and (
        doc.effective_to is None or as_of <= doc.effective_to
    )


def quotable(doc: Dated, as_of: date) -> bool:
    """Approved, public, and in force on the day."""
    return doc.status == "approved" and doc.audience == "public" and in_force(doc, as_of)
