"""Stance: what the writer does with a phrase. Only an asserted phrase is the writer's own claim.

asserted     我们包过 · 没有包不过的 · 谁说我们不包过
negated      不能保证一定获批 · 包过是不可能的
asked        能包过吗
warned       说包过的都要小心
quoted       网上说“包过”的
conditional  如果有人承诺包过
reported     别家敢说包过
"""

from __future__ import annotations

from dataclasses import dataclass

from replydraft.compliance import cues
from replydraft.compliance import cues_condemned as condemned
from replydraft.compliance.rules import StanceName
from replydraft.text.clauses import Structure
from replydraft.text.lazy import lazy

NEAR, WIDE, FAR, REACH = 14, 26, 44, 160
"""Characters within which a negator, a warning and what comes of a thing still reach a phrase; beyond the last nothing is read."""


@dataclass(frozen=True, slots=True)
class Stance:
    """The stance of one span, and the words that decided it (empty where asserted)."""

    name: StanceName
    cue: str = ""
    firm: bool = False
    """An outright refusal or denial: not the negation that is part of many a wrong (不用还)."""


ASSERTED = Stance("asserted")
_REFUSED_NEAR = 11
"""Characters from a span to its refusal."""
_CLOSED = lazy('[”’」』"]')


def stance_of(s: Structure, start: int, end: int) -> Stance:
    """The stance of the span `start:end` of a folded text."""
    text = s.text
    clause = s.clause_at(start)
    first, last = s.sentence_at(start)
    first, last = max(first, start - REACH), min(last, end + REACH)
    clause_start = max(clause.start, start - REACH)
    before, after = text[clause_start:start], text[end:last]
    plain = cues.AFFIRMING.sub(lambda m: "＿" * len(m[0]), before)
    if cues.DOUBLE.search(plain):
        return ASSERTED
    quoted = _quoted(text, first, last, start, end)
    if quoted and _mentioned(text, first, start):
        return Stance("quoted", "“”")
    within = text[start:end]
    return (
        _asked_ahead(before, within, after)
        or _refused(plain, within, after)
        or _negated(s, clause_start, start, plain, after)
        or _warned(text, first, last, start, end)
        or _condemned(before, within, after, text[last : last + 24])
        or _conditional(before, after)
        or _reported(text, first, start, end, quoted)
        or _asked(s, start, end, last)
        or ASSERTED
    )


def _refused(plain: str, within: str, after: str) -> Stance | None:
    """过桥垫资我们不做 · 放款我保证不了 · 没有交了钱就能删的好事; asserted where the refusal is taken back at once."""
    refused = condemned.WE_DO_NOT.search(within + after[:20])
    between = after[: max(0, refused.start() - len(within))] if refused is not None else ""
    near = len(between) <= _REFUSED_NEAR and "," not in between
    if refused is not None and (near or condemned.THAT_KIND.match(between)):
        taken_back = condemned.WE_ALSO.match((within + after)[refused.end() :])
        return ASSERTED if taken_back else Stance("negated", refused[0], firm=True)
    if (said := condemned.CANNOT.match(after)) is not None:
        return Stance("negated", said[0][-3:])
    if (said := condemned.CROSSED.search(plain)) or (said := condemned.NONE_OF.match(after)):
        return Stance("negated", said[0][-4:], firm=True)
    if (none := condemned.NO_SUCH.search(plain)) and (such := condemned.SUCH.search(after)):
        return Stance("negated", f"{none[0][:2]}…{such[0][-3:]}", firm=True)
    other = condemned.NOT_FOR.search(plain) or condemned.NOT_SAME.search(plain)
    return None if other is None else Stance("negated", other[0][:4])


