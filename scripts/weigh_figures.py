"""Write the learned tables about figures of `guardrails/`: pointer.npz and figures.tsv. As `weigh.py`, in its environment.

    /tmp/weigh/bin/python scripts/weigh_figures.py            # both
    /tmp/weigh/bin/python scripts/weigh_figures.py --trees    # figures.tsv only, with the pointer as it is

pointer (`weigh_pointer`): learned from the true replies of evals/training/figures/true.jsonl and
evals/sets/grounding-read.jsonl. figures.tsv (`weigh_trees`): learned from
evals/training/figures/altered.jsonl, replies that the pointer has not seen, each once true, once as its writer altered it and twice as
altered by chance (another figure of the sources of the same kind; another digit).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from weigh_pointer import Taught, trained
from weigh_texts import DAY, ROOT
from weigh_trees import tree_lines

from replydraft.compliance.figures import sources_of
from replydraft.compliance.pointer import FIGURES, TABLE, Pointer
from replydraft.compliance.tracing.doubt import equals, kind_of, read_sources, values
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.said import in_chinese_marks, said
from replydraft.compliance.tracing.tracer import found_of
from replydraft.domain.finding import sha256_text
from replydraft.text.held import HeldFile
from replydraft.wire.inputs import parse_check

RULES, TRAINING = ROOT / "guardrails", ROOT / "evals" / "training"
TREES, BY_CHANCE_TELLS, BESIDE_TELLS = 120, 0.5, 0.25
"""How many trees; how much what is altered by chance tells, and what stands beside an altered figure."""
SETTINGS = {"num_leaves": 10, "min_data_in_leaf": 20, "feature_fraction": 0.4}
OTHERS = ("guard.jsonl", "mixed.jsonl", "mixed-more.jsonl", "money.jsonl")
"""Texts whose pieces the pointer should know too."""
TRUE, ALTERED = "figures/true.jsonl", "figures/altered.jsonl"
READ = "../sets/grounding-read.jsonl"
TRIES = 6
_DIGITS, _SPOKEN = "0123456789", "一二三四五六七八九"
_NEVER = frozenset({"phone", "article"})


Record = dict[str, Any]


def records(*names: str) -> list[Record]:
    return [json.loads(line) for name in names for line in (TRAINING / name).read_text("utf-8").splitlines()]


def sources(record: Record) -> FigureSources:
    asked = {key: record[key] for key in ("id", "customer", "history", "profile") if record.get(key)}
    evidence = {"passages": record["passages"], "events": []}
    request = parse_check(asked | {"evidence": evidence, "draft": record["good"]}, today=DAY)
    return sources_of(request)


def taught(record: Record) -> Taught:
    reply, known = in_chinese_marks(record["good"]), sources(record)
    texts, candidates = read_sources(known)
    asked = said(reply)
    equal = equals(asked, candidates, found_of(reply, known).as_of)
    marks = tuple((s.q.start, s.q.end, kind_of(s)) for s in asked)
    right = tuple(frozenset(c.at for c, is_equal in zip(candidates, row, strict=True) if is_equal) for row in equal)
    return Taught(reply, marks, tuple(texts), right)


def altered_by_chance(record: Record, chance: random.Random) -> Iterator[tuple[str, int]]:
    """The reply with another figure of the sources of the same kind in the place of one, and with another digit, and where."""
    reply = record["good"]
    own = said(in_chinese_marks(reply))
    others = [o.q for text in (*record["passages"], record["customer"]) for o in said(in_chinese_marks(text))]
    for other_digit in (False, True):
        for _ in range(TRIES if own else 0):
            q = chance.choice(own).q
            like = [o.text for o in others if o.unit == q.unit and o.values != q.values]
            new = _other_digit(q.text, chance) if other_digit else chance.choice(like) if like else ""
            text = reply[: q.start] + new + reply[q.end :]
            now = next((s.q for s in said(in_chinese_marks(text)) if s.q.start <= q.start < s.q.end), None)
            if new and q.unit not in _NEVER and now is not None and now.values != q.values:
                yield text, q.start
                break


def _other_digit(text: str, chance: random.Random) -> str:
    at = [i for i, c in enumerate(text) if c in _DIGITS[1:] or c in _SPOKEN]
    if not at:
        return ""
    i = chance.choice(at)
    alike = _DIGITS[1:] if text[i] in _DIGITS else _SPOKEN
    return text[:i] + chance.choice([c for c in alike if c != text[i]]) + text[i + 1 :]


def told(record: Record, pointer: Pointer) -> Iterator[tuple[dict[str, float], bool, float]]:
    """What is known of each figure by name, whether it is false, and how much that tells."""
    known = sources(record)
    chance = random.Random(sha256_text(record["id"]))  # noqa: S311 - no secret, the same every time
    replies = [(record["good"], -1, 1.0), (record["altered"], record["figure"]["start"], 1.0)]
    replies += [(text, at, BY_CHANCE_TELLS) for text, at in altered_by_chance(record, chance)]
    for draft, at, tells in replies:
        reply = in_chinese_marks(draft)
        asked = said(reply)
        for s, (named, _, _) in zip(asked, values(pointer, reply, asked, found_of(reply, known), known), strict=False):
            false = s.q.start <= at < s.q.end
            yield dict(named), false, tells if false or at < 0 else BESIDE_TELLS


def main() -> None:
    if "--trees" not in sys.argv[1:]:
        texts = [r["draft"] for r in records(*OTHERS)]
        np.savez(RULES / TABLE, **trained([taught(r) for r in records(TRUE, READ)], texts))
    pointer = Pointer(HeldFile.of(RULES / TABLE))
    rows = [row for record in records(ALTERED) for row in told(record, pointer)]
    (RULES / FIGURES).write_text("\n".join(tree_lines(rows, TREES, SETTINGS)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
