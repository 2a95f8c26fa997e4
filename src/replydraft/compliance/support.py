"""Support 旁证: whether the words around a finding are those of a reply that does wrong, or of one that explains, asks or warns.

A tentative rule (`guardrails/support.yaml`) knows words that good replies use too. Its warnings count where their surroundings
support them, and are shown as `info` elsewhere. What blocks is never lowered, no other rule is touched, and without a table every
warning counts. The weights (`guardrails/support.tsv`) are those of a logistic regression over
runs of one to three characters, written by `scripts/weigh_support.py` from our own labelled texts: tf-idf with sublinear tf
and unit length, as in Manning, Raghavan, Schuetze, Introduction to Information Retrieval (2008), ch. 6.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import chain
from operator import add
from pathlib import Path

from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.errors import ContentError
from replydraft.text.lazy import lazy

SETTINGS, TABLE = "support.yaml", "support.tsv"
_BLANKS = lazy(r"\s\s+|[\n\t]")
CLEARLY = 0.6
"""What the sentence of a finding must reach by itself."""
_MOST = 2_000
"""A longer text is read at so many of its first characters; a finding's own surroundings are read besides."""


@dataclass(frozen=True)
class Support:
    """`threshold` is a share between 0 and 1; `tentative` are ids of rules and disclosure sets; `digest` of the table's bytes."""

    threshold: float
    tentative: frozenset[str]
    table: Path = field(repr=False, compare=False)
    digest: str = ""
    raw: bytes | None = field(default=None, repr=False, compare=False)
    """The table as it was when the rules were read; None: read, and held against `digest`, when first needed."""

    @cached_property
    def _weights(self) -> tuple[float, dict[str, tuple[float, float]]]:
        """Bias, and of each run of characters its idf and its weight. Raises ContentError."""
        raw = _bytes(self.table) if self.raw is None else self.raw
        if sha256(raw).hexdigest() != self.digest:
            raise ContentError("is another table than when the rules were read", where=str(self.table))
        first, *lines = raw.decode().splitlines()
        try:
            rows = (line.split("\t") for line in lines)
            return float(first), {run: (float(idf), float(weight)) for run, idf, weight in rows}
        except ValueError:
            raise ContentError("needs a number, then lines of run, idf, weight", where=str(self.table)) from None

    def of(self, text: str) -> float:
        """How much a folded text reads like one that does wrong, from 0 to 1. Raises ContentError for an unreadable table."""
        bias, weights = self._weights
        text = _BLANKS.sub(" ", text[:_MOST])
        pairs = [*map(add, text, text[1:])]
        runs = Counter(filter(weights.__contains__, chain(text, pairs, map(add, pairs, text[2:]))))
        total = square = 0.0
        for run, count in runs.items():
            value, weight = weights[run]
            if count > 1:
                value *= 1 + math.log(count)
            total += value * weight
            square += value * value
        return 1 / (1 + math.exp(-bias - (total / math.sqrt(square) if square else 0.0)))

    def holds(self, whole: str, around: str = "", alone: str = "", *, read: dict[str, float] | None = None) -> bool:
        """Whether a text, the sentences around a finding, or its own sentence supports it. `read`: what was read before.

        The last one is short and says little by itself: it must say it clearly. Nothing put around it outweighs it then.
        """
        read = {} if read is None else read

        def of(text: str) -> float:
            if text not in read:
                read[text] = self.of(text)
            return read[text]

        if of(whole) >= self.threshold:
            return True
        if around and around != whole and of(around) >= self.threshold:
            return True
        return bool(alone) and of(alone) >= CLEARLY


def read_support(folder: Path) -> Support | None:
    """The support of a rules folder; None where it has none. Raises ContentError for a bad file or a missing table."""
    path = folder / SETTINGS
    if not path.exists():
        return None
    r = Reading(read_yaml(path, f"{folder.name}/{SETTINGS}"), f"{folder.name}/{SETTINGS}", 1)
    r.only(("threshold", "tentative", "note"))
    threshold = r.value.get("threshold")
    if not isinstance(threshold, int | float) or isinstance(threshold, bool) or not 0 <= threshold <= 0.5:
        raise r.fail("threshold must be a number from 0 to 0.5", "threshold")
    tentative = frozenset(r.texts("tentative"))
    raw = _bytes(folder / TABLE)
    return Support(float(threshold), tentative, folder / TABLE, sha256(raw).hexdigest(), raw)


def _bytes(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError as e:
        raise ContentError(f"cannot be read ({type(e).__name__})", where=str(table)) from None
