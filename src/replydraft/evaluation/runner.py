"""Run sample sets against the program as configured, in a scratch store, and hold the figures against the baseline."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from replydraft.bootstrap import open_house
from replydraft.costs.phrases import phrase_json, read_phrase
from replydraft.drafting.triage import triage
from replydraft.errors import ContentError
from replydraft.evaluation.fees import score_fees
from replydraft.evaluation.parts import SCORERS, score_parts
from replydraft.evaluation.samples import load_sets
from replydraft.evaluation.scorers import score_draft, score_search, score_triage
from replydraft.evaluation.scores import Report, Scores
from replydraft.settings import Settings


def run_sets(
    settings: Settings, names: list[str], *, compare: bool = False, record: bool = False, today: date
) -> Report:
    """Raises ContentError for an unreadable set or, with `compare`, a missing baseline."""
    sets = load_sets(settings.evals, names)
    baseline = settings.evals / "baselines" / "baseline.json"
    done: dict[str, Scores] = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_house(replace(settings, home=Path(scratch), database_url="")) as house,
    ):
        desk = house.desk
        checked = [samples for samples in sets if samples.kind in SCORERS]
        done |= score_parts(
            replace(settings, database_url="", store_key=""),
            checked,
            partial(desk.checker.check, rewriting=False),
            today,
        )
        for samples in sets:
            if samples.kind == "draft":
                done[samples.name] = score_draft(samples, desk.draft, today)
            elif samples.kind == "triage":
                done[samples.name] = score_triage(samples, triage, today)
            elif samples.kind == "fee":
                done[samples.name] = score_fees(samples, lambda phrase: phrase_json(read_phrase(phrase)))
            elif samples.kind == "search":
                done[samples.name] = score_search(samples, lambda q, day: desk.retriever.search(q, as_of=day), today)
    done = {samples.name: done[samples.name] for samples in sets}
    report = Report(done, _below(done, baseline) if compare else [])
    if record:
        _record(done, baseline)
    return report


def _below(done: dict[str, Scores], path: Path) -> list[str]:
    try:
        baseline = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ContentError(
            f"no readable baseline ({type(e).__name__}); record one with --record", where=str(path)
        ) from None
    return [
        f"{name}: {key}: {score.value:.1%}, was {before:.1%}"
        for name, scores in done.items()
        for key, score in scores.items()
        if (before := baseline.get(name, {}).get(key)) is not None and score.worse_than(before)
    ]


def _record(done: dict[str, Scores], path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept |= {name: {key: round(s.value, 4) for key, s in scores.items()} for name, scores in done.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
