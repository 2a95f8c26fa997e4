"""Draft ↔ edit, by clause; numbers, negations and promises that a person changed are named.

A clause that stayed much the same shows what changed inside it, any other stands whole: gone, then new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from replydraft.entrypoints.screen.markup import badge, esc
from replydraft.entrypoints.screen.serious_words import Change, words_of

CHANGES: dict[Change, str] = {"number": "数字", "negation": "否定", "promise": "承诺", "wording": "措辞"}
_CLAUSE = re.compile(r"(?:(?<=\d)[,，.：:](?=\d)|[^，,。！？!?；;：:\n…])*(?:[，,。！？!?；;：:\n…]+[”」』）]*|$)")
_LONG = 6_000
_ALIKE = 0.5
"""The share of characters two clauses have in common to be one clause, changed."""
_SHORTEST = 2
"""Characters between two changes of a clause that are worth standing alone."""
_MOST_PAIRS = 900
_WHOLE_WORDS = "您你我他她它的了吗呢吧也都就和或"
_OWN_LINE = 16
"""Characters gone and new from which each has a line of its own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: in both (`kept`), only in the draft (`gone`), or only in the edit (`new`)."""

    side: Literal["kept", "gone", "new"]
    text: str
    changes: tuple[Change, ...] = ()


def pieces(draft: str, edit: str) -> list[Piece]:
    """The difference, in order. Texts over some thousand characters are compared line by line."""
    if max(len(draft), len(edit)) > _LONG:
        a, b = draft.splitlines(keepends=True), edit.splitlines(keepends=True)
    else:
        a, b = _clauses(draft), _clauses(edit)
    out: list[tuple[str, str]] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(("kept", "".join(a[a0:a1])))
        else:
            out.extend(_changed(a[a0:a1], b[b0:b1]))
    return list(_named(_joined(out)))


def _clauses(text: str) -> list[str]:
    return [m[0] for m in _CLAUSE.finditer(text) if m[0]]


def _changed(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Clauses that differ: those alike in pairs, the rest as gone and new."""
    i = j = 0
    for m, n in [*_pairs(a, b), (len(a), len(b))]:
        yield "gone", "".join(a[i:m])
        yield "new", "".join(b[j:n])
        if m < len(a):
            yield from _inside(a[m], b[n])
        i, j = m + 1, n + 1


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Which clause became which: in order, and as much alike as can be."""
    if len(a) * len(b) > _MOST_PAIRS:
        return []
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for m in range(len(a) - 1, -1, -1):
        for n in range(len(b) - 1, -1, -1):
            none: tuple[float, list[tuple[int, int]]] = (0.0, [])
            found = max(best.get((m + 1, n), none), best.get((m, n + 1), none), key=lambda f: f[0])
            alike = _alike(a[m], b[n])
            after = best.get((m + 1, n + 1), none)
            if alike >= _ALIKE and after[0] + alike > found[0]:
                found = (after[0] + alike, [(m, n), *after[1]])
            best[m, n] = found
    return best.get((0, 0), (0.0, []))[1]


def _alike(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a.strip("，,。！？!?；;：:\n…"), b.strip("，,。！？!?；;：:\n…"), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _inside(a: str, b: str) -> Iterator[tuple[str, str]]:
    """One clause and what became of it, by word; a crumb that stayed between two changes goes with them."""
    old, new = [w for w, _ in words_of(a)], [w for w, _ in words_of(b)]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    before = ""
    for n, (tag, a0, a1, b0, b1) in enumerate(codes):
        gone, came = "".join(old[a0:a1]), "".join(new[b0:b1])
        if tag == "equal" and (n in (0, len(codes) - 1) or len(gone) > _SHORTEST):
            after = codes[n + 1] if n + 1 < len(codes) else None
            # one character for another is half a word (稳定, 稳当): it goes with the one before it
            half = after is not None and _half(old[after[1] : after[2]]) and _half(new[after[3] : after[4]])
            before = gone[-1] if half and _half([gone[-1]]) else ""
            yield "kept", gone.removesuffix(before)
        else:
            yield "gone", before + gone
            yield "new", before + came
            before = ""


def _half(words: Sequence[str]) -> bool:
    """Whether it is one Chinese character that can be part of a word."""
    if len(words) != 1 or len(words[0]) != 1 or words[0] in _WHOLE_WORDS:
        return False
    return "\u4e00" <= words[0] <= "\u9fff" and words_of(words[0])[0][1] == "wording"


def _joined(runs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Neighbours of one side as one; between two that were kept, all that is gone stands before all that is new."""
    for kept, group in groupby((r for r in runs if r[1]), key=lambda r: r[0] == "kept"):
        some = list(group)
        if kept:
            yield "kept", "".join(text for _, text in some)
            continue
        for side in ("gone", "new"):
            text = "".join(text for s, text in some if s == side)
            if text:
                yield side, text


