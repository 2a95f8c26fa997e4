"""The steps of one reply, and how they are fitted into the characters a reply may have."""

from __future__ import annotations

from dataclasses import dataclass, fields

from replydraft.domain.draft import Emotion

LONGEST = 215
"""Characters of a reply; what is least needed gives way."""


@dataclass(slots=True)
class Plan:
    """The steps of one reply, "" where a step is left out."""

    empathy: str = ""
    need: str = ""
    burden: str = ""
    """What the amount would take of the income, where that is too much: it is never left out, and stands first."""
    answers: str = ""
    """What was asked, answered in a sentence each: never left out either."""
    body: str = ""
    second: str = ""
    caution: str = ""
    consent: str = ""
    step: str = ""

    def text(self) -> str:
        return "".join(closed(getattr(self, step.name)) for step in fields(self))


def fitted(plan: Plan, emotion: Emotion = Emotion.CALM) -> str:
    """The text within `LONGEST`: first the aside gives way, then the warmth where nobody is upset, then the second answer.
    Where single questions are answered, the script's body is cut to its first sentence before that.

    What asks for consent gives way last: nothing goes on without it.
    """
    if plan.answers and len(plan.text()) > LONGEST:
        plan.body = opening(plan.body)
    warmth: tuple[str, ...] = ("empathy", "second") if emotion is Emotion.CALM else ("second", "empathy")
    if plan.answers:
        warmth = ("empathy", "caution", "second")
    for name in ("need", *warmth, "caution", *(("step", "consent") if plan.consent else ())):
        if len(plan.text()) <= LONGEST:
            break
        setattr(plan, name, "")
    return plan.text()


def opening(body: str) -> str:
    """Its first sentence: the customer's own price says the rest."""
    return closed(body.partition("。")[0])


def closed(wording: str) -> str:
    wording = wording.strip()
    return wording if not wording or wording[-1] in "。！？!?；;～~" else wording.rstrip("，,、") + "。"
