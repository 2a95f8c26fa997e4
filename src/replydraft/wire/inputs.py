"""The contract's input objects as domain objects. Every function raises InputError naming the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from replydraft.domain.conversation import Message, MessageType
from replydraft.domain.inquiry import (
    Channel,
    CheckRequest,
    Evidence,
    Fact,
    FactState,
    FactValue,
    Inquiry,
    Profile,
    Role,
    Turn,
)
from replydraft.domain.passage import DocKind
from replydraft.errors import InputError
from replydraft.wire.consents import parse_ledger
from replydraft.wire.reading import as_day, as_decimal, as_line, as_moment, as_object, as_text, one_of, optional

MAX_TURNS = 500
MAX_ID, MAX_BRANCH, MAX_LENDER = 200, 60, 120
MAX_MESSAGE = 20_000
"""Characters of one message of a conversation, of which many may come."""
MAX_SAID = 200 * MAX_MESSAGE + 1000
"""Characters of what a customer wrote in one go: all the messages that may wait for one draft, joined."""
MAX_PROFILE = 100_000
"""Bytes of the profile that comes with a message, as JSON."""
MESSAGE_TYPES = ("text", "voice", "image", "file")
TEXTS = ("name", "phone", "id_card", "wechat", "employer", "address", "purpose", "occupation", "city")
FLAGS = ("has_property", "has_vehicle", "credit_good")
COUNTS = ("overdue_days", "credit_enquiries_6m", "term_months", "social_insurance_months", "business_years")
MONEY = ("amount_wanted", "income_monthly", "debt_monthly", "provident_fund_monthly")
STATES = ("stated", "provided", "verified", "expired")


def _fact_value(key: str, value: Any, field: str) -> FactValue:
    if value is None:
        return None
    if key in FLAGS:
        if not isinstance(value, bool):
            raise InputError("must be true or false", field=field)
        return value
    if key in MONEY:
        return as_decimal(value, field)
    if key in COUNTS:
        number = as_decimal(value, field)
        return int(number) if number == number.to_integral_value() else float(number)
    if key in TEXTS:
        return as_text(
            str(value) if isinstance(value, int) and not isinstance(value, bool) else value, field, empty=True
        )
    if isinstance(value, str | bool | int | float | Decimal):
        return as_text(value, field, empty=True) if isinstance(value, str) else value
    return str(value)


def parse_profile(value: Any, field: str = "profile") -> Profile:
    """Each key carries a bare value or `{"value", "state", "source"}`; unknown keys are kept as given."""
    facts: dict[str, Fact] = {}
    for key, raw in as_object(value, field).items():
        where = f"{field}.{as_text(key, field, empty=True)}"
        if isinstance(raw, Mapping) and "value" in raw:
            state = cast(FactState, one_of(raw.get("state") or "stated", f"{where}.state", STATES))
            source = as_text(raw.get("source") or "", f"{where}.source", empty=True)
            fact = Fact(_fact_value(key, raw["value"], f"{where}.value"), state, source)
        else:
            fact = Fact(_fact_value(key, raw, where))
        if fact.value is not None:
            facts[key] = fact
    return Profile(facts)


def parse_history(value: Any, field: str = "history") -> tuple[Turn, ...]:
    if not isinstance(value, list):
        raise InputError("must be a list of turns", field=field)
    if len(value) > MAX_TURNS:
        raise InputError(f"has {len(value)} turns; at most {MAX_TURNS} are read", field=field, code="too_long")
    turns = []
    for n, raw in enumerate(value):
        turn = as_object(raw, f"{field}[{n}]")
        role = cast(Role, one_of(turn.get("role"), f"{field}[{n}].role", ("customer", "advisor")))
        turns.append(Turn(role, as_text(turn.get("text"), f"{field}[{n}].text", empty=True)))
    return tuple(turns)


def _channel(value: Any, field: str) -> Channel:
    return Channel(one_of(value, field, tuple(Channel)))


def _evidence(value: Any, field: str) -> Evidence:
    source = as_object(value, field)

    def texts(key: str) -> tuple[str, ...]:
        items = source.get(key) or []
        if not isinstance(items, list):
            raise InputError("must be a list of strings", field=f"{field}.{key}")
        return tuple(as_text(item, f"{field}.{key}[{n}]", empty=True) for n, item in enumerate(items))

    return Evidence(texts("passages"), texts("events"))


def parse_id(value: Any, field: str = "id") -> str:
    """An id as a string; a JSON number is taken too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return as_text(value, field, limit=500)


