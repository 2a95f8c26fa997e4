"""Encoder 编码器: how a reply reads after the talk before it, by a small transformer that has read much other text.

What the sums of runs of characters (`support`, `classifier`, `talk`, `net`) cannot say is what words do to each other over a distance: who
refuses what, whose promise is told, what an answer is an answer to. This reads both parts piece by piece (`pieces`), each in the light of all
others (Vaswani et al., Attention Is All You Need, 2017), and says the log odds of a wrong of each family, and of any. It began as the first
layers of multilingual-e5-small (Wang et al., 2024; MIT licence) and was trained further on our labelled texts by `scripts/weigh_encoder.py`;
`guardrails/encoder.npz` holds its numbers, each row as whole numbers from -127 to 127 with a scale. `likelihood` asks it where the
rest leaves doubt. See docs/adr/0027.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile

from replydraft.compliance.pieces import Pieces
from replydraft.compliance.seen import ANY
from replydraft.compliance.tables import HeldFile
from replydraft.errors import ContentError

if TYPE_CHECKING:
    import numpy as np

    Rows = np.ndarray[Any, np.dtype[np.float32]]
    Matrix = tuple[Any, Rows]
    """Rows of whole numbers, and the scale of each."""
    Linear = tuple[Rows, Rows, Rows]
    """Rows, the scale of each, and a bias for each."""

TABLE = "encoder.npz"
BEGIN, END, PADDING, UNKNOWN = range(4)
"""Pieces that are marks."""
MARKS = 4
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
        net = self._net
        if len(text) > REPLY * net.pieces.longest:
            return None
        reply = net.pieces.of(text)
        if len(reply) > REPLY:
            return None
        talk = net.pieces.of(said[-TALK_CHARACTERS:])[-TALK:] if said else []
        return net.read([BEGIN, *talk, END], [*reply, END])

    @cached_property
    def _net(self) -> _Net:
        import numpy as np

        try:
            with np.load(io.BytesIO(self.file.raw), allow_pickle=False) as held:
                return _Net({name: held[name] for name in held.files})
        except (ValueError, TypeError, KeyError, OSError, EOFError, AttributeError, BadZipFile) as e:
            raise ContentError(f"{_SHAPE}: {e}", where=str(self.file.path)) from None


class _Layer(NamedTuple):
    """One layer of the transformer."""

    qkv: Linear
    out: Linear
    up: Linear
    down: Linear
    norm: Rows
    last_norm: Rows


class _Net:
    """The numbers of the encoder, and how they read."""

    def __init__(self, held: Mapping[str, Any]) -> None:
        import numpy as np

        if not all(np.isfinite(part).all() for part in held.values() if part.dtype.kind == "f"):
            raise ValueError("not all are numbers")
        about = json.loads(bytes(held["about"]).decode())
        self.outputs: list[str] = about["outputs"]
        self.heads, layers, self.eps = int(about["heads"]), int(about["layers"]), float(about["eps"])
        pieces = bytes(held["pieces"]).decode().split("\n")
        self.pieces = Pieces(pieces, held["odds"].tolist(), marks=MARKS, unknown=UNKNOWN)

        def rows(name: str) -> Matrix:
            return held[name], held[f"{name} scale"].astype(np.float32)

        def plain(name: str) -> Rows:
            found: Rows = held[name].astype(np.float32)
            return found

        def linear(name: str) -> Linear:
            numbers, scales = rows(name)
            return numbers.astype(np.float32), scales, plain(f"{name} bias")

        self.words, self.places, self.parts = rows("words"), plain("places"), plain("parts")
        self.first, self.last = plain("first"), linear("last")
        self.layers = [
            _Layer(
                qkv=linear(f"{at} qkv"),
                out=linear(f"{at} out"),
                up=linear(f"{at} up"),
                down=linear(f"{at} down"),
                norm=plain(f"{at} norm"),
                last_norm=plain(f"{at} last norm"),
            )
            for at in range(layers)
        ]
        numbers, scales = self.words
        width = numbers.shape[1]
        fits = len(numbers) == len(scales) == len(pieces) and self.last[0].shape == (len(self.outputs), 3 * width)
        if not fits or ANY not in self.outputs or self.places.shape[0] < TALK + REPLY + MARKS or width % self.heads:
            raise ValueError("its parts do not fit")

    def read(self, talk: list[int], reply: list[int]) -> dict[str, float]:
        import numpy as np

        n = len(talk)
        numbers, scales = self.words
        ids = [*talk, *reply]
        x: Rows = numbers[ids] * scales[ids, None] + self.places[: len(ids)]
        x[:n] += self.parts[0]
        x[n:] += self.parts[1]
        x = self._norm(x, self.first)
        for layer in self.layers:
            x = self._norm(x + self._attended(x, layer), layer.norm)
            x = self._norm(x + _times(_gelu(_times(x, layer.up)), layer.down), layer.last_norm)
        both = np.concatenate([x[0], x[n:].mean(0), x[n:].max(0)])
        return dict(zip(self.outputs, map(float, _times(both, self.last)), strict=True))

    def _attended(self, x: Rows, layer: _Layer) -> Rows:
        import numpy as np

        length, width = x.shape
        size = width // self.heads
        qkv = _times(x, layer.qkv).reshape(length, 3, self.heads, size).transpose(1, 2, 0, 3)
        scores = qkv[0] @ qkv[1].transpose(0, 2, 1) / np.float32(size**0.5)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return _times((scores @ qkv[2]).transpose(1, 0, 2).reshape(length, width), layer.out)

    def _norm(self, x: Rows, by: Rows) -> Rows:
        import numpy as np

        x = x - x.mean(-1, keepdims=True)
        spread: Rows = x / np.sqrt((x * x).mean(-1, keepdims=True) + self.eps) * by[0] + by[1]
        return spread


def _times(x: Rows, by: Linear) -> Rows:
    rows, scales, bias = by
    product: Rows = x @ rows.T
    product *= scales
    product += bias
    return product


def _gelu(x: Rows) -> Rows:
    """x times how likely a normal number is below it, by its usual approximation (Hendrycks, Gimpel, 2016)."""
    import numpy as np

    half: Rows = np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x))
    half += 1
    half *= x
    half *= np.float32(0.5)
    return half


def read_encoder(folder: Path) -> Encoder | None:
    """The encoder of a rules folder; None where it has none."""
    return Encoder(HeldFile.of(folder / TABLE)) if (folder / TABLE).exists() else None
