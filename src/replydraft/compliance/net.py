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
from dataclasses import dataclass
from functools import cached_property
from operator import mul
from pathlib import Path

from replydraft.compliance.runs import Read, Table
from replydraft.compliance.seen import ANY
from replydraft.compliance.tables import table_of_runs
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

LAYERS, REPLY, TALK = TABLES = "net.tsv", "net-reply.tsv", "net-talk.tsv"
_SHAPE = "needs outputs, then a line of a bias and weights for each hidden unit and each output"
_PLACES = "needs a line of zeros and one of scales, then lines of run, idf and a letter for each of them"

Row = tuple[float, tuple[float, ...]]
"""A bias, and a weight for each unit of the layer before."""


@dataclass(frozen=True)
class Net:
    """Its tables, taken apart when a text first needs them."""

    layers: HeldFile
    reply: HeldFile
    talk: HeldFile

    def odds(self, text: str, said: str, read: Read | None = None) -> Mapping[str, float]:
        """By output, the log odds that such a folded reply after such a talk (empty: none) does wrong. Raises ContentError for a table that
        cannot be read or has another form."""
        names, hidden, outputs = self._layers
        read = read or Read()
        reply = _placed(read.odds(self._reply, text))
        units = reply  # without a talk, all that follows is 0
        if said:
            talk = _placed(read.odds(self._talk, said))
            units = [*reply, *talk, *map(mul, reply, talk)]
        units = [max(0.0, bias + sum(map(mul, weights, units))) for bias, weights in hidden]
        return {
            name: bias + sum(map(mul, weights, units)) for name, (bias, weights) in zip(names, outputs, strict=True)
        }

    @cached_property
    def _reply(self) -> Table:
        return self._places(self.reply)

    @cached_property
    def _talk(self) -> Table:
        return self._places(self.talk)

    def _places(self, file: HeldFile) -> Table:
        table = Table(file, named=False, shape=_PLACES)
        if any(table.biases) or 3 * len(table.biases) != len(self._layers[1][0][1]):
            raise ContentError(_PLACES, where=str(file.path))
        return table

    @cached_property
    def _layers(self) -> tuple[tuple[str, ...], list[Row], list[Row]]:
        """Outputs by name, the hidden units, the outputs."""
        raw, where = self.layers.raw, str(self.layers.path)
        try:
            first, *lines = raw.decode().splitlines()
            names = tuple(first.split("\t"))
            rows = [tuple(map(float, line.split("\t"))) for line in lines]
        except ValueError:
            raise ContentError(_SHAPE, where=where) from None
        hidden, outputs = rows[: -len(names)], rows[-len(names) :]
        fits = len({len(row) for row in hidden}) == 1 and (len(hidden[0]) - 1) % 3 == 0 < len(hidden[0]) - 1
        fits = fits and len(outputs) == len(names) and {len(row) for row in outputs} == {len(hidden) + 1}
        if not fits or ANY not in names or not all(map(math.isfinite, (n for row in rows for n in row))):
            raise ContentError(_SHAPE, where=where)
        return names, [*map(_row, hidden)], [*map(_row, outputs)]


def _row(row: Sequence[float]) -> Row:
    return row[0], tuple(row[1:])


def _placed(sums: Sequence[float]) -> list[float]:
    return [*map(math.tanh, sums)]


def read_net(folder: Path) -> Net | None:
    """The net of a rules folder; None where it has no `net.tsv`. Raises ContentError for a table that is missing or not in order."""
    if not (folder / LAYERS).exists():
        return None
    reply, talk = (table_of_runs(folder / name, named=False, letters=1, shape=_PLACES) for name in (REPLY, TALK))
    return Net(HeldFile.of(folder / LAYERS), reply, talk)
