"""Domain objects as the contract's JSON objects (plain dicts, ready for `json.dumps`)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from replydraft.errors import InputError, ReplydraftError

if TYPE_CHECKING:  # one check of one text needs none of them
    from replydraft.domain.audit import AuditEvent
    from replydraft.domain.consent import Consent, ConsentRecord, Ledger
    from replydraft.domain.conversation import Received
    from replydraft.domain.draft import Draft, Figure
    from replydraft.domain.finding import CheckResult, Finding, LegalCitation
    from replydraft.domain.inquiry import Inquiry
    from replydraft.domain.passage import Hit, SearchResult
    from replydraft.domain.people import Person
    from replydraft.domain.review import Review


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def citation_json(c: LegalCitation) -> dict[str, Any]:
    return {
        "law": c.law,
        "article": c.article,
        "level": c.level,
        "effective_from": _day(c.effective_from),
        "effective_to": _day(c.effective_to),
    }


def finding_json(f: Finding) -> dict[str, Any]:
    return {
        "id": f.id,
        "rule": f.rule,
        "rule_name": f.rule_name,
        "rule_version": f.rule_version,
        "family": f.family.value,
        "severity": f.severity.value,
        "source": f.source,
        "start": f.start,
        "end": f.end,
        "text": f.text,
        "missing": f.missing.value if f.missing else None,
        "message": f.message,
        "suggestion": f.suggestion,
        "citations": [citation_json(c) for c in f.citations],
    }


def check_json(r: CheckResult) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": r.id,
        "verdict": r.verdict.value,
        "text_sha256": r.text_sha256,
        "findings": [finding_json(f) for f in r.findings],
        "rewrite": r.rewrite,
    }
    if r.allowed:
        out["allowed"] = list(r.allowed)
    if r.overlays:
        out["overlays"] = list(r.overlays)
    if r.consents_at is not None:
        out["consents_at"] = r.consents_at.isoformat()
    return out


def figure_json(f: Figure) -> dict[str, Any]:
    return {"text": f.text, "kind": f.kind, "source": f.source, "detail": f.detail, "start": f.start, "end": f.end}


def draft_json(d: Draft) -> dict[str, Any]:
    t = d.triage
    return {
        "id": d.id,
        "reply": d.reply,
        "intent": t.intent.value,
        "intents": [i.value for i in t.intents],
        "urgency": t.urgency.value,
        "complexity": t.complexity.value,
        "tier": t.tier.value,
        "tier_reason": t.tier_reason,
        "escalate": t.escalate,
        "emotion": t.emotion.value,
        "asks": list(d.asks),
        "products": [
            {"id": m.id, "name": m.name, "fit": m.fit.value, "why": list(m.why), "why_not": list(m.why_not)}
            for m in d.matches
        ],
        "citations": [
            {
                "marker": c.marker,
                "doc_id": c.doc_id,
                "version": c.version,
                "title": c.title,
                "quote": c.quote,
                "sha256": c.sha256,
            }
            for c in d.citations
        ],
        "figures": [figure_json(f) for f in d.figures],
        "verdict": d.verdict.value,
        "findings": [finding_json(f) for f in d.findings],
        "revisions": d.revisions,
        "drafter": d.drafter,
        "fallback_reason": d.fallback_reason,
        "latency_ms": round(d.latency_ms, 1),
        "text_sha256": d.text_sha256,
        "versions": dict(d.versions),
    }


def inquiry_json(i: Inquiry) -> dict[str, Any]:
    """The inquiry as the contract's `draft` input object: what a review shows and a replay reads."""
    from decimal import Decimal

    return {
        "id": i.id,
        "customer": i.customer,
        "history": [{"role": t.role, "text": t.text} for t in i.history],
        "profile": {
            k: {
                "value": str(f.value) if isinstance(f.value, Decimal) else f.value,
                "state": f.state,
                "source": f.source,
            }
            for k, f in i.profile.facts.items()
        },
        "channel": i.channel.value if i.channel else None,
        "as_of": i.as_of.isoformat(),
        **({"unread": list(i.unread)} if i.unread else {}),
        **(ledger_json(i.ledger) if i.ledger is not None else {}),
    }


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """What was known of a customer's consents, and when."""
    return {"consents": [agreed_json(c) for c in ledger.consents], "consents_at": _moment(ledger.at)}