def _negated(s: Structure, clause_start: int, start: int, plain: str, after: str) -> Stance | None:
    text = s.text
    for m in reversed(list(cues.STRONG.finditer(plain[-(NEAR + 6) :]))):
        gap = plain[-(NEAR + 6) :][m.end() :]
        if len(gap) <= NEAR and not cues.BREAKS.search(gap):
            return Stance("negated", m[0], firm=condemned.REFUSING.search(plain) is not None)
    near = plain[-7:]
    for m in reversed(list(cues.NARROW.finditer(near))):
        gap = near[m.end() :]
        if len(gap) <= (
            4 if m[0][0] == "不" and len(m[0]) > 1 and m[0] not in {"不用", "不要", "不需", "不需要"} else 1
        ):
            if gap == "" and m[0] == "不" and len(near) > 1 and near[m.start() - 1 : m.start()] == text[start]:
                return Stance("asked", near[m.start() - 1] + "不" + text[start])
            if not cues.BREAKS.search(gap):
                return Stance("negated", m[0], firm=condemned.REFUSING.search(plain) is not None)
    if near[-1:] in {"不", "没", "未", "别", "勿"}:
        asked = len(near) > 1 and near[-2] == text[start]
        return Stance("asked" if asked else "negated", near[-1])
    if len(plain) <= 4 and clause_start > 0:
        earlier = text[max(0, clause_start - 26) : clause_start].rstrip(',:，：“‘"「 ')
        denied = cues.SPEECH_DENIED.search(cues.AFFIRMING.sub(lambda a: "＿" * len(a[0]), earlier))
        if denied and s.sentence_at(clause_start)[0] <= clause_start - 1:
            return Stance("negated", denied[0])
    said = cues.AFFIRMING.sub(lambda a: "＿" * len(a[0]), after[:24])
    if (said_no := cues.DENIES.search(after) or cues.AFTER.search(said)) is not None:
        return Stance("negated", said_no[0])
    if (refused := cues.REFUSED.search(after[:36])) is not None:
        return Stance("negated", refused[0][-6:], firm=True)
    if (advised := cues.ADVISED_AGAINST.search(after[:32])) is not None:
        return Stance("negated", advised[0])
    if (such := cues.ANAPHORA.search(after)) is not None:
        rest = cues.NOT_WARNING.sub("", cues.AFFIRMING.sub("", after[such.end() : such.end() + 24]))
        no = cues.NO.search(rest)
        if no and not cues.FIRST_PERSON.search(rest[: no.start()]):
            return Stance("negated", f"{such[0]}…{no[0]}")
    return None


def _warned(text: str, first: int, last: int, start: int, end: int) -> Stance | None:
    after = cues.NOT_WARNING.sub(lambda m: "＿" * len(m[0]), text[end : min(last, end + WIDE + 6)])
    m = cues.WARNING.search(after)
    if m and m.start() <= WIDE:
        between = after[: m.start()]
        if (
            not cues.FIRST_PERSON.search(between)
            and not cues.OTHERS.search(between)
            and _said_of(between, m[0], after[m.end() :])
        ):
            return Stance("warned", m[0])
    before = cues.NOT_WARNING.sub(lambda m: "＿" * len(m[0]), text[max(first, start - WIDE) : start])
    for m in reversed(list(cues.WARNS_AHEAD.finditer(before))):
        gap = before[m.end() :]
        if "," not in gap and not cues.FIRST_PERSON.search(gap):
            return Stance("warned", m[0])
    following = text[last : last + 18]
    if last - end <= 8 and following[:1] in set("这那都千一基凡全真谁您"):
        told = cues.WARNING.search(cues.NOT_WARNING.sub(lambda m: "＿" * len(m[0]), following))
        if told and not cues.FIRST_PERSON.search(following[: told.start()]):
            return Stance("warned", told[0])
    return None


def _condemned(before: str, within: str, after: str, following: str) -> Stance | None:
    """挂靠就是造假 · 那叫虚构流水 · 套现，发卡行查到会降额封卡 · 诚意金，这钱千万别交."""
    if cues.FIRST_PERSON.search(within):
        return None
    rest = after[:FAR]
    if (named := condemned.NAMED_WITHIN.search(within)) is not None:
        return None if condemned.UNDONE.match(rest) else Stance("warned", named[0])
    if condemned.WRONG_FIRST.match(within) and (named := condemned.NAMED_AHEAD.search(before)) is not None:
        return None if condemned.TURNS.search(rest) else Stance("warned", named[0])
    if (away := condemned.KEEPS_AWAY.match(after)) is not None:
        return Stance("warned", away[0][-4:])
    if (told := condemned.SAYS_WHAT_IT_IS.search(before)) is not None:
        return Stance("warned", told[0][:4])
    if (
        len(after) <= WIDE
        and (told := condemned.NEXT.match(following))
        and not condemned.TURNS.search(after)
        and not cues.FIRST_PERSON.search(before + after)
    ):
        return Stance("warned", told[0][-6:])
    m = condemned.COMMENT.search(rest)
    if m is None or condemned.TURNS.search(rest[: m.start()]) or condemned.UNDONE.match(after[m.end() :]):
        return None
    return Stance("warned", m[0][:6])


