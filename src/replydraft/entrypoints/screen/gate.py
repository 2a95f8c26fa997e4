"""The gate before the screen and its sign-in: from where, on whose behalf, and signed in as whom.

On a loopback address only this computer gets through, under its own name. On any other address whoever is signed in
does. Everywhere a request that changes something must come from a page of ours.
"""

from __future__ import annotations

import asyncio
import ipaddress
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from replydraft.entrypoints.screen.visits import COOKIE
from replydraft.errors import StoreError

if TYPE_CHECKING:
    from replydraft.bootstrap import House

NAMES = ("localhost", "127.0.0.1", "::1")
SCREEN, LOGIN, LOGOUT = "/ui", "/login", "/logout"
PERSON, LOCAL = "replydraft.person", "replydraft.local"
"""What the gate found out, in the request's scope: the Person signed in, and whether this computer asks."""
REFUSED = "审核台只在本机打开。请在运行 replydraft 的电脑上访问 http://127.0.0.1:端口/ ；其他程序请走接口 /v1。"
FOREIGN = "这个请求不是从审核台自己的页面发出的，没有执行。请从审核台的页面再操作一次。"
NO_STORE = "存档暂时打不开，请稍后再试，或联系管理员。"
_SAFE = ("GET", "HEAD", "OPTIONS")
_OPEN = tuple(f"{SCREEN}/{name}" for name in ("assets/", "static/", "theme.css", "manifest.json"))
"""Parts of the screen's own program, the same for everybody."""
_POLICY = (
    "default-src 'self' data: blob:; connect-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {"x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin"}


def is_local(client: str | None, host: str | None, origin: str | None) -> bool:
    """From this machine, asked for by its own name (no foreign name pointed at us), and not on behalf of another site."""
    try:
        near = client is not None and ipaddress.ip_address(client).is_loopback
    except ValueError:
        near = False
    if not near or _name(host) not in NAMES:
        return False
    return not origin or same_origin(host, origin, None)


def same_origin(host: str | None, origin: str | None, referer: str | None) -> bool:
    """Whether a page of ours sent it: its Origin, or where there is none its Referer, names the host that was asked."""
    source = referer if origin is None else origin
    if not source or not host:
        return False
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.casefold() == host.casefold()


def _name(host: str | None) -> str:
    try:
        return (urlsplit(f"//{host or ''}").hostname or "").casefold()
    except ValueError:
        return ""


def _under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


class Gate:
    """ASGI: everything outside the screen and its sign-in passes as it is."""

    def __init__(self, app: Any, house: House, *, local_only: bool = True) -> None:
        self.app, self.house, self.local_only = app, house, local_only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] not in ("http", "websocket") or not any(_under(path, p) for p in (SCREEN, LOGIN, LOGOUT)):
            await self.app(scope, receive, send)
            return
        answer = await self._answer(HTTPConnection(scope), path)

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = message | {"headers": _with_headers(message.get("headers", ()))}
            await send(message)

        if answer is None:
            # a page left open keeps a stream open, which ends when the server does
            with suppress(asyncio.CancelledError):
                await self.app(scope, receive, guarded)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, guarded)

    async def _answer(self, asked: HTTPConnection, path: str) -> Response | None:
        """What is said instead of letting it through; None lets it through, with what was found out in its scope."""
        host, origin = asked.headers.get("host"), asked.headers.get("origin")
        local = is_local(asked.client.host if asked.client else None, host, origin)
        asked.scope[LOCAL] = local
        if self.local_only and not local:
            return PlainTextResponse(REFUSED, status_code=403)
        safe = asked.scope["type"] == "http" and asked.scope["method"] in _SAFE
        if not safe and not same_origin(host, origin, asked.headers.get("referer")):
            return PlainTextResponse(FOREIGN, status_code=403)
        if not _under(path, SCREEN) or (safe and path.startswith(_OPEN)):
            return None
        token = asked.cookies.get(COOKIE)
        try:
            person = await run_in_threadpool(self.house.store.sessions.person, token)
        except StoreError:
            return PlainTextResponse(NO_STORE, status_code=503)
        asked.scope[PERSON] = person
        if person is not None:
            return None
        if not (safe and path in (SCREEN, f"{SCREEN}/")):
            return JSONResponse({"error": "not_signed_in", "detail": "请先登录"}, status_code=401)
        query = asked.scope.get("query_string", b"").decode("latin-1")
        here = f"{SCREEN}/?{query}" if query else f"{SCREEN}/"
        if not token and asked.headers.get("sec-fetch-site") == "cross-site":
            return _once_more(here)
        return RedirectResponse(f"{LOGIN}?next={quote(here, safe='')}", status_code=303)


def _once_more(here: str) -> Response:
    """A link on another site brings no cookie of ours (SameSite=Strict): ask again, now from a page of our own."""
    page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={escape(here)}">正在打开…'
    return HTMLResponse(page)


def _with_headers(headers: Any) -> list[tuple[bytes, bytes]]:
    """The answer's headers with ours; a page may load nothing from elsewhere, be framed by nobody, and is not kept."""
    out = list(headers)
    there = {name.lower() for name, _ in out}
    ours = dict(_HEADERS)
    if any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in out):
        ours |= {"content-security-policy": _POLICY, "cache-control": "no-store"}
    return out + [(k.encode(), v.encode()) for k, v in ours.items() if k.encode() not in there]
