"""The screen has one local person and no password, so it answers this computer only, under this computer's name."""

from __future__ import annotations

import asyncio
import ipaddress
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

NAMES = ("localhost", "127.0.0.1", "::1")
REFUSED = "审核台只在本机打开。请在运行 replydraft 的电脑上访问 http://127.0.0.1:端口/ ；其他程序请走接口 /v1。"


def is_local(client: str | None, host: str | None, origin: str | None) -> bool:
    """From this machine, asked for by its own name (no foreign name pointed at us), and not on behalf of another site."""
    try:
        near = client is not None and ipaddress.ip_address(client).is_loopback
    except ValueError:
        near = False
    if not near or _name(host) not in NAMES:
        return False
    if not origin:
        return True
    return (
        urlsplit(origin).scheme in ("http", "https") and urlsplit(origin).netloc.casefold() == (host or "").casefold()
    )


def _name(host: str | None) -> str:
    try:
        return (urlsplit(f"//{host or ''}").hostname or "").casefold()
    except ValueError:
        return ""


class LocalOnly:
    """ASGI: refuse the screen to anybody else; everything outside `prefix` passes."""

    def __init__(self, app: Any, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] not in ("http", "websocket") or not (
            path == self.prefix or path.startswith(self.prefix + "/")
        ):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope.get("headers", ())}
        client = scope.get("client")
        if is_local(client[0] if client else None, headers.get("host"), headers.get("origin")):
            # a page left open keeps a stream open, which ends when the server does
            with suppress(asyncio.CancelledError):
                await self.app(scope, receive, send)
            return
        from starlette.responses import PlainTextResponse

        await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)
