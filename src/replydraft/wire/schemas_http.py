"""JSON Schemas of what only the API has: conversations, reviews, people, keys, events, problems."""

from __future__ import annotations

from replydraft.domain.draft import Tier
from replydraft.domain.finding import Verdict
from replydraft.domain.people import SCOPES, Role
from replydraft.domain.permissions import Action
from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.wire.inputs import MAX_BRANCH, MAX_ID, MAX_MESSAGE, MESSAGE_TYPES
from replydraft.wire.schemas_text import FINDING
from replydraft.wire.shapes import COUNT, FLAG, HASH, MOMENT, TEXT, Schema, listed, or_null, said, shape

_REFERENCE: Schema = {"type": ["string", "integer"], "maxLength": MAX_ID}
MESSAGE = shape(
    {
        "conversation_id": _REFERENCE,
        "message_id": _REFERENCE,
        "customer_ref": _REFERENCE,
        "advisor_ref": _REFERENCE,
        "branch": {"type": "string", "maxLength": MAX_BRANCH},
        "sent_at": MOMENT,
        "role": said(["customer", "advisor"]),
        "type": said(MESSAGE_TYPES),
        "text": {"type": "string", "maxLength": MAX_MESSAGE},
        "profile": {"type": "object"},
    },
    optional=("advisor_ref", "branch", "text", "profile"),
) | {"if": {"properties": {"type": {"const": "text"}}}, "then": {"required": ["text"]}}
MESSAGE_RESULT = shape(
    {
        "conversation": {"type": "string", "pattern": r"^cv_\d+$"},
        "message_id": TEXT,
        "duplicate": FLAG,
        "stale": listed(TEXT),
        "due_at": or_null(MOMENT),
    }
)
REVISION = shape({"text": TEXT})
DECISION = shape(
    {
        "decision": said(DecisionKind),
        "text": TEXT,
        "text_sha256": HASH,
        "reason": TEXT,
        "dismissed": listed(shape({"finding": TEXT, "reason": TEXT})),
        "alone": FLAG
        | {"description": "the second approval by the same person, who attests that nobody else is there"},
    },
    optional=("text", "text_sha256", "reason", "dismissed", "alone"),
) | {
    "if": {"properties": {"decision": said([DecisionKind.APPROVE])}},
    "then": {"required": ["text", "text_sha256"]},
    "description": "to approve: the exact text and the SHA-256 of its UTF-8; else the text as it stands is meant",
}
RELEASE = shape({"finding": TEXT, "text_sha256": HASH, "reason": TEXT})
_RELEASED = shape(
    {**dict.fromkeys(("finding", "rule", "rule_version", "person", "reason"), TEXT), "text_sha256": HASH, "at": MOMENT}
)
SENT = shape({"text": TEXT, "sent_at": MOMENT}, optional=("sent_at",))
FEEDBACK = shape({"reasons": {**listed(TEXT), "minItems": 1}, "note": TEXT}, optional=("note",))
"""Which reasons there are is `reviewing.REASONS`; the API says so."""
UNMASK = shape({"reason": TEXT}, optional=("reason",))
_DECIDED = shape(
    {
        "decision": said(DecisionKind),
        "person": TEXT,
        "text": TEXT,
        "text_sha256": HASH,
        "reason": TEXT,
        "dismissed": listed(shape({"finding": TEXT, "reason": TEXT})),
        "alone": FLAG,
        "decided_at": or_null(MOMENT),
    }
)
_LINE: dict[str, Schema] = {
    "id": TEXT,
    "review_id": TEXT,
    "draft_id": TEXT,
    "state": said(ReviewState),
    "revision": COUNT,
    "etag": TEXT,
    "tier": said(Tier),
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "customer_ref": or_null(TEXT),
    "claimed_by": or_null(TEXT),
    "claimed_until": or_null(MOMENT),
    "branch": TEXT,
    "second_for": listed(TEXT),
    "conversation_id": or_null(TEXT),
}
_FOLLOWS = shape({"review_id": TEXT, "after": {"enum": ["escalated", "rejected"]}, "person": TEXT})
"""The review that this one goes on from, how that ended, and who passed it up or had it drafted anew."""
REVIEW = shape(
    {
        **_LINE,
        "approvals": listed(shape({"person": TEXT, "text_sha256": HASH, "at": MOMENT, "alone": FLAG})),
        "releases": listed(_RELEASED),
        "sent_sha256": or_null(HASH),
        "erased": FLAG,
        "follows": or_null(_FOLLOWS),
        "escalated_to": or_null(TEXT) | {"description": "the review in which a senior goes on with this one"},
        "inquiry": {"type": "object"},
        "draft": {"type": "object"},
        "text": TEXT,
        "text_sha256": HASH,
        "check": {"type": "object"},
        "decision": or_null(_DECIDED),
        "masked": FLAG | {"description": "whether identifiers in the customer's words and profile are masked"},
    }
)
QUEUE = shape(
    {
        "items": listed(shape({**_LINE, "verdict": said(Verdict), "intent": or_null(TEXT)})),
        "next_cursor": or_null(TEXT),
    }
)
EVENTS = shape(
    {
        "items": listed(
            shape(
                {
                    "sequence": COUNT,
                    "at": MOMENT,
                    "actor": TEXT,
                    "kind": TEXT,
                    "subject": TEXT,
                    "payload": {"type": "object"},
                    "previous": HASH,
                    "hash": HASH,
                }
            )
        ),
        "next_cursor": or_null(TEXT),
        "resume_cursor": TEXT,
    }
)
PERSON = shape(
    {
        "id": TEXT,
        "name": TEXT,
        "role": said(Role),
        "branch": TEXT,
        "active": FLAG,
        "has_password": FLAG,
        "created_at": MOMENT,
    }
)
PEOPLE = shape({"items": listed(PERSON)})
NEW_PERSON = shape(
    {"name": TEXT, "role": said(Role), "branch": TEXT, "password": TEXT}, optional=("role", "branch", "password")
)
CHANGED_PERSON = shape(
    {"role": said(Role), "branch": TEXT, "active": FLAG, "password": TEXT},
    optional=("role", "branch", "active", "password"),
) | {"minProperties": 1}
SIGN_IN = shape({"name": TEXT, "password": TEXT})
SIGNED_IN = shape({"token": {"type": "string", "pattern": "^ru_"}, "expires_at": MOMENT, "person": PERSON})
_KEY: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "kind": said(["service", "user"]),
    "scopes": listed(said(SCOPES)),
    "created_at": MOMENT,
    "expires_at": MOMENT,
}
KEYS = shape({"items": listed(shape({**_KEY, "revoked_at": or_null(MOMENT)}))})
NEW_KEY = shape(
    {
        "name": TEXT,
        "scopes": {**listed(said(SCOPES)), "minItems": 1},
        "days": {"type": "number", "minimum": 0.01},
    },
    optional=("days",),
)
MADE_KEY = shape({**_KEY, "token": {"type": "string", "pattern": "^rk_"}})
ME = shape(
    {
        "kind": said(["person", "key"]),
        "actor": TEXT,
        "person": or_null(PERSON),
        "key": shape(_KEY),
        "actions": {
            "type": "object",
            "propertyNames": said(Action),
            "additionalProperties": said(["branch", "all"]),
        },
    }
)
PROBLEM = shape(
    {
        "type": TEXT,
        "title": TEXT,
        "status": COUNT,
        "detail": TEXT,
        "code": TEXT,
        "field": or_null(TEXT),
        "event_id": TEXT,
        "findings": listed(FINDING),
        "wait_s": or_null(COUNT)
        | {"description": "after how many seconds the same person may attest alone; null: never"},
    },
    optional=("field", "event_id", "findings", "wait_s"),
)
