"""The card as a drawing: shapes and lines of text with their places, for the browser (SVG) and for a picture (adapters).

Lines are broken here, by the width a character takes in a CJK font, so that every painter draws the same card.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from replydraft.costs.card_rows import COLUMNS, CardRows, Fact, card_rows
from replydraft.costs.sheet import CostSheet

WIDTH, MARGIN = 820, 28
INK, SOFT, LINE, FAINT, BRAND, WARN, WARN_BG = (
    "#1c2733",
    "#5b6877",
    "#d5dce4",
    "#eef2f6",
    "#1d4f91",
    "#8a5300",
    "#fff5e0",
)
_INNER = WIDTH - 2 * MARGIN
_FEE_WIDTHS = (94, 208, 152, 142, 168)
_CASE_WIDTHS = (130, 484, 150)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `edge` is the colour of its border, "" for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    size: int
    text: str
    colour: str = INK
    bold: bool = False


@dataclass(slots=True)
class Drawing:
    """Shapes in the order they are painted; `height` grows with what is put on it."""

    width: int = WIDTH
    height: float = MARGIN
    shapes: list[Box | Words] = field(default_factory=list)

    def say(
        self, text: str, size: int, *, colour: str = INK, bold: bool = False, x: float = MARGIN, width: float = _INNER
    ) -> None:
        """A paragraph below all that is there."""
        for line in broken(text, size, width):
            self.height += size * 1.55
            self.shapes.append(Words(x, self.height - size * 0.4, size, line, colour, bold))

    def gap(self, height: float) -> None:
        self.height += height


def width_of(text: str, size: int) -> float:
    """About how wide a line is, rather too wide than too narrow."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6 for c in text) * size


def broken(text: str, size: int, width: float) -> list[str]:
    """The lines of a paragraph. A number is not cut in two, nor does a line begin with a closing mark."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece, size) > width:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line] if line else lines or [""]


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    for c in text:
        before = out[-1][-1] if out else ""
        glued = c in "，。；：、）》〕%—元" or before in "（《〔" or (c.isascii() and c != " " and before.isascii())
        if glued and out and len(out[-1]) < 24:
            out[-1] += c
        else:
            out.append(c)
    return out


def drawn(sheet: CostSheet) -> Drawing:
    """The whole card."""
    c, d = card_rows(sheet), Drawing()
    d.say(c.title, 24, bold=True)
    d.say(c.subtitle, 14, colour=SOFT)
    d.gap(10)
    _key(d, c.key)
    for fact in c.facts:
        _fact(d, fact)
    d.gap(10)
    _table(d, "正常还款时的全部息费", COLUMNS, c.fees, _FEE_WIDTHS)
    if c.contingent:
        _table(d, "只在发生时才有的费用", ("情形", "标准", "收取方"), c.contingent, _CASE_WIDTHS)
    _below(d, c)
    d.gap(MARGIN)
    d.shapes.insert(0, Box(0, 0, WIDTH, d.height, "#ffffff"))
    return d


def _key(d: Drawing, key: Sequence[Fact]) -> None:
    width = (_INNER - 10 * (len(key) - 1)) / len(key)
    for n, fact in enumerate(key):
        x = MARGIN + n * (width + 10)
        size = 20 if width_of(fact.words, 20) <= width - 24 else 16
        d.shapes += [
            Box(x, d.height, width, 66, FAINT),
            Words(x + 12, d.height + 25, 13, fact.label, SOFT),
            Words(x + 12, d.height + 53, size, fact.words, BRAND, True),
        ]
    d.gap(66 + 10)


def _fact(d: Drawing, fact: Fact) -> None:
    at = d.height
    d.say(fact.words, 15, x=MARGIN + 190, width=_INNER - 190)
    d.shapes.append(Words(MARGIN, at + 15 * 1.15, 14, fact.label, SOFT))


def _table(
    d: Drawing, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    d.say(caption, 15, bold=True)
    d.gap(6)
    _row(d, columns, widths, head=True)
    for row in rows:
        _row(d, row, widths)
    d.gap(12)


def _row(d: Drawing, cells: Sequence[str], widths: Sequence[int], *, head: bool = False) -> None:
    lines = [broken(cell, 13, width - 16) for cell, width in zip(cells, widths, strict=True)]
    height, x = max(map(len, lines)) * 20 + 12, float(MARGIN)
    for cell, width in zip(lines, widths, strict=True):
        d.shapes.append(Box(x, d.height, width, height, FAINT if head else "#ffffff", LINE))
        for n, line in enumerate(cell):
            d.shapes.append(Words(x + 8, d.height + 20 + n * 20, 13, line, SOFT if head else INK, head))
        x += width
    d.gap(height)


def _below(d: Drawing, c: CardRows) -> None:
    if c.gaps:
        lines = [line for g in c.gaps for line in broken(f"请先问清 · {g}", 13, _INNER - 24)]
        d.shapes.append(Box(MARGIN, d.height, _INNER, len(lines) * 20.15 + 14, WARN_BG))
        d.gap(7)
        for line in lines:
            d.say(line, 13, colour=WARN, x=MARGIN + 12)
        d.gap(15)
    for note in c.notes:
        d.say(note, 13, colour=SOFT)
