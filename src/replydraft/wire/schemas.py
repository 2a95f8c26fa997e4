"""The contract's shapes as JSON Schemas (2020-12): what goes in, what comes out. `docs/schemas/` is written from here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from replydraft.domain.draft import Emotion, Intent, Tier
from replydraft.domain.finding import Disclosure, Family, Severity, Verdict
from replydraft.domain.inquiry import Channel
from replydraft.domain.passage import DocKind
from replydraft.domain.product import Fit
from replydraft.domain.review import DecisionKind, ReviewState

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MONEY: Schema = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
AMOUNT: Schema = {"type": ["string", "number"]}
"""A rate, a fraction or an amount as a caller may write it: 4.5%, 0.045, 100000."""


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def said(values: Any) -> Schema:
    return {"enum": [str(v) for v in values]}


def or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def shape(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object whose keys must all be there but the optional ones; further keys are allowed."""
    return {"type": "object", "required": [k for k in properties if k not in optional], "properties": properties}


_CONTEXT: dict[str, Schema] = {
    "history": listed(shape({"role": said(["customer", "advisor"]), "text": TEXT})),
    "profile": {"type": "object"},
    "channel": said(Channel),
    "as_of": DAY,
}
CHECK = shape(
    {
        "id": TEXT,
        "draft": TEXT,
        "customer": TEXT,
        **_CONTEXT,
        "evidence": shape({"passages": listed(TEXT), "events": listed(TEXT)}, optional=("passages", "events")),
        "send_at": {"type": "string", "format": "date-time"},
        "sender": said(["human", "auto"]),
    },
    optional=("customer", *_CONTEXT, "evidence", "send_at", "sender"),
)
DRAFT = shape({"id": TEXT, "customer": TEXT, **_CONTEXT, "customer_ref": TEXT}, optional=(*_CONTEXT, "customer_ref"))
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
COST = shape(
    {
        "principal": AMOUNT,
        "periods": COUNT,
        "method": said(["flat", "annuity", "equal_principal", "interest_only", "bullet"]),
        "rate": AMOUNT,
        "fee_per_period": AMOUNT,
        "upfront_fee": AMOUNT,
        "unit": said(["month", "day", "year"]),
        "lender_type": TEXT,
        "as_of": DAY,
    },
    optional=("rate", "fee_per_period", "upfront_fee", "unit", "lender_type", "as_of"),
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
    }
)
CHECK_RESULT = shape(
    {
        "id": TEXT,
        "verdict": said(Verdict),
        "text_sha256": HASH,
        "findings": listed(FINDING),
        "rewrite": or_null(TEXT),
        "allowed": listed(TEXT),
    },
    optional=("allowed",),
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
COST_RESULT = shape(
    {
        "annualised_nominal": NUMBER,
        "annualised_effective": NUMBER,
        "basis": TEXT,
        "total_cost": MONEY,
        "schedule": listed(
            shape(
                {
                    "period": COUNT,
                    "date": or_null(DAY),
                    **dict.fromkeys(("principal", "interest", "fee", "payment", "balance"), MONEY),
                }
            )
        ),
        "ceiling": or_null(shape({"value": NUMBER, "basis": TEXT, "verified": FLAG, "exceeded": FLAG})),
    }
)
ERROR_LINE = shape({"id": or_null(TEXT), "error": shape({"code": TEXT, "message": TEXT, "line": COUNT})})
REVISION = shape({"text": TEXT})
DECISION = shape(
    {
        "decision": said(DecisionKind),
        "text": TEXT,
        "text_sha256": HASH,
        "reason": TEXT,
        "dismissed": listed(shape({"finding": TEXT, "reason": TEXT})),
    },
    optional=("text", "text_sha256", "reason", "dismissed"),
)
REVIEW = shape(
    {
        "id": TEXT,
        "draft_id": TEXT,
        "state": said(ReviewState),
        "revision": COUNT,
        "etag": TEXT,
        "tier": said(Tier),
        "text": TEXT,
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
    },
    optional=("field", "event_id", "findings"),
)

SCHEMAS: dict[str, Schema] = {
    "check.in": CHECK,
    "check.out": CHECK_RESULT,
    "draft.in": DRAFT,
    "draft.out": DRAFT_RESULT,
    "search.in": SEARCH,
    "search.out": SEARCH_RESULT,
    "cost.in": COST,
    "cost.out": COST_RESULT,
    "error": ERROR_LINE,
    "decision.in": DECISION,
    "review.out": REVIEW,
    "problem": PROBLEM,
}


def schema_text(name: str) -> str:
    """One schema as a file's text."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"replydraft {name}"}
    return json.dumps(head | SCHEMAS[name], ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")
    return len(SCHEMAS)