def _said_of(between: str, cue: str, rest: str) -> bool:
    """Whether a warning after a phrase is about the phrase: 包过，都是骗子 · 包过，当心; not 包过，提防诈骗."""
    clause = between.rpartition(",")
    if not clause[1]:
        return True
    if cues.CALLS.match(cue):
        return not cues.OWN_OBJECT.match(rest)
    return cues.LINKS.match(clause[2] + cue) is not None


def _quoted(text: str, first: int, last: int, start: int, end: int) -> bool:
    """Whether the span stands inside quotation marks within its sentence."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(cues.SPEECH_MARKS))
    end -= len(inner) - len(inner.rstrip(cues.CLOSING))
    before, after = text[first:start], text[end : min(len(text), last + 2)]
    for mark, close in cues.QUOTES.items():
        opened = before.rfind(mark)
        if opened >= 0 and close not in before[opened:] and close in after[:30]:
            return True
    return before.count('"') % 2 == 1 and '"' in after[:30]


def _mentioned(text: str, first: int, start: int) -> bool:
    """Whether a quoted span is someone's phrase: the marks do not hold the message itself, nor the writer's own words."""
    opened = max(text.rfind(mark, first, start + 1) for mark in cues.SPEECH_MARKS)
    if opened < 0 or (text[opened] == '"' and '":' in text):
        return False
    closed = _CLOSED.search(text, opened + 1)
    around = _length(text, 0, opened, None) + (_length(text, closed.end(), len(text), cues.CLOSING) if closed else 0)
    return around >= cues.LEAST_AROUND and not cues.OWN_WORDS.search(text[max(first, opened - 24) : opened])


def _length(text: str, start: int, end: int, edges: str | None) -> int:
    """How much of a stretch is left without these characters (None: white space) at its edges; nothing is copied."""
    while start < end and (text[start].isspace() if edges is None else text[start] in edges):
        start += 1
    while start < end and (text[end - 1].isspace() if edges is None else text[end - 1] in edges):
        end -= 1
    return end - start


def _reported(text: str, first: int, start: int, end: int, quoted: bool) -> Stance | None:
    before = text[max(first, start - 34) : start]
    m = cues.REPORT.search(before)
    if m and not cues.FIRST_PERSON.search(before[m.start() + 1 :]):
        return Stance("quoted" if quoted else "reported", m[0])
    if (told := condemned.TOLD_BY.search(before)) is not None:
        return Stance("reported", told[0][:6])
    if text.startswith("的", end) and (said := cues.WHO_SAYS.search(before)) is not None:
        return Stance("reported", said[0])
    if quoted and cues.ANAPHORA.search(text[end:].lstrip("的了吗呢啊哦，,")):
        return Stance("quoted", "“”")
    return None


def _asked_ahead(before: str, within: str, after: str) -> Stance | None:
    if (open_question := _a_not_a(before, within, after)) is not None:
        return open_question
    m = cues.ASKS_AHEAD.search(before)
    if m and not cues.UNCONDITIONAL.search(before):
        return Stance("asked", m[0][:4])
    return Stance("asked", after[:3]) if cues.WHAT.search(after) else None


def _a_not_a(before: str, within: str, after: str) -> Stance | None:
    """报|不报征信 leaves open whether; 看|不看征信都行 does not."""
    if within[:1] not in {"不", "没"} or not before or before[-1] != within[1:2]:
        return None
    return None if cues.EITHER_WAY.match(after) else Stance("asked", before[-1] + within[:2])


def _asked(s: Structure, start: int, end: int, last: int) -> Stance | None:
    text = s.text
    clause = s.clause_at(max(start, end - 1))
    if clause.end > end + REACH:
        return None
    tail = text[clause.end : last].strip('”’」』"）) \n')
    whole = text[max(clause.start, start - REACH) : clause.end]
    question = tail[:1] in {"?", "？"} or whole.rstrip("?？")[-1:] in {"吗", "么"}
    if not question or cues.OFFER.search(whole) or cues.TAG.search(whole):
        return None
    where = text[max(clause.start, start - 8) : start] + text[end : clause.end]
    return Stance("asked", "?") if cues.ASKS.search(where) or cues.ASKS.search(text[start : start + 2]) else None


def _conditional(before: str, after: str) -> Stance | None:
    m = cues.IF.search(before)
    if m and not cues.THEN.search(before[m.start() + 1 :]):
        return Stance("conditional", m[0][:2])
    if after.startswith(("的话", "这种情况")) and not cues.FIRST_PERSON.search(before):
        return Stance("conditional", after[:2])
    return None
