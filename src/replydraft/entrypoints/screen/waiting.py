"""Who is in the queue, read from the store: open ones by tier then age, decided ones newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from replydraft.domain.review import OPEN_STATES, Review, ReviewState
from replydraft.entrypoints.screen.queue_view import matches, queue_html, queue_row

if TYPE_CHECKING:
    from replydraft.bootstrap import House

DONE = tuple(state for state in ReviewState if state not in OPEN_STATES)
PAGE, MOST = 100, 1000
_TIERS = ("urgent", "senior", "routine")


def waiting_html(house: House, state: str, tier: str, words: str, selected: str | None) -> str:
    """The queue under its filters. `state` is `open` or `done`; `tier` a tier or `all`; `selected` a review's id."""
    now, done = datetime.now(UTC), state == "done"
    reviews = [r for s in (DONE if done else OPEN_STATES) for r in _all(house, s)]
    reviews.sort(key=lambda r: r.updated_at if done else r.created_at, reverse=done)
    rows = [row for row in (queue_row(r, now) for r in reviews) if matches(row, tier, words)]
    return queue_html(rows, selected, filtered=bool(reviews) and not rows, done=done)


def next_waiting(house: House) -> Review | None:
    """The review at the head of the queue: the most urgent tier, and there the oldest."""
    heads = [r for s in OPEN_STATES for r in house.store.reviews.list(state=s, limit=1)[0]]
    return min(heads, key=lambda r: (_TIERS.index(r.tier), r.created_at), default=None)


def _all(house: House, state: ReviewState) -> list[Review]:
    out: list[Review] = []
    cursor = None
    while len(out) < MOST:
        page, cursor = house.store.reviews.list(state=state, cursor=cursor, limit=PAGE)
        out.extend(page)
        if cursor is None:
            break
    return out
