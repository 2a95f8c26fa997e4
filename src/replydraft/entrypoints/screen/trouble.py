"""Errors as sentences for an advisor, each with an event id; never a traceback, never the text of an exception."""

from __future__ import annotations

import logging
import secrets
import traceback

from replydraft.entrypoints.screen.markup import notice
from replydraft.entrypoints.screen.visits import ScreenRefusal, refusal_words
from replydraft.errors import (
    AuditBroken,
    ConsentNotFound,
    ContentError,
    DraftBlocked,
    InputError,
    KeyMissing,
    NotAllowed,
    ReplydraftError,
    ReviewNotFound,
    SecondPersonDue,
    SignInRefused,
    StaleReview,
    StoreError,
    StoreLocked,
    UpstreamError,
)

_log = logging.getLogger("replydraft.screen")

_SENTENCES: tuple[tuple[type[ReplydraftError], str], ...] = (
    (AuditBroken, "留痕记录校验不通过，为了安全先停下来；请联系管理员核对存档。"),
    (KeyMissing, "存档的密钥不在这里，客户内容读不出来；请管理员把密钥文件放回去。"),
    (StoreLocked, "存档正被另一个程序占用，这一步没有生效；请稍等几秒再试。"),
    (StoreError, "存档写不进去，这一步没有生效；请检查磁盘空间和数据目录，再试一次。"),
    (UpstreamError, "外部服务没有答复，这一步没有完成；请稍后再试。"),
    (ContentError, "规则或知识文件有问题，暂时不能继续；请联系管理员。"),
    (ConsentNotFound, "这条授权记录已经不在了，请刷新后再看。"),
    (ReviewNotFound, "这条咨询已经不在了，请从左侧重新选择。"),
)
_FIELDS = {
    "customer": "客户消息", "draft": "要检查的话", "person": "姓名", "text": "回复", "profile": "客户画像",
    "name": "姓名", "branch": "门店", "role": "角色",
}  # fmt: skip
_INPUT = {"too_long": "太长了，请分成几段", "empty": "还是空的", "bad_unicode": "里有无法识别的字符"}
_WHOLE = {
    "name_taken": "已经有同名的同事了；请在姓名里加个区分，比如“张敏（二部）”。",
    "no_person": "请填写姓名。",
    "no_such_person": "没有这位同事，名单可能刚改过；请重新选择。",
    "never_released": "身份、账号和密码类信息不能放行，只能改掉。",
    "already_released": "这一条已经放行过了。",
    "no_such_finding": "这条命中已经不在了，文字可能刚改过。",
    "not_blocking": "这一条本来就不拦，不用放行。",
    "last_admin": "这是最后一位在用的管理员；请先让另一位同事当管理员。",
    "not_first": "这里已经有人在用了，请直接登录。",
    "weak_password": "这个密码太容易猜到，请换一个：不要含姓名，也不要总是同几个字符。",
}
PASSWORD_LENGTH = "密码要 10 到 200 个字符。"


def sentence(error: Exception) -> str:
    """What the person reads."""
    if isinstance(error, ScreenRefusal):
        return str(error)
    if isinstance(error, DraftBlocked):
        return f"还有 {max(len(error.findings), 1)} 处必须修改，不能批准。"
    if isinstance(error, SecondPersonDue):
        return second_words(error.wait_s)
    if isinstance(error, NotAllowed):
        return refusal_words(error)
    if isinstance(error, SignInRefused):
        return sign_in_words(error)
    if isinstance(error, StaleReview):
        return "这条咨询刚刚有了更新，已为您载入最新内容。"
    if isinstance(error, InputError):
        return _input_words(error)
    for kind, said in _SENTENCES:
        if isinstance(error, kind):
            return said
    return "出了点问题，这一步没有生效。请再试一次；还不行，把事件编号发给管理员。"


def second_words(wait_s: int | None) -> str:
    if wait_s is None:
        return "这条要由另一位同事复核后才能发出。"
    if wait_s > 0:
        return f"没有其他同事可以复核；请再等 {wait_s} 秒，重读一遍后再确认。"
    return "没有其他同事可以复核；请重读一遍，勾选单独确认，再批准。"


def sign_in_words(error: SignInRefused) -> str:
    if error.retry_after_s is None:
        return "姓名或密码不对，请再试一次。"
    return f"试的次数太多了，请过 {(error.retry_after_s + 59) // 60} 分钟再来。"


def _input_words(error: InputError) -> str:
    if error.code in _WHOLE:
        return _WHOLE[error.code]
    field = error.field.split(".")[0].split("[")[0]
    if field == "password":
        return PASSWORD_LENGTH
    return f"{_FIELDS.get(field, '填写的内容')}{_INPUT.get(error.code, '填写有误，请检查')}。"


def report(error: Exception) -> str:
    """The notice for the screen. What a program can use goes to the log under the same id, without any text."""
    if isinstance(error, ScreenRefusal | DraftBlocked | InputError | SecondPersonDue | NotAllowed | SignInRefused):
        return notice("warn", sentence(error))
    event = f"E{secrets.token_hex(4)}"
    place = traceback.extract_tb(error.__traceback__)
    where = f"{place[-1].filename.rsplit('/', 1)[-1]}:{place[-1].lineno}" if place else "?"
    level = logging.WARNING if isinstance(error, ReplydraftError) else logging.ERROR
    _log.log(level, "%s %s %s", event, type(error).__name__, where)
    return notice("warn" if isinstance(error, StaleReview) else "block", sentence(error), event=event)
