"""Everything in a text that identifies a person, or opens their account, with offsets into the text as given.

`find_identifiers` is a pure function of the text: whether a hit is a leak is for `privacy.py` to say. What an institution
publishes to be reached (its accounts, mailboxes, addresses) is nobody's personal data and is not found (`published.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from replydraft.compliance.addresses import find_addresses
from replydraft.compliance.digits import view
from replydraft.compliance.identifier_kinds import KINDS, Kind, Klass
from replydraft.compliance.identifier_words import find_words
from replydraft.compliance.numbers import find_numbers
from replydraft.text.spans import Taken


@dataclass(frozen=True, slots=True)
class Identifier:
    """One hit: `text` is exactly the slice `start:end` of the text as given."""

    kind: Kind
    start: int
    end: int
    text: str
    klass: Klass


def find_identifiers(text: str) -> list[Identifier]:
    """All identifiers in order of place, never overlapping: identity > card > mobile > the rest. Linear in the text."""
    seen = view(text)
    hits = [*find_numbers(seen.text), *find_words(seen.text), *find_addresses(seen.text)]
    if not hits:
        return []
    taken = Taken()
    kept = [h for h in sorted(hits, key=lambda h: (h[0], h[2] - h[3], h[2])) if taken.take(h[2], h[3])]
    found = []
    for _, kind, start, end in sorted(kept, key=lambda h: h[2]):
        a, b = seen.span(start, end)
        found.append(Identifier(kind, a, b, text[a:b], KINDS[kind].klass))  # type: ignore[index,arg-type]
    return found
