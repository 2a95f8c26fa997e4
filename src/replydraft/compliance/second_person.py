"""When a second person is due: the tier of the reply, and the matters that one person alone should not decide.

A missed one costs more than a needless one, so the newest message, the few before it and the reply are all read. The tables
of customers' words are `cues_matters`; what a reply commits to is `rate_commitment`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from replydraft.compliance import cues_others, cues_overdue
from replydraft.compliance.rate_commitment import commits_to_rate
from replydraft.compliance.stance import stance_of
from replydraft.domain.inquiry import Turn
from replydraft.domain.operator import MATTERS, SecondPerson
from replydraft.text.clauses import structure
from replydraft.text.folding import fold

RECENT_TURNS = 6
LONGEST = 8000
"""Characters of one message that are read; a longer one is read from both ends."""
NEAR = 16
"""Characters on each side of a hit in which what excuses it is looked for."""
ELLIPTIC = 14
"""A message this short goes on with what was said before."""


def second_person_reasons(
    policy: SecondPerson, *, tier: str, intents: Sequence[str], customer: str, history: Sequence[Turn], text: str
) -> tuple[str, ...]:
    """Why a second person is due for the reply `text`: the tier, then matters in the order of `MATTERS`.

    Only what `policy` names is returned; empty means that one person is enough. `history` runs from oldest to newest,
    without the `customer` message. Never raises.
    """
    now, reply = plain(customer), plain(text)
    turns = [Turn(t.role, plain(t.text)) for t in history[-RECENT_TURNS:]]
    past = [t.text for t in turns if t.role == "customer"]
    found = {
        "rate_commitment": lambda: commits_to_rate(reply, now, turns),
        "overdue_dispute": lambda: disputes_overdue(now, past, intents),
        "third_party": lambda: about_third_party(now, past) or _tells_of_others(reply),
    }
    reasons = [tier] if tier in policy.tiers else []
    return (*reasons, *(m for m in MATTERS if m in policy.matters and found[m]()))


def plain(text: str) -> str:
    """The folded text in lower case, cut to what is read."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    return fold(text).text.lower()


def disputes_overdue(now: str, past: Sequence[str], intents: Sequence[str] = ()) -> bool:
    """Whether the customer contests an overdue, its charges, its collection or its credit record.

    All texts are folded. What was contested before counts while the newest message is still about it.
    """
    if cues_overdue.PUT_RIGHT.search(now):
        return False
    if _contests(now):
        return True
    if cues_overdue.SETTLED.search(now):
        return False
    if cues_overdue.PLAINLY.search(now) and not cues_overdue.ORDINARY.search(now):
        return True
    topic = bool(cues_overdue.TOPIC.search(now)) or "overdue" in intents
    if any(_contests(text) for text in past):
        return topic or _goes_on(now)
    known = topic or any(cues_overdue.TOPIC.search(text) for text in past[-3:])
    return known and any(_hits(cues_overdue.OBJECTS, now, cues_overdue.NOT_OBJECTING))


def about_third_party(now: str, past: Sequence[str]) -> bool:
    """Whether somebody else's case is asked about, or somebody else is to be told. All texts are folded."""
    if _of_others(now):
        return True
    who = any(any(_hits(cues_others.SPEAKS_FOR, text, cues_others.NOT_OTHERS)) or _of_others(text) for text in past)
    return (
        who
        and not cues_others.MY_OWN.search(now)
        and bool(cues_others.STATUS.search(now) or cues_others.HE.search(now))
    )


def _contests(text: str) -> bool:
    if any(any(_hits(pattern, text, unless)) for pattern, unless in cues_overdue.DISPUTES):
        return True
    return bool(cues_overdue.TOPIC.search(text)) and any(_hits(cues_overdue.CONTESTS, text, cues_overdue.ASKS_IF))


def _of_others(text: str) -> bool:
    if any(any(_hits(pattern, text, cues_others.NOT_OTHERS)) for pattern in cues_others.OTHERS):
        return True
    if any(_hits(cues_others.HAS_CASE, text, cues_others.NOT_OTHERS)) and cues_others.WANTS_TO_KNOW.search(text):
        return not cues_others.OWN_PLANS.search(text)
    if any(_hits(cues_others.CASE_NEAR, text, cues_others.NOT_OTHERS)) and cues_others.SEEKS.search(text):
        return not (cues_others.OWN_PLANS.search(text) or cues_others.ABOUT_US.search(text))
    return any(True for _ in _hits(cues_others.SPEAKS_FOR, text, cues_others.NOT_OTHERS)) and bool(
        cues_others.STATUS.search(text)
    )


def _goes_on(text: str) -> bool:
    return len(text) <= ELLIPTIC or bool(cues_overdue.GOES_ON.search(text))


def _hits(pattern: re.Pattern[str], text: str, unless: re.Pattern[str] | None) -> Iterator[re.Match[str]]:
    """Matches that no match of `unless` nearby overlaps."""
    for hit in pattern.finditer(text):
        low, high = max(0, hit.start() - NEAR), hit.end() + NEAR
        if unless is None or not any(
            u.start() < hit.end() and u.end() > hit.start() for u in unless.finditer(text, low, high)
        ):
            yield hit


def _tells_of_others(reply: str) -> bool:
    """Whether the reply itself tells somebody's case to this customer, or says that somebody else was or will be told."""
    if cues_others.SPARED.search(reply):
        return True
    cut = structure(reply)
    return any(stance_of(cut, *m.span()).name == "asserted" for m in cues_others.TELLS.finditer(reply))
