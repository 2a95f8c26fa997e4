"""Net 小网络: how a reply and the talk before it read together, by a small neural net beside the sums of `support`, `classifier` and `talk`.

Each run of characters (`runs`) of the reply has a place in a small space (`net-reply.tsv`), each of the talk one in another
(`net-talk.tsv`); a text is where its runs lie in the mean, weighed by tf-idf, bent by tanh. One hidden layer (`net.tsv`) over both, and over
what they have in common, says the log odds of a wrong of each family, and of any. What a word means beside another, and what a reply
means after a talk, no sum of weights can say; see Iyyer, Manjunatha, Boyd-Graber, Daumé III, Deep Unordered Composition Rivals Syntactic
Methods for Text Classification (2015), and docs/adr/0025. Written by `scripts/weigh.py`; what it says goes into the `trees`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from operator import mul
from pathlib import Path

from replydraft.compliance.runs import Read, Table, ordered_bytes, table_bytes
from replydraft.compliance.seen import ANY
from replydraft.errors import ContentError

LAYERS, REPLY, TALK = TABLES = "net.tsv", "net-reply.tsv", "net-talk.tsv"
_SHAPE = "needs outputs, two lines of scales, then a line of a bias and weights for each hidden unit and each output"
_PLACES = "needs one line of zeros, then lines of run, idf and a letter for each of them"

Row = tuple[float, tuple[float, ...]]
"""A bias, and a weight for each unit of the layer before."""


@dataclass(frozen=True)
class Net:
    """Its tables, in the order of `TABLES`, read when a text first needs them, and held against their `digests`."""

    folder: Path = field(repr=False, compare=False)
    digests: tuple[str, str, str]

    def odds(self, text: str, said: str, read: Read | None = None) -> Mapping[str, float]:
        """By output, the log odds that such a folded reply after such a talk (empty: none) does wrong. Raises ContentError for a table that
        cannot be read or has another form."""
        names, scales, hidden, outputs = self._layers
        read = read or Read()
        reply = _placed(read.odds(self._reply, text), scales[0])
        talk = _placed(read.odds(self._talk, said), scales[1]) if said else [0.0] * len(reply)
        units = [*reply, *talk, *map(mul, reply, talk)]
        units = [max(0.0, bias + sum(map(mul, weights, units))) for bias, weights in hidden]
        return {
            name: bias + sum(map(mul, weights, units)) for name, (bias, weights) in zip(names, outputs, strict=True)
        }

    @cached_property
    def _reply(self) -> Table:
        return self._places(1)

    @cached_property
    def _talk(self) -> Table:
        return self._places(2)

    def _places(self, which: int) -> Table:
        path = self.folder / TABLES[which]
        table = Table(path, table_bytes(path), self.digests[which], named=False, shape=_PLACES, lettered=True)
        if len(table.biases) != len(self._layers[1][0]):
            raise ContentError(_PLACES, where=str(path))
        return table

    @cached_property
    def _layers(self) -> tuple[tuple[str, ...], tuple[tuple[float, ...], ...], list[Row], list[Row]]:
        """Outputs by name, the scales of both spaces, the hidden units, the outputs."""
        path = self.folder / LAYERS
        raw = table_bytes(path)
        if sha256(raw).hexdigest() != self.digests[0]:
            raise ContentError("is another table than when the rules were read", where=str(path))
        try:
            first, *lines = raw.decode().splitlines()
            names = tuple(first.split("\t"))
            reply, talk, *rows = [tuple(map(float, line.split("\t"))) for line in lines]
        except ValueError:
            raise ContentError(_SHAPE, where=str(path)) from None
        hidden, outputs = rows[: -len(names)], rows[-len(names) :]
        fits = len(reply) == len(talk) and hidden and {len(row) for row in hidden} == {3 * len(reply) + 1}
        fits = fits and len(outputs) == len(names) and {len(row) for row in outputs} == {len(hidden) + 1}
        if not fits or ANY not in names or not all(map(math.isfinite, (n for row in rows for n in row))):
            raise ContentError(_SHAPE, where=str(path))
        return names, (reply, talk), [*map(_row, hidden)], [*map(_row, outputs)]


def _row(row: Sequence[float]) -> Row:
    return row[0], tuple(row[1:])


def _placed(sums: Sequence[float], scales: Sequence[float]) -> list[float]:
    return [*map(math.tanh, map(mul, sums, scales))]


def read_net(folder: Path) -> Net | None:
    """The net of a rules folder; None where it has no `net.tsv`. Raises ContentError for a table that is missing or not in order."""
    if not (folder / LAYERS).exists():
        return None
    layers = table_bytes(folder / LAYERS)
    reply, talk = (ordered_bytes(folder / name, 1) for name in (REPLY, TALK))
    return Net(folder, (sha256(layers).hexdigest(), sha256(reply).hexdigest(), sha256(talk).hexdigest()))
