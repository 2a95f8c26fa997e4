"""The two ways in on the first screen: paste a customer's message, or have one's own words checked."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from replydraft.domain.permissions import Action
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.review_actions import Opened, shown_to
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.wire.inputs import parse_check, parse_inquiry
from replydraft.wire.outputs import check_json

UNKNOWN = "不清楚"
YES_NO = {"有": True, "没有": False, "良好": True, "有瑕疵": False}
CHANNEL_WORDS = {"微信": "wechat", "企业微信": "wecom", "短信": "sms", "电话": "phone", "邮件": "email", "网页": "web"}
_SPEAKER = re.compile(r"^\s*(客户|顾客|对方|我|我们|顾问)\s*[:：]\s*(.*)$")
_ADVISOR = ("我", "我们", "顾问")


def read_history(pasted: str) -> list[dict[str, str]]:
    """Lines such as 客户：… and 我：… as turns; a line without a speaker continues the one before."""
    turns: list[dict[str, str]] = []
    for line in pasted.splitlines():
        said = _SPEAKER.match(line)
        if said:
            turns.append({"role": "advisor" if said[1] in _ADVISOR else "customer", "text": said[2].strip()})
        elif line.strip() and turns:
            turns[-1]["text"] = f"{turns[-1]['text']}\n{line.strip()}".strip()
        elif line.strip():
            turns.append({"role": "customer", "text": line.strip()})
    return [t for t in turns if t["text"]]


def read_profile(form: Mapping[str, Any]) -> dict[str, Any]:
    """The quick fields as the contract's profile: what was left open is left out. Amounts are typed in 万元."""
    profile: dict[str, Any] = {}
    for key in ("name", "purpose"):
        if text := str(form.get(key) or "").strip():
            profile[key] = text
    for key in ("has_property", "has_vehicle", "credit_good"):
        if form.get(key) in YES_NO:
            profile[key] = YES_NO[str(form[key])]
    if amount := _positive(form.get("amount"), "金额", "万元万"):
        profile["amount_wanted"] = f"{amount * 10_000:.2f}".removesuffix(".00")
    if term := _positive(form.get("term"), "期限", "个月期"):
        profile["term_months"] = int(term)
    return profile


def _positive(value: Any, what: str, units: str) -> Decimal | None:
    """A typed number, its unit allowed behind it; None where the box is empty. Raises ScreenRefusal."""
    typed = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").strip().rstrip(units).strip()
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = Decimal(0)
    if not (number.is_finite() and 0 < number < 100_000_000):
        raise ScreenRefusal(f"{what}请填一个大于 0 的数字，或者空着。")
    return number


def submit(visit: Visit, message: str, history: str, channel: str, form: Mapping[str, Any]) -> Opened:
    """Draft an answer and put it in the queue of one's branch. Raises ScreenRefusal, NotAllowed, InputError, StoreError."""
    visit.require(Action.DRAFT, visit.caller.branch)
    if not message.strip():
        raise ScreenRefusal("请先把客户发来的话贴进来。")
    asked: dict[str, Any] = {
        "id": f"paste-{secrets.token_hex(6)}",
        "customer": message.strip(),
        "history": read_history(history),
        "profile": read_profile(form),
    }
    if channel in CHANNEL_WORDS:
        asked["channel"] = CHANNEL_WORDS[channel]
    inquiry = parse_inquiry(asked, today=today())
    _, review = visit.house.desk.submit(inquiry, actor=visit.caller.actor, branch=visit.caller.branch)
    return shown_to(visit, review)


def check_words(visit: Visit, text: str, customer: str) -> dict[str, Any]:
    """The contract's check result for one's own words. Raises ScreenRefusal, NotAllowed, InputError, StoreError."""
    visit.require(Action.CHECK)
    if not text.strip():
        raise ScreenRefusal("请先把您想发的话贴进来。")
    asked: dict[str, Any] = {"id": f"typed-{secrets.token_hex(6)}", "draft": text}
    if customer.strip():
        asked["customer"] = customer.strip()
    return check_json(visit.house.desk.check(parse_check(asked, today=today()), actor=visit.caller.actor))
