"""Sets whose texts are only checked, scored by several processes at once: a check is one core's work."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing import get_context

from replydraft.bootstrap.house import checker_of
from replydraft.domain.finding import CheckResult
from replydraft.domain.inquiry import CheckRequest
from replydraft.evaluation.samples import SampleSet
from replydraft.evaluation.scorers import score_grounding, score_guard, score_pii
from replydraft.evaluation.scores import Score, Scores
from replydraft.settings import Settings

SCORERS = {"guard": score_guard, "pii": score_pii, "grounding": score_grounding}
"""By kind of set."""
SIZE, FEW = 100, 400
"""Records of a part; where all sets have fewer than the second, one process checks them."""

Check = Callable[[CheckRequest], CheckResult]


class _Worker:
    """The check of this process."""

    check: Check


def _begin(settings: Settings) -> None:
    _Worker.check = partial(checker_of(settings).check, rewriting=False)


def _score(part: SampleSet, today: date) -> Scores:
    return SCORERS[part.kind](part, _Worker.check, today)


def score_parts(settings: Settings, sets: Sequence[SampleSet], check: Check, today: date) -> dict[str, Scores]:
    """By name of a set, as one process would have scored them. `check` is that of this process."""
    workers = os.cpu_count() or 1
    if workers == 1 or sum(len(samples.records) for samples in sets) < FEW:
        return {samples.name: SCORERS[samples.kind](samples, check, today) for samples in sets}
    parts = [
        replace(samples, records=samples.records[at : at + SIZE])
        for samples in sets
        for at in range(0, len(samples.records), SIZE)
    ]
    done: dict[str, Scores] = {}
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (settings,)) as pool:
        for part, scores in zip(parts, pool.map(_score, parts, [today] * len(parts)), strict=True):
            whole = done.setdefault(part.name, {})
            for key, score in scores.items():
                one = whole.setdefault(key, Score(higher_is_better=score.higher_is_better))
                one.hits += score.hits
                one.tries += score.tries
    return {name: dict(sorted(scores.items())) for name, scores in done.items()}
