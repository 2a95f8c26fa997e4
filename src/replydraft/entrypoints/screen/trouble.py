"""Errors as sentences for an advisor, each with an event id; never a traceback, never the text of an exception."""

from __future__ import annotations

import logging
import secrets
import traceback

from replydraft.entrypoints.screen.markup import notice
from replydraft.entrypoints.screen.review_actions import ScreenRefusal
from replydraft.errors import (
    AuditBroken,
    ContentError,
    DraftBlocked,
    InputError,
    ReplydraftError,
    ReviewNotFound,
    StaleReview,
    StoreError,
    StoreLocked,
    UpstreamError,
)

_log = logging.getLogger("replydraft.screen")

_SENTENCES: tuple[tuple[type[ReplydraftError], str], ...] = (
    (AuditBroken, "留痕记录校验不通过，为了安全先停下来；请联系管理员核对存档。"),
    (StoreLocked, "存档正被另一个程序占用，这一步没有生效；请稍等几秒再试。"),
    (StoreError, "存档写不进去，这一步没有生效；请检查磁盘空间和数据目录，再试一次。"),
    (UpstreamError, "外部服务没有答复，这一步没有完成；请稍后再试。"),
    (ContentError, "规则或知识文件有问题，暂时不能继续；请联系管理员。"),
    (ReviewNotFound, "这条咨询已经不在了，请从左侧重新选择。"),
)
_FIELDS = {"customer": "客户消息", "draft": "要检查的话", "person": "姓名", "text": "回复", "profile": "客户画像"}
_INPUT = {"too_long": "太长了，请分成几段", "empty": "还是空的", "bad_unicode": "里有无法识别的字符"}


def sentence(error: Exception) -> str:
    """What the person reads."""
    if isinstance(error, ScreenRefusal):
        return str(error)
    if isinstance(error, DraftBlocked):
        return f"还有 {max(len(error.findings), 1)} 处必须修改，不能批准。"
    if isinstance(error, StaleReview):
        return "这条咨询刚刚有了更新，已为您载入最新内容。"
    if isinstance(error, InputError):
        field = error.field.split(".")[0].split("[")[0]
        return f"{_FIELDS.get(field, '填写的内容')}{_INPUT.get(error.code, '填写有误，请检查')}。"
    for kind, said in _SENTENCES:
        if isinstance(error, kind):
            return said
    return "出了点问题，这一步没有生效。请再试一次；还不行，把事件编号发给管理员。"


def report(error: Exception) -> str:
    """The notice for the screen. What a program can use goes to the log under the same id, without any text."""
    if isinstance(error, ScreenRefusal | DraftBlocked | InputError):
        return notice("warn", sentence(error))
    event = f"E{secrets.token_hex(4)}"
    place = traceback.extract_tb(error.__traceback__)
    where = f"{place[-1].filename.rsplit('/', 1)[-1]}:{place[-1].lineno}" if place else "?"
    level = logging.WARNING if isinstance(error, ReplydraftError) else logging.ERROR
    _log.log(level, "%s %s %s", event, type(error).__name__, where)
    return notice("warn" if isinstance(error, StaleReview) else "block", sentence(error), event=event)
