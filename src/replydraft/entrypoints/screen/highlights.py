"""A text with its findings marked: cut at every span's edge, the worst finding of a piece decides its colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from replydraft.entrypoints.screen.labels import ICONS, SEVERITIES, known
from replydraft.entrypoints.screen.markup import esc

_WORSE = {"info": 0, "warn": 1, "block": 2}


def cuts(text: str, findings: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(piece, findings over it) in order; the pieces joined are the text. Spans outside the text are ignored."""
    spans = [
        (f["start"], f["end"], f)
        for f in findings
        if isinstance(f.get("start"), int) and isinstance(f.get("end"), int) and 0 <= f["start"] < f["end"] <= len(text)
    ]
    edges = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    return [(text[a:b], [f for s, e, f in spans if s <= a and b <= e]) for a, b in pairwise(edges)]


def highlighted(text: str, findings: Sequence[dict[str, Any]]) -> str:
    """The text as HTML; a marked piece carries icon, colour and the finding's sentence, and jumps to its card."""
    out, before = [], ""
    for piece, over in cuts(text, findings):
        body = esc(piece).replace("\n", "<br>")
        if not over:
            out.append(body)
            before = ""
            continue
        worst = max(over, key=lambda f: _WORSE.get(str(f["severity"]), 2))
        severity, worst_id = str(worst["severity"]), str(worst["id"])
        said = "；".join(f"{known(SEVERITIES, f['severity'])}：{f['message']}" for f in over)
        icon = (
            "" if worst_id == before else f'<span class="rd-icon" aria-hidden="true">{ICONS.get(severity, "✕")}</span>'
        )
        out.append(
            f'<mark class="rd-mark rd-{esc(severity)}" data-jump="{esc(worst["id"])}" data-span="{esc(worst["id"])}" '
            f'title="{esc(said)}" aria-label="{esc(said)}">{icon}{body}</mark>'
        )
        before = worst_id
    return "".join(out)
