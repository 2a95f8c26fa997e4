"""A check asked by several threads at once, from its first text on, answers each as it would alone: nothing is read half."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.domain.inquiry import CheckRequest
from replydraft.wire.outputs import check_json

REPO = Path(__file__).parents[3]
THREADS, STARTS = 4, 4
LINES = (REPO / "evals" / "sets" / "guard-replies.jsonl").read_text("utf-8").splitlines()[:48]
ASKED = [
    CheckRequest(id=str(n), draft=json.loads(line)["draft"], as_of=date(2026, 11, 23)) for n, line in enumerate(LINES)
]


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns after a few instructions, not after milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def answers(check: Check, start: Barrier | None = None, turn: int = 0) -> dict[str, Any]:
    if start is not None:
        start.wait(30)
    return {q.id: check_json(check.check(q)) for q in (*ASKED[turn:], *ASKED[:turn])}


@pytest.mark.slow
def test_threads_at_once_get_what_one_alone_gets(tmp_path: Path, often: None) -> None:
    wanted = answers(Check(cached_rulebook(REPO / "guardrails", tmp_path)))
    for n in range(STARTS):
        check, start = Check(cached_rulebook(REPO / "guardrails", tmp_path)), Barrier(THREADS)
        with ThreadPoolExecutor(THREADS) as pool:
            asked = [
                pool.submit(answers, check, start, (n + 12 * k) % len(ASKED) if n % 2 else n) for k in range(THREADS)
            ]
            for each in asked:
                assert each.result() == wanted
