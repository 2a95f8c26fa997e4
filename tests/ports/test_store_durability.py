"""What was acknowledged survives kill -9 at any moment, and the trail proves it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_samples import PERSON

from replydraft.adapters.store import open_store
from replydraft.domain.review import ReviewState

_APPROVER = """
import sys
sys.path.insert(0, sys.argv[2])
from store_samples import REPLY, check_of, decision, open_review
from replydraft.adapters.store import open_store
store = open_store(sys.argv[1])
n = 0
while True:
    n += 1
    text = f"{REPLY}{sys.argv[3]}-{n}"
    review = open_review(store, draft_id=f"{sys.argv[3]}-{n}")
    store.reviews.decide(review.id, decision(text), check_of(text), revision=1)
    print(review.id, text, flush=True)
"""


@pytest.mark.slow
def test_no_acknowledged_approval_is_lost_when_killed(tmp_path: Path) -> None:
    path, chance = tmp_path / "replydraft.db", random.Random(20261124)
    acknowledged: dict[str, str] = {}
    for kill in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", _APPROVER, str(path), str(Path(__file__).parent), str(kill)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        assert process.wait(timeout=30) == -signal.SIGKILL
        lines = (first + rest).splitlines(keepends=True)
        acknowledged |= dict(line.split(maxsplit=1) for line in lines if line.endswith("\n"))
    store = open_store(path, create=False)
    assert store.first_broken() is None
    assert len(acknowledged) >= 10
    for review_id, text in acknowledged.items():
        review = store.reviews.get(review_id)
        assert review.state is ReviewState.APPROVED
        assert review.decision is not None
        assert (review.decision.person, review.decision.text) == (PERSON, text.strip())
    kinds = [event.kind for event in store.audit.events()]
    approved = store.reviews.list(state=ReviewState.APPROVED, limit=100_000)[0]
    assert kinds.count("review.approved") == len(approved) >= len(acknowledged)
    store.close()
