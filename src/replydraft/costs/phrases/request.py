"""A phrase to read as command line and API take it: `{"phrase": …, "as_of"?: …}`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from replydraft.costs.ceilings import DatedFact
from replydraft.costs.phrases.phrase import MAX_PHRASE, read_phrase
from replydraft.costs.phrases.readings import phrase_json
from replydraft.errors import InputError
from replydraft.wire.reading import as_day, as_object, as_text

_KEYS = frozenset({"id", "phrase", "as_of"})


def asks_phrase(value: Any) -> bool:
    """Whether a cost request is one to read a phrase."""
    return isinstance(value, dict) and "phrase" in value


def answer_phrase(value: Any, *, today: date, facts: Iterable[DatedFact]) -> dict[str, Any]:
    """The contract's readings of a phrase; `as_of`, whose LPR counts, defaults to `today`.

    Raises InputError naming the field; a key that is not known, a cost's among them, is refused.
    """
    asked = as_object(value)
    for key in asked:
        if key not in _KEYS:
            raise InputError("does not go with phrase", field=str(key)[:40])
    phrase = as_text(asked["phrase"], "phrase", limit=MAX_PHRASE)
    day = as_day(asked["as_of"], "as_of") if asked.get("as_of") is not None else today
    return phrase_json(read_phrase(phrase, facts=facts, as_of=day))
