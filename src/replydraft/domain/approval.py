"""Approval 批准: when a person's decision about one exact text may stand. Fails closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from replydraft.domain.finding import sha256_text
from replydraft.domain.people import SERVICE_PREFIX
from replydraft.domain.release import Release, counted, forbidding
from replydraft.domain.review import Decision, DecisionKind
from replydraft.errors import DraftBlocked, InputError


def require_person(person: str) -> None:
    """A decision, a claim and an edit have a person's name on them, never a program's. Raises InputError."""
    if not person.strip() or person == "system" or person.startswith(SERVICE_PREFIX):
        raise InputError("must name a person", field="person", code="no_person")


def require_decidable(decision: Decision, check: dict[str, Any]) -> None:
    """A named person, the text its hash says, and only warnings of this very check dismissed. Raises InputError."""
    require_person(decision.person)
    if decision.text_sha256 != sha256_text(decision.text):
        raise InputError("is not the SHA-256 of text", field="text_sha256", code="hash_mismatch")
    if check.get("text_sha256") != decision.text_sha256 and decision.kind is not DecisionKind.APPROVE:
        raise InputError("is not the check of exactly this text", field="check.text_sha256")
    severities = {str(f.get("id")): f.get("severity") for f in check.get("findings", ())}
    for n, (finding, _reason) in enumerate(decision.dismissed):
        if severities.get(finding) not in ("warn", "info"):
            raise InputError("names no finding that may be dismissed", field=f"dismissed[{n}].finding")


def require_approvable(decision: Decision, check: dict[str, Any], releases: Sequence[Release] = ()) -> None:
    """The check is of exactly this text and nothing in it blocks but what was let go for this very text.

    Raises DraftBlocked with the blocking findings.
    """
    blocking = forbidding(check, releases)
    if not decision.text.strip():
        raise DraftBlocked("空白回复不能批准 (empty text)")
    if check.get("text_sha256") != decision.text_sha256:
        raise DraftBlocked("批准的文字与检查过的文字不一致，请重新检查 (check is of another text)", blocking)
    explained = ("block",) if counted(check, releases) else ()
    if blocking or check.get("verdict") not in ("pass", "warn", *explained):
        raise DraftBlocked("还有必须修改的地方，不能批准 (text still blocks)", blocking)
