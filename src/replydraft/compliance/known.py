"""What is known of each family in one message, for `likelihood`: how it reads, what rules saw, what was said before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from replydraft.compliance.aside import Asides
from replydraft.compliance.classifier import Classifier
from replydraft.compliance.disclosing import Missing
from replydraft.compliance.encoder import Encoder
from replydraft.compliance.matching import Match
from replydraft.compliance.message import Message
from replydraft.compliance.net import Net
from replydraft.compliance.seen import MONEY, Odds, Seen
from replydraft.compliance.support import Support
from replydraft.compliance.talk import ABOUT_MONEY, WRONG, Talk, about, is_answer
from replydraft.domain.finding import Family, Severity
from replydraft.text.lazy import lazy

AROUND, LEAST_CLAUSE = 2, 4
"""Clauses, and characters: a shorter stretch is not asked by itself."""
SAID_AGAIN = 0.5
"""Up to this share of its pairs of characters a clause takes up what was said; beyond, it says it again."""
SAYS_SOMETHING = 5
"""Letters; a shorter last message explains nothing."""
_SPOKEN = lazy(r"[您你咱我俺]")
"""A text that speaks to nobody is a notice or an advertisement, not a reply."""


Together = tuple[Mapping[str, float], Mapping[str, float]]
"""The log odds of a reply with its talk, by column, and how far both are about the same."""


class Tables(Protocol):
    """What is read from the rule book."""

    @property
    def support(self) -> Support | None: ...
    @property
    def classifier(self) -> Classifier | None: ...
    @property
    def talk(self) -> Talk | None: ...
    @property
    def net(self) -> Net | None: ...
    @property
    def encoder(self) -> Encoder | None: ...
    @property
    def asides(self) -> Asides | None: ...


class Known:
    """One message and `every` match of rules in it: `of` says what is known of a family, `likely` how likely its wrong is."""

    def __init__(self, message: Message, every: Sequence[Match | Missing], book: Tables) -> None:
        self._message, self._every, self._book = message, every, book
        self._likely: dict[tuple[Family, str | None], Odds] = {}
        self._nets: dict[tuple[str, str], Mapping[str, float]] = {}
        self._encoding: Mapping[str, float] | None = None

    @cached_property
    def matter(self) -> str | None:
        """The word that shows that the talk is about something else than a loan (`aside`)."""
        asides = self._book.asides
        return asides.matter(self._message) if asides else None

    def likely(self, family: Family, only: str | None = None) -> Odds | None:
        """The two shares of `Likelihood.of`; None without one. `only`: what of the text is left to judge, without its talk."""
        likelihood = self._book.support.likelihood if self._book.support else None
        if likelihood is None:
            return None
        if (family, only) not in self._likely:
            self._likely[family, only] = likelihood.of(self.of(family, only))
        return self._likely[family, only]

    def of(self, family: Family, only: str | None = None) -> Seen:
        """What is known of a family in the message."""
        m = self._message
        mine = [each for each in self._every if family_of(each) is family]
        text = m.text if only is None else only
        whole = self._odds(text)
        read = [whole, *(self._odds(text) for text in {part for each in mine for part in stretches(each, m)})]
        return known_of(
            family,
            [(rule_of(each), severity_of(each)) for each in mine],
            {family_of(each) for each in self._every if severity_of(each) is not Severity.INFO},
            read,
            self._talk if only is None else None,
            len(text),
            answer=is_answer(m),
            notice=speaks_to_nobody(text),
            alone=not m.said,
            amid=bool(m.request.history) and only is None,
            net=lambda: self._net(text, m.said if only is None else ""),
            encoder=self._encoded if only is None else dict,
        )

    def _net(self, text: str, said: str) -> Mapping[str, float]:
        if self._book.net is None:
            return {}
        if (text, said) not in self._nets:
            self._nets[text, said] = self._book.net.odds(text, said, self._message.readings)
        return self._nets[text, said]

    def _encoded(self) -> Mapping[str, float]:
        """Of the whole reply with its talk only: whether a text's own words are plain is left to the sums."""
        if self._book.encoder is None:
            return {}
        if self._encoding is None:
            self._encoding = self._book.encoder.odds(self._message.text, self._message.said) or {}
        return self._encoding

    def related(self, seen: Match | Missing) -> bool:
        """Whether the talk before has some of the words of the clauses that a rule saw something in, and ends in more than 嗯，明白了; where
        it has most of them, they are only said again, or yes to."""
        m, text = self._message, self._message.text
        if isinstance(seen, Match):
            start, end = m.scope("clause", seen.start, seen.end)
            text = text[start:end]
        says = about(text, m.said)
        return says["asked length"] >= SAYS_SOMETHING and 0 < says["shared"] <= SAID_AGAIN

    @cached_property
    def _talk(self) -> Together | None:
        m = self._message
        return (self._book.talk.odds(m), about(m.text, m.said)) if self._book.talk and m.said else None

    def _odds(self, text: str) -> Mapping[str, float]:
        support, classifier, read = self._book.support, self._book.classifier, self._message.readings
        assert support is not None
        wrong, money = support.odds(text, read)
        return {WRONG: wrong, ABOUT_MONEY: money, **(classifier.every(text, read) if classifier else {})}


