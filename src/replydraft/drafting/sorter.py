"""Sorter 分诊: what a message wants and how grave it is, by a small transformer that has read much other text and learned from labelled messages.

The tables of patterns (`cues_*`) know words; people say the grave things in words of their own (那串数字我念给他听了). This reads a message piece by
piece, in the light of what was said before it. Trained by `scripts/weigh_sorter.py` from `evals/training/messages.jsonl`; `data/sorter.npz` holds
its numbers. `triage` says what becomes of it. See docs/adr/0031.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from replydraft.domain.draft import Intent, Tier
from replydraft.domain.inquiry import Turn
from replydraft.text.folding import fold
from replydraft.text.held import HeldFile
from replydraft.text.transformer import BEGIN, END, Transformer, opened, times

TABLE = Path(__file__).parent / "data" / "sorter.npz"
TALK, MESSAGE, TURNS, TURN_CHARACTERS = 64, 180, 4, 60
"""So many pieces of the end of a talk are read (its last turns, of each its last characters), and of a message, from both ends."""
ADVISOR, MESSAGE_PART, CUSTOMER = range(3)
"""Parts of a text: what an advisor said, the message, what the customer said before."""
PARTS = 3
Cut = Callable[[str], list[int]]
NONE = ""
"""The risk of a message that has none."""
_SHAPE = "holds no sorter that this program can read"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Shares from 0 to 1: of each intent (a message may have several), of each tier and of each risk (one of each; `NONE`: no risk)."""

    intents: Mapping[Intent, float]
    tiers: Mapping[Tier, float]
    risks: Mapping[str, float]

    @property
    def grave(self) -> float:
        """That it is no message for an ordinary advisor."""
        return 1.0 - self.tiers[Tier.ROUTINE]


class Sorter:
    """The transformer with what it says at last. Raises ContentError for an unreadable file."""

    def __init__(self, file: HeldFile) -> None:
        self._net = opened(file, _Net, _SHAPE)

    def of(self, text: str, history: Sequence[Turn] = ()) -> Sorted:
        """What a folded message in lower case says after the turns before it."""
        return self._net.sorted(*pieces_of(self._net.pieces.of, text, history))


class _Net(Transformer):
    def __init__(self, held: Mapping[str, object]) -> None:
        super().__init__(held)
        self.risks: list[str] = self.about["risks"]
        self._last = self.linear("last")
        outputs = len(Intent) + len(Tier) + len(self.risks)
        fits = self._last[0].shape == (outputs, 3 * self.width) and self.places.shape[0] >= TALK + MESSAGE + 3
        if not fits or self.about["intents"] != [*Intent] or self.risks[0] != NONE or len(self.parts) != PARTS:
            raise ValueError("its parts do not fit")

    def sorted(self, pieces: list[int], parts: list[int]) -> Sorted:
        import numpy as np

        x = self.read(pieces, parts)
        ours = x[[part == MESSAGE_PART for part in parts]]
        odds = times(np.concatenate([x[0], ours.mean(0), ours.max(0)]), self._last)
        at, to = len(Intent), len(Intent) + len(Tier)
        shares = 1 / (1 + np.exp(-odds[:at]))
        tiers, risks = _softened(odds[at:to]), _softened(odds[to:])
        return Sorted(
            dict(zip(Intent, map(float, shares), strict=True)),
            dict(zip(Tier, tiers, strict=True)),
            dict(zip(self.risks, risks, strict=True)),
        )


def _softened(odds: object) -> list[float]:
    import numpy as np

    held = np.asarray(odds)
    powers = np.exp(held - held.max())
    return list(map(float, powers / powers.sum()))


def pieces_of(cut: Cut, text: str, history: Sequence[Turn]) -> tuple[list[int], list[int]]:
    """The pieces of a message behind those of the talk before it, each with its part."""
    talk: list[int] = []
    parts: list[int] = []
    for turn in history[-TURNS:]:
        said = cut(fold(turn.text[-TURN_CHARACTERS:]).text.lower())
        talk += said
        parts += [ADVISOR if turn.role == "advisor" else CUSTOMER] * len(said)
    message = cut(text[:MESSAGE] + text[-MESSAGE:] if len(text) > 2 * MESSAGE else text)
    if len(message) > MESSAGE:
        message = message[: MESSAGE // 2] + message[-MESSAGE // 2 :]
    talk, parts = talk[-TALK:], parts[-TALK:]
    return [BEGIN, *talk, END, *message, END], [ADVISOR, *parts, ADVISOR, *[MESSAGE_PART] * (len(message) + 1)]


@cache
def shipped() -> Sorter:
    """The sorter that is part of the program. Raises ContentError where its file cannot be read."""
    return Sorter(HeldFile.of(TABLE))
