"""Pointer 指认: which figure of the sources each figure of a reply restates, by what is said around them, whatever their values.

首付两成 after 首套15%，二套20%: which of the two is meant, words decide, and other words than the source's. A small transformer (`transformer`)
reads the sources, in which a mark before each figure says what kind it is, and the reply, in which the mark stands for the figure itself,
so that it cannot go by the value. What it makes of each mark of the reply is held against what it makes of those of the sources; the
shares say how likely each of them is restated, or none. Trained by `scripts/weigh_pointer.py` on replies with their sources by people
who knew nothing of this program. `tracing.doubt` asks it. See docs/adr/0028.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from replydraft.compliance.trees import Trees
from replydraft.text.held import HeldFile
from replydraft.text.pieces import Pieces
from replydraft.text.transformer import BEGIN, END, MARKS, Transformer, opened, times

if TYPE_CHECKING:
    from replydraft.text.transformer import Rows

TABLE, FIGURES = "pointer.npz", "figures.tsv"
KINDS = 10
"""Kinds of figures, each with a mark of its own."""
SOURCES, REPLY, MOST = 330, 170, 2
"""So many pieces of the sources are read beside the reply at once, and at most so many of a reply; and so often."""
VOICES = ("ours", "customer", "advisor", "profile")
PARTS = len(VOICES) + 1
_KEPT = 32
"""Replies whose shares are kept at most."""
_LONG = 20_000
"""Characters; of a longer text nothing is read."""
_SHAPE = "holds no pointer that this program can read"

Mark = tuple[int, int, int]
"""Where a figure begins and ends in its text, and its kind."""


@dataclass(frozen=True, slots=True)
class Text:
    """A source, who says it (a place in `VOICES`), and its figures in order."""

    text: str
    voice: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Pointed:
    """Of one figure of a reply: how likely it restates each figure of the sources, by (text, figure), and how likely none (0 to 1)."""

    shares: dict[tuple[int, int], float]
    none: float


@dataclass(frozen=True)
class Pointer:
    """Its file; read when a reply first needs it."""

    file: HeldFile

    def shares(self, reply: str, marks: Sequence[Mark], sources: Sequence[Text]) -> list[Pointed] | None:
        """What each figure of a reply restates; None for a reply that is too long. Of sources the first are read, as many as fit.
        Raises ContentError for an unreadable file."""
        asked = reply, tuple(marks), tuple(sources)
        told = self._told
        if (kept := told.get(asked)) is not None:
            return kept
        found = self._shares(*asked)
        if found is not None:
            if len(told) >= _KEPT:
                told.clear()
            told[asked] = found
        return found

    def _shares(self, reply: str, marks: tuple[Mark, ...], sources: tuple[Text, ...]) -> list[Pointed] | None:
        net = self._net
        if not marks or len(reply) > _LONG:
            return None
        ours, places = marked(net.pieces, reply, marks, shown=False)
        if len(ours) > REPLY:
            return None
        return net.pointed(ours, places, sources)

    @cached_property
    def _told(self) -> dict[tuple[str, tuple[Mark, ...], tuple[Text, ...]], list[Pointed]]:
        """What was said last: one draft is checked, judged and traced."""
        return {}

    @cached_property
    def _net(self) -> _Net:
        return opened(self.file, _Net, _SHAPE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces of sources, the part each stands in, and the figures whose marks are among them."""

    pieces: tuple[int, ...]
    parts: tuple[int, ...]
    figures: tuple[tuple[tuple[int, int], int], ...]


def marked(known: Pieces, text: str, marks: Sequence[Mark], *, shown: bool) -> tuple[list[int], list[int]]:
    """The pieces of a text with a mark before each figure, or (not `shown`) in its place, and where the marks stand."""
    pieces: list[int] = []
    places: list[int] = []
    done = 0
    for start, end, kind in marks:
        pieces += known.of(text[done:start]) if start > done else []
        places.append(len(pieces))
        pieces.append(MARKS + kind)
        pieces += known.of(text[start:end]) if shown else []
        done = end
    return pieces + (known.of(text[done:]) if done < len(text) else []), places


