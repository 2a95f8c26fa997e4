"""Runs of one to three characters of a text, and tables of what each of them speaks for: `support`, `classifier`, `talk`, `net` read both.

A text is scored by tf-idf with sublinear tf and unit length, as in Manning, Raghavan, Schuetze, Introduction to Information
Retrieval (2008), ch. 6. Its runs are counted once and looked up once for all tables; a line of a table is parsed when a text
first has its run. Looking up is mostly waiting for memory, so all numbers of a run are one integer (`Joint`). How a table is
written: `tables`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import add, mul
from struct import Struct

from replydraft.compliance.tables import heads_of, unlettered
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile
from replydraft.text.lazy import lazy

MOST = 2_000
"""A longer text is read at so many of its first characters."""
OFTEN = 4_000
"""Runs that a table is searched for before it is taken apart."""
_BLANKS = lazy(r"\s\s+|[\n\t]")
_LINK = lazy(r"(?:https?://|www\.)[!-~]+")
LINK = "网址"
"""Stands for every address of a page: its letters and digits are no words."""
_ONE, _BITS = 10**7, 64
"""What stands for 1 in a field, and the bits of a field."""
_LARGEST = 10_000.0
"""No field is larger; so those of a text of `MOST` characters cannot run over."""


def counted(text: str) -> Mapping[str, int]:
    """How often each run of one to three characters stands in a folded text, in the order they first do."""
    text = _BLANKS.sub(" ", linked(text)[:MOST])
    pairs = [*map(add, text, text[1:])]
    return Counter([*text, *pairs, *map(add, pairs, text[2:])])


def linked(text: str) -> str:
    """A folded text with `LINK` for each address of a page in it."""
    return _LINK.sub(LINK, text) if "://" in text or "www." in text else text


class Table:
    """The weights of a logistic regression over runs. `names` are those of its columns, where the table names them.

    It is searched as it is, line by line in order, until it was asked often (`OFTEN`), and then taken apart: one check alone
    needs some hundred lines of a hundred thousand.
    """

    def __init__(self, file: HeldFile, *, named: bool, shape: str) -> None:
        """`named`: whether its columns have names. Raises ContentError where its first lines have another form than `shape` says; a line of a
        run that has one stops the text that needs it."""
        heads = heads_of(file, named=named, shape=shape)
        self._path, self._shape, self._raw = file.path, shape, file.raw
        self.names, self.biases, self._steps, self._rows = heads.names, heads.biases, heads.steps, heads.rows

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The numbers of each run."""
        try:
            lines = self._raw[self._rows :].decode().split("\n")[:-1]
        except ValueError:
            raise self._misshapen() from None
        return {run: numbers for run, _, numbers in (line.partition("\t") for line in lines)}

    def searched(self, run: str) -> str | None:
        """What `written` says of one run, without taking the table apart."""
        raw, key = self._raw, run.encode()
        low, high = self._rows, len(raw)
        while low < high:
            start = max(low, raw.rfind(b"\n", low, (low + high) // 2) + 1)
            tab, end = raw.index(b"\t", start), raw.index(b"\n", start)
            if (found := raw[start:tab]) == key:
                return raw[tab + 1 : end].decode()
            low, high = (end + 1, high) if found < key else (low, start)
        return None

    @cached_property
    def alone(self) -> Joint:
        """To be read without another."""
        return Joint((self,))

    @property
    def width(self) -> int:
        """Fields of a run: its squared idf, and one a column."""
        return 1 + len(self.biases)

    def row(self, run: str) -> int:
        """The squared idf of a run and its idf times each weight, a field each; 0 for a run the table has not.

        Raises ContentError for too few numbers, one that is none, or a field that is too large.
        """
        try:
            numbers = self.searched(run) if "written" not in self.__dict__ else self.written.get(run)
            if numbers is None:
                return 0
            first, letters = numbers.split("\t")
            idf = float(first)
            weights = map(mul, self._steps, unlettered(letters, len(self._steps)))
            fields = [idf * idf, *(idf * weight for weight in weights)]
            if not all(abs(field) <= _LARGEST for field in fields):
                raise self._misshapen()
        except ValueError:
            raise self._misshapen() from None
        return sum(round(field * _ONE) << n * _BITS for n, field in enumerate(fields))

    def odds(self, square: float, totals: Sequence[float]) -> tuple[float, ...]:
        """The log odds of each column, from the sums of the fields over a text."""
        norm = math.sqrt(square * _ONE) or 1.0
        return tuple(bias + total / norm for bias, total in zip(self.biases, totals, strict=True))

    def _misshapen(self) -> ContentError:
        return ContentError(self._shape, where=str(self._path))


class Joint:
    """Several tables as one: of each run one integer, in which every number of every table has a field of its own.

    One addition adds up all columns at once, and exactly. A run that no text had yet stands for itself, once the tables are
    taken apart; until then its line is searched for.
    """

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = tuple(tables)
        self._rows: dict[str, int | str] = {}
        self._apart = False
        several = sum(table.width for table in self.tables)
        self._fields = Struct(f"<{several}Q")
        self._zero = 1 << _BITS - 1
        self._zeros = sum(self._zero << n * _BITS for n in range(several))

    def odds(self, runs: Mapping[str, int]) -> dict[Table, tuple[float, ...]]:
        """The log odds that each column of each table gives a text of these runs. Raises ContentError for a bad line."""
        once = self._added(runs)
        again: dict[int, list[str]] = {}
        for run, n in runs.items():
            if n > 1:
                again.setdefault(n, []).append(run)
        more = [(math.log(n), self._added(some)) for n, some in again.items()]
        squared = [once, *([log * (2 + log) * field for field in fields] for log, fields in more)]
        single = [once, *([log * field for field in fields] for log, fields in more)]
        squares, totals = [*map(sum, zip(*squared, strict=True))], [*map(sum, zip(*single, strict=True))]
        odds: dict[Table, tuple[float, ...]] = {}
        at = 0
        for table in self.tables:
            odds[table] = table.odds(squares[at], totals[at + 1 : at + table.width])
            at += table.width
        return odds

    def _added(self, runs: Iterable[str]) -> list[int]:
        """The sum of each field over runs."""
        rows = self._rows
        if not self._apart:
            self._learn([run for run in runs if run not in rows])
            rows = self._rows
        try:
            added = sum(filter(None, map(rows.get, runs)))  # type: ignore[arg-type]
        except TypeError:  # one of them is new
            self._learn([run for run in runs if isinstance(rows.get(run), str)])
            return self._added(runs)
        fields = self._fields.unpack((added + self._zeros).to_bytes(self._fields.size, "little"))
        return [field - self._zero for field in fields]

    def _learn(self, runs: Iterable[str]) -> None:
        for run in runs:
            row = shift = 0
            for table in self.tables:
                row += table.row(run) << shift
                shift += table.width * _BITS
            self._rows[run] = row
        if not self._apart and len(self._rows) > OFTEN:
            rows: dict[str, int | str] = {}
            for table in self.tables:
                rows.update(zip(table.written, table.written, strict=True))
            self._rows, self._apart = rows | self._rows, True


class Read:
    """What of one message was read so far: no stretch is read twice. `joint`: which tables are read as one, if any yet."""

    def __init__(self, joint: Callable[[], Joint | None] = lambda: None) -> None:
        self._joint = joint
        self._odds: dict[str, dict[Table, tuple[float, ...]]] = {}

    def odds(self, table: Table, text: str, runs: Callable[[str], Mapping[str, int]] = counted) -> tuple[float, ...]:
        """The log odds that each column of a table gives a folded text of these runs. Raises ContentError for a bad line."""
        known = self._odds.setdefault(text, {})
        if table not in known:
            joint = self._joint()
            known.update((joint if joint and table in joint.tables else table.alone).odds(runs(text)))
        return known[table]


def share_of(log_odds: float) -> float:
    """Log odds as a share from 0 to 1."""
    return 1 / (1 + math.exp(-log_odds))
