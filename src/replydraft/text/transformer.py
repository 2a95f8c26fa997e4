"""Transformer: how pieces of a text read in the light of all others (Vaswani et al., Attention Is All You Need, 2017), by numpy.

For `encoder`, which reads whether a reply does a wrong, and `pointer`, which reads what its figures restate. Their files (`.npz`) hold the
numbers of matrices by rows of whole numbers from -127 to 127 with a scale each, the pieces with their log probabilities, and what they
are (`about`). The first layers of multilingual-e5-small (Wang et al., 2024; MIT licence), trained further on our texts.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from zipfile import BadZipFile

from replydraft.errors import ContentError
from replydraft.text.held import HeldFile
from replydraft.text.pieces import Pieces

if TYPE_CHECKING:
    import numpy as np

    Rows = np.ndarray[Any, np.dtype[np.float32]]
    Matrix = tuple[Any, Rows]
    """Rows of whole numbers, and the scale of each."""
    Linear = tuple[Rows, Rows, Rows]
    """Rows, the scale of each, and a bias for each."""

BEGIN, END, PADDING, UNKNOWN = range(4)
"""Pieces that are marks."""
MARKS = 4
N = TypeVar("N")


class _Layer(NamedTuple):
    """One layer of the transformer."""

    qkv: Linear
    out: Linear
    up: Linear
    down: Linear
    norm: Rows
    last_norm: Rows


class Transformer:
    """The numbers of a file, and how they read. `marks`: so many of its pieces are no text."""

    def __init__(self, held: Mapping[str, Any], *, marks: int = MARKS) -> None:
        """Raises ValueError, KeyError or the like where they do not fit."""
        import numpy as np

        if not all(np.isfinite(part).all() for part in held.values() if part.dtype.kind == "f"):
            raise ValueError("not all are numbers")
        self._held = held
        self.about: dict[str, Any] = json.loads(bytes(held["about"]).decode())
        self.heads, layers, self.eps = (
            int(self.about["heads"]),
            int(self.about["layers"]),
            float(self.about["eps"]),
        )
        pieces = bytes(held["pieces"]).decode().split("\n")
        self.pieces = Pieces(pieces, held["odds"].tolist(), marks=marks, unknown=UNKNOWN)
        self._words = self._rows("words")
        self.places, self.parts, self._first = (self._plain(name) for name in ("places", "parts", "first"))
        self._layers = [
            _Layer(
                qkv=self.linear(f"{at} qkv"),
                out=self.linear(f"{at} out"),
                up=self.linear(f"{at} up"),
                down=self.linear(f"{at} down"),
                norm=self._plain(f"{at} norm"),
                last_norm=self._plain(f"{at} last norm"),
            )
            for at in range(layers)
        ]
        numbers, scales = self._words
        self.width = int(numbers.shape[1])
        if not len(numbers) == len(scales) == len(pieces) or self.width % self.heads:
            raise ValueError("its parts do not fit")

    def _rows(self, name: str) -> Matrix:
        import numpy as np

        return self._held[name], self._held[f"{name} scale"].astype(np.float32)

    def _plain(self, name: str) -> Rows:
        import numpy as np

        found: Rows = self._held[name].astype(np.float32)
        return found

    def linear(self, name: str) -> Linear:
        import numpy as np

        numbers, scales = self._rows(name)
        return numbers.astype(np.float32), scales, self._plain(f"{name} bias")

    def read(self, pieces: Sequence[int], parts: Sequence[int]) -> Rows:
        """A row for each piece, by its number and that of the part of the text it stands in."""
        numbers, scales = self._words
        x: Rows = numbers[list(pieces)] * scales[list(pieces), None] + self.places[: len(pieces)]
        x += self.parts[list(parts)]
        x = self._norm(x, self._first)
        for layer in self._layers:
            x = self._norm(x + self._attended(x, layer), layer.norm)
            x = self._norm(x + times(_gelu(times(x, layer.up)), layer.down), layer.last_norm)
        return x

    def _attended(self, x: Rows, layer: _Layer) -> Rows:
        import numpy as np

        length, width = x.shape
        size = width // self.heads
        qkv = times(x, layer.qkv).reshape(length, 3, self.heads, size).transpose(1, 2, 0, 3)
        scores = qkv[0] @ qkv[1].transpose(0, 2, 1) / np.float32(size**0.5)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return times((scores @ qkv[2]).transpose(1, 0, 2).reshape(length, width), layer.out)

    def _norm(self, x: Rows, by: Rows) -> Rows:
        import numpy as np

        x = x - x.mean(-1, keepdims=True)
        spread: Rows = x / np.sqrt((x * x).mean(-1, keepdims=True) + self.eps) * by[0] + by[1]
        return spread


def times(x: Rows, by: Linear) -> Rows:
    """The rows by a matrix, with its biases."""
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


def opened(file: HeldFile, made: Callable[[dict[str, Any]], N], shape: str) -> N:
    """What is made of what a file of numbers holds, by name. Raises ContentError (`shape` says what it is not) for one that is cut short,
    damaged or of another form."""
    import numpy as np

    try:
        with np.load(io.BytesIO(file.raw), allow_pickle=False) as held:
            return made({name: held[name] for name in held.files})
    except (ValueError, TypeError, KeyError, IndexError, OSError, EOFError, AttributeError, BadZipFile) as e:
        raise ContentError(f"{shape}: {e}", where=str(file.path)) from None
