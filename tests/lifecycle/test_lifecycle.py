"""The life cycle of a review, played at random by several people at once, on both databases.

CI plays a short, reproducible selection. `LIFECYCLE_EXAMPLES=500 pytest tests/lifecycle` plays that many on each, at random.
"""

from __future__ import annotations

import os
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from lifecycle_ground import Ground, Place, PostgresPlace, SqlitePlace
from lifecycle_machine import LifeCycle

LONG = int(os.environ.get("LIFECYCLE_EXAMPLES", "0"))


def _settings(short: int) -> settings:
    return settings(
        max_examples=LONG or short,
        stateful_step_count=30 if LONG else 10,
        derandomize=not LONG,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
    )


def _play(place: Place, short: int) -> None:
    Ground.failures.clear()
    try:
        run_state_machine_as_test(cast("Any", lambda: LifeCycle(place)), settings=_settings(short))
    except Exception as e:
        if not Ground.failures:
            raise
        pytest.fail(f"{type(e).__name__}: {min(Ground.failures, key=len)}")


@pytest.mark.slow
@pytest.mark.timeout(0 if LONG else 300)
def test_on_sqlite(sqlite_place: SqlitePlace) -> None:
    _play(sqlite_place, 20)


@pytest.mark.slow
@pytest.mark.timeout(0 if LONG else 300)
def test_on_postgresql(postgres_place: PostgresPlace) -> None:
    _play(postgres_place, 10)
