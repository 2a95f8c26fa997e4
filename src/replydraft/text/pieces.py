"""Pieces 词片: a text as the likeliest pieces of a fixed vocabulary, for `encoder`.

A unigram model: of all ways to cut a text into known pieces, the one with the highest sum of log probabilities (Kudo, Subword
Regularization, 2018), found by dynamic programming. What no piece covers is one unknown piece a character.
"""

from __future__ import annotations

from collections.abc import Sequence

SPACE = "\u2581"
"""Stands for a space, and before every text."""
_UNKNOWN = 10.0
"""An unknown character is so much less likely than the least likely piece, in log units."""


class Pieces:
    """The pieces by their numbers, with their log probabilities; the first ones are marks that no text has."""

    def __init__(self, pieces: Sequence[str], odds: Sequence[float], *, marks: int, unknown: int) -> None:
        self._known = {
            piece: (n, value) for n, (piece, value) in enumerate(zip(pieces, odds, strict=True)) if n >= marks
        }
        self.longest = max(map(len, self._known), default=1)
        self._unknown = unknown, min(odds, default=0.0) - _UNKNOWN

    def __len__(self) -> int:
        return len(self._known)

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of a folded text, in order; of an empty one too (a space)."""
        whole = SPACE + text.replace(" ", SPACE)
        known, longest = self._known, self.longest
        number, worst = self._unknown
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(whole) + 1):
            found = best[end - 1][0] + worst, end - 1, number
            for start in range(max(0, end - longest), end):
                if (piece := known.get(whole[start:end])) is not None:
                    value = best[start][0] + piece[1]
                    if value > found[0]:
                        found = value, start, piece[0]
            best.append(found)
        numbers, end = [], len(whole)
        while end:
            _, end, piece_number = best[end]
            numbers.append(piece_number)
        return numbers[::-1]
