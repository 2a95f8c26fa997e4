"""What a scripted model server may do with one request. Each function makes a `Behaviour`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Content = str | Mapping[str, Any] | Callable[[Mapping[str, Any]], str]
"""Text; an object, sent as JSON; or a function of the request's JSON body that gives the text."""

RULE_BREAKING_REPLY = (
    "亲，您放心，我们内部有人，百分百包过，征信花了也能洗白，先交500元解冻费，今天不办名额就没了。"
    "您隔壁李建国（手机13912345678）上周就是这样批的20万，月息只要0.3%，没有任何其他费用。"
)
"""A reply with a fault of nearly every family; the person and number are made up."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One scripted answer. `kind` says what is done with `content`."""

    kind: Literal["answer", "status", "hang", "cut", "bytes"] = "answer"
    content: Content = ""
    finish: str = "stop"
    as_tool: bool = False
    refusal: str | None = None
    pause_s: float = 0.0
    """Between two pieces of a stream, in seconds."""
    code: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/html"
    """Of `bytes`."""
    abrupt: bool = False
    refuses_formats: tuple[str, ...] = field(default=())
    """Answer 400 to requests that ask for one of these, and stay in turn until one does not."""

    def text(self, body: Mapping[str, Any]) -> str:
        """The content for this request."""
        if callable(self.content):
            return self.content(body)
        return self.content if isinstance(self.content, str) else json.dumps(self.content, ensure_ascii=False)

    def refuses(self, body: Mapping[str, Any]) -> bool:
        wanted = (body.get("response_format") or {}).get("type")
        return wanted in self.refuses_formats or (bool(body.get("tools")) and "tools" in self.refuses_formats)


def ok(content: Content, *, as_tool: bool = False) -> Behaviour:
    """A whole answer. With `as_tool` it is the arguments of the tool the request asked for."""
    return Behaviour(content=content, as_tool=as_tool)


def status(code: int, *, retry_after: str | float | None = None) -> Behaviour:
    """An error status, with a `Retry-After` header where given."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Behaviour("status", code=code, headers=headers)


def hang() -> Behaviour:
    """Take the request and say nothing until the server closes."""
    return Behaviour("hang")


def slow_stream(content: Content, pause_s: float) -> Behaviour:
    """A whole answer with a pause before each piece: no single read is slow, the whole is."""
    return Behaviour(content=content, pause_s=pause_s)


def cut_stream(content: Content, *, abrupt: bool = False) -> Behaviour:
    """Half of the answer, no `finish_reason`, no `[DONE]`: ends cleanly, or with `abrupt` inside a chunk."""
    return Behaviour("cut", content, abrupt=abrupt)


def non_json(text: str = "<html><body>502 Bad Gateway</body></html>") -> Behaviour:
    """Status 200 with a body that is not the protocol."""
    return Behaviour("bytes", text)


def stream_error(content: Content) -> Behaviour:
    """Part of the answer, then an `error` event inside the stream."""
    return Behaviour("cut", content, code=500)


def refusal(text: str = "I cannot help with that.") -> Behaviour:
    """The model refuses through the `refusal` field."""
    return Behaviour(refusal=text)


def length(content: Content) -> Behaviour:
    """The answer stops at the token limit."""
    return Behaviour(content=content, finish="length")


def redirect(location: str) -> Behaviour:
    """307 to another address."""
    return Behaviour("status", code=307, headers=(("Location", location),))


def rejects_response_format(then: Behaviour, *, formats: tuple[str, ...] = ("json_schema", "json_object")) -> Behaviour:
    """400 for each of `formats` (also `tools`) until a request asks for none of them, which gets `then`."""
    return replace(then, refuses_formats=formats)


def reply_breaking_rules() -> Behaviour:
    """A well-formed answer whose reply breaks nearly every rule."""
    return ok({"reply": RULE_BREAKING_REPLY, "cited": [], "asks": []})
