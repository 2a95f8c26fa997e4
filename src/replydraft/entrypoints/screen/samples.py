"""Sample inquiries for a new demo: invented customers, invented numbers, real drafts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.domain.review import ReviewState
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


def seed(house: House) -> int:
    """Draft and queue every sample, once: nothing where the store already has reviews, or the profile is a real one."""
    if not house.operator.demo or any(house.store.reviews.list(state=s, limit=1)[0] for s in ReviewState):
        return 0
    asked = samples()
    for sample in asked:
        ref = sample.pop("customer_ref", None)
        house.desk.submit(parse_inquiry(sample, today=date.today()), customer_ref=ref, actor="demo")
    return len(asked)
