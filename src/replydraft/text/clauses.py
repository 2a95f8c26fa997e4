"""Sentences and clauses of a folded text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from replydraft.text.lazy import lazy

_SENTENCE_END = lazy(r"(?:[。!?！？;；\n]|…+|\.{2,}|(?<![\da-z])\.(?![\da-z]))+[”’」』\")）]*")
_CLAUSE_END = lazy(r"[,，:：—]+|(?<=[\u4e00-\u9fff]{2}) (?=[\u4e00-\u9fff])|~+")


class Clause(NamedTuple):
    """One clause: offsets and text without its closing mark; `sentence` counts from 0."""

    start: int
    end: int
    text: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Structure:
    """A text cut into sentences (start, end, closing marks included) and clauses."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]
    _sentence_starts: tuple[int, ...] = field(repr=False)
    _clause_starts: tuple[int, ...] = field(repr=False)

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence that holds an offset."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def clause_index(self, offset: int) -> int:
        return max(0, bisect_right(self._clause_starts, offset) - 1)

    def clause_at(self, offset: int) -> Clause:
        """The clause that holds an offset."""
        return self.clauses[self.clause_index(offset)]


def clauses(text: str) -> list[Clause]:
    """Every clause of a folded text, in order. A comma or point between digits does not cut."""
    return list(structure(text).clauses)


def structure(text: str) -> Structure:
    """Cut a folded text once."""
    sentences: list[tuple[int, int]] = []
    found: list[Clause] = []
    at = 0
    for m in _SENTENCE_END.finditer(text):
        _cut(text, at, m.start(), m.end(), sentences, found)
        at = m.end()
    if at < len(text) or not sentences:
        _cut(text, at, len(text), len(text), sentences, found)
    return Structure(
        text, tuple(sentences), tuple(found), tuple(s for s, _ in sentences), tuple(c.start for c in found)
    )


def _cut(text: str, start: int, body: int, end: int, sentences: list[tuple[int, int]], found: list[Clause]) -> None:
    n = len(sentences)
    sentences.append((start, end))
    at = start
    for m in _CLAUSE_END.finditer(text, start, body):
        if (
            m[0] in ",:"
            and m.start()
            and m.end() < len(text)
            and text[m.start() - 1].isdigit()
            and text[m.end()].isdigit()
        ):
            continue
        found.append(Clause(at, m.start(), text[at : m.start()], n))
        at = m.end()
    if at < body or at == start:
        found.append(Clause(at, body, text[at:body], n))
