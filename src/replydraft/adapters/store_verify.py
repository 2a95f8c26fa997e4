"""Is the store still what the trail says? The chain first, then every review against its latest event."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from replydraft.adapters.store_audit import broken_chain
from replydraft.adapters.store_schema import audit_events, decisions, reviews, revisions
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, ReviewState

_OPEN = {state.value for state in OPEN_STATES}


def broken_store(connection: Connection) -> str | None:
    """None where chain, reviews and texts agree; else a sentence naming the first record or review that does not."""
    return broken_chain(connection) or _broken_review(connection)


def _broken_review(connection: Connection) -> str | None:
    latest = (
        select(revisions.c.review_id, func.max(revisions.c.revision).label("revision"))
        .group_by(revisions.c.review_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            reviews.c.id,
            reviews.c.state,
            reviews.c.revision,
            reviews.c.event,
            audit_events.c.subject,
            audit_events.c.payload,
            revisions.c.text,
            decisions.c.text.label("decided_text"),
            decisions.c.person,
            audit_events.c.actor,
        )
        .outerjoin(audit_events, audit_events.c.sequence == reviews.c.event)
        .outerjoin(latest, latest.c.review_id == reviews.c.id)
        .outerjoin(revisions, (revisions.c.review_id == reviews.c.id) & (revisions.c.revision == latest.c.revision))
        .outerjoin(decisions, decisions.c.review_id == reviews.c.id)
        .order_by(reviews.c.event)
    )
    for row in rows:
        if row.payload is None or row.subject != row.id:
            return f"review {row.id} points to record {row.event}, which is not about it"
        said = json.loads(row.payload)
        if (row.state, row.revision) != (said.get("state"), said.get("revision")):
            return f"review {row.id} is not in the state of record {row.event}"
        if row.text is None or sha256_text(row.text) != said.get("text_sha256"):
            return f"the text of review {row.id} is not the one of record {row.event}"
        decided = row.decided_text is not None
        if decided == (row.state in _OPEN) or (decided and row.state == ReviewState.STALE.value):
            return f"the decision of review {row.id} is not the one of record {row.event}"
        if decided and (sha256_text(row.decided_text) != said.get("text_sha256") or row.person != row.actor):
            return f"the decision of review {row.id} is not the one of record {row.event}"
    written = connection.execute(
        select(audit_events.c.subject)
        .where(audit_events.c.kind == "review.opened", audit_events.c.subject.not_in(select(reviews.c.id)))
        .order_by(audit_events.c.sequence)
    ).first()
    return f"review {written.subject} is in the trail but not in the store" if written else None
