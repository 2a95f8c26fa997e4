"""What the screen's tests share."""

from __future__ import annotations

from datetime import date
from typing import Any

from replydraft.domain.inquiry import Inquiry
from replydraft.wire.inputs import parse_inquiry

REPLY = "您好，您的情况我先帮您看看方案，最终以贷款机构审批为准。"


def inquiry(message: str = "能不能快点批？", **more: Any) -> Inquiry:
    return parse_inquiry({"id": "s1", "customer": message} | more, today=date(2026, 11, 24))
