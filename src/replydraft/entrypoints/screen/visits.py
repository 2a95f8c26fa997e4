"""Who presses: the person behind each event, looked up anew by the session cookie of its request and by nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.people import Caller, Person
from replydraft.domain.permissions import Action, Reach, may, reach, require
from replydraft.errors import InputError, NotAllowed

if TYPE_CHECKING:
    from replydraft.bootstrap import House

COOKIE = "rd_session"
ENDED = "登录已经结束，请重新登录；您输入的文字还在，可以先复制。"
Updates = dict[Any, Any]


class ScreenRefusal(InputError):
    """The person asked for something that cannot be done now; the message is a sentence for them."""


class SignedOut(ScreenRefusal):
    """The session behind the request is over, or its person out of service."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One event of one person: the house, and who they are at this moment."""

    house: House
    person: Person
    address: str = "screen"
    """Where they are, for the limits on trying passwords."""

    @property
    def caller(self) -> Caller:
        return Caller.of(self.person)

    def may(self, action: Action, branch: str = "") -> bool:
        return may(self.caller, action, branch)

    def reaches(self, action: Action) -> bool:
        """Whether they may do this anywhere at all."""
        return reach(self.caller, action) is not Reach.NONE

    def require(self, action: Action, branch: str = "") -> None:
        """Raises NotAllowed."""
        require(self.caller, action, branch)


def visit_of(house: House, request: Any) -> Visit:
    """Raises SignedOut. `request` is Gradio's, of the event itself."""
    asked = getattr(request, "request", None)
    if asked is None:
        raise SignedOut(ENDED)
    person = house.store.sessions.person(asked.cookies.get(COOKIE))
    if person is None:
        raise SignedOut(ENDED)
    return Visit(house, person, asked.client.host if asked.client else "screen")


def as_event(fn: Callable[..., Any], run: Callable[..., Any]) -> Callable[..., Any]:
    """`run(request, *args)` under the signature by which Gradio hands it the request and, where `fn` wants it, the event.

    `fn` takes a visit first, then what the event's inputs hold.
    """

    def handler(*args: Any) -> Any:
        return run(*args)

    rest = [p.replace(annotation=inspect.Parameter.empty) for p in list(inspect.signature(fn).parameters.values())[1:]]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    handler.__signature__ = inspect.Signature([first, *rest])  # type: ignore[attr-defined]
    handler.__annotations__ = {"request": gr.Request, "event": gr.EventData}
    return handler


def visiting(house: House, fn: Callable[..., Updates], *, failed: Callable[[Exception], Updates]) -> Callable[..., Any]:
    """`fn(visit, *inputs)` as an event's function. Whatever goes wrong is what `failed` makes of it, never a traceback."""

    def run(request: Any, *args: Any) -> Any:
        try:
            return fn(visit_of(house, request), *args)
        except Exception as error:
            return failed(error)

    return as_event(fn, run)


def refusal_words(error: NotAllowed) -> str:
    """The Chinese half of what the permissions say."""
    return f"{str(error).split(' (', 1)[0].rstrip('。')}。"
