"""Running rules over one message: sieve, patterns, stance, scopes, exemptions. Knows nothing of findings' wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from replydraft.compliance.agreeing import Unmet
from replydraft.compliance.disclosing import Given, Missing, elements
from replydraft.compliance.message import Message
from replydraft.compliance.rules import DisclosureSet, Entry, Rule
from replydraft.compliance.sieves import Sieves
from replydraft.compliance.stance import Stance, stance_of
from replydraft.domain.finding import Family

WINDOW, OVERLAP = 600, 120
"""A longer sentence or text is read in overlapping windows, so that cost stays linear."""
MOST_SPANS = 20
"""Findings of one rule in one text; more of the same would not tell more."""


@dataclass(frozen=True, slots=True)
class Match:
    """One span of the folded text that a rule is about."""

    rule: Rule
    start: int
    end: int
    unmet: Unmet | None = None
    """What no consent covers, where it is about that."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """A span that looked like a wrong and is none: which rule, where, and why (stance, consent, `because`, else `unless`)."""

    rule: Rule
    start: int
    end: int
    why: Stance | None
    because: str = ""
    """Another reason, in Chinese."""
    consent: bool = False
    """It is about what the customer agreed to, which the ledger knows: nothing else decides it."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """A broad rule or set, which knows little more than its topic, in a text that reads like no wrong."""

    item: Rule | DisclosureSet


Allowed = LetGo | Given | Unlike
"""What was let go, and why: a tempting span, an element that was given earlier, a topic."""


def setting_fits(entry: Entry, message: Message) -> bool:
    """Whether an entry's conditions on channel, sender and time hold, and somebody said something where that matters."""
    request = message.request
    if entry.ledger is not None and (entry.ledger == "known") is (request.ledger is None):
        return False
    if entry.channel and (request.channel is None or request.channel not in entry.channel):
        return False
    if entry.sender and request.sender != entry.sender:
        return False
    if entry.send_hours:
        if request.send_at is None:
            return False
        start, end = entry.send_hours
        hour = request.send_at.hour
        if not (start <= hour < end if start <= end else hour >= start or hour < end):
            return False
    if entry.history and not message.before:
        return False
    return not entry.customer or bool(message.customer) or not all(p.need for p in entry.customer)


def context_fits(entry: Entry, message: Message) -> bool:
    """Whether an entry's conditions on customer, history, channel, sender and time hold."""
    if not setting_fits(entry, message):
        return False
    if entry.customer and not any(map(message.asked.has, entry.customer)):
        return False
    if any(turn.has(p) for p in entry.without_history for turn in message.before):
        return False
    return not entry.history or any(turn.has(p) for p in entry.history for turn in message.before)


def scope_fits(entry: Entry, message: Message, start: int, end: int) -> bool:
    """Whether `with` and `without` hold around a span."""
    if not entry.with_all and not entry.without:
        return True
    a, b = message.scope(entry.scope, start, end)
    if not all(message.has(p, a, b) for p in entry.with_all):
        return False
    if entry.without_scope is not None:
        a, b = message.scope(entry.without_scope, start, end)
    return not any(message.has(p, a, b) for p in entry.without)


def exempt(entries: Iterable[Entry], message: Message, start: int, end: int) -> bool:
    """Whether one of the `unless` entries holds around a span."""
    for entry in entries:
        if not context_fits(entry, message):
            continue
        a, b = message.scope(entry.scope, start, end)
        if any(message.has(p, a, b) for p in entry.any_of) and scope_fits(entry, message, start, end):
            return True
    return False


_Place = tuple[int, int, int]
"""Entries of the sieve, as bits, that a stretch does not rule out, and its start and end."""


