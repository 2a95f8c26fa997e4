"""What the layout of a passage says of its figures: the heading of the column that a cell of a table stands under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replydraft.compliance.quantities import Quantity
from replydraft.text.lazy import lazy

_BAR = lazy(r"[|｜\t]")
_LEAST = 3
"""Columns of a table."""


def headed(text: str) -> Iterator[tuple[int, int, str]]:
    """The cells of each table of a text as (start, end, heading): lines of as many cells as the line above the first of them."""
    if not _BAR.search(text):
        return
    heads: list[str] = []
    at = 0
    for line in text.split("\n"):
        cells = _BAR.split(line)
        if len(cells) < _LEAST or len(cells) != len(heads):
            heads = [c.strip() for c in cells] if len(cells) >= _LEAST else []
        else:
            start = at
            for cell, heading in zip(cells, heads, strict=True):
                yield start, start + len(cell), heading
                start += len(cell) + 1
        at += len(line) + 1


def titles(text: str, figures: Sequence[Quantity]) -> Iterator[tuple[int, int, str]]:
    """The lists of a text as (start, end, title): lines with one colon, and behind it at least two figures of one unit in
    different rows."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        colon = line.find("：")
        here = [q for q in figures if at + colon < q.start < end]
        if colon > 0 and line.count("：") == 1:
            rows = {(q.unit, line.count("；", 0, q.start - at)) for q in here}
            if any(sum(unit == u for u, _ in rows) > 1 for unit in {u for u, _ in rows}):
                yield at, end, line[:colon]
        at = end + 1


_SEGMENT = lazy(r"[\n；，、/｜|]")
_LABEL = lazy(
    r"[\s\-·—①-⑳]*([一-龥A-Za-z]{2,10}?)[\s：]*(?:最[高低多]|上限|可贷|可|按(?:评估[价值]|车价)?|为|是|[≥≤])?(?=[\d一二两三四五六七八九十]+(?:\.\d+)?\s?[万%％成折倍元年个期]|\d)"
)
_CELL = lazy(r"[\s\-·—①-⑳]*([一-龥A-Za-z]{2,10})\s*[|｜\t]")
_FIELD = lazy(
    r"费|率|息|额|期|年化|限|最|首付|龄|时|工作|休|周|入|流水|近|满|超|内|前|后|起|每|款|证|第|本金|剩|前|元$|成数|不|月|年|比例|至|LPR|GPS"
)
"""What figures are of, in every row: names of columns, no rows."""
_PER_PIECE = lazy(r"/[一-龥](?![一-龥])")
_HEAD = lazy(r"[\s\-·—①-⑳]*([一-龥A-Za-z]{2,8})")
_ROW_BEHIND = lazy(r"：[一-龥]")
_DIGIT = lazy(r"\d")
_NUMERAL = frozenset("0123456789.,-~～一二两三四五六七八九十 ")
_MOST = 16


def rows(text: str) -> list[list[str]]:
    """The names of the rows of a passage that sets the like side by side (央企85%、国企80%; 护士 | 25万 | 4.2%), in groups of at
    least two; a line that holds rows itself (别墅：一线65%、二线60%) is one of a group of lines."""
    runs: list[tuple[str, list[str]]] = []
    lines: list[tuple[str, list[str]]] = []
    for line in text[:4000].split("\n"):
        if (m := _CELL.match(line)) is not None:
            _next(runs, "|" if _DIGIT.search(line) else "", m[1])
            continue
        head, colon, _ = line.partition("：")
        name = _HEAD.fullmatch(head) if colon else None
        inside = 0
        for segment in _SEGMENT.split(_PER_PIECE.sub("", line)):
            row = segment.rpartition("：")[2] if _ROW_BEHIND.search(segment) else segment
            m = _LABEL.match(row)
            if m is None or _FIELD.search(m[1]):
                _next(runs, "", "")
                continue
            inside += 1
            _next(runs, next((c for c in row[m.end() :] if c not in _NUMERAL), ""), m[1])
        _next(lines, "：" if name and inside > 1 and not _FIELD.search(name[1]) else "", name[1] if name else "")
    groups = (list(dict.fromkeys(names)) for _, names in (*runs, *lines))
    return [names for names in groups if len(names) > 1][:_MOST]


def _next(runs: list[tuple[str, list[str]]], unit: str, name: str) -> None:
    """Adds a name to the run of its unit, or begins another run; without a unit the run is over."""
    if unit and runs and runs[-1][0] == unit:
        runs[-1][1].append(name)
    else:
        runs.append((unit, [name] if unit else []))
