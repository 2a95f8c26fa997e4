"""What a demo begins with: fictional people to look around as, and invented inquiries with real drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.domain.people import Role
from replydraft.domain.review import ReviewState
from replydraft.entrypoints.days import today
from replydraft.errors import ContentError
from replydraft.wire.inputs import parse_inquiry

if TYPE_CHECKING:
    from replydraft.bootstrap import House

FILE = Path(__file__).with_name("samples.jsonl")


def samples() -> list[dict[str, Any]]:
    """The contract's draft objects of the file. Raises ContentError naming the line."""
    out = []
    for n, line in enumerate(FILE.read_text("utf-8").splitlines(), 1):
        try:
            out.append(json.loads(line))
        except ValueError:
            raise ContentError("is not JSON", where=f"{FILE.name}:{n}") from None
    return out


def staff() -> tuple[tuple[str, Role], ...]:
    """The demo's people: none of them has a password, so nobody can sign in as them where no demo runs."""
    return (
        ("周敏", Role.ADVISOR), ("李慎", Role.SENIOR), ("王合", Role.COMPLIANCE), ("陈总", Role.MANAGER), ("管理员", Role.ADMIN),
    )  # fmt: skip


def seed(house: House) -> int:
    """Make the people, then draft and queue every sample, once: nothing where the store already has reviews.

    Nothing at all where the profile is a real one. Returns how many samples were queued.
    """
    if not house.operator.demo:
        return 0
    for name, role in staff():
        house.store.people.ensure(name, role=role.value, actor="demo")
    if any(house.store.reviews.list(state=s, limit=1)[0] for s in ReviewState):
        return 0
    asked = samples()
    for sample in asked:
        ref = sample.pop("customer_ref", None)
        house.desk.submit(parse_inquiry(sample, today=today()), customer_ref=ref, actor="demo")
    return len(asked)
