"""Triage: what the customer wants, how urgent and how hard it is, and in which mood (分级响应).

Deterministic and local: patterns over the folded text of the newest message, then of the conversation before it, then
the profile; beside them a learned reading of the message (`sorter`), which raises a tier for what people say in words of their own.
The tables are `cues_intent`, `cues_danger`, `cues_senior` and `cues_mood`. Nothing lowers a tier once raised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from replydraft.domain.draft import Emotion, Intent, Tier, Triage
from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.cases import answered_by_case, case_of
from replydraft.drafting.cues_danger import DANGERS
from replydraft.drafting.cues_dispute import DISPUTES
from replydraft.drafting.cues_grave import GRAVE, softened
from replydraft.drafting.cues_intent import APP, BOT_QUESTION, CAP, CUES, GREETING, OUR_TRADE, US
from replydraft.drafting.cues_life import LIFE
from replydraft.drafting.cues_mood import ALARM, DISTRESS, MOODS
from replydraft.drafting.cues_senior import SENIOR_RISKS
from replydraft.drafting.followup import answers_us
from replydraft.drafting.likeness import likeness, likest_risk
from replydraft.drafting.risk import Risk
from replydraft.drafting.sorter import Sorted, shipped
from replydraft.drafting.third_party import asks_about_another
from replydraft.text.folding import fold

PAST_WEIGHT = 0.35
"""How much an earlier message counts for the intent beside the newest one."""
LIKE_FLOOR, LIKE_WEIGHT, LIKE_CAP = 0.12, 20.0, 4.0
"""Likeness to typical messages counts from the floor on, at most as much as a strong cue."""
RISK_LIKE, SENIOR_LIKE, RISK_LEAD, DANGER_SURE = 0.24, 0.3, 1.15, 0.44
"""A message this like a risk, and this much liker than any ordinary message, raises the tier (to urgent when sure)."""
URGENT_SHARE, GRAVE_SHARE = 0.9, 0.97
"""A message that the sorter takes for urgent, or for more than an ordinary advisor's, with this share raises the tier."""
SORTED_FROM = 9
"""Letters; of shorter messages the sorter knows too few."""
SAYS_LITTLE = 6
"""Letters; what is shorter (我想贷款, 借钱) is like any story that begins so."""
SURE_INJECTION = 0.34
"""Without a cue for it, a message must be this like an instruction to us to be taken for one."""
ALARMED = "alarm"
"""The risk named where only words of alarm were found."""
_ORDINARY = r"(?:能|可以|不能|怎么|如何).{0,4}(?:提前还|结清|抵押|申请|开通)|抵押吗|提前还款"
"""Everyday questions that only share words with a danger."""
ANSWERED = 3.5
"""What an answer to our question about the loan counts for the wish for one, where nothing stronger is said."""
RECENT_TURNS = 8
LONGEST = 4000
"""Characters of one message that are read; a longer one is read from both ends."""
SECOND = 0.4
"""A further intent is named where it has at least this share of the first one's weight (and 2 of its own)."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
"""English is like English: without a cue, its letters alone make no message an instruction."""
_ORDER = tuple(Intent)
_NAMES = tuple(r.name for r in (*DANGERS, *SENIOR_RISKS))
RISKS = tuple(sorted((LIFE, *DANGERS, *GRAVE, *SENIOR_RISKS, *DISPUTES), key=lambda r: _NAMES.index(r.name)))


def triage(inquiry: Inquiry) -> Triage:
    """Intents (most important first), urgency, complexity, the reason in Chinese, escalation, emotion.

    Raises ContentError where the program's own sorter cannot be read.
    """
    now = plain(inquiry.customer)
    past = [plain(t.text) for t in inquiry.history[-RECENT_TURNS:] if t.role == "customer"]
    raw = [inquiry.customer, *(t.text for t in inquiry.history[-RECENT_TURNS:] if t.role == "customer")]
    sure = case_of(now) is not None or is_greeting(now) or asks_about_another(now) or answers_us(inquiry.history, now)
    read = None if sure else shipped().of(now, inquiry.history)
    risks = _without_look_alikes(_risks(now, past, [text[:LONGEST].lower() for text in raw], read), now, past)
    scores = _scores(now, past, inquiry)
    for risk in risks:
        if risk.intent is not None:
            scores[risk.intent] = scores.get(risk.intent, 0.0) + risk.weight
    intents = _ranked(scores, now)
    if any(r.name == LIFE.name and r.tier is Tier.URGENT for r in risks):
        intents = (Intent.EMERGENCY, *(i for i in intents if i is not Intent.EMERGENCY))[:4]
    elif case := answered_by_case(now, [r.name for r in risks]):
        intents = (case.intent, *(i for i in intents if i is not case.intent and i not in _NOT_BESIDE_A_CASE))[:4]
    elif asks_about_another(now) and not any(r.tier is Tier.URGENT for r in risks):
        intents = (Intent.PRIVACY, *(i for i in intents if i is not Intent.PRIVACY))[:4]
    urgency, complexity, escalate, reason = _tier(risks, intents, now)
    names = tuple(r.name for r in risks) or ((ALARMED,) if escalate else ())
    return Triage(intents, urgency, complexity, reason, escalate, _emotion(now, past, risks), names)


def _without_look_alikes(risks: list[Risk], now: str, past: list[str]) -> list[Risk]:
    """Risks without those which the newest message only looks like; what an earlier message gave stays. Nothing is taken back where a risk is
    left that the case's script is not written for: then the message is more than that question."""
    case = case_of(now)
    if case is None or not any(r.name in case.looks_like for r in risks):
        return risks
    earlier = {r.name for r in RISKS if any(r.found_in(softened(text)) for text in past)}
    left = [r for r in risks if r.name not in case.looks_like or r.name in earlier]
    return left if all(r.name in case.beside for r in left) else risks


