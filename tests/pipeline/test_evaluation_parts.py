"""Sets scored by several processes: the figures are those of one."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.bootstrap.house import checker_of
from replydraft.evaluation import parts
from replydraft.evaluation.samples import SampleSet, load_sets
from replydraft.settings import load_settings

DAY = date(2026, 11, 23)


def sets(folder: Path) -> list[SampleSet]:
    names = ["guard-replies", "pii-read", "grounding-unread"]
    return [replace(s, records=s.records[:25]) for s in load_sets(folder, names)]


def test_several_processes_score_as_one_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = replace(load_settings(), home=tmp_path)
    check = checker_of(settings).check
    alone = parts.score_parts(settings, sets(settings.evals), check, DAY)
    monkeypatch.setattr(parts, "FEW", 1)
    monkeypatch.setattr(parts, "SIZE", 7)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def never(_: object) -> None:
        pytest.fail("was checked in this process")

    together = parts.score_parts(settings, sets(settings.evals), never, DAY)  # type: ignore[arg-type]
    assert together == alone
    assert all(
        score.tries for scores in alone.values() for name, score in scores.items() if name.startswith("recall, all")
    )
    assert set(together) == {"guard-replies", "pii-read", "grounding-unread"}
