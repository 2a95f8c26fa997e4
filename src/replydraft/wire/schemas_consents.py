"""JSON Schemas of consents: as a `check` object names them, as they are recorded, as the ledger shows them."""

from __future__ import annotations

from replydraft.domain.consent import HOW
from replydraft.wire.consents import MAX_EVIDENCE, MAX_NAME, MAX_NAMES, MAX_PURPOSE
from replydraft.wire.shapes import MOMENT, TEXT, Schema, listed, or_null, said, shape

_NAMES: Schema = {**listed({"type": "string", "maxLength": MAX_NAME}), "minItems": 1, "maxItems": MAX_NAMES}
_WHEN: Schema = {"type": "string", "description": "a time with zone, or a day (of `until` the last that counts)"}
_AGREED: dict[str, Schema] = {
    "purpose": {"type": "string", "maxLength": MAX_PURPOSE},
    "recipients": _NAMES | {"description": "lenders by name, or 我们"},
    "data": _NAMES | {"description": "征信, 身份信息, 流水, 资料 …"},
    "given_at": _WHEN,
    "until": or_null(_WHEN),
}
AGREED = shape({**_AGREED, "withdrawn_at": or_null(_WHEN)}, optional=("until", "withdrawn_at"))
"""One of `consents` of a `check` object."""
CONSENT = shape(
    {**_AGREED, "how": said(HOW), "evidence": {"type": "string", "maxLength": MAX_EVIDENCE}, "branch": TEXT},
    optional=("given_at", "until", "evidence", "branch"),
)
WITHDRAWAL = shape({"withdrawn_at": MOMENT}, optional=("withdrawn_at",))
CONSENT_RESULT = shape(
    {
        "id": {"type": "string", "pattern": "^cn_[0-9a-f]{16}$"},
        "purpose": TEXT,
        "recipients": listed(TEXT),
        "data": listed(TEXT),
        "given_at": MOMENT,
        "until": or_null(MOMENT),
        "withdrawn_at": or_null(MOMENT),
        "how": said(HOW),
        "evidence": TEXT,
        "recorded_by": TEXT,
        "recorded_at": MOMENT,
        "branch": TEXT,
        "withdrawn_by": or_null(TEXT),
        "withdrawal_recorded_at": or_null(MOMENT),
        "standing": said(["in_force", "not_yet", "expired", "withdrawn"]),
    }
)
CONSENTS_RESULT = shape({"consents": listed(CONSENT_RESULT)})
