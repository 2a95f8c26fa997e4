"""The sieves over every pattern that can begin a finding: those looked for sentence by sentence, and those about a whole text."""

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
    """`near` and `wide` in the order of `items`, each with its sieve."""

    items: tuple[Rule | DisclosureSet, ...]
    near: tuple[Placed, ...]
    wide: tuple[Placed, ...]
    near_sieve: Sieve
    wide_sieve: Sieve

    @classmethod
    def of(cls, items: Sequence[Rule | DisclosureSet]) -> Sieves:
        """Worked out anew; what is rare is learned from the items' own examples."""
        near, wide = placed(items)
        how_rare = rarity(e.draft for item in items for e in (*item.must_flag, *item.must_pass))
        sieves = (Sieve([p.need for _, _, p in some], how_rare) for some in (near, wide))
        return cls(tuple(items), near, wide, *sieves)

    def cover(self, items: Iterable[Rule | DisclosureSet]) -> bool:
        """Whether these very items are among those the sieves were made of."""
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
