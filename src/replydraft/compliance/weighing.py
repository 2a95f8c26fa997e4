"""What becomes of what rules see: the finding of a match or a missing element, lowered where the whole text speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from replydraft.compliance.agreeing import asking
from replydraft.compliance.disclosing import Missing
from replydraft.compliance.doubt import Seen
from replydraft.compliance.matching import Match
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.support import says_little
from replydraft.compliance.talk import ABOUT_MONEY, WRONG, is_answer
from replydraft.domain.finding import Family, Finding, Severity, finding_at, finding_id

_SOFTER = {Severity.BLOCK: Severity.WARN, Severity.WARN: Severity.INFO, Severity.INFO: Severity.INFO}
_DOUBTED = {
    Severity.INFO: "只是措辞相近，整段话不像在违规，请您看一眼：",
    Severity.WARN: "措辞像违规，整段话又不太像，请您核对：",
}
PLAIN = 0.8
"""From this share on an answer's own words are plain enough: no question makes 保证能批 harmless. What blocks in a less plain one is
a warning at least: few words tell little, and no talk before 包过的 makes it proper."""
PLAINER = 0.98
"""The same of a warning, which stays one."""
DOUBTED = 20
"""Characters; in a shorter text that answers nobody, nothing speaks for or against what a rule saw."""
AROUND, LEAST_CLAUSE = 2, 4
"""Clauses, and characters: a shorter stretch is not asked by itself."""
MONEY = frozenset({Family.MISLEADING_COST, Family.MISSING_DISCLOSURE})
"""Families about which `support` says how a text reads; for others, `classifier` does."""


def weighed(
    seen: Match | Missing, every: Sequence[Match | Missing], book: RuleBook, message: Message
) -> Finding | None:
    """Its finding, lowered where the text speaks against it; None for a broad rule's, which knows no more than the topic.

    What a missing consent decides is never lowered, nor what a few words say that answer nobody, nor a rule that nobody weighed.
    """
    f = found_by(seen, book, message)
    support = book.support
    if support is None or f.severity is Severity.INFO:
        return f
    in_talk = bool(message.before)
    if f.rule in support.broad:
        talk = book.talk.odds(message)[ABOUT_MONEY] if book.talk is not None and message.said else None
        counts = support.counts(f.rule, message.text, in_talk=in_talk, read=message.readings, talk=talk)
        return f if counts else None
    doubt = support.doubt
    if doubt is None or f.rule not in doubt.weights or (isinstance(seen, Match) and seen.unmet):
        return f
    answer = book.talk is not None and is_answer(message)
    if not answer and (len(message.text) < DOUBTED or says_little(message.text, in_talk=in_talk)):
        return f
    judgement = judged(seen, every, f, book, message)
    left = doubt.severity(judgement)
    if answer and left is not f.severity:
        plain = doubt.right(replace(judgement, talk=None))
        if plain >= (PLAIN if f.severity is Severity.BLOCK else PLAINER):
            left = f.severity
        elif f.severity is Severity.BLOCK:
            left = Severity.WARN
    return f if left is f.severity else replace(f, severity=left, message=f"{_DOUBTED[left]}{f.message}")


def judged(
    seen: Match | Missing, every: Sequence[Match | Missing], f: Finding, book: RuleBook, message: Message
) -> Seen:
    """What a rule saw, and how the text reads where it reads worst: as a whole, or in the sentence or clause of the match."""
    odds = [text_odds(f.family, text, book, message) for text in stretches(seen, message)]
    talk = None
    if book.talk is not None and is_answer(message):
        talk = talk_odds(f.family, book.talk.odds(message))
    family, wrong = (max(each) for each in zip(*odds, strict=True))
    return Seen(f.rule, f.family, f.severity, family, wrong, *beside(f.family, every), talk)


def stretches(seen: Match | Missing, message: Message) -> set[str]:
    """The whole text; of a match, also its sentence, and what it says with up to `AROUND` clauses of that around it."""
    found = {message.text}
    if isinstance(seen, Match):
        start, end = message.scope("sentence", seen.start, seen.end)
        found.add(message.text[start:end])
        clauses = message.structure.clauses
        first, last = (message.structure.clause_index(at) for at in (seen.start, max(seen.start, seen.end - 1)))
        for a in range(max(0, first - AROUND), first + 1):
            for b in range(last, min(len(clauses), last + AROUND + 1 - (first - a))):
                at, to = clauses[a].start, clauses[b].end
                if start <= at and to <= end and to - at >= LEAST_CLAUSE:
                    found.add(message.text[at:to])
    return found


def text_odds(family: Family, text: str, book: RuleBook, message: Message) -> tuple[float, float]:
    """The log odds that a stretch of a message does a wrong of a family, and any."""
    assert book.support is not None
    wrong, money = book.support.odds(text, message.readings)
    if family in MONEY:
        return money, wrong
    own = book.classifier.odds(family, text, message.readings) if book.classifier else None
    return (wrong if own is None else own), wrong


def talk_odds(family: Family, odds: Mapping[str, float]) -> tuple[float, float]:
    """The same two of a reply together with its talk, from the columns of the talk's table."""
    return odds[ABOUT_MONEY] if family in MONEY else odds.get(family.value, odds[WRONG]), odds[WRONG]


def beside(family: Family, every: Sequence[Match | Missing]) -> tuple[int, int]:
    """How many further spots of a family, and how many other families, there are in all that rules see in a text."""
    spots = {(_family(each), _spot(each)) for each in every}
    families = {each for each, _ in spots}
    return sum(each is family for each, _ in spots) - 1, len(families) - 1


def found_by(seen: Match | Missing, book: RuleBook, message: Message) -> Finding:
    """Its finding, as severe as the rule says."""
    return _of_match(seen, book, message) if isinstance(seen, Match) else _of_missing(seen, book)


def _family(seen: Match | Missing) -> Family:
    return seen.rule.family if isinstance(seen, Match) else Family.MISSING_DISCLOSURE


def _spot(seen: Match | Missing) -> object:
    return seen.start if isinstance(seen, Match) else seen.requirement.element


def _of_match(m: Match, book: RuleBook, message: Message) -> Finding:
    start, end = message.folded.span(m.start, m.end)
    r = m.rule
    return finding_at(
        (r.id, r.name, r.version),
        (start, end, message.request.draft[start:end]),
        family=r.family,
        severity=r.severity,
        message=f"{m.unmet.why}。{r.message}" if m.unmet else r.message,
        suggestion=asking(m.unmet) if m.unmet else r.suggestion,
        citations=book.cite(r.citations),
    )


def _of_missing(m: Missing, book: RuleBook) -> Finding:
    topic, need = m.topic, m.requirement
    return Finding(
        id=finding_id(topic.id, None, None, None, need.element),
        rule=topic.id,
        rule_name=topic.name,
        rule_version=topic.version,
        family=Family.MISSING_DISCLOSURE,
        severity=_SOFTER[need.severity] if m.softened else need.severity,
        source="rule",
        start=None,
        end=None,
        text=None,
        missing=need.element,
        message=topic.message,
        suggestion=need.suggestion,
        citations=book.cite(topic.citations),
    )
