"""Every price in running text: `read_prices` for the sentences of a reply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from replydraft.costs.ceilings import DatedFact
from replydraft.costs.phrases.phrase import read_folded
from replydraft.costs.phrases.readings import Part, PhraseReading
from replydraft.costs.phrases.reference import Lpr
from replydraft.errors import InputError
from replydraft.text.clauses import structure
from replydraft.text.folding import Folded, fold
from replydraft.text.lazy import lazy

MAX_TEXT = 20_000
"""Characters of a text."""
_LONGEST = 400
"""Characters that are read as one sentence: a longer one is cut, at a stop where there is one."""
_FIGURE = lazy(r"[0-9零一二两三四五六七八九十百千万半几壹贰叁肆伍陆柒捌玖]")
_STOPS = ",，、:：()"


@dataclass(frozen=True, slots=True)
class PricePart:
    """One price: offsets and slice of the text as given, and what that price alone can mean."""

    start: int
    end: int
    text: str
    part: Part


@dataclass(frozen=True, slots=True)
class PriceTalk:
    """The prices of one sentence together (`read`, as of a phrase) and one by one (`parts`, in their order).

    `start`:`end` is the sentence in the text as given, in code points. Principal, term and method that the sentence
    names count for all of its prices.
    """

    start: int
    end: int
    read: PhraseReading
    parts: tuple[PricePart, ...]


def read_prices(
    text: str | Folded, *, facts: Iterable[DatedFact] = (), as_of: date | None = None
) -> tuple[PriceTalk, ...]:
    """The sentences of a text that state a price, in order. A text that is folded already is not folded again.

    Stricter than `read_phrase`: a figure that nothing near it names as a price is none. Linear. Raises InputError for
    a text over `MAX_TEXT` characters.
    """
    original = text.original if isinstance(text, Folded) else text
    if len(original) > MAX_TEXT:
        raise InputError(f"must be at most {MAX_TEXT} characters", field="text", code="too_long")
    folded = text if isinstance(text, Folded) else fold(text)
    lpr = Lpr(facts, as_of)
    found: list[PriceTalk] = []
    for start, end in _sentences(folded.text):
        piece = folded.text[start:end]
        if _FIGURE.search(piece) is None:
            continue
        read, parts = read_folded(piece, lpr, strict=True)
        if not parts:
            continue
        a, b = folded.span(start, end)
        placed = sorted((_placed(part, start, folded) for part in parts), key=lambda p: p.start)
        found.append(PriceTalk(a, b, replace(read, phrase=original[a:b]), tuple(placed)))
    return tuple(found)


def _placed(part: Part, offset: int, folded: Folded) -> PricePart:
    a, b = folded.span(offset + part.start, offset + part.end)
    return PricePart(a, b, folded.original[a:b], part)


def _sentences(plain: str) -> Iterator[tuple[int, int]]:
    """The sentences, none longer than `_LONGEST`."""
    for start, end in structure(plain).sentences:
        at = start
        while end - at > _LONGEST:
            stop = max(plain.rfind(c, at, at + _LONGEST) for c in _STOPS)
            cut = stop + 1 if stop > at else at + _LONGEST
            yield at, cut
            at = cut
        if at < end:
            yield at, end
