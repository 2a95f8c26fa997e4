"""One suite over every audit trail: the store's on both databases, and the shipped fake."""

from __future__ import annotations

import pytest

from replydraft.domain.audit import GENESIS, first_broken
from replydraft.ports import AuditTrail
from replydraft.testing.fakes import MemoryTrail


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def trail(kind: str, request: pytest.FixtureRequest) -> AuditTrail:
    made: AuditTrail = MemoryTrail() if kind == "memory" else request.getfixturevalue("store").audit
    return made


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