_NOT_BESIDE_A_CASE = frozenset(
    {Intent.COMPLAINT, Intent.OFF_TOPIC, Intent.SMALLTALK, Intent.EMERGENCY, Intent.INJECTION}
)
"""Intents that only stray words of a case point to."""


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """The folded text in lower case, cut to what is read. One draft reads the same few messages many times."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    return fold(text).text.lower()


def is_greeting(text: str) -> bool:
    """A message of greetings, thanks or assent only (`text` is folded)."""
    return len(text) <= 24 and bool(_compiled(GREETING).match(text.strip()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _risks(now: str, past: list[str], raw: list[str], read: Sorted | None) -> list[Risk]:
    """`raw`: the same messages as typed; a wish to die is looked for in them too, lest folding reads it as something else. `read`: what the
    sorter makes of the newest one; None where its words settle what is asked."""
    texts = [softened(text) for text in (now, *past)]
    typed = [softened(text) for text in raw]
    found = list({r.name: r for r in RISKS if any(r.found_in(text) for text in texts)}.values())
    if not any(r.name == LIFE.name for r in found) and any(LIFE.found_in(text) for text in typed):
        found.insert(0, LIFE)
    if not any(r.tier is Tier.URGENT for r in found):
        found = [r for text in texts for r in _like_a_risk(text) if r.name not in {f.name for f in found}] + found
        if hidden := [r for text in texts for r in _between_other_talk(text)]:
            found = [hidden[0], *(r for r in found if r.name != LIFE.name)]
    if read and not any(r.tier is Tier.URGENT for r in found) and (likely := _read_as(now, read)):
        found = [likely, *(r for r in found if r.name != likely.name)]
    return found


def _read_as(now: str, read: Sorted) -> Risk | None:
    """The risk that the sorter takes a message for, in words no pattern knows."""
    if sum(map(str.isalnum, now)) < SORTED_FROM:
        return None
    if read.tiers[Tier.URGENT] >= URGENT_SHARE:
        return _likeliest(read, [r for r in RISKS if r.tier is Tier.URGENT])
    if read.grave >= GRAVE_SHARE:
        return replace(_likeliest(read, RISKS), tier=Tier.SENIOR)
    return None


def _likeliest(read: Sorted, risks: Sequence[Risk]) -> Risk:
    return max(risks, key=lambda r: read.risks[r.name])


def _like_a_risk(text: str) -> list[Risk]:
    """The risk a message is clearly likest to, in words no pattern knows: a danger is urgent only where very like."""
    name, like, ordinary = likest_risk(text)
    elsewhere = _compiled(APP).search(text) and not _compiled(US).search(text)
    if like < RISK_LIKE or like < RISK_LEAD * ordinary:
        return []
    risk = next(r for r in RISKS if r.name == name)
    if like < DANGER_SURE and (
        _compiled(_ORDINARY).search(text) or elsewhere or (risk.tier is Tier.SENIOR and like < SENIOR_LIKE)
    ):
        return []
    if (risk.tier is Tier.SENIOR or like < DANGER_SURE) and sum(map(str.isalnum, text)) < SAYS_LITTLE:
        return []
    tier = Tier.URGENT if risk.tier is Tier.URGENT and like >= DANGER_SURE else Tier.SENIOR
    return [replace(risk, tier=tier, weight=risk.weight / 2)]


def _between_other_talk(text: str) -> list[Risk]:
    """A clause that is surely like talk of dying, which the rest of a message would hide."""
    clauses = [c for c in _compiled(r"[,。!?;\n…]+").split(text) if 4 <= len(c) < len(text)]
    return [r for c in clauses for r in _like_a_risk(c) if r.name == LIFE.name and r.tier is Tier.URGENT][:1]


def _weigh(text: str) -> dict[Intent, float]:
    scores: dict[Intent, float] = {}
    for intent, rows in CUES.items():
        total = sum(weight for weight, pattern in rows if _compiled(pattern).search(text))
        if total:
            scores[intent] = min(CAP, total)
    return scores


def _scores(now: str, past: list[str], inquiry: Inquiry) -> dict[Intent, float]:
    scores = _weigh(now)
    for intent, like in likeness(now).items():
        if intent is Intent.INJECTION and not scores.get(intent) and (like < SURE_INJECTION or not _HAN.search(now)):
            continue
        if like > LIKE_FLOOR:
            scores[intent] = scores.get(intent, 0.0) + min(LIKE_CAP, LIKE_WEIGHT * (like - LIKE_FLOOR))
    if _compiled(APP).search(now) and not _compiled(US).search(now):
        scores[Intent.COMPLAINT] = 0.4 * scores.get(Intent.COMPLAINT, 0.0)
    if _compiled(OUR_TRADE).search(now):
        for idle in (Intent.OFF_TOPIC, Intent.SMALLTALK):
            scores[idle] = max(0.0, scores.get(idle, 0.0) - LIKE_CAP)
    for earlier in past[-3:]:
        for intent, value in _weigh(earlier).items():
            scores[intent] = scores.get(intent, 0.0) + PAST_WEIGHT * value
    if answers_us(inquiry.history, now) and max(scores.values(), default=0.0) < ANSWERED:
        scores = {Intent.PRODUCT_MATCH: ANSWERED} | {
            i: v for i, v in scores.items() if i not in (Intent.SMALLTALK, Intent.OFF_TOPIC, Intent.FEES)
        }
        scores[Intent.PRODUCT_MATCH] = max(ANSWERED, scores[Intent.PRODUCT_MATCH])
    overdue = inquiry.profile.number("overdue_days")
    if overdue is not None and overdue > 0 and scores.get(Intent.OVERDUE, 0) > 0:
        scores[Intent.OVERDUE] += 1
    return scores


def _ranked(scores: dict[Intent, float], now: str) -> tuple[Intent, ...]:
    strongest = max(scores.values(), default=0.0)
    if strongest < 3 and (is_greeting(now) or _compiled(BOT_QUESTION).search(now)):
        return (Intent.SMALLTALK,)
    if strongest <= 0:
        return (_unmatched(now),)
    scores = {i: v for i, v in scores.items() if v > 0}
    ranked = sorted(scores, key=lambda i: (-scores[i], _ORDER.index(i)))
    top = scores[ranked[0]]
    if ranked[0] is not Intent.OFF_TOPIC and Intent.OFF_TOPIC in ranked:
        ranked.remove(Intent.OFF_TOPIC)
    floor = max(2.0, SECOND * top)
    return tuple(i for n, i in enumerate(ranked) if n == 0 or (scores[i] >= floor and n < 4))


def _unmatched(now: str) -> Intent:
    if _compiled(OUR_TRADE).search(now):
        return Intent.PROCESS
    return Intent.SMALLTALK if len(now) < 8 else Intent.OFF_TOPIC


def _tier(risks: list[Risk], intents: tuple[Intent, ...], now: str) -> tuple[Tier, Tier, bool, str]:
    now = softened(now)
    lost = intents[0] in (Intent.OFF_TOPIC, Intent.SMALLTALK) and _compiled(DISTRESS).search(now)
    if not risks and (lost or _compiled(ALARM).search(now)):
        return Tier.SENIOR, Tier.SENIOR, True, "话里有危险或异常的信号，但看不准是什么事，请有经验的同事先联系"
    if not risks:
        return Tier.ROUTINE, Tier.ROUTINE, False, _ROUTINE_REASON.get(intents[0], "一般咨询，顾问可直接答复")
    urgent = [r for r in risks if r.tier is Tier.URGENT]
    first = (urgent or risks)[0]
    crisis = any(r.name in ("hardship_crisis", "collector_abuse") for r in risks)
    urgency = Tier.URGENT if urgent else Tier.SENIOR if crisis else Tier.ROUTINE
    complexity = Tier.SENIOR
    return urgency, complexity, any(r.escalate for r in risks), first.reason


_ROUTINE_REASON = {
    Intent.RATE_OBJECTION: "一般的利率异议，顾问说明年化成本即可",
    Intent.PRODUCT_MATCH: "一般的产品咨询，顾问可直接答复",
    Intent.INJECTION: "夹带指令的消息，按原则婉拒即可",
    Intent.OFF_TOPIC: "与贷款无关的话题，礼貌带过即可",
    Intent.SMALLTALK: "寒暄，顾问可直接答复",
    Intent.REPAYMENT: "一般的还款事务，顾问可直接答复",
    Intent.PROCESS: "一般的流程或操作问题，顾问可直接答复",
}


def _emotion(now: str, past: list[str], risks: list[Risk]) -> Emotion:
    if any(r.name == "self_harm" for r in risks):
        return Emotion.DESPERATE
    names = {r.name for r in risks}
    for text in (now, *past[-1:]):
        for emotion, pattern in MOODS:
            if not _compiled(pattern).search(_NO_MOOD.sub("", text)):
                continue
            if emotion is Emotion.ANGRY and names & HARMED and not names & AT_US:
                return Emotion.ANXIOUS
            return emotion
    return Emotion.CALM


HARMED = frozenset({"fraud_happened", "paid_and_lost", "fraud_under_way", "identity_used", "violence", "money_misdirected", "scam_question"})  # fmt: skip
"""Somebody else has done it to the customer: hard words are about them, and who writes is in fear."""
AT_US = frozenset({"complaint_about_us", "money_taken_by_staff", "data_leaked_by_us", "data_dispute", "refund_dispute"})
_NO_MOOD = re.compile(
    r"(?:会不会|是不是|算不算|算|属于|是|不是|怕是)(?:属于|算|是|被|有)*(?:什么)?(?:高利贷|骗人的?|骗子|坑|黑心|忽悠)(?=的?(?:吗|么|吧|不|\?|,|$))|(?:征信|信用)[^,。]{0,4}(?:黑了|黑户)|要求你|请求你|避坑|有(?:什么|哪些|没有)坑|防忽悠"
)
"""Questions and plain words in which a word of a mood shows none."""