def hit_json(h: Hit) -> dict[str, Any]:
    p = h.passage
    return {
        "doc_id": p.doc_id,
        "version": p.version,
        "title": p.title,
        "kind": p.kind.value,
        "heading": p.heading,
        "text": p.text,
        "score": round(h.score, 4),
        "sha256": p.sha256,
    }


def search_json(search_id: str, r: SearchResult) -> dict[str, Any]:
    return {
        "id": search_id,
        "passages": [hit_json(h) for h in r.hits],
        "nothing_good_enough": r.nothing_good_enough,
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def review_json(r: Review) -> dict[str, Any]:
    decision = r.decision
    return {
        "id": r.id,
        "review_id": r.id,
        "draft_id": r.draft_id,
        "state": r.state.value,
        "revision": r.revision,
        "etag": r.etag,
        "tier": r.tier,
        "created_at": _moment(r.created_at),
        "updated_at": _moment(r.updated_at),
        "customer_ref": r.customer_ref,
        "claimed_by": r.claimed_by,
        "claimed_until": _moment(r.claimed_until),
        "branch": r.branch,
        "second_for": list(r.second_for),
        "approvals": [
            {"person": a.person, "text_sha256": a.text_sha256, "at": _moment(a.at), "alone": a.alone}
            for a in r.approvals
        ],
        "releases": [asdict(let_go) | {"at": _moment(let_go.at)} for let_go in r.releases],
        "conversation_id": r.conversation_id,
        "sent_sha256": r.sent_sha256,
        "erased": r.erased,
        "follows": None
        if r.follows is None
        else {"review_id": r.follows.review_id, "after": r.follows.after.value, "person": r.follows.person},
        "escalated_to": r.escalated_to or None,
        "inquiry": r.inquiry,
        "draft": r.draft,
        "text": r.text,
        "text_sha256": r.check.get("text_sha256"),
        "check": r.check,
        "decision": None
        if decision is None
        else {
            "decision": decision.kind.value,
            "person": decision.person,
            "text": decision.text,
            "text_sha256": decision.text_sha256,
            "reason": decision.reason,
            "dismissed": [{"finding": f, "reason": why} for f, why in decision.dismissed],
            "alone": decision.alone,
            "decided_at": _moment(r.decided_at),
        },
    }


def agreed_json(c: Consent) -> dict[str, Any]:
    """A consent as a `check` object names it."""
    return {
        "purpose": c.purpose,
        "recipients": list(c.recipients),
        "data": list(c.data),
        "given_at": _moment(c.given_at),
        "until": _moment(c.until),
        "withdrawn_at": _moment(c.withdrawn_at),
    }


def consent_json(r: ConsentRecord, at: datetime | None = None) -> dict[str, Any]:
    """A consent as the ledger holds it; with `at` how it stands then."""
    return {
        "id": r.id,
        **agreed_json(r.consent),
        "how": r.how,
        "evidence": r.evidence,
        "recorded_by": r.recorded_by,
        "recorded_at": _moment(r.recorded_at),
        "branch": r.branch,
        "withdrawn_by": r.withdrawn_by,
        "withdrawal_recorded_at": _moment(r.withdrawal_recorded_at),
        **({"standing": r.consent.standing(at)} if at is not None else {}),
    }


def message_json(message_id: str, r: Received) -> dict[str, Any]:
    return {
        "conversation": r.conversation,
        "message_id": message_id,
        "duplicate": r.duplicate,
        "stale": list(r.stale),
        "due_at": r.due_at,
    }


def person_json(p: Person) -> dict[str, Any]:
    return {
        "id": p.id,
        "name": p.name,
        "role": p.role,
        "branch": p.branch,
        "active": p.active,
        "has_password": p.has_password,
        "created_at": _moment(p.created_at),
    }


def event_json(e: AuditEvent) -> dict[str, Any]:
    return asdict(e)


def error_json(record_id: str | None, error: ReplydraftError, line: int) -> dict[str, Any]:
    """The object that stands in the place of a bad input line."""
    body: dict[str, Any] = {"code": error.code, "message": str(error), "line": line}
    if isinstance(error, InputError) and error.field:
        body["field"] = error.field
    return {"id": record_id, "error": body}
