"""Tables of numbers beside the rules, written by `scripts/weigh.py`: their files, and how those of runs of characters are written.

A table of runs has a line of names (of its columns, if they have any), one of biases, one of what a step of each column is worth, and then
a line for each run, in order: the run, its idf, and letters, as many for each column (one or two). Letters are a third of what decimals
take, and are read as fast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import lt
from pathlib import Path

from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

LEVELS, _NOUGHT = 46, 79
"""A letter is a digit from -46 to 46, and the one that stands for nought."""
_BASE = 2 * LEVELS + 1
MOST_STEPS = LEVELS * _BASE + LEVELS
"""The largest number in two letters."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The first lines of a table of runs, and where its rows begin."""

    names: tuple[str, ...]
    biases: tuple[float, ...]
    steps: tuple[float, ...]
    rows: int


def heads_of(file: HeldFile, *, named: bool, shape: str) -> Heads:
    """Raises ContentError where they have another form (`shape` says which)."""
    lines, at = [], 0
    try:
        for _ in range(3 if named else 2):
            end = file.raw.index(b"\n", at)
            lines.append(file.raw[at:end].decode().split("\t"))
            at = end + 1
        biases, steps = (tuple(map(float, line)) for line in lines[-2:])
    except ValueError:
        raise ContentError(shape, where=str(file.path)) from None
    names = tuple(lines[0]) if named else ()
    if not (len(biases) == len(steps) and len(names) in (0, len(biases))):
        raise ContentError(shape, where=str(file.path))
    if not all(map(math.isfinite, (*biases, *steps))) or min(steps) <= 0:
        raise ContentError(shape, where=str(file.path))
    return Heads(names, biases, steps, at)


def table_of_runs(path: Path, *, named: bool, letters: int, shape: str) -> HeldFile:
    """A table with so many `letters` for each column. Raises ContentError where it cannot be read, has another form (`shape` says which),
    or runs that are not in order, each once: a search would pass over some."""
    file = HeldFile.of(path)
    heads = heads_of(file, named=named, shape=shape)
    *lines, last = file.raw[heads.rows :].split(b"\n")
    wide = letters * len(heads.biases)
    if last or not all(line.count(b"\t") == 2 and len(line) - line.rindex(b"\t") - 1 == wide for line in lines):
        raise ContentError(shape, where=str(path))
    runs = [line.partition(b"\t")[0] for line in lines]
    if not all(map(lt, runs, runs[1:])):
        raise ContentError("needs its runs in order, each once", where=str(path))
    return file


def lettered(levels: Iterable[int]) -> str:
    """Whole numbers from -`LEVELS` to `LEVELS` as a letter each."""
    return "".join(chr(_NOUGHT + level) for level in levels)


def lettered_twice(steps: Iterable[int]) -> str:
    """Whole numbers from -`MOST_STEPS` to `MOST_STEPS` as two letters each."""
    return lettered(level for n in steps for level in _levels(n))


def _levels(n: int) -> tuple[int, int]:
    high = (n + LEVELS) // _BASE
    return high, n - high * _BASE


def unlettered(letters: str, columns: int) -> Sequence[int]:
    """So many numbers again, of one letter or two each. Raises ValueError for a letter that stands for none, or too few or many."""
    digits = [letter - _NOUGHT for letter in letters.encode()]
    if len(digits) == 2 * columns:
        numbers = [high * _BASE + low for high, low in zip(digits[::2], digits[1::2], strict=True)]
    else:
        numbers = digits
    if len(numbers) != columns or (digits and (max(digits) > LEVELS or min(digits) < -LEVELS)):
        raise ValueError(letters)
    return numbers


def lines_of(
    names: Sequence[str], biases: Sequence[float], rows: Iterable[tuple[str, float, Sequence[float]]]
) -> Iterator[str]:
    """The lines of a table of runs: each with its idf and weights, in steps of a hundredth, or more where a column has larger ones."""
    rows = sorted(rows, key=lambda row: row[0])
    columns = [*zip(*(weights for *_, weights in rows), strict=True)] or [(0.0,)] * len(biases)
    steps = [max(0.01, max(map(abs, column)) / MOST_STEPS) for column in columns]
    if names:
        yield "\t".join(names)
    yield "\t".join(f"{bias:.4f}" for bias in biases)
    yield "\t".join(f"{step:.6g}" for step in steps)
    for run, idf, weights in rows:
        yield f"{run}\t{idf:.2f}\t{lettered_twice(round(w / s) for w, s in zip(weights, steps, strict=True))}"
