"""Is the store still what the trail says? The chain first, then every review, text, approval, decision and sending
against its events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, select

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store import schema as t
from replydraft.adapters.store.audit import broken_chain
from replydraft.adapters.store.release_rows import label
from replydraft.adapters.store.review_rows import open_json
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.verify_consents import broken_consents
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, ReviewState
from replydraft.errors import KeyMissing

_OPEN = {state.value for state in OPEN_STATES}
_UNDECIDED = {*_OPEN, ReviewState.STALE.value}
_SENT = {ReviewState.SENT.value, ReviewState.DRIFTED.value}
_DECIDED = {"approve": "review.approved", "reject": "review.rejected", "escalate": "review.escalated"}
_ERASURES = ("customer.erased", "customer.expired")


def broken_store(connection: Connection, vault: Vault) -> str | None:
    """None where chain, reviews and texts agree; else a sentence naming the first record or review that does not."""
    wrong = chain(_broken_reviews(connection, vault), broken_consents(connection, vault))
    return broken_chain(connection) or next(wrong, None)


def _broken_reviews(connection: Connection, vault: Vault) -> Iterator[str]:
    query = (
        select(
            t.reviews, t.drafts.c.customer_id, t.drafts.c.inquiry_sealed, t.drafts.c.draft_sealed, t.customers.c.data_key,
            t.audit_events.c.subject, t.audit_events.c.payload, t.audit_events.c.actor,
            t.sendings.c.text_sha256.label("sent_sha256"), t.sendings.c.text_sealed.label("sent_sealed"), t.sendings.c.by,
        )
        .join(t.drafts, t.drafts.c.number == t.reviews.c.draft)
        .join(t.customers, t.customers.c.id == t.drafts.c.customer_id)
        .outerjoin(t.audit_events, t.audit_events.c.sequence == t.reviews.c.event)
        .outerjoin(t.sendings, t.sendings.c.review_id == t.reviews.c.id)
        .order_by(t.reviews.c.event)
    )  # fmt: skip
    for row in connection.execute(query).all():
        try:
            cipher = vault.cipher(row.customer_id, row.data_key)
            yield from _broken_review(connection, row, cipher)
        except KeyMissing as e:
            yield f"what review {row.id} holds cannot be opened: {e}"
    lost = (
        select(t.audit_events.c.subject)
        .where(t.audit_events.c.kind == "review.opened", t.audit_events.c.subject.not_in(select(t.reviews.c.id)))
        .order_by(t.audit_events.c.sequence)
    )
    for event in connection.execute(lost):
        yield f"review {event.subject} is in the trail but not in the store"


def _broken_review(connection: Connection, row: Row[Any], cipher: Cipher | None) -> Iterator[str]:
    if row.payload is None or row.subject != row.id:
        yield f"review {row.id} points to record {row.event}, which is not about it"
        return
    said = json.loads(row.payload)
    newest = connection.execute(
        select(t.audit_events.c.sequence)
        .where(t.audit_events.c.subject == row.id, t.audit_events.c.payload.contains('"revision":'))
        .order_by(t.audit_events.c.sequence.desc())
        .limit(1)
    ).scalar_one()
    if newest != row.event or (row.state, row.revision) != (said.get("state"), said.get("revision")):
        yield f"review {row.id} is not in the state of record {newest}"
        return
    if cipher is None and not _erased(connection, row.customer_id):
        yield f"what review {row.id} holds is gone, and no record says that its customer was erased"
        return
    yield from _broken_texts(connection, row, said, cipher)
    yield from _broken_approvals(connection, row)
    yield from _broken_releases(connection, row, cipher)
    yield from _broken_decision(connection, row, said, cipher)
    yield from _broken_sending(row, said, cipher)
    if cipher is not None:
        yield from _broken_opening(connection, row, cipher)


def _broken_texts(connection: Connection, row: Row[Any], said: dict[str, Any], cipher: Cipher | None) -> Iterator[str]:
    texts = connection.execute(
        select(t.revisions).where(t.revisions.c.review_id == row.id).order_by(t.revisions.c.revision)
    ).all()
    if not texts or texts[-1].text_sha256 != said.get("text_sha256"):
        yield f"the text of review {row.id} is not the one of record {row.event}"
        return
    for text in texts if cipher is not None else ():
        of = f"{row.id}:{text.revision}"
        if cipher is None or text.text_sealed is None or text.check_sealed is None:
            yield f"the text of review {row.id}, revision {text.revision}, is missing"
            return
        whole = cipher.open(text.text_sealed, f"revisions.text:{of}")
        check = open_json(cipher, text.check_sealed, f"revisions.check:{of}")
        if not sha256_text(whole) == text.text_sha256 == check.get("text_sha256"):
            yield f"the text of review {row.id}, revision {text.revision}, is not the one that was checked"
            return


def _broken_decision(
    connection: Connection, row: Row[Any], said: dict[str, Any], cipher: Cipher | None
) -> Iterator[str]:
    decision = connection.execute(select(t.decisions).where(t.decisions.c.review_id == row.id)).first()
    wrong = f"the decision of review {row.id} is not the one of its record"
    if (decision is None) != (row.state in _UNDECIDED):
        yield wrong
        return
    if decision is None:
        return
    event = connection.execute(
        select(t.audit_events).where(
            t.audit_events.c.subject == row.id, t.audit_events.c.kind.in_(list(_DECIDED.values()))
        )
    ).all()
    if len(event) != 1 or (event[0].actor, event[0].kind) != (decision.person, _DECIDED.get(decision.kind)):
        yield wrong
        return
    held = json.loads(event[0].payload)
    if decision.text_sha256 != held.get("text_sha256") or said.get("text_sha256") != decision.text_sha256:
        yield wrong
        return
    if cipher is not None:
        body = open_json(cipher, decision.body_sealed, f"decisions.body:{row.id}") if decision.body_sealed else None
        if body is None or sha256_text(body["text"]) != decision.text_sha256:
            yield wrong


def _broken_approvals(connection: Connection, row: Row[Any]) -> Iterator[str]:
    """Each approval is the one of its event, and none is missing."""
    events = connection.execute(
        select(t.audit_events.c.actor, t.audit_events.c.payload).where(
            t.audit_events.c.subject == row.id, t.audit_events.c.kind.in_(("review.first_approved", "review.approved"))
        )
    )
    said = [(e.actor, json.loads(e.payload)) for e in events]
    due = {(held["revision"] - 1, actor, held["text_sha256"], bool(held.get("alone"))) for actor, held in said}
    given = connection.execute(select(t.approvals).where(t.approvals.c.review_id == row.id))
    if {(a.revision, a.person, a.text_sha256, bool(a.alone)) for a in given} != due:
        yield f"the approvals of review {row.id} are not the ones of its records"


def _broken_releases(connection: Connection, row: Row[Any], cipher: Cipher | None) -> Iterator[str]:
    """Each release is the one of its event, reason included, and none is missing."""
    wrong = f"the findings let go in review {row.id} are not the ones of its records"
    about = t.audit_events.c.subject == row.id, t.audit_events.c.kind == "finding.released"
    due = {}
    for e in connection.execute(select(t.audit_events.c.actor, t.audit_events.c.payload).where(*about)):
        said = json.loads(e.payload)
        due[said["revision"] - 1] = (e.actor, said["finding"], said["rule"], said["text_sha256"]), said["reason_mac"]
    given = connection.execute(select(t.releases).where(t.releases.c.review_id == row.id)).all()
    if {g.revision: (g.person, g.finding, f"{g.rule}@{g.rule_version}", g.text_sha256) for g in given} != {
        revision: what for revision, (what, _) in due.items()
    }:
        yield wrong
        return
    for g in given if cipher is not None else ():
        reason = cipher.open(g.reason_sealed, label(row.id, g.revision)) if cipher and g.reason_sealed else None
        if reason is None and not _was_0001(connection):
            yield f"why a finding of review {row.id} was let go is missing"
        elif reason is not None and cipher is not None and cipher.mac(reason) != due[g.revision][1]:
            yield wrong


def _was_0001(connection: Connection) -> bool:
    """Whether the store was one of 0001 for a while, which has no place for a reason."""
    moved = select(t.audit_events.c.payload).where(t.audit_events.c.kind == "store.migrated")
    return any(json.loads(row.payload).get("to") == "0001" for row in connection.execute(moved))


def _broken_sending(row: Row[Any], said: dict[str, Any], cipher: Cipher | None) -> Iterator[str]:
    recorded = (said.get("sent_sha256"), row.actor) if row.state in _SENT else (None, None)
    kept = cipher.open(row.sent_sealed, f"sendings.text:{row.id}") if cipher and row.sent_sealed else None
    if (row.sent_sha256, row.by) != recorded or (kept is not None and sha256_text(kept) != row.sent_sha256):
        yield f"what was sent for review {row.id} is not what its record says"


def _broken_opening(connection: Connection, row: Row[Any], cipher: Cipher) -> Iterator[str]:
    """What was asked and drafted is what the first record says. Older records have no such hash."""
    opened = connection.execute(
        select(t.audit_events.c.payload).where(
            t.audit_events.c.subject == row.id, t.audit_events.c.kind == "review.opened"
        )
    ).scalar_one_or_none()
    said = json.loads(opened) if opened else {}
    for column, name in (("inquiry_sealed", "inquiry"), ("draft_sealed", "draft")):
        sealed = getattr(row, column)
        value = open_json(cipher, sealed, f"drafts.{name}:{row.id}") if sealed else None
        for key, digest in ((f"{name}_mac", cipher.mac), (f"{name}_sha256", sha256_text)):
            if value is None or (key in said and digest(canonical(value)) != said[key]):
                yield f"the {name} of review {row.id} is not the one of its first record"
                return


def _erased(connection: Connection, customer_id: str) -> bool:
    query = select(t.audit_events.c.sequence).where(
        t.audit_events.c.subject == customer_id, t.audit_events.c.kind.in_(_ERASURES)
    )
    return connection.execute(query.limit(1)).first() is not None
