"""Who is in the queue, as this person may see it: open ones by tier then age, decided ones newest first."""

from __future__ import annotations

from datetime import UTC, datetime

from replydraft.domain.review import OPEN_STATES, Review, ReviewState
from replydraft.entrypoints.screen.passing_view import may_work, passed_up_to
from replydraft.entrypoints.screen.queue_view import matches, queue_html, queue_row
from replydraft.entrypoints.screen.standing import holder, waits_for
from replydraft.entrypoints.screen.visits import Visit

DONE = tuple(state for state in ReviewState if state not in OPEN_STATES)
PAGE, MOST = 100, 1000
_TIERS = ("urgent", "senior", "routine")


def waiting_html(visit: Visit, state: str, tier: str, words: str, selected: str | None) -> str:
    """The queue under its filters. `state` is `open`, `second` (waits for this person: as the second, or passed up) or `done`; `tier` one or `all`."""
    now, done = datetime.now(UTC), state == "done"
    reviews = listed(visit, state)
    reviews.sort(key=lambda r: r.updated_at if done else r.created_at, reverse=done)
    all_rows = (queue_row(r, now, visit.caller.actor) for r in reviews)
    rows = [row for row in all_rows if matches(row, tier, words)]
    return queue_html(rows, selected, filtered=bool(reviews) and not rows, state=state)


def listed(visit: Visit, state: str) -> list[Review]:
    """Every review of one list, in no order."""
    now, done = datetime.now(UTC), state == "done"
    states = DONE if done else OPEN_STATES
    reviews = [r for s in states for r in _all(visit, s) if done or may_work(visit, r)]
    if state == "second":
        return [r for r in reviews if waits_for(visit, r, now) or passed_up_to(visit, r)]
    return reviews


def next_waiting(visit: Visit) -> Review | None:
    """What this person would take next: the most urgent tier, and there the oldest.

    Not what a colleague has taken, nor what waits for somebody else than them.
    """
    now, me = datetime.now(UTC), visit.caller.actor
    theirs = [
        r
        for s in OPEN_STATES
        for r in _all(visit, s)
        if may_work(visit, r)
        and holder(r, now) in ("", me)
        and (s is not ReviewState.AWAITING_SECOND or waits_for(visit, r, now))
    ]
    return min(theirs, key=lambda r: (_TIERS.index(r.tier), r.created_at), default=None)


def _all(visit: Visit, state: ReviewState) -> list[Review]:
    out: list[Review] = []
    cursor = None
    while len(out) < MOST:
        page, cursor = visit.house.room.queue(visit.caller, state=state, cursor=cursor, limit=PAGE)
        out.extend(page)
        if cursor is None:
            break
    return out
