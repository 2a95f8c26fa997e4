"""replydraft's rules for anybody's Guardrails-AI guard, and streams that let a sentence out only once it is checked.

    from guardrails import Guard
    from replydraft.guardrails_ai import OverPromise, PrivacyLeak, RiskDisclosure

    guard = Guard().use(OverPromise(on_fail="noop"), RiskDisclosure(on_fail="noop"), PrivacyLeak(on_fail="noop"))
    outcome = guard.validate(reply, metadata={"customer": "能包过吗？", "profile": {"phone": "13800001111"}})

`metadata` takes the keys of the contract's `check` object. See docs/guardrails-ai.md for the traps this closes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from guardrails import Guard

from replydraft.adapters.guardrails_ai import (
    SENTENCE_END,
    VALIDATORS,
    CollectionConduct,
    CreditRepair,
    FamilyValidator,
    Grounding,
    IllegalIntermediation,
    MisleadingCost,
    OverPromise,
    Pressure,
    PrivacyLeak,
    PromptLeak,
    RiskDisclosure,
    Tone,
    shipped_checker,
)
from replydraft.errors import ReplydraftError

__all__ = [
    "VALIDATORS", "CollectionConduct", "CreditRepair", "FamilyValidator", "Grounding", "IllegalIntermediation",
    "MisleadingCost", "OverPromise", "Pressure", "PrivacyLeak", "PromptLeak", "RiskDisclosure", "StreamStopped", "Tone",
    "checked_sentences", "shipped_checker",
]  # fmt: skip


class StreamStopped(ReplydraftError):
    """A sentence did not pass; nothing of it came out. `rules` are the ids of the rules it broke."""

    code = "stream_stopped"

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(f"stopped by {', '.join(rules) or 'no clear outcome'}")
        self.rules = tuple(rules)


def checked_sentences(
    chunks: Iterable[str],
    kinds: Sequence[type[FamilyValidator]] = VALIDATORS,
    *,
    metadata: Mapping[str, Any] | None = None,
) -> Iterator[str]:
    """The sentences of one stream, each let out only after all of the text up to its end has passed.

    What is missing (a disclosure that a later sentence may bring) is asked for at the end only, together with the last
    sentence. Holds nothing beyond this stream. Raises StreamStopped; whatever a checker raises comes through.
    """
    missing = [kind for kind in kinds if kind is RiskDisclosure]
    said = [kind for kind in kinds if kind is not RiskDisclosure]
    out, held, pending = "", "", None
    for chunk in chunks:
        held += chunk
        while (end := SENTENCE_END.search(held)) is not None and end.end() < len(held):
            if pending is not None:
                yield pending
            pending, held = held[: end.end()], held[end.end() :]
            out += pending
            _require(out, said, metadata)
    if held:
        if pending is not None:
            yield pending
        pending = held
        out += held
        _require(out, said, metadata)
    if pending is not None:
        _require(out, missing, metadata)
        yield pending


def _require(text: str, kinds: Sequence[type[FamilyValidator]], metadata: Mapping[str, Any] | None) -> None:
    """Raises StreamStopped unless a guard of this call's own says plainly that the text passes."""
    if not kinds or not text.strip():
        return
    guard = Guard(history_max_length=1).use(*(kind(on_fail="noop") for kind in kinds))
    try:
        outcome = guard.validate(text, metadata=dict(metadata or {}))
    finally:
        guard.history.clear()
    if outcome.validation_passed is not True:
        found = {rule for s in outcome.validation_summaries or () for rule in (s.failure_reason or "").split(",")}
        raise StreamStopped(sorted(found - {""}))
