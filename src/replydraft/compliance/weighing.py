"""What becomes of what rules see: the finding of a match or a missing element, lowered where the whole text speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from replydraft.compliance.agreeing import asking
from replydraft.compliance.disclosing import Missing
from replydraft.compliance.doubt import Seen
from replydraft.compliance.matching import Match
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.support import says_little
from replydraft.domain.finding import Family, Finding, Severity, finding_at, finding_id

_SOFTER = {Severity.BLOCK: Severity.WARN, Severity.WARN: Severity.INFO, Severity.INFO: Severity.INFO}
_DOUBTED = {
    Severity.INFO: "只是措辞相近，整段话不像在违规，请您看一眼：",
    Severity.WARN: "措辞像违规，整段话又不太像，请您核对：",
}
_SEVERE = (Severity.INFO, Severity.WARN, Severity.BLOCK)
MONEY = frozenset({Family.MISLEADING_COST, Family.MISSING_DISCLOSURE})
"""Families about which `support` says how a text reads; for others, `classifier` does."""


def weighed(
    seen: Match | Missing, every: Sequence[Match | Missing], book: RuleBook, message: Message
) -> Finding | None:
    """Its finding, lowered where the text speaks against it; None for a broad rule's, which knows no more than the topic.

    The whole text and the sentence of a match are each asked, and the graver answer counts: a promise among proper sentences stays
    one. What a missing consent decides, and what a short answer says, is never lowered, nor is a rule that nobody weighed.
    """
    f = found_by(seen, book, message)
    support, in_talk = book.support, bool(message.before)
    if support is None or f.severity is Severity.INFO:
        return f
    if f.rule in support.broad:
        return f if support.counts(f.rule, message.text, in_talk=in_talk, read=message.readings) else None
    doubt = support.doubt
    if doubt is None or f.rule not in doubt.weights or says_little(message.text, in_talk=in_talk):
        return f
    if isinstance(seen, Match) and seen.unmet:
        return f
    stretches = {message.text}
    if isinstance(seen, Match):
        stretches.add(message.text[slice(*message.scope("sentence", seen.start, seen.end))])
    there = beside(f.family, every)
    left = max((doubt.severity(_seen(f, text, book, message, there)) for text in stretches), key=_SEVERE.index)
    return f if left is f.severity else replace(f, severity=left, message=f"{_DOUBTED[left]}{f.message}")


def _seen(f: Finding, text: str, book: RuleBook, message: Message, there: tuple[int, int]) -> Seen:
    """What a rule saw, judged by one stretch of the text."""
    assert book.support is not None
    wrong, odds = book.support.odds(text, message.readings)
    if f.family not in MONEY and book.classifier is not None:
        own = book.classifier.odds(f.family, text, message.readings)
        odds = wrong if own is None else own
    elif f.family not in MONEY:
        odds = wrong
    return Seen(f.rule, f.family, f.severity, odds, wrong, bool(message.before), *there)


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
