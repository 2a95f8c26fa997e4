"""The contract's shapes as JSON Schemas (2020-12): what goes in, what comes out. `docs/schemas/` is written from here."""

from __future__ import annotations

import json
from pathlib import Path

from replydraft.wire import schemas_consents, schemas_cost, schemas_http, schemas_phrase, schemas_sheet, schemas_text
from replydraft.wire.shapes import Schema

SCHEMAS: dict[str, Schema] = {
    "check.in": schemas_text.CHECK,
    "check.out": schemas_text.CHECK_RESULT,
    "draft.in": schemas_text.DRAFT,
    "draft.out": schemas_text.DRAFT_RESULT,
    "search.in": schemas_text.SEARCH,
    "search.out": schemas_text.SEARCH_RESULT,
    "cost.in": schemas_cost.COST,
    "cost_sheet.in": schemas_sheet.SHEET,
    "cost_sheet.out": schemas_sheet.SHEET_RESULT,
    "cost.out": schemas_cost.COST_RESULT,
    "phrase.in": schemas_phrase.PHRASE,
    "phrase.out": schemas_phrase.PHRASE_RESULT,
    "error": schemas_text.ERROR_LINE,
    "message.in": schemas_http.MESSAGE,
    "message.out": schemas_http.MESSAGE_RESULT,
    "consent.in": schemas_consents.CONSENT,
    "consent.out": schemas_consents.CONSENT_RESULT,
    "withdrawal.in": schemas_consents.WITHDRAWAL,
    "decision.in": schemas_http.DECISION,
    "release.in": schemas_http.RELEASE,
    "sent.in": schemas_http.SENT,
    "feedback.in": schemas_http.FEEDBACK,
    "review.out": schemas_http.REVIEW,
    "events.out": schemas_http.EVENTS,
    "problem": schemas_http.PROBLEM,
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
