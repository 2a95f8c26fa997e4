"""Whose figure it is: what this customer said of themself is theirs, though a document names the same number.

借20万 is what they asked for and no document's 1万—20万; a price, and the end of a range (最高20万), stay the document's.
"""

from __future__ import annotations

from collections.abc import Sequence

from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.said import said
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.domain.draft import Figure

_THEIRS = frozenset({"amount", "term", "count", "date"})
"""Kinds of figures that a customer brings along."""


def nearest(text: str, figures: Sequence[Figure], sources: FigureSources) -> tuple[Figure, ...]:
    """The figures of `text` with customer or profile as their source where it rests on a passage and they said it too."""
    bound = {s.q.start for s in said(text) if s.bound}
    open_ = {f.start for f in figures if f.source == "passage" and f.kind in _THEIRS and f.start not in bound}
    if not open_:
        return tuple(figures)
    theirs = FigureSources(
        customer=sources.customer, history=tuple(t for t in sources.history if t.role == "customer"),
        profile=sources.profile, as_of=sources.as_of,
    )  # fmt: skip
    own = {f.start: f for f in trace_figures(text, theirs)[0] if f.source in ("customer", "profile")}
    return tuple(own.get(f.start, f) if f.start in open_ else f for f in figures)
