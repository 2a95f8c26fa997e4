"""Every error of the API as `application/problem+json` (RFC 9457) with a stable `code`, and no customer text.

Whatever goes wrong ends here: our own errors by kind, HTTP errors by status, anything unforeseen as a 500 whose
`event_id` is also in the log (with where it happened, without what it was about).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from replydraft.entrypoints.faults import where
from replydraft.errors import (
    ConsentNotFound,
    ContentError,
    DeadlineExceeded,
    DraftBlocked,
    InputError,
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

log = logging.getLogger("replydraft.api")

MEDIA = "application/problem+json"

_STATUS: tuple[tuple[type[ReplydraftError], int, str], ...] = (
    (InputError, 422, "请求内容有误"),
    (ReviewNotFound, 404, "没有这条审核"),
    (ConsentNotFound, 404, "没有这条授权记录"),
    (StaleReview, 409, "内容已变化，请刷新"),
    (SecondPersonDue, 409, "需要第二位同事复核"),
    (SignInRefused, 401, "姓名或密码不对"),
    (NotAllowed, 403, "没有权限"),
    (DraftBlocked, 422, "文字未通过合规检查"),
    (StoreLocked, 503, "数据库正忙，请稍后再试"),
    (StoreError, 503, "暂时无法保存，没有受理"),
    (DeadlineExceeded, 504, "上游超时"),
    (UpstreamError, 502, "上游出错"),
    (ContentError, 500, "规则或知识文件有误"),
    (ReplydraftError, 500, "出错了"),
)
_TITLES = {400: "请求无法读取", 401: "需要登录", 403: "没有权限", 404: "没有这个地址", 405: "不支持这种操作"}
_CODES = {404: "not_found", 405: "method_not_allowed"}


class Problem(ReplydraftError):
    """A refusal of the API itself: status, stable code, what to do."""

    def __init__(
        self, status: int, code: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail, code=code)
        self.status, self.title, self.headers = status, title, headers


def problem(
    status: int, code: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    body = {"type": f"urn:replydraft:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return JSONResponse(body | more, status, headers=dict(headers or {}), media_type=MEDIA)


def of_error(error: ReplydraftError) -> JSONResponse:
    """What a caller sees of one of our errors."""
    if isinstance(error, Problem):
        return problem(error.status, error.code, error.title, str(error), headers=error.headers)
    status, title = next((status, title) for kind, status, title in _STATUS if isinstance(error, kind))
    if isinstance(error, InputError):
        unread = error.code in ("bad_json", "bad_unicode")
        return problem(400 if unread else status, error.code, title, str(error), field=error.field or None)
    if isinstance(error, DraftBlocked):
        return problem(status, error.code, title, str(error), findings=error.findings)
    if isinstance(error, SecondPersonDue):
        return problem(status, error.code, title, str(error), wait_s=error.wait_s)
    if isinstance(error, SignInRefused) and error.retry_after_s is not None:
        wait = {"Retry-After": str(error.retry_after_s)}
        return problem(429, error.code, "尝试次数过多", str(error), headers=wait)
    if isinstance(error, ReviewNotFound | ConsentNotFound | StaleReview | NotAllowed | SignInRefused):
        return problem(status, error.code, title, str(error))
    event_id = secrets.token_hex(8)  # the words of what is left may name files: they go to the log only
    log.error("%s: %s [%s] %s", type(error).__name__, error.code, event_id, error)
    retry = {"Retry-After": "1"} if isinstance(error, StoreLocked) else None
    return problem(status, error.code, title, "详情见服务日志中的同一编号", headers=retry, event_id=event_id)


def _of_http(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    title = _TITLES.get(status, "请求未完成")
    return problem(status, _CODES.get(status, "http_error"), title, title, headers=headers)


def _of_parameters(_: Request, error: Exception) -> JSONResponse:
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    where = ", ".join(str(part) for part in (wrong[0]["loc"][1:] if wrong else ()))
    said = _wanted(wrong[0]) if wrong else "cannot be read"
    return problem(422, "bad_input", "请求内容有误", f"{where}: {said}", field=where or None)


def _wanted(wrong: Mapping[str, Any]) -> str:
    """What a parameter must be, never what it was."""
    limits = wrong.get("ctx", {})
    match wrong["type"]:
        case "missing":
            return "is required"
        case "int_parsing" | "int_from_float" | "int_type":
            return "must be a whole number"
        case "bool_parsing":
            return "must be true or false"
        case "less_than_equal":
            return f"must be at most {limits['le']}"
        case "greater_than_equal":
            return f"must be at least {limits['ge']}"
        case _:
            return "cannot be read"


def _of_ours(_: Request, error: Exception) -> JSONResponse:
    return of_error(error if isinstance(error, ReplydraftError) else ReplydraftError("unknown"))


class Unforeseen:
    """The outermost layer: an exception nobody expected becomes a problem, and never a traceback with data in a log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        if "\x00" in scope.get("path", ""):  # names nothing, and some databases cannot even be asked
            await problem(404, "not_found", _TITLES[404], _TITLES[404])(scope, receive, send)
            return
        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            event_id = secrets.token_hex(8)
            log.error("unforeseen %s [%s] at %s", type(error).__name__, event_id, where(error))
            if not started:
                body = problem(500, "internal_error", "出错了", "详情见服务日志中的同一编号", event_id=event_id)
                await body(scope, receive, send)


def install(api: FastAPI) -> None:
    """Give every error of this app its problem form."""
    api.add_exception_handler(ReplydraftError, _of_ours)
    api.add_exception_handler(HTTPException, _of_http)
    api.add_exception_handler(RequestValidationError, _of_parameters)
    api.add_middleware(Unforeseen)
