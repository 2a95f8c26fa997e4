"""Running rules over one message: sieve, patterns, stance, scopes, exemptions. Knows nothing of findings' wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from replydraft.compliance.patterns import Pattern
from replydraft.compliance.rules import DisclosureSet, Entry, Requirement, Rule
from replydraft.compliance.sieve import Sieve
from replydraft.compliance.stance import Stance, stance_of
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.clauses import Structure, structure
from replydraft.text.folding import Folded, fold

WINDOW, OVERLAP = 600, 120
"""A longer sentence or text is read in overlapping windows, so that cost stays linear."""
CONTEXT = 1500
"""Of what was said before, so much of each end is looked at: it gives a reply its meaning, it is not judged itself."""
MOST_SPANS = 20
"""Findings of one rule in one text; more of the same would not tell more."""
_CONFIRMS = re.compile(r"\s*(?:对(?:的|呀)?|是的?|嗯+|没错|是这样|您记得没错|正是|ok)\s*[,，。!~]?\s*$")


def _ends(text: str) -> str:
    return text if len(text) <= 2 * CONTEXT else f"{text[:CONTEXT]}\n{text[-CONTEXT:]}"


@dataclass(frozen=True)
class Message:
    """One request ready to match: everything folded once, context only when a rule asks for it."""

    request: CheckRequest
    folded: Folded

    @property
    def text(self) -> str:
        return self.folded.text

    @cached_property
    def structure(self) -> Structure:
        return structure(self.folded.text)

    @cached_property
    def customer(self) -> str:
        """The customer's last message, folded; empty where there is none."""
        said = self.request.customer
        if said is None:
            said = next((t.text for t in reversed(self.request.history or ()) if t.role == "customer"), "")
        return fold(_ends(said)).text

    @cached_property
    def earlier(self) -> tuple[str, ...]:
        """Every earlier turn, folded."""
        return tuple(fold(_ends(t.text)).text for t in self.request.history or ())

    @cached_property
    def told(self) -> tuple[str, ...]:
        """What the advisor said earlier, and what the customer said that the advisor then confirmed in a word, folded."""
        turns, said = self.request.history or (), self.earlier
        return tuple(
            text
            for n, (t, text) in enumerate(zip(turns, said, strict=True))
            if t.role == "advisor"
            or (n + 1 < len(turns) and turns[n + 1].role == "advisor" and _CONFIRMS.match(said[n + 1]))
        )

    @cached_property
    def _whole(self) -> dict[int, bool]:
        return {}

    def has(self, pattern: Pattern, start: int, end: int) -> bool:
        """Whether a pattern matches in a stretch; in the whole text it is looked for once only."""
        if start > 0 or end < len(self.text):
            return pattern.search(self.text, start, end) is not None
        key = id(pattern)
        if key not in self._whole:
            self._whole[key] = pattern.search(self.text) is not None
        return self._whole[key]

    def scope(self, kind: str, start: int, end: int) -> tuple[int, int]:
        """The stretch around a span in which `with`, `without` and `unless` look."""
        if kind == "text":
            return 0, len(self.text)
        if kind == "sentence":
            return self.structure.sentence_at(start)[0], self.structure.sentence_at(max(start, end - 1))[1]
        clause, last = self.structure.clause_at(start), self.structure.clause_at(max(start, end - 1))
        return clause.start, max(clause.end, last.end)


@dataclass(frozen=True, slots=True)
class Match:
    """One span of the folded text that a rule is about."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LetGo:
    """A span that looked like a wrong and is none: which rule, where, and why (`stance`, `unless`)."""

    rule: Rule
    start: int
    end: int
    why: Stance | None


@dataclass(frozen=True, slots=True)
class Missing:
    """An element a topic requires and nobody has said. `softened` lowers its severity by one step."""

    topic: DisclosureSet
    requirement: Requirement
    softened: bool


def context_fits(entry: Entry, message: Message) -> bool:
    """Whether an entry's conditions on customer, history, channel, sender and time hold."""
    request = message.request
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
    if entry.customer and not any(p.search(message.customer) for p in entry.customer):
        return False
    return not entry.history or any(p.search(text) for p in entry.history for text in message.earlier)


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
        if any(p.search(message.text, a, b) for p in entry.any_of) and scope_fits(entry, message, start, end):
            return True
    return False


