"""The sieve over every pattern that can begin a finding: those looked for sentence by sentence, and those about a whole text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from replydraft.compliance.patterns import Pattern
from replydraft.compliance.rules import DisclosureSet, Entry, Rule
from replydraft.compliance.sieve import Sieve, rarity

Placed = tuple[int, Entry, Pattern]
"""A pattern with its entry and the number of its rule or disclosure set; -1 where that one is not in force."""


@dataclass(frozen=True, slots=True)
class Sieves:
    """The patterns looked for by sentence (`near`) and in the whole text, in the order of `items`: one sieve over both."""

    items: tuple[Rule | DisclosureSet, ...]
    near: tuple[Placed, ...]
    wide: tuple[Placed, ...]
    sieve: Sieve

    @classmethod
    def of(cls, items: Sequence[Rule | DisclosureSet]) -> Sieves:
        """Worked out anew; what is rare is learned from the items' own examples."""
        near, wide = placed(items)
        how_rare = rarity(e.draft for item in items for e in (*item.must_flag, *item.must_pass))
        needs = [pattern.need for _, _, pattern in (*near, *wide)]
        beside = [tuple(node for p in entry.with_all for node in p.need) for _, entry, _ in (*near, *wide)]
        return cls(tuple(items), near, wide, Sieve.of(needs, beside, how_rare))

    def cover(self, items: Iterable[Rule | DisclosureSet]) -> bool:
        """Whether these very items are among those the sieve was made of."""
        known = {id(item) for item in self.items}
        return all(id(item) in known for item in items)


def placed(items: Sequence[Rule | DisclosureSet]) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Every pattern that can begin a finding: (by sentence, about the whole text)."""
    every = [
        (n, entry, pattern)
        for n, item in enumerate(items)
        for entry in (item.match if isinstance(item, Rule) else item.trigger_draft)
        for pattern in entry.any_of
    ]
    return tuple(p for p in every if p[1].scope != "text"), tuple(p for p in every if p[1].scope == "text")
