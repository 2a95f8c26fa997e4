"""What the screen's tests share."""

from __future__ import annotations

from datetime import date
from typing import Any

from screen_browser import PASSWORD

from replydraft.domain.inquiry import Inquiry
from replydraft.wire.inputs import parse_inquiry

HERE = "http://127.0.0.1:7860"
REPLY = "您好，您的情况我先帮您看看方案，最终以贷款机构审批为准。"


def inquiry(message: str = "能不能快点批？", **more: Any) -> Inquiry:
    return parse_inquiry({"id": "s1", "customer": message} | more, today=date(2026, 11, 24))


def signed_in(browser: Any, name: str = "张敏", password: str = PASSWORD, **more: str) -> Any:
    """The answer to the sign-in form."""
    return browser.post("/login", data={"name": name, "password": password, **more})


def kinds(house: Any) -> list[str]:
    """Of every event in the trail, in order."""
    return [e.kind for e in house.store.audit.events()]
