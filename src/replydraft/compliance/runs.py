"""Runs of one to three characters of a text, and tables of what each of them speaks for: `support` and `classifier` read both.

A text is scored by tf-idf with sublinear tf and unit length, as in Manning, Raghavan, Schuetze, Introduction to Information
Retrieval (2008), ch. 6. Its runs are counted once for all tables; a line of a table is parsed when a text first has its run.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from operator import add, mul
from pathlib import Path

from replydraft.errors import ContentError
from replydraft.text.lazy import lazy

MOST = 2_000
"""A longer text is read at so many of its first characters."""
_BLANKS = lazy(r"\s\s+|[\n\t]")


def counted(text: str) -> Mapping[str, int]:
    """How often each run of one to three characters stands in a folded text, in the order they first do."""
    text = _BLANKS.sub(" ", text[:MOST])
    pairs = [*map(add, text, text[1:])]
    return Counter([*text, *pairs, *map(add, pairs, text[2:])])


class Table:
    """The weights of a logistic regression over runs. `names` are those of its columns, where the table names them."""

    def __init__(self, path: Path, raw: bytes, digest: str, *, named: bool, shape: str) -> None:
        """`raw` as the file at `path` holds it: the names if it is `named`, the biases, then lines of run, idf and weights.

        Raises ContentError where it has another `digest`, or another form than `shape` says.
        """
        if sha256(raw).hexdigest() != digest:
            raise ContentError("is another table than when the rules were read", where=str(path))
        self._path, self._shape = path, shape
        try:
            head, *lines = raw.decode().splitlines()
            self.names = tuple(head.split("\t")) if named else ()
            self.biases = tuple(map(float, (lines.pop(0) if named else head).split("\t")))
            self._rows = _Rows({run: numbers for run, _, numbers in (line.partition("\t") for line in lines)})
        except (ValueError, IndexError):
            raise self._misshapen() from None
        several = len(self.biases)
        if (named and len(self.names) != several) or any(n.count("\t") != several for n in self._rows.written.values()):
            raise self._misshapen()

    def _misshapen(self) -> ContentError:
        return ContentError(self._shape, where=str(self._path))

    def sums(self, runs: Mapping[str, int]) -> tuple[float, ...]:
        """The log odds that each column gives a text of these runs. Raises ContentError for a number that is none."""
        rows, written = self._rows, self._rows.written
        known = [run for run in runs if run in written]
        if not known:
            return self.biases
        try:
            square, *totals = map(sum, zip(*map(rows.__getitem__, known), strict=True))
        except ValueError:
            raise self._misshapen() from None
        if often := [run for run in known if runs[run] > 1]:
            more = [math.log(runs[run]) for run in often]
            squares, *columns = zip(*(rows[run] for run in often), strict=True)
            square += sum(map(mul, squares, [log * (2 + log) for log in more]))
            totals = [total + sum(map(mul, column, more)) for total, column in zip(totals, columns, strict=True)]
        norm = math.sqrt(square) or 1.0
        return tuple(bias + total / norm for bias, total in zip(self.biases, totals, strict=True))


class _Rows(dict[str, tuple[float, ...]]):
    """Of each run that a text had: its idf squared, and its idf times each weight. `written`: the numbers of every run."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self.written = written

    def __missing__(self, run: str) -> tuple[float, ...]:
        idf, *weights = map(float, self.written[run].split("\t"))
        row = self[run] = (idf * idf, *(idf * weight for weight in weights))
        return row


class Read:
    """What of one message was read so far: no stretch is counted twice, nor read twice by one table."""

    def __init__(self) -> None:
        self._counted: dict[str, Mapping[str, int]] = {}
        self._sums: dict[tuple[Table, str], tuple[float, ...]] = {}

    def sums(self, table: Table, text: str) -> tuple[float, ...]:
        """As `table.sums` says of the runs of a folded text."""
        key = table, text
        if key not in self._sums:
            if text not in self._counted:
                self._counted[text] = counted(text)
            self._sums[key] = table.sums(self._counted[text])
        return self._sums[key]


def table_bytes(table: Path) -> bytes:
    """The bytes of a table. Raises ContentError where they cannot be read."""
    try:
        return table.read_bytes()
    except OSError as e:
        raise ContentError(f"cannot be read ({type(e).__name__})", where=str(table)) from None


def share_of(log_odds: float) -> float:
    """Log odds as a share from 0 to 1."""
    return 1 / (1 + math.exp(-log_odds))
