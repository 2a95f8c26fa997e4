"""JSON Schemas of what the command line and the API share: check, draft, search."""

from __future__ import annotations

from replydraft.domain.draft import Emotion, Intent, Tier
from replydraft.domain.finding import Disclosure, Family, Severity, Verdict
from replydraft.domain.inquiry import Channel
from replydraft.domain.passage import DocKind
from replydraft.domain.product import Fit
from replydraft.wire.schemas_consents import AGREED
from replydraft.wire.shapes import (
    COUNT,
    DAY,
    FLAG,
    HASH,
    MOMENT,
    NUMBER,
    TEXT,
    Schema,
    listed,
    or_null,
    said,
    shape,
)

_CONTEXT: dict[str, Schema] = {
    "history": listed(shape({"role": said(["customer", "advisor"]), "text": TEXT})),
    "profile": {"type": "object"},
    "channel": said(Channel),
    "as_of": DAY,
}
_CONSENTS = listed(AGREED) | {"description": "the customer's consents, [] where there are none; absent: nobody knows"}
CHECK = shape(
    {
        "id": TEXT,
        "draft": TEXT,
        "customer": TEXT,
        **_CONTEXT,
        "evidence": shape({"passages": listed(TEXT), "events": listed(TEXT)}, optional=("passages", "events")),
        "consents": _CONSENTS,
        "send_at": MOMENT,
        "sender": said(["human", "auto"]),
        "branch": TEXT | {"description": "whose overlay applies; an unknown name has none"},
        "lender": TEXT | {"description": "whose overlay applies; an unknown name has none"},
    },
    optional=("customer", *_CONTEXT, "evidence", "consents", "send_at", "sender", "branch", "lender"),
)
DRAFT = shape(
    {
        "id": TEXT,
        "customer": TEXT,
        **_CONTEXT,
        "customer_ref": {"type": ["string", "integer"]},
        "branch": TEXT,
        "consents": _CONSENTS | {"description": "as in a check; with `customer_ref` our own ledger counts instead"},
    },
    optional=(*_CONTEXT, "customer_ref", "branch", "consents"),
)
SEARCH = shape(
    {
        "id": TEXT,
        "query": TEXT,
        "k": {"type": "integer", "minimum": 1, "maximum": 100},
        "as_of": DAY,
        "kind": said(DocKind),
    },
    optional=("id", "k", "as_of", "kind"),
)
FINDING = shape(
    {
        "id": TEXT,
        "rule": TEXT,
        "rule_name": TEXT,
        "rule_version": TEXT,
        "family": said(Family),
        "severity": said(Severity),
        "source": said(["rule", "classifier", "llm", "grounding"]),
        "start": or_null(COUNT),
        "end": or_null(COUNT),
        "text": or_null(TEXT),
        "missing": or_null(said(Disclosure)),
        "message": TEXT,
        "suggestion": TEXT,
        "citations": listed(
            shape(
                {
                    "law": TEXT,
                    "article": or_null(TEXT),
                    "level": said(["A", "B", "C"]),
                    "effective_from": or_null(DAY),
                    "effective_to": or_null(DAY),
                }
            )
        ),
        "released": shape({"by": TEXT, "reason": TEXT, "at": MOMENT})
        | {"description": "only in a review: compliance let it go for this very text; it forbids nothing"},
    },
    optional=("released",),
)
CHECK_RESULT = shape(
    {
        "id": TEXT,
        "verdict": said(Verdict),
        "text_sha256": HASH,
        "findings": listed(FINDING),
        "rewrite": or_null(TEXT),
        "allowed": listed(TEXT),
        "overlays": listed(TEXT) | {"description": "overlays that were applied, as id@version"},
        "consents_at": MOMENT | {"description": "when our ledger of the customer's consents was read"},
    },
    optional=("allowed", "overlays", "consents_at"),
)
DRAFT_RESULT = shape(
    {
        "id": TEXT,
        "reply": {"type": "string", "minLength": 1},
        "intent": said(Intent),
        "intents": {**listed(said(Intent)), "minItems": 1},
        "urgency": said(Tier),
        "complexity": said(Tier),
        "tier": said(Tier),
        "tier_reason": TEXT,
        "escalate": FLAG,
        "emotion": said(Emotion),
        "asks": listed(TEXT),
        "products": listed(
            shape({"id": TEXT, "name": TEXT, "fit": said(Fit), "why": listed(TEXT), "why_not": listed(TEXT)})
        ),
        "citations": listed(
            shape({"marker": COUNT, "doc_id": TEXT, "version": TEXT, "title": TEXT, "quote": TEXT, "sha256": HASH})
        ),
        "figures": listed(
            shape(
                {
                    "text": TEXT,
                    "kind": said(["rate", "amount", "term", "fee", "date", "count"]),
                    "source": said(["passage", "calculator", "customer", "profile", "operator", "law"]),
                    "detail": TEXT,
                }
            )
        ),
        "verdict": said(Verdict),
        "findings": listed(FINDING),
        "revisions": COUNT,
        "drafter": TEXT,
        "fallback_reason": or_null(TEXT),
        "latency_ms": NUMBER,
    }
)
SEARCH_RESULT = shape(
    {
        "id": TEXT,
        "passages": listed(
            shape(
                {
                    "doc_id": TEXT,
                    "version": TEXT,
                    "title": TEXT,
                    "kind": said(DocKind),
                    "text": TEXT,
                    "score": NUMBER,
                    "sha256": HASH,
                }
            )
        ),
        "nothing_good_enough": FLAG,
    }
)
ERROR_LINE = shape({"id": or_null(TEXT), "error": shape({"code": TEXT, "message": TEXT, "line": COUNT})})
