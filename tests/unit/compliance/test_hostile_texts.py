"""100,000 characters of whatever shape take about as long as 100,000 plain ones: no pattern and no loop runs away."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from benchmarks.material import hostile_texts
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.inquiry import CheckRequest

BOUND_S = 8.0
"""Generous, for loaded machines: what runs away takes minutes. `make bench` prints the real figures."""
TEXTS = hostile_texts()
CHECK = Check(load_rulebook(Path(__file__).parents[3] / "guardrails"))


@pytest.mark.slow
@pytest.mark.parametrize("shape", TEXTS)
def test_no_shape_runs_away(shape: str) -> None:
    CHECK.check(CheckRequest(id="warm", draft=TEXTS[shape][:300], as_of=date(2026, 11, 28)))
    began = time.process_time()
    CHECK.check(CheckRequest(id="hostile", draft=TEXTS[shape], as_of=date(2026, 11, 28)))
    assert time.process_time() - began < BOUND_S
