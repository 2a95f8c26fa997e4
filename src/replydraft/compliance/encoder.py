"""Encoder 编码器: how a reply reads after the talk before it, by a small transformer that has read much other text.

What the sums of runs of characters (`support`, `classifier`, `talk`, `net`) cannot say is what words do to each other over a distance: who
refuses what, whose promise is told, what an answer is an answer to. This reads both parts piece by piece (`transformer`, `pieces`), each
in the light of all others, and says the log odds of a wrong of each family, and of any. Trained by `scripts/weigh_encoder.py`;
`guardrails/encoder.npz` holds its numbers. `likelihood` asks it where the rest leaves doubt. See docs/adr/0027.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from replydraft.compliance.runs import linked
from replydraft.compliance.seen import ANY
from replydraft.text.held import HeldFile
from replydraft.text.transformer import BEGIN, END, MARKS, Transformer, opened, times

TABLE = "encoder.npz"
TALK, REPLY, TALK_CHARACTERS = 72, 150, 120
"""So many pieces of the end of a talk are read, of its last characters; a reply of more pieces is not read at all."""
_SHAPE = "holds no encoder that this program can read"


@dataclass(frozen=True)
class Encoder:
    """Its file; read when a text first needs it."""

    file: HeldFile

    def odds(self, text: str, said: str) -> dict[str, float] | None:
        """Log odds of a wrong of each family, and of any (`seen.ANY`), of a folded reply after what was said; None for a reply that is
        too long. Raises ContentError for an unreadable file."""
        net, pieces, text = self._net, self._net.pieces, linked(text)
        if len(text) > REPLY * pieces.longest:
            return None
        reply = pieces.of(text)
        if len(reply) > REPLY:
            return None
        talk = pieces.of(said[-TALK_CHARACTERS:])[-TALK:] if said else []
        return net.odds([BEGIN, *talk, END], [*reply, END])

    @cached_property
    def _net(self) -> _Net:
        return opened(self.file, _Net, _SHAPE)


class _Net(Transformer):
    """The transformer with what it says at last."""

    def __init__(self, held: dict[str, object]) -> None:
        super().__init__(held)
        self.outputs: list[str] = self.about["outputs"]
        self._last = self.linear("last")
        fits = self._last[0].shape == (len(self.outputs), 3 * self.width)
        if not fits or ANY not in self.outputs or self.places.shape[0] < TALK + REPLY + MARKS:
            raise ValueError("its parts do not fit")

    def odds(self, talk: list[int], reply: list[int]) -> dict[str, float]:
        import numpy as np

        n = len(talk)
        x = self.read([*talk, *reply], [0] * n + [1] * len(reply))
        both = np.concatenate([x[0], x[n:].mean(0), x[n:].max(0)])
        return dict(zip(self.outputs, map(float, times(both, self._last)), strict=True))


def read_encoder(folder: Path) -> Encoder | None:
    """The encoder of a rules folder; None where it has none."""
    return Encoder(HeldFile.of(folder / TABLE)) if (folder / TABLE).exists() else None
