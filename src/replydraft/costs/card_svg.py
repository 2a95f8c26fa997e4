"""The card as SVG: text stays text, drawn with the fonts of whoever looks at it; nothing is loaded."""

from __future__ import annotations

from html import escape

from replydraft.costs.card_drawing import Box, Drawing, Words

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"


def svg(drawing: Drawing) -> str:
    """One SVG image of the card."""
    height = round(drawing.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width}" height="{height}" '
        f'viewBox="0 0 {drawing.width} {height}" font-family="{escape(FONTS)}">'
        f"{''.join(_shape(s) for s in drawing.shapes)}</svg>"
    )


def _shape(s: Box | Words) -> str:
    if isinstance(s, Box):
        edge = f' stroke="{s.edge}"' if s.edge else ""
        return (
            f'<rect x="{s.x:.1f}" y="{s.y:.1f}" width="{s.width:.1f}" height="{s.height:.1f}" fill="{s.fill}"{edge}/>'
        )
    weight = ' font-weight="bold"' if s.bold else ""
    return f'<text x="{s.x:.1f}" y="{s.y:.1f}" font-size="{s.size}" fill="{s.colour}"{weight}>{escape(s.text)}</text>'
