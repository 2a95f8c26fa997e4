"""Samples: labelled records of `evals/sets/*.jsonl` and `evals/money/fee-*.jsonl`. The file's first word says what is measured.

guard-*.jsonl      {"id", "draft", "labels": [family…], "also_ok"?, "customer"?, "history"?, "profile"?, "send_at"?, "channel"?}
draft-*.jsonl      {"id", "customer", "profile"?, "history"?, "expect": {"intents", "tier", "escalate"?, "must_mention"?: [regex…],
                   "must_not"?: [regex…]}}
triage-*.jsonl     {"id", "customer", "history"?, "profile"?, "intents": those that are right, best first, "tier", "escalate", "risk"?: why, in one word}
search-*.jsonl     {"id", "query", "docs": [doc id…]}  (an empty list: nothing in the knowledge base answers this)
grounding-*.jsonl  {"id", "customer", "history", "profile", "passages": [text…], "good", "altered": `good` with one figure changed,
                   "figure": {"kind", "was", "now", "start", "end"}, "swap": whether `now` stands elsewhere in the evidence}
fee-*.jsonl        {"id", "phrase", "readings"?: […], "must_ask"?, "total"?}  (evals/money; no readings: it states no price)
pii-*.jsonl        {"id", "draft", "spans": [{"label", "start", "end"}…]}  (an empty list: nothing here identifies anybody)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from replydraft.errors import ContentError

Kind = Literal["guard", "draft", "triage", "search", "pii", "fee", "grounding"]
KINDS: tuple[Kind, ...] = ("guard", "draft", "triage", "search", "pii", "fee", "grounding")


@dataclass(frozen=True, slots=True)
class SampleSet:
    """One file of samples."""

    name: str
    kind: Kind
    records: tuple[dict[str, Any], ...]


def load_set(path: Path) -> SampleSet:
    """Raises ContentError naming file and line."""
    kind = next((k for k in KINDS if path.name.startswith(f"{k}-")), None)
    if kind is None:
        raise ContentError(f"the name must begin with one of {', '.join(KINDS)}", where=str(path))
    records: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record = json.loads(line)
        except ValueError as e:
            raise ContentError(f"not valid JSON ({e})", where=where) from None
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise ContentError("must be an object with a string id", where=where)
        if record["id"] in seen:
            raise ContentError(f"id {record['id']} is used twice", where=where)
        seen.add(record["id"])
        records.append(record)
    if not records:
        raise ContentError("holds no samples", where=str(path))
    return SampleSet(path.stem, kind, tuple(records))


def load_sets(folder: Path, names: list[str]) -> list[SampleSet]:
    """All sets of `sets/` and the price phrases of `money/`, or the named ones.

    Raises ContentError where there are none or a name is unknown.
    """
    found = [*sorted(folder.glob("sets/*.jsonl")), *sorted(folder.glob("money/fee-*.jsonl"))]
    paths = {p.stem: p for p in found}
    for name in names:
        if name not in paths:
            raise ContentError(f"no set named {name}; there are: {', '.join(paths)}", where=str(folder))
    if not paths:
        raise ContentError("no evaluation sets here", where=str(folder))
    return [load_set(paths[name]) for name in (names or paths)]
