"""Consents of the contract as domain objects, and back from a draft's inquiry. Every function raises InputError naming the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from replydraft.domain.consent import BEIJING, HOW, Consent, ConsentRecord, Ledger, end_of
from replydraft.errors import InputError
from replydraft.wire.reading import as_day, as_line, as_list, as_moment, as_object, as_text, one_of, optional

MAX_CONSENTS = 500
MAX_NAMES, MAX_NAME, MAX_PURPOSE, MAX_EVIDENCE = 20, 120, 200, 500
"""Recipients or kinds of data of one consent, and characters of each; of its purpose; of where its evidence is."""


def parse_ledger(source: Mapping[str, Any]) -> Ledger | None:
    """`consents` of an object, None where it has none; `consents_at` is when a ledger of ours was read."""
    values = optional(source, "consents", lambda v, f: as_list(v, f, limit=MAX_CONSENTS))
    if values is None:
        return None
    at = optional(source, "consents_at", as_moment)
    return Ledger(tuple(parse_agreed(value, f"consents[{n}]") for n, value in enumerate(values)), at)


def parse_agreed(value: Any, field: str = "") -> Consent:
    """One consent: what, to whom, which data, when. A day counts from its first moment, `until` to its last."""
    source, at = as_object(value, field), f"{field}." if field else ""
    given = optional(source, "given_at", _moment_or_day(_start), at)
    if given is None:
        raise InputError("is missing", field=f"{at}given_at")
    return Consent(
        as_text(source.get("purpose"), f"{at}purpose", limit=MAX_PURPOSE).strip(),
        _names(source.get("recipients"), f"{at}recipients"),
        _names(source.get("data"), f"{at}data"),
        given,
        optional(source, "until", _moment_or_day(end_of), at),
        optional(source, "withdrawn_at", _moment_or_day(_start), at),
    )


def parse_consent(value: Any, *, now: datetime, by: str, branch: str) -> ConsentRecord:
    """A consent to be recorded by somebody now; `given_at` is now where it does not say."""
    source = as_object(value)
    if source.get("withdrawn_at") is not None:
        raise InputError("is recorded by itself: record the consent first, then withdraw it", field="withdrawn_at")
    agreed = parse_agreed({"given_at": now.isoformat()} | {k: v for k, v in source.items() if v is not None})
    how = one_of(source.get("how"), "how", tuple(HOW))
    evidence = optional(source, "evidence", lambda v, f: as_text(v, f, empty=True, limit=MAX_EVIDENCE)) or ""
    return ConsentRecord("", agreed, how, evidence.strip(), by, now, branch)


def _names(value: Any, field: str) -> tuple[str, ...]:
    items = as_list(value, field, limit=MAX_NAMES)
    if not items:
        raise InputError("must name at least one", field=field, code="empty")
    return tuple(dict.fromkeys(as_line(item, f"{field}[{n}]", limit=MAX_NAME) for n, item in enumerate(items)))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _moment_or_day(of_day: Callable[[date], datetime]) -> Callable[[Any, str], datetime]:
    def read(value: Any, field: str) -> datetime:
        if isinstance(value, str) and len(value) == 10:
            day = as_day(value, field)
            if day == date.max:
                day -= timedelta(days=1)
            return of_day(day)
        return as_moment(value, field)

    return read