class Matcher:
    """Rules and disclosure sets of one day, compiled together. Holds no state of a message.

    `sieves` may have been made of more than these; where they were made of others, new ones are made.
    """

    def __init__(
        self, rules: Sequence[Rule], disclosures: Sequence[DisclosureSet], sieves: Sieves | None = None
    ) -> None:
        self._rules, self._disclosures = tuple(rules), tuple(disclosures)
        items: tuple[Rule | DisclosureSet, ...] = (*rules, *disclosures)
        if sieves is None or not sieves.cover(items):
            sieves = Sieves.of(items)
        number = {id(item): n for n, item in enumerate(items)}
        self._patterns = tuple(
            (number.get(id(sieves.items[n]), -1), entry, pattern) for n, entry, pattern in (*sieves.near, *sieves.wide)
        )
        self._sieve = sieves.sieve
        self._near = self._sieve.entries(range(len(sieves.near)))
        self._in_place: dict[tuple[object, ...], int] = {}

    def run(
        self,
        message: Message,
        *,
        accept: frozenset[str] = frozenset(),
        let_go: list[Allowed] | None = None,
    ) -> tuple[list[Match], list[Missing]]:
        """All matches and missing elements. `accept`: stances that count as asserted besides an entry's own."""
        matches: dict[tuple[str, int, int], Match] = {}
        topics: set[int] = set()
        fits: dict[int, bool] = {}
        stances: dict[tuple[int, int], Stance] = {}
        count: dict[str, int] = {}
        for n, entry, start, end in self._candidates(message, topics, fits):
            if n >= len(self._rules):
                if n - len(self._rules) in topics:
                    continue
                fitting = scope_fits(entry, message, start, end)
                if fitting and self._stands(entry, message, start, end, accept, stances) is None:
                    topics.add(n - len(self._rules))
                continue
            rule = self._rules[n]
            key = (rule.id, start, end)
            if key in matches or count.get(rule.id, 0) >= MOST_SPANS or not scope_fits(entry, message, start, end):
                continue
            stance = self._stands(entry, message, start, end, accept, stances, rule.family is Family.TONE)
            need = entry.needs_consent
            lacking = message.unmet(need, start, end) if need is not None and stance is None else None
            agreed = need is not None and lacking is None
            if stance is not None or agreed or exempt(rule.unless, message, start, end):
                if let_go is not None:
                    let_go.append(LetGo(rule, start, end, stance, consent=need is not None))
                continue
            matches[key] = Match(rule, start, end, lacking)
            count[rule.id] = count.get(rule.id, 0) + 1
        return list(matches.values()), list(self._missing(message, topics, let_go))

    def _stands(
        self,
        entry: Entry,
        message: Message,
        start: int,
        end: int,
        accept: frozenset[str],
        stances: dict[tuple[int, int], Stance],
        refusing: bool = False,
    ) -> Stance | None:
        """None where a match counts, else the stance that takes it away. `refusing`: an outright refusal may be the wrong."""
        if len(entry.stance) == 7:
            return None
        if (start, end) not in stances:
            stances[start, end] = stance_of(message.structure, start, end)
        stance = stances[start, end]
        return (
            None if (stance.name in entry.stance and (refusing or not stance.firm)) or stance.name in accept else stance
        )

    def _candidates(
        self, message: Message, topics: set[int], fits: dict[int, bool]
    ) -> Iterator[tuple[int, Entry, int, int]]:
        rules, text, patterns = len(self._rules), message.text, self._patterns
        may_have, short = message.stretches.may_have, len(message.text) <= WINDOW
        for left, a, b in self._places(message):
            for i in self._sieve.patterns(left):
                n, entry, pattern = patterns[i]
                if n - rules in topics:
                    continue
                if entry.customer or entry.history or entry.without_history:
                    fitting = fits.get(id(entry))
                    if fitting is None:
                        fitting = fits[id(entry)] = context_fits(entry, message)
                    if not fitting:
                        continue
                if not (short and pattern.compiled) and not may_have(pattern, a, b):
                    continue
                for m in pattern.regex.finditer(text, a, b):
                    if n - rules in topics:
                        break
                    start, end = m.span()
                    if end > start:
                        yield n, entry, start, end

    def _places(self, message: Message) -> list[_Place]:
        """Where patterns may match: sentence by sentence, then in the whole text. A long stretch is several windows."""
        sieve, in_force, text = self._sieve, self._in_force(message), message.text
        near, wide = in_force & self._near, in_force & ~self._near
        stretches = [list(_windows(*sentence)) for sentence in message.structure.sentences]
        masks, whole = sieve.masks(text, [part for parts in stretches for part in parts])
        places: list[_Place] = []
        each = iter(masks)
        for parts in stretches:
            places += self._among(near, parts, [next(each) for _ in parts])
        if len(text) <= WINDOW:
            return [*places, *self._among(wide, [(0, len(text))], [whole])]
        parts = list(_windows(0, len(text)))
        return [*places, *self._among(wide, parts, sieve.masks(text, parts)[0])]

    def _among(self, those: int, parts: list[tuple[int, int]], masks: list[int]) -> Iterator[_Place]:
        """In which windows of one stretch which of these may match. What must stand beside a match may stand in any of them."""
        sieve = self._sieve
        anywhere = sieve.aside(reduce(or_, masks)) if len(masks) > 1 else 0
        for (a, b), mask in zip(parts, masks, strict=True):
            if left := sieve.may_match(mask | anywhere) & those:
                yield left, a, b

    def _in_force(self, message: Message) -> int:
        """The patterns, as bits, that are in force and whose setting this is."""
        r = message.request
        hour = r.send_at.hour if r.send_at else None
        key = (r.channel, r.sender, hour, bool(message.before), bool(message.customer), r.ledger is None)
        if key not in self._in_place:
            self._in_place[key] = self._sieve.entries(
                i for i, (n, entry, _) in enumerate(self._patterns) if n >= 0 and setting_fits(entry, message)
            )
        return self._in_place[key]

    def _missing(self, message: Message, topics: set[int], let_go: list[Allowed] | None) -> Iterator[Missing]:
        for n, topic in enumerate(self._disclosures):
            asked = message.customer and any(map(message.asked.has, topic.trigger_customer))
            if n not in topics and not asked:
                continue
            if exempt(topic.unless, message, 0, len(message.text)):
                continue
            for element in elements(topic, message):
                if isinstance(element, Missing):
                    yield element
                elif let_go is not None:
                    let_go.append(element)


def _windows(first: int, last: int) -> Iterator[tuple[int, int]]:
    if last - first <= WINDOW:
        yield first, last
        return
    for start in range(first, last, WINDOW - OVERLAP):
        yield start, min(last, start + WINDOW)
        if start + WINDOW >= last:
            return
