"""Folded price talk as tokens: figures, and words that say what a figure is. What is neither is left over, and counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from replydraft.costs.phrases.figures import HUNDRED, SCALES, Figure, figure_at
from replydraft.costs.phrases.words import Word, words_by_first

FIGURES = frozenset({"rate", "money", "number", "off", "times"})
_STOPS = frozenset(",，。.;；!?！？\n:：、()（）")
_SILENT = frozenset(" \t\"'“”‘’「」[]【】<>《》*_`#")

_PERIODS = {"天": "day", "日": "day", "月": "month", "年": "year", "期": "period"}


@dataclass(frozen=True, slots=True)
class Token:
    """A figure, a word or a stop. Offsets are of the folded text.

    Kinds beside those of figures and words: `stop`; `on`, an amount that the price is stated on (每万元); `ordinal`
    (第二年). An `lpr` has the years of its tenor as its figure where they are said.
    """

    kind: str
    start: int
    end: int
    text: str
    figure: Figure | None = None
    word: Word | None = None

    @property
    def detail(self) -> str:
        return self.word.detail if self.word else ""

    @property
    def per(self) -> str:
        return self.word.per if self.word else ""


def tokens_of(text: str) -> tuple[list[Token], int]:
    """The tokens of folded text in order, ranges joined, and how many characters belong to none. Linear."""
    words, found, left_over, at = words_by_first(), list[Token](), 0, 0
    size = len(text)
    while at < size:
        c = text[at]
        if c in _STOPS:
            found.append(Token("stop", at, at + 1, c))
            at += 1
            continue
        if c in _PERIODS and found and found[-1].end == at and _is_each(found[-1]):
            found.append(Token("per", at, at + 1, c, word=Word("per", _PERIODS[c], _PERIODS[c])))
            at += 1
            continue
        word = next((item for item in words.get(c, ()) if text.startswith(item[0], at)), None)
        long = word is not None and len(word[0]) > 1 and word[1].kind != "per"
        figure = None if long else figure_at(text, at)
        if figure is not None and (word is None or figure.end - at >= len(word[0])):
            found.append(_figure(text, at, figure))
            at = figure.end
        elif word is not None:
            found.append(Token(word[1].kind, at, at + len(word[0]), word[0], word=word[1]))
            at += len(word[0])
        else:
            left_over += c not in _SILENT and c not in "~第"
            at += 1
    return _joined(found), left_over


def _is_each(before: Token) -> bool:
    """5元/天: folding has taken the stroke away."""
    return before.kind == "money" and before.figure is not None and before.figure.unit in {"元", "块"}


def _figure(text: str, at: int, figure: Figure) -> Token:
    before = text[max(0, at - 2) : at]
    kind = figure.kind
    if kind == "term" and before.endswith("第"):
        kind = "ordinal"
    if kind == "money" and (
        before.endswith(("每", "每借", "每贷")) or (text[at] in "万千" and before.endswith(("元", "块", "/")))
    ):
        kind = "on"
    return Token(kind, at, figure.end, text[at : figure.end], figure)


def _joined(tokens: list[Token]) -> list[Token]:
    """Ranges as one figure, and the tenor of an LPR in it."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "to" and out and at + 1 < len(tokens) and (both := _range(out[-1], tokens[at + 1])):
            out[-1] = both
            at += 2
            continue
        if token.kind == "lpr":
            token = _with_tenor(token, out, tokens[at + 1] if at + 1 < len(tokens) else None)
        out.append(token)
        at += 1
    return out


def _with_tenor(token: Token, before: list[Token], after: Token | None) -> Token:
    if len(before) > 1 and before[-1].kind == "bound" and before[-2].kind == "term":
        before.pop()
    if before and before[-1].kind == "term" and before[-1].figure and before[-1].figure.unit == "year":
        term = before.pop()
        return replace(token, start=term.start, figure=term.figure)
    return (
        replace(token, figure=after.figure) if after and after.kind == "term" and after.text.endswith("期") else token
    )


def _range(left: Token, right: Token) -> Token | None:
    a, b = left.figure, right.figure
    if a is None or b is None or left.kind not in FIGURES or right.kind not in FIGURES:
        return None
    if a.kind == "number" and b.kind in {"rate", "money"}:
        low, high = a.value / (10 if b.unit == "厘" else 1), b.value
        if b.kind == "money" and b.unit == "万" and low < 1000:
            low *= 10_000
        made = Figure(b.kind, low, b.unit, b.end, high, a.approx or b.approx)
    elif a.kind == b.kind == "rate" and (a.unit in SCALES) == (b.unit in SCALES):
        scale = (SCALES.get(a.unit, SCALES["%"]) * HUNDRED, SCALES.get(b.unit, SCALES["%"]) * HUNDRED)
        made = Figure(
            "rate", a.value * scale[0], "%" if a.unit in SCALES else b.unit, b.end, b.value * scale[1], a.approx
        )
    elif a.kind == b.kind and a.kind in {"money", "number"}:
        made = Figure(a.kind, a.value, a.unit, b.end, b.value, a.approx or b.approx)
    else:
        return None
    return Token(made.kind, left.start, right.end, left.text + right.text, made)
