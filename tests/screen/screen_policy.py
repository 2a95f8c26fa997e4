"""A house whose operator asks for a second person in another way."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from replydraft.domain.operator import SecondPerson
from replydraft.entrypoints.screen.visits import Visit


def with_policy(visit: Visit, policy: SecondPerson) -> Visit:
    """The same person in the same house, whose operator asks for a second person this way."""
    house: Any = visit.house
    operator = replace(house.operator, second_person=policy)
    desk = replace(house.desk, operator=operator)
    changed = {"operator": operator, "desk": desk, "room": replace(house.room, desk=desk)}
    return Visit(SimpleNamespace(**(vars(house) | changed)), visit.person)  # type: ignore[arg-type]
