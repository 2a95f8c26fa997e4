"""What becomes of what rules see: the finding of a match or a missing element, lowered where the text and the talk speak against it."""

from __future__ import annotations

from dataclasses import replace

from replydraft.compliance.agreeing import asking
from replydraft.compliance.aside import FAMILIES as ASIDE
from replydraft.compliance.disclosing import Missing
from replydraft.compliance.known import Known, severity_of
from replydraft.compliance.likelihood import NEVER
from replydraft.compliance.matching import LetGo, Match, Unlike
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.support import says_little
from replydraft.domain.finding import Family, Finding, Severity, finding_at, finding_id

_DOUBTED = {
    Severity.INFO: "只是措辞相近，整段话不像在违规，请您看一眼：",
    Severity.WARN: "措辞像违规，整段话又不太像，请您核对：",
}
DOUBTED = 20
"""Characters; in a shorter text that answers nobody, nothing speaks for or against what a rule saw."""
SAID = 3
"""Letters; a shorter talk (收到) is none."""
DRAFTED = 0.5
"""From this share on a warning counts in what a program drafted."""
PLAIN = 0.59
"""From this share on, of the text without its talk, what blocks is a warning at least, whatever was said before
(`tests/rules/test_no_question_excuses.py`)."""
AMID_RELATED = 0.3, 0.96
"""Amid a talk that has some of their words: below the first share, of the text with its talk, plain words count only from the second on,
of the text alone, for such a talk may make another thing of them."""
AMID_OTHER = 0.15, 0.75
"""The same amid a talk that has none of them, or nearly all: it explains little."""
REFUTED = 0.2, 0.6
"""Below these shares, of the text with its talk and of the text alone, not even a certain rule counts in full: of the promises, leaks
and prices that it saw there none of fifteen was one."""
ELLIPTIC = 16
"""Characters; a shorter reply may take its matter from the question, so that its words alone say little."""


def weighed(seen: Match | Missing, known: Known, book: RuleBook, message: Message) -> Finding | LetGo | Unlike:
    """Its finding, lowered where a wrong is not likely enough (`likelihood`), or why it is none: said of another matter than a loan, or
    of a broad rule, which knows no more than the topic.

    What a missing consent decides is never lowered, nor what a few words say that answer nobody, nor a certain rule (unless `_refuted`), nor
    one that nobody weighed. What blocks is a warning at least where its own words are plain, and in what a program drafted, where a warning counts from
    `DRAFTED` on too: there a doubt costs another attempt, not a person.
    """
    f = found_by(seen, book, message)
    support = book.support
    broad = support is not None and f.rule in support.broad
    if f.family in ASIDE and known.matter is not None and not _threatens(known, f, book):
        if f.severity is not Severity.BLOCK or len(message.text) <= ELLIPTIC or not _plain(known, f, message):
            return _aside(seen, known.matter)
        return _lowered(f, Severity.WARN)
    if support is None or support.likelihood is None or f.severity is Severity.INFO or f.family in NEVER:
        return f
    if broad:
        if says_little(message.text, in_talk=False):
            return _unlike(seen)
    elif (
        (f.rule in support.certain and not _refuted(seen, known, f, message))
        or f.rule not in support.likelihood.weights
        or (isinstance(seen, Match) and seen.unmet)
        or (len(message.text) < DOUBTED and sum(map(str.isalnum, message.said)) < SAID)
    ):
        return f
    likely = known.likely(f.family)
    assert likely is not None
    drafted = message.request.drafted
    named = book.named_from(f.family, alone=not message.said)
    left = support.likelihood.severity(f.severity, likely[0], min(named, DRAFTED) if drafted else named)
    below, least = AMID_RELATED if known.related(seen) else AMID_OTHER
    plain = drafted or _plain(known, f, message, PLAIN if likely[0] >= below else least)
    if f.severity is Severity.BLOCK and left is Severity.INFO and plain:
        left = Severity.WARN
    if left is f.severity:
        return f
    return _unlike(seen) if broad else _lowered(f, left)


def _lowered(f: Finding, left: Severity) -> Finding:
    return replace(f, severity=left, message=f"{_DOUBTED[left]}{f.message}")


def _unlike(seen: Match | Missing) -> Unlike:
    return Unlike(seen.rule if isinstance(seen, Match) else seen.topic)


def _threatens(known: Known, f: Finding, book: RuleBook) -> bool:
    """Whether the text with its talk is likely to threaten, whatever the talk is about: 花圈我给你订一个 after 楼下新开了花店."""
    if f.family is not Family.COLLECTION_CONDUCT:
        return False
    likely, likelihood = known.likely(f.family), book.support.likelihood if book.support else None
    return likely is not None and likelihood is not None and likely[0] >= max(likelihood.count, likelihood.warn)


def _aside(seen: Match | Missing, matter: str) -> LetGo | Unlike:
    if isinstance(seen, Missing):
        return Unlike(seen.topic)
    return LetGo(seen.rule, seen.start, seen.end, None, f"说的是贷款以外的事（{matter}）")


def _refuted(seen: Match | Missing, known: Known, f: Finding, message: Message) -> bool:
    """Whether neither the text with its talk, nor by itself, nor the sentence alone in which a certain rule saw it, is at all likely to do
    the wrong: no proper sentences around 我们百分百包过 refute it."""
    if f.family is Family.TONE:  # decided by what the customer said
        return False
    whole = known.likely(f.family)
    alone = [known.likely(f.family, text) for text in {message.text, _sentence(seen, message)}]
    return whole is not None and whole[0] < REFUTED[0] and all(one is not None and one[0] < REFUTED[1] for one in alone)


def _sentence(seen: Match | Missing, message: Message) -> str:
    if isinstance(seen, Missing):
        return message.text
    start, end = message.scope("sentence", seen.start, seen.end)
    return message.text[start:end]


def _plain(known: Known, f: Finding, message: Message, least: float = PLAIN) -> bool:
    """Whether a reply's own words, read without the talk, make what was found likely: no question and no talk makes 保证能批 harmless."""
    alone = known.likely(f.family, message.text) if message.said else None
    return alone is not None and alone[0] >= least


def found_by(seen: Match | Missing, book: RuleBook, message: Message) -> Finding:
    """Its finding, as severe as the rule says."""
    return _of_match(seen, book, message) if isinstance(seen, Match) else _of_missing(seen, book)


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
        severity=severity_of(m),
        source="rule",
        start=None,
        end=None,
        text=None,
        missing=need.element,
        message=topic.message,
        suggestion=need.suggestion,
        citations=book.cite(topic.citations),
    )