def parse_reference(value: Any, field: str) -> str:
    """What a caller calls a customer, a conversation or a colleague: one line; a JSON number is taken too."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return as_line(value, field, limit=MAX_ID)


def parse_check(value: Any, *, today: date) -> CheckRequest:
    """A `check` object. `today` stands in for an absent `as_of`."""
    source = as_object(value)
    sender = one_of(source.get("sender") or "human", "sender", ("human", "auto"))
    lender = optional(source, "lender", lambda v, f: as_line(v, f, limit=MAX_LENDER, empty=True))
    return CheckRequest(
        id=parse_id(source.get("id")),
        draft=as_text(source.get("draft"), "draft"),
        as_of=optional(source, "as_of", as_day) or today,
        customer=optional(source, "customer", lambda v, f: as_text(v, f, empty=True, limit=MAX_SAID)),
        history=optional(source, "history", parse_history),
        profile=optional(source, "profile", parse_profile),
        evidence=optional(source, "evidence", _evidence),
        channel=optional(source, "channel", _channel),
        send_at=optional(source, "send_at", as_moment),
        sender=cast(Literal["human", "auto"], sender),
        branch=optional(source, "branch", lambda v, f: as_line(v, f, limit=MAX_BRANCH, empty=True)) or "",
        lenders=(lender,) if lender else (),
        ledger=parse_ledger(source),
    )


def parse_inquiry(value: Any, *, today: date) -> Inquiry:
    """A `draft` object. `today` stands in for an absent `as_of`."""
    source = as_object(value)
    return Inquiry(
        id=parse_id(source.get("id")),
        customer=as_text(source.get("customer"), "customer", limit=MAX_SAID),
        as_of=optional(source, "as_of", as_day) or today,
        history=optional(source, "history", parse_history) or (),
        profile=optional(source, "profile", parse_profile) or Profile(),
        channel=optional(source, "channel", _channel),
        ledger=parse_ledger(source),
    )


def parse_message(value: Any) -> Message:
    """A message of a conversation, as a CRM feeds it. Only a text message must have words."""
    source = as_object(value)
    kind = cast(MessageType, one_of(source.get("type"), "type", MESSAGE_TYPES))
    words = source.get("text")
    if kind == "text" or words is not None:
        words = as_text(words, "text", empty=kind != "text", limit=MAX_MESSAGE)
    return Message(
        conversation_id=parse_reference(source.get("conversation_id"), "conversation_id"),
        message_id=parse_reference(source.get("message_id"), "message_id"),
        customer_ref=parse_reference(source.get("customer_ref"), "customer_ref"),
        role=cast(Role, one_of(source.get("role"), "role", ("customer", "advisor"))),
        type=kind,
        text=words if words and words.strip() else None,
        sent_at=as_moment(source.get("sent_at"), "sent_at"),
        advisor_ref=optional(source, "advisor_ref", parse_reference),
        branch=optional(source, "branch", lambda v, f: as_line(v, f, limit=MAX_BRANCH, empty=True)) or "",
        profile=optional(source, "profile", _kept_profile) or {},
    )


def _kept_profile(value: Any, field: str) -> dict[str, Any]:
    """The profile as it was given, once it has been seen that it can be read."""
    parse_profile(value, field)
    kept = dict(as_object(value, field))
    try:
        size = len(json.dumps(kept, ensure_ascii=False).encode("utf-8"))
    except UnicodeEncodeError:
        raise InputError("is not valid Unicode: a lone surrogate", field=field, code="bad_unicode") from None
    if size > MAX_PROFILE:
        raise InputError(f"has {size} bytes as JSON; at most {MAX_PROFILE}", field=field, code="too_long")
    return kept


def parse_search(value: Any, *, today: date) -> tuple[str, str, int, date, DocKind | None]:
    """A `search` object as (id, query, k, as_of, kind)."""
    source = as_object(value)
    k = source.get("k", 5)
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= 100:
        raise InputError("must be a whole number from 1 to 100", field="k")
    kind = optional(source, "kind", lambda v, f: DocKind(one_of(v, f, tuple(DocKind))))
    query = as_text(source.get("query"), "query", limit=20_000)
    return parse_id(source.get("id", "1")), query, k, optional(source, "as_of", as_day) or today, kind
