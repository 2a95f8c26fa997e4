"""Which approved scripts answer a message: by intent, by the situation they were written for, by mood, by retrieval."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from replydraft.domain.draft import Brief, Emotion, Intent
from replydraft.drafting.cases import answered_by_case
from replydraft.drafting.facts import stated_flag
from replydraft.drafting.followup import answers_us, last_question, says_yes
from replydraft.drafting.triage import plain
from replydraft.drafting.wording import Wording
from replydraft.knowledge.documents import Document

_BY_RANK = (6.0, 3.0, 1.5)
_STRONG_MOODS = (Emotion.ANGRY, Emotion.DESPERATE, Emotion.ASHAMED)
_ONLY_FITTING = (Intent.OFF_TOPIC, Intent.SMALLTALK, Intent.INJECTION)
_OTHER_INTENT = 2.5
"""What a script loses that was written for none of the intents found."""
GOOD_ENOUGH = 5.5
"""Below it the plain wording of the intent is nearer to what was asked."""
FOR_RISK = 8.5
"""The same where a reason to raise the tier was found: the script must be written for the situation too."""
FOR_CASE = 40.0
"""What the script gains that was written for exactly this question."""
NEARNESS = 8.0
"""What a script gains that holds every word of the message."""
READ = 400
"""Characters read at each end of a long message when scripts are chosen."""
BODY = "正文"


def rank_scripts(brief: Brief, scripts: Iterable[Document], wording: Wording) -> list[tuple[float, Document]]:
    """Scripts that fit the intent or the situation, best first, with their scores."""
    said = plain(brief.inquiry.customer)
    text = f"{_ends(brief.inquiry.customer)}\n{_ends(said)}"
    if answers_us(brief.inquiry.history, said) and says_yes(said):
        text = f"{text}\n{last_question(brief.inquiry.history)}"
    case = answered_by_case(said, brief.triage.risks)
    retrieved = {p.doc_id: n for n, p in reversed(list(enumerate(brief.passages)))}
    scored = []
    for doc in scripts:
        if not doc.items(BODY) or not doc.intents or _contradicted(brief, doc):
            continue
        score = _score(brief, doc, text, retrieved.get(doc.id), wording)
        if case is not None and case.name in doc.tags:
            score += FOR_CASE
        if score > 0:
            scored.append((score, doc))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].id))


def _contradicted(brief: Brief, doc: Document) -> bool:
    """Whether the customer said otherwise than the script takes for granted (property for who has none)."""
    return any(stated_flag(brief.inquiry, flag) is (not value) for flag, value in doc.assumes)


def _ends(text: str) -> str:
    """Both ends of a long text: situations are looked for in what a person would read first and last."""
    return text if len(text) <= 2 * READ else f"{text[:READ]}\n{text[-READ:]}"


def situation(doc: Document, text: str) -> float:
    """How well the words fit what a script was written for: 0 where nothing matches."""
    hits = [m for m in (_compiled(p).search(text) for p in doc.situations) if m]
    if not hits:
        return 0.0
    size = sum(len(p) for p in doc.situations)
    return 3.0 + min(1.5, 0.25 * max(len(m.group()) for m in hits)) + 1.5 / (1 + size / 80) + 0.5 * (len(hits) - 1)


def _score(brief: Brief, doc: Document, text: str, retrieved: int | None, wording: Wording) -> float:
    intent = 0.0
    for rank, weight in enumerate(_BY_RANK):
        if rank < len(brief.triage.intents) and brief.triage.intents[rank] in doc.intents:
            intent = weight * (1.0 if doc.intents[0] is brief.triage.intents[rank] else 0.85)
            break
    fits = situation(doc, text)
    if not intent and not fits:
        return 0.0
    score = intent + fits - (0.0 if intent else _OTHER_INTENT)
    if doc.situations and not fits:
        if brief.triage.intents[0] in _ONLY_FITTING:
            return 0.0
        score -= 3.5
    if doc.emotions:
        mood = brief.triage.emotion
        score += 0.7 if mood in doc.emotions else -0.5 if mood in _STRONG_MOODS else 0.0
    if intent:
        score += NEARNESS * wording.nearness(plain(brief.inquiry.customer), doc)
    if retrieved is not None:
        score += max(0.0, (2.0 if brief.nothing_good_enough else 2.6) - 0.5 * retrieved)
    return score


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)