def known_of(
    family: Family,
    rules: Sequence[tuple[str, Severity]],
    families: set[Family],
    read: Sequence[Mapping[str, float]],
    talk: Together | None,
    length: int,
    *,
    answer: bool,
    notice: bool,
    alone: bool,
    amid: bool = False,
    net: Callable[[], Mapping[str, float]] = dict,
    encoder: Callable[[], Mapping[str, float]] = dict,
) -> Seen:
    """The same from what rules of the family see, which families any rule warns of, and the odds by column: of the text and of its
    stretches (`read`, the text first), and together with the `talk`."""
    each = [odds_of(family, odds) for odds in read]
    together, same = talk or (None, {})
    return Seen(
        family,
        tuple(sorted(set(rules))),
        len(families - {family}),
        length,
        each[0],
        (max(own for own, _ in each), max(wrong for _, wrong in each)),
        nearest(family, read[0]),
        odds_of(family, together) if together is not None else None,
        nearest(family, together) if together is not None else 0.0,
        answer,
        notice,
        alone,
        same,
        amid,
        read[0],
        together or {},
        net,
        encoder,
    )


def odds_of(family: Family, odds: Mapping[str, float]) -> Odds:
    """Of a wrong of the family, and of any, from odds by column."""
    own = odds.get(family.value, odds[WRONG])
    return (own + odds[ABOUT_MONEY]) / 2 if family in MONEY else own, odds[WRONG]


def nearest(family: Family, odds: Mapping[str, float]) -> float:
    """The log odds of the likeliest other family that has a column."""
    others = (value for name, value in odds.items() if name not in (WRONG, ABOUT_MONEY, family.value))
    return max(others, default=odds[WRONG])


def speaks_to_nobody(text: str) -> bool:
    """Whether a folded text is a notice or an advertisement."""
    return _SPOKEN.search(text) is None


def stretches(seen: Match | Missing, message: Message) -> set[str]:
    """Of a match: its sentence, and what it says with up to `AROUND` clauses of that around it."""
    found: set[str] = set()
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


def family_of(seen: Match | Missing) -> Family:
    return seen.rule.family if isinstance(seen, Match) else Family.MISSING_DISCLOSURE


def rule_of(seen: Match | Missing) -> str:
    return seen.rule.id if isinstance(seen, Match) else seen.topic.id


def severity_of(seen: Match | Missing) -> Severity:
    """As severe as the rule says; of an element that is there but softened, one step less."""
    if isinstance(seen, Match):
        return seen.rule.severity
    return softer(seen.requirement.severity) if seen.softened else seen.requirement.severity


def softer(severity: Severity) -> Severity:
    """One step less."""
    return Severity.WARN if severity is Severity.BLOCK else Severity.INFO
