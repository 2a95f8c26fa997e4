"""Recording a consent, or that it was taken back, from the customer's column; the text is then checked anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from replydraft.domain.release import marked
from replydraft.entrypoints.screen.consent_view import RECORD, WITHDRAW
from replydraft.entrypoints.screen.review_actions import Opened, open_review, recheck
from replydraft.entrypoints.screen.standing import standing
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.wire.consents import parse_consent
from replydraft.wire.outputs import check_json

SAID = {RECORD: "授权已登记，这段回复已按新的授权重新检查。", WITHDRAW: "撤回已登记，这段回复已重新检查。"}
_BETWEEN = re.compile(r"[、，,；;\n]+")


def done(visit: Visit, opened: Opened, text: str, data: Mapping[str, Any]) -> Opened:
    """Raises ScreenRefusal, NotAllowed, ConsentNotFound, InputError."""
    ref = opened.review.customer_ref
    if ref is None or opened.review.erased:
        raise ScreenRefusal("这条咨询没有客户编号，授权要在客户系统里登记。")
    if data.get("act") == WITHDRAW:
        visit.house.consents.withdraw(visit.caller, ref, str(data.get("id", "")))
    else:
        branch = opened.review.branch or visit.caller.branch
        said = _said(data)
        new = parse_consent(said, now=datetime.now(UTC), by=visit.caller.actor, branch=branch)
        visit.house.consents.record(visit.caller, ref, new)
    return checked_anew(visit, recheck(visit, opened, text))


def opened_now(visit: Visit, review_id: str) -> Opened:
    """A review as it is opened: with a reference, checked against the ledger of now. Raises ReviewNotFound."""
    opened = open_review(visit, review_id)
    return opened if opened.stands.consents is None else checked_anew(visit, opened)


def checked_anew(visit: Visit, opened: Opened) -> Opened:
    """With the ledger as it stands now."""
    stands = standing(visit, opened.review)
    if not opened.text.strip() or not opened.open:
        return replace(opened, stands=stands)
    check = marked(check_json(visit.house.desk.recheck(opened.review, opened.text)), opened.review.releases)
    return replace(opened, check=check, stands=stands)


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the contract's object. Raises ScreenRefusal where something is left out."""
    recipients = [name.strip() for name in _BETWEEN.split(str(data.get("recipients", ""))) if name.strip()]
    chosen = data.get("data")
    kinds = [str(kind) for kind in chosen] if isinstance(chosen, list) else []
    purpose = str(data.get("purpose", "")).strip()
    if not recipients:
        raise ScreenRefusal("请写清授权给哪家机构；不能写“合作机构”这样的统称。")
    if any("合作" in name or name in ("银行", "机构", "第三方") for name in recipients):
        raise ScreenRefusal("请写机构的名称；“合作机构”这样的统称不算单独同意。")
    if not kinds:
        raise ScreenRefusal("请勾选客户同意提供哪些信息。")
    if not purpose:
        raise ScreenRefusal("请写清用途。")
    return {
        "purpose": purpose, "recipients": recipients, "data": kinds, "how": data.get("how"),
        "evidence": str(data.get("evidence", "")), "until": data.get("until") or None,
    }  # fmt: skip
