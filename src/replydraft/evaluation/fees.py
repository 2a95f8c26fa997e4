"""Price phrases against the terms that another hand wrote for them: right or wrong, and whether the question was asked.

Records: {"id", "phrase", "readings": [contract's reading, `annualised_*_alt`?: a second accepted figure], "must_ask",
"total"?: cost of all components}; without `readings` the phrase states no price.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replydraft.evaluation.samples import SampleSet
from replydraft.evaluation.scores import Score, Scores

_TOLERANCE = 1e-4
_ASTRONOMIC = 5.0
"""Above 500% a year only the nominal rate is compared: rounding of the other runs to millions."""


def score_fees(samples: SampleSet, read: Callable[[str], dict[str, Any]]) -> Scores:
    """Readings that are right whole (kind, period, base, value, annualised, total), questions asked where they must be."""
    stated = [r for r in samples.records if "readings" in r]
    silent = [r for r in samples.records if "readings" not in r]
    scores: Scores = {}
    for record in stated:
        got, asked = (
            read(record["phrase"]),
            "asked where it must" if record["must_ask"] else "not asked where it need not",
        )
        scores.setdefault("terms right", Score()).add(not wrong_terms(record, got))
        scores.setdefault(asked, Score()).add(bool(got["ask"]) == record["must_ask"])
    for record in silent:
        scores.setdefault("nothing read where no price is", Score()).add(not read(record["phrase"])["readings"])
    return scores


def wrong_terms(expected: dict[str, Any], got: dict[str, Any]) -> str | None:
    """What is wrong with the readings of a phrase, in a few words; None where they are those expected, in any order."""
    left = list(got["readings"])
    for wanted in expected["readings"]:
        match = next((r for r in left if _same(wanted, r)), None)
        if match is None:
            return f"no reading {wanted['kind']} per {wanted['per']} of {wanted['value']} on {wanted['base']}"
        left.remove(match)
    if left:
        return f"{len(left)} readings too many"
    total = expected.get("total", {})
    if any(not _near(value, got.get("total", {}).get(key)) for key, value in total.items()):
        return f"total is {got.get('total')}"
    return None


def _same(wanted: dict[str, Any], got: dict[str, Any]) -> bool:
    said = ("kind", "per", "base", "unit", "bound")
    if any(wanted.get(key) != got.get(key) for key in said) or bool(wanted.get("approx")) != bool(got.get("approx")):
        return False
    if not _near(wanted["value"], got["value"]) or not _near(wanted.get("factor"), got.get("factor")):
        return False
    nominal = wanted["annualised_nominal"]
    figures = ("annualised_nominal", "annualised_effective")
    return all(
        _near(wanted[key], got[key]) or (f"{key}_alt" in wanted and _near(wanted[f"{key}_alt"], got[key]))
        for key in (figures[:1] if nominal is not None and nominal > _ASTRONOMIC else figures)
    )


def _near(wanted: float | None, got: float | None) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return abs(wanted - got) <= _TOLERANCE * max(1.0, abs(wanted))