class Matcher:
    """Rules and disclosure sets of one day, compiled together. Holds no state of a message."""

    def __init__(self, rules: Sequence[Rule], disclosures: Sequence[DisclosureSet]) -> None:
        self._rules, self._disclosures = tuple(rules), tuple(disclosures)
        near: list[tuple[int, Entry, Pattern]] = []
        wide: list[tuple[int, Entry, Pattern]] = []
        for n, entries in enumerate((*(r.match for r in rules), *(d.trigger_draft for d in disclosures))):
            for entry in entries:
                target = wide if entry.scope == "text" else near
                target += [(n, entry, p) for p in entry.any_of]
        self._near, self._wide = near, wide
        self._near_sieve = Sieve([p.ways for _, _, p in near])
        self._wide_sieve = Sieve([p.ways for _, _, p in wide])

    def run(
        self, message: Message, *, accept: frozenset[str] = frozenset(), let_go: list[LetGo] | None = None
    ) -> tuple[list[Match], list[Missing]]:
        """All matches and missing elements. `accept`: stances that count as asserted besides an entry's own."""
        matches: dict[tuple[str, int, int], Match] = {}
        topics: set[int] = set()
        fits: dict[int, bool] = {}
        stances: dict[tuple[int, int], Stance] = {}
        count: dict[str, int] = {}
        for n, entry, start, end in self._candidates(message, topics, fits):
            if n >= len(self._rules):
                fitting = scope_fits(entry, message, start, end)
                if fitting and self._stands(entry, message, start, end, accept, stances) is None:
                    topics.add(n - len(self._rules))
                continue
            rule = self._rules[n]
            key = (rule.id, start, end)
            if key in matches or count.get(rule.id, 0) >= MOST_SPANS or not scope_fits(entry, message, start, end):
                continue
            stance = self._stands(entry, message, start, end, accept, stances)
            if stance is not None or exempt(rule.unless, message, start, end):
                if let_go is not None:
                    let_go.append(LetGo(rule, start, end, stance))
                continue
            matches[key] = Match(rule, start, end)
            count[rule.id] = count.get(rule.id, 0) + 1
        return list(matches.values()), list(self._missing(message, topics))

    def _stands(
        self,
        entry: Entry,
        message: Message,
        start: int,
        end: int,
        accept: frozenset[str],
        stances: dict[tuple[int, int], Stance],
    ) -> Stance | None:
        """None where a match counts, else the stance that takes it away."""
        if len(entry.stance) == 7:
            return None
        if (start, end) not in stances:
            stances[start, end] = stance_of(message.structure, start, end)
        stance = stances[start, end]
        return None if stance.name in entry.stance or stance.name in accept else stance

    def _candidates(
        self, message: Message, topics: set[int], fits: dict[int, bool]
    ) -> Iterator[tuple[int, Entry, int, int]]:
        stretches = (
            (self._near_sieve, self._near, message.structure.sentences),
            (self._wide_sieve, self._wide, ((0, len(message.text)),)),
        )
        rules = len(self._rules)
        for sieve, patterns, parts in stretches:
            for first, last in parts:
                for a, b in _windows(first, last):
                    for i in sieve.may_match(message.text[a:b]):
                        n, entry, pattern = patterns[i]
                        if n - rules in topics:
                            continue
                        if id(entry) not in fits:
                            fits[id(entry)] = context_fits(entry, message)
                        if not fits[id(entry)]:
                            continue
                        for m in pattern.finditer(message.text, a, b):
                            if m.end() > m.start():
                                yield n, entry, m.start(), m.end()

    def _missing(self, message: Message, topics: set[int]) -> Iterator[Missing]:
        for n, topic in enumerate(self._disclosures):
            asked = message.customer and any(p.search(message.customer) for p in topic.trigger_customer)
            if n not in topics and not asked:
                continue
            if exempt(topic.unless, message, 0, len(message.text)):
                continue
            anew = any(p.search(text) for p in topic.anew for text in (message.text, message.customer))
            said = (message.text,) if anew else (message.text, *message.told)
            for requirement in topic.requires:
                if any(p.search(text) for p in requirement.satisfied_by for text in said):
                    continue
                yield Missing(topic, requirement, any(p.search(message.text) for p in requirement.softened_by))


def _windows(first: int, last: int) -> Iterator[tuple[int, int]]:
    if last - first <= WINDOW:
        yield first, last
        return
    for start in range(first, last, WINDOW - OVERLAP):
        yield start, min(last, start + WINDOW)
        if start + WINDOW >= last:
            return
