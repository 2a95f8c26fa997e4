"""The day it is where our users and their rules are."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


def day_of(moment: str) -> date:
    """The day in China of a time with zone, as the store writes it."""
    return datetime.fromisoformat(moment).astimezone(CHINA).date()