def chunks(known: Pieces, sources: Sequence[Text]) -> Iterator[Chunk]:
    """The sources in stretches that are read at once, whole texts together where they fit."""
    pieces: list[int] = []
    parts: list[int] = []
    figures: list[tuple[tuple[int, int], int]] = []
    for n, source in enumerate(sources):
        if not source.text or len(source.text) > _LONG:
            continue
        left, places = marked(known, source.text, source.marks, shown=True)
        marks = [((n, i), place) for i, place in enumerate(places)]
        while left:
            room = SOURCES - len(pieces) - 1
            if pieces and (room < 20 or len(pieces) + len(left) + 1 > SOURCES >= len(left) + 1):
                yield Chunk(tuple(pieces), tuple(parts), tuple(figures))
                pieces, parts, figures = [], [], []
                continue
            now = left[:room]
            figures += [(of, len(pieces) + place) for of, place in marks if place < len(now)]
            pieces += [*now, END]
            parts += [source.voice] * (len(now) + 1)
            left, marks = left[len(now) :], [(of, place - len(now)) for of, place in marks if place >= len(now)]
    if pieces:
        yield Chunk(tuple(pieces), tuple(parts), tuple(figures))


class _Net(Transformer):
    """The transformer with what holds two marks against each other."""

    def __init__(self, held: dict[str, object]) -> None:
        super().__init__(held, marks=MARKS + KINDS)
        self._asks, self._answers, self._none = self.linear("asks"), self.linear("answers"), self.linear("none")
        square, width = (self.width, self.width), self.width
        fits = self._asks[0].shape == square == self._answers[0].shape and self._none[0].shape == (1, width)
        if not fits or self.parts.shape[0] != PARTS or self.places.shape[0] < SOURCES + REPLY + 2:
            raise ValueError("its parts do not fit")

    def pointed(self, ours: list[int], places: list[int], sources: Sequence[Text]) -> list[Pointed]:
        import numpy as np

        shares: list[dict[tuple[int, int], float]] = [{} for _ in places]
        none = np.zeros(len(places), np.float32)
        some = list(islice(chunks(self.pieces, sources), MOST))
        for chunk in some:
            pieces = [BEGIN, *chunk.pieces, *ours, END]
            x = self.read(pieces, [0, *chunk.parts, *[PARTS - 1] * (len(ours) + 1)])
            first = 1 + len(chunk.pieces)
            mine = x[[first + place for place in places]]
            none += times(mine, self._none)[:, 0] / len(some)
            if chunk.figures:
                theirs = times(x[[1 + place for _, place in chunk.figures]], self._answers)
                scores: Rows = times(mine, self._asks) @ theirs.T / np.float32(self.width**0.5)
                for i, row in enumerate(scores.tolist()):
                    shares[i].update((of, score) for (of, _), score in zip(chunk.figures, row, strict=True))
        return [_likely(of, float(alone)) for of, alone in zip(shares, none, strict=True)] if some else []


def _likely(scores: dict[tuple[int, int], float], none: float) -> Pointed:
    most = max(none, *scores.values()) if scores else none
    weights = {of: math.exp(score - most) for of, score in scores.items()}
    alone = math.exp(none - most)
    total = sum(weights.values()) + alone
    return Pointed({of: weight / total for of, weight in weights.items()}, alone / total)


@dataclass(frozen=True, slots=True)
class Pointing:
    """The pointer, the trees that weigh what it says with what tracing found (`tracing.doubt`); how likely a figure must be false (0 to 1)
    to be `named`, and at most to be `let_go` where tracing named it."""

    pointer: Pointer
    trees: Trees
    named: float
    let_go: float


def read_pointing(folder: Path, named: float, let_go: float) -> Pointing:
    """Those of a rules folder. Raises ContentError for a table that is missing or cannot be read."""
    return Pointing(Pointer(HeldFile.of(folder / TABLE)), Trees(HeldFile.of(folder / FIGURES)), named, let_go)
