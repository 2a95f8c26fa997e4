"""One suite over both audit trails: the store's, and the shipped fake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from replydraft.adapters.store import open_store
from replydraft.domain.audit import GENESIS, first_broken
from replydraft.ports import AuditTrail
from replydraft.testing.fakes import MemoryTrail


@pytest.fixture(params=["store", "memory"])
def trail(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditTrail]:
    if request.param == "memory":
        yield MemoryTrail()
        return
    store = open_store(tmp_path / "replydraft.db")
    yield store.audit
    store.close()


def test_appended_events_are_linked_and_read_back_in_order(trail: AuditTrail) -> None:
    assert list(trail.events()) == []
    written = [trail.append("text.checked", f"t{n}", {"n": n, "中": None}, actor="周可") for n in range(3)]
    assert [e.sequence for e in written] == [1, 2, 3]
    assert [e.previous for e in written] == [GENESIS, written[0].hash, written[1].hash]
    assert list(trail.events()) == written
    assert list(trail.events(after=2)) == written[2:]
    assert first_broken(trail.events()) is None


def test_the_actor_is_the_system_where_nobody_is_named(trail: AuditTrail) -> None:
    assert trail.append("a", "b", {}).actor == "system"
