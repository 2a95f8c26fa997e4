"""Draft ↔ edit, by character; numbers, negations and promises that a person changed are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from replydraft.entrypoints.screen.markup import badge, esc

Change = Literal["number", "negation", "promise", "wording"]

CHANGES: dict[Change, str] = {"number": "数字", "negation": "否定", "promise": "承诺", "wording": "措辞"}
_NUMBER = r"\d[\d,.，]*\d%?|\d%?|百分之[零〇一二三四五六七八九十百点两半]+|[零〇一二三四五六七八九十百千万亿两半]+(?=[万千百元块个期年月天日号成厘分次家周倍%])"
_NEGATION = "不能|不会|不得|不是|不可|不用|不必|没有|并非|无法|未必|不|没|无|未|别|勿|非"
_PROMISE = (
    "百分之?百|百分百|保证|确保|承诺|肯定|一定|绝对|必然|必定|必|妥妥|稳|包过|包批|包下|包您|包你|放心|马上|立刻|秒"
)
_TOKEN = re.compile(f"(?P<number>{_NUMBER})|(?P<promise>{_PROMISE})|(?P<negation>{_NEGATION})|(?P<wording>.)", re.S)
_LONG = 6_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: in both (`kept`), only in the draft (`gone`), or only in the edit (`new`)."""

    side: Literal["kept", "gone", "new"]
    text: str
    changes: tuple[Change, ...] = ()


def _tokens(text: str) -> list[tuple[str, Change]]:
    kinds: dict[str, Change] = {"number": "number", "promise": "promise", "negation": "negation"}
    return [(m[0], kinds.get(m.lastgroup or "", "wording")) for m in _TOKEN.finditer(text)]


def pieces(draft: str, edit: str) -> list[Piece]:
    """The difference, in order. Texts over some thousand characters are compared line by line."""
    if max(len(draft), len(edit)) > _LONG:
        a, b = ([(line, _of(line)) for line in t.splitlines(keepends=True)] for t in (draft, edit))
    else:
        a, b = (_single(t) for t in (draft, edit))
    out: list[Piece] = []
    words = [w for w, _ in a], [w for w, _ in b]
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(Piece("kept", "".join(words[0][a0:a1])))
            continue
        if a1 > a0:
            out.append(Piece("gone", "".join(words[0][a0:a1]), _kinds(a[a0:a1])))
        if b1 > b0:
            out.append(Piece("new", "".join(words[1][b0:b1]), _kinds(b[b0:b1])))
    return out


def _single(text: str) -> list[tuple[str, tuple[Change, ...]]]:
    return [(word, (kind,)) for word, kind in _tokens(text)]


def _of(line: str) -> tuple[Change, ...]:
    return _kinds(_single(line))


def _kinds(tokens: list[tuple[str, tuple[Change, ...]]]) -> tuple[Change, ...]:
    seen = {kind for _, kinds in tokens for kind in kinds}
    return tuple(kind for kind in CHANGES if kind in seen and (kind != "wording" or len(seen) == 1))


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
    body = "".join(_piece(p) for p in diff)
    hint = "改动涉及数字、否定或承诺，请再核对一遍。" if marked else ""
    return (
        f'<details class="rd-card rd-diff" open><summary>对比：草稿 ↔ 修改（改动 {places} 处）{badges}</summary>'
        f'<p class="rd-text">{body}</p>{f"<p class=rd-note>{hint}</p>" if hint else ""}</details>'
    )


def _piece(piece: Piece) -> str:
    if piece.side == "kept":
        return _shown(piece.text)
    tag = "del" if piece.side == "gone" else "ins"
    word = "删去" if tag == "del" else "新增"
    body = "".join(
        _shown(text)
        if kind == "wording"
        else f'<b class="rd-serious" title="{word}：{CHANGES[kind]}">{_shown(text)}</b>'
        for text, kind in _tokens(piece.text)
    )
    return f'<{tag} class="rd-{piece.side}">{body}</{tag}>'


def _shown(text: str) -> str:
    return esc(text).replace("\n", "↵<br>")
