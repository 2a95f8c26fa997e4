"""Signing in and out of the screen: `/login`, `/login/first`, `/login/demo`, `/logout`. The gate stands before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from replydraft.domain.people import Person
from replydraft.entrypoints.screen.gate import LOCAL, LOGIN, LOGOUT, SCREEN
from replydraft.entrypoints.screen.login_page import POLICY, Shown, first_html, login_html, nobody_html
from replydraft.entrypoints.screen.samples import staff
from replydraft.entrypoints.screen.trouble import sentence
from replydraft.entrypoints.screen.visits import COOKIE
from replydraft.errors import InputError, ReplydraftError, SignInRefused, StoreError

if TYPE_CHECKING:
    from replydraft.bootstrap import House

MOST_BYTES = 8192
SAID = {"out": "已退出登录。", "password": "密码已改好，请用新密码登录。", "ended": "登录已经结束，请重新登录。"}


def local_path(asked: str | None) -> str:
    """Where to go afterwards: a path of ours, never another site's address."""
    path = asked or ""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours and not path.startswith((LOGIN, LOGOUT)) else f"{SCREEN}/"


async def form_of(request: Request) -> dict[str, str]:
    """A small form's fields, each once. Raises InputError for one too long or not text."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise InputError("is too long", field="form", code="too_long")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10, errors="strict"))
    except ValueError:
        raise InputError("cannot be read", field="form") from None


@dataclass(frozen=True, slots=True)
class SignIn:
    """The pages and what their forms do. `demo`: fictional people may be entered as, from this computer."""

    house: House
    demo: bool = False

    def connect(self, api: Any) -> None:
        hidden = {"include_in_schema": False}
        api.add_api_route(LOGIN, self.page, methods=["GET"], **hidden)
        for path, fn in ((LOGIN, self.enter), (f"{LOGIN}/first", self.begin), (f"{LOGIN}/demo", self.as_fictional)):
            api.add_api_route(path, self._posted(fn), methods=["POST"], **hidden)
        api.add_api_route(LOGOUT, self.leave, methods=["POST"], **hidden)

    # pages

    def page(self, request: Request) -> Response:
        to = local_path(request.query_params.get("next"))
        try:
            if self.house.store.sessions.person(request.cookies.get(COOKIE)) is not None:
                return RedirectResponse(to, status_code=303)
            well = SAID.get(request.query_params.get("said", ""), "")
            return self._shown(request, Shown(self.house.operator, to, well=well))
        except StoreError as error:
            return _answer(login_html(Shown(self.house.operator, to, wrong=sentence(error)), ()), 503)

    def _shown(self, request: Request, shown: Shown, status: int = 200) -> Response:
        everybody, local = self.house.store.people.list(), bool(request.scope.get(LOCAL))
        if not everybody and local:
            return _answer(first_html(shown), status)
        demo = self._fictional(everybody) if self.demo and local else []
        if not demo and not any(p.active and p.has_password for p in everybody):
            return _answer(nobody_html(shown, empty=not everybody), status)
        return _answer(login_html(shown, demo), status)

    def _fictional(self, everybody: list[Person]) -> list[Person]:
        """Those of the demo's people who are only that: whoever got a password signs in with it."""
        names = [name for name, _ in staff()]
        found = {p.name: p for p in everybody if p.name in names and p.active and not p.has_password}
        return [found[name] for name in names if name in found]

    # what the forms do; each says whom to sign in, or raises

    def enter(self, form: dict[str, str], request: Request) -> Person:
        """Raises SignInRefused."""
        address = request.client.host if request.client else ""
        return self.house.store.people.sign_in(form.get("name", ""), form.get("password", ""), address=address)

    def begin(self, form: dict[str, str], request: Request) -> Person:
        """Raises InputError; SignInRefused for anybody not at this computer."""
        if not request.scope.get(LOCAL):
            raise SignInRefused("only from this computer")
        if form.get("password") != form.get("again"):
            raise _Mistyped("two passwords differ", field="password")
        person = self.house.store.people.begin(form.get("name", ""), password=form.get("password", ""))
        self.house.store.audit.append("sign_in.succeeded", person.id, {"first": True}, actor=person.name)
        return person

    def as_fictional(self, form: dict[str, str], request: Request) -> Person:
        """Raises SignInRefused unless this is a demo, on this computer, and one of its people."""
        everybody = self.house.store.people.list() if self.demo and request.scope.get(LOCAL) else []
        person = next((p for p in self._fictional(everybody) if p.id == form.get("person")), None)
        if person is None:
            raise SignInRefused("not one of the demo's people")
        self.house.store.audit.append("sign_in.succeeded", person.id, {"demo": True}, actor=person.name)
        return person

    def leave(self, request: Request) -> Response:
        """Sign out. The session ends here, whatever the browser keeps."""
        out = RedirectResponse(f"{LOGIN}?said=out", status_code=303)
        out.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        try:
            self.house.store.sessions.end(request.cookies.get(COOKIE, ""))
        except StoreError as error:
            return _answer(login_html(Shown(self.house.operator, f"{SCREEN}/", wrong=sentence(error)), ()), 503)
        return out

    def _posted(self, fn: Callable[[dict[str, str], Request], Person]) -> Callable[..., Any]:
        async def posted(request: Request) -> Response:
            try:
                form = await form_of(request)
            except InputError:
                return await run_in_threadpool(self._refused, request, {}, InputError("unreadable"))
            return await run_in_threadpool(self._done, fn, form, request)

        return posted

    def _done(
        self, fn: Callable[[dict[str, str], Request], Person], form: dict[str, str], request: Request
    ) -> Response:
        try:
            person = fn(form, request)
            sessions = self.house.store.sessions
            if before := request.cookies.get(COOKIE):
                sessions.end(before)
            token = sessions.begin(person)
        except ReplydraftError as error:
            return self._refused(request, form, error)
        out = RedirectResponse(local_path(form.get("next")), status_code=303)
        secure = request.url.scheme == "https"
        out.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure)
        return out

    def _refused(self, request: Request, form: dict[str, str], error: ReplydraftError) -> Response:
        shown = Shown(self.house.operator, local_path(form.get("next")), form.get("name", "")[:60], sentence(error))
        if isinstance(error, _Mistyped):
            shown = replace(shown, wrong="两次输入的密码不一样，请再输一遍。")
        status, headers = (401, {}) if isinstance(error, SignInRefused) else (400, {})
        if isinstance(error, SignInRefused) and error.retry_after_s is not None:
            status, headers = 429, {"Retry-After": str(error.retry_after_s)}
        if isinstance(error, StoreError):
            return _answer(login_html(shown, ()), 503)
        out = self._shown(request, shown, status)
        out.headers.update(headers)
        return out


class _Mistyped(InputError):
    """The password's two halves differ."""


def _answer(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers={"content-security-policy": POLICY})