def _named(runs: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    for kept, group in groupby(runs, key=lambda r: r[0] == "kept"):
        some = list(group)
        if kept:
            yield from (Piece("kept", text) for _, text in some)
            continue
        for side, text in some:
            seen = {kind for _, kind in words_of(text)}
            changes = tuple(kind for kind in CHANGES if kind in seen and (kind != "wording" or len(seen) == 1))
            yield Piece("gone" if side == "gone" else "new", text, changes)


def summary(diff: list[Piece]) -> tuple[int, dict[Change, int]]:
    """How many places changed, and how many of them touch a number, a negation or a promise."""
    places, counts = 0, dict.fromkeys(CHANGES, 0)
    run: set[Change] = set()
    for piece in [*diff, Piece("kept", "")]:
        if piece.side != "kept":
            run.update(piece.changes)
            continue
        if run:
            places += 1
            for kind in run:
                counts[kind] += 1
        run = set()
    return places, counts


def diff_html(draft: str, edit: str) -> str:
    """The difference as one text; empty where there is none."""
    if draft == edit:
        return ""
    diff = pieces(draft, edit)
    places, counts = summary(diff)
    marked = [kind for kind in CHANGES if kind != "wording" and counts[kind]]
    badges = "".join(badge("changed", f"{CHANGES[kind]} {counts[kind]} 处", icon="⚠") for kind in marked)
    body = "".join(_piece(p, own_line=_own_line(diff, n)) for n, p in enumerate(diff))
    hint = "改动涉及数字、否定或承诺，请再核对一遍。" if marked else ""
    return (
        f'<details class="rd-card rd-diff" open><summary>对比：草稿 ↔ 修改（改动 {places} 处）{badges}</summary>'
        f'<p class="rd-text">{body}</p>{f"<p class=rd-note>{hint}</p>" if hint else ""}</details>'
    )


def _own_line(diff: list[Piece], n: int) -> bool:
    """Of a long passage that was replaced by another: both stand on lines of their own."""
    other = {"gone": n + 1, "new": n - 1}.get(diff[n].side, -1)
    if not 0 <= other < len(diff) or diff[other].side in ("kept", diff[n].side):
        return False
    return min(len(diff[n].text), len(diff[other].text)) >= _OWN_LINE


def _piece(piece: Piece, *, own_line: bool) -> str:
    if piece.side == "kept":
        return _shown(piece.text)
    tag = "del" if piece.side == "gone" else "ins"
    word = "删去" if tag == "del" else "新增"
    body = "".join(
        _shown(text)
        if kind == "wording"
        else f'<b class="rd-serious" title="{word}：{CHANGES[kind]}">{_shown(text)}</b>'
        for text, kind in words_of(piece.text)
    )
    line = " is-line" if own_line else ""
    return f'<{tag} class="rd-{piece.side}{line}">{body}</{tag}>'


def _shown(text: str) -> str:
    return esc(text).replace("\n", "↵<br>")
