"""A real HTTP server on loopback that speaks enough of the OpenAI API and misbehaves on demand.

`/v1/chat/completions` (streamed and not), `/v1/embeddings` and `/v1/models`. Every request is kept, byte for byte,
so that a test can prove what left the program.
"""

from __future__ import annotations

import base64
import json
import struct
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from replydraft.testing.fakes import HashEmbedder
from replydraft.testing.model_behaviours import Behaviour, ok

PIECE = 8
"""Characters in one piece of a stream."""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ScriptedModelServer:
    """Does `behaviours` in order of arrival, then `otherwise`; a context manager. `base_url` ends in `/v1`."""

    def __init__(self, *behaviours: Behaviour, otherwise: Behaviour | None = None, dimensions: int = 64) -> None:
        self._script = list(behaviours)
        self._otherwise = otherwise or ok({"reply": "您好，已收到您的咨询。", "cited": [], "asks": []})
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self.requests: list[RecordedRequest] = []
        self.embedder = HashEmbedder(dimensions)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._http.script = self  # type: ignore[attr-defined]
        self.port: int = self._http.server_address[1]
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> ScriptedModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def then(self, *behaviours: Behaviour) -> None:
        """Add to the script."""
        with self._lock:
            self._script.extend(behaviours)

    def sent(self) -> bytes:
        """Everything that was ever sent here, headers and bodies."""
        parts = [str(dict(r.headers)).encode() + r.path.encode() + r.body for r in self.requests]
        return b"\n".join(parts)

    def take(self, request: RecordedRequest, body: Mapping[str, Any]) -> Behaviour:
        """The behaviour whose turn it is; one that refuses this request stays in turn."""
        with self._lock:
            self.requests.append(request)
            if not self._script:
                return self._otherwise
            return self._script[0] if self._script[0].refuses(body) else self._script.pop(0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    @property
    def _script(self) -> ScriptedModelServer:
        script: ScriptedModelServer = self.server.script  # type: ignore[attr-defined]
        return script

    def do_GET(self) -> None:
        request = RecordedRequest("GET", self.path, dict(self.headers), b"")
        self._script.requests.append(request)
        if self.path == "/v1/models":
            self._send(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})
        else:
            self._error(404, "no such path")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = RecordedRequest("POST", self.path, dict(self.headers), raw)
        try:
            body = json.loads(raw)
        except ValueError:
            return self._error(400, "not JSON")
        if self.path not in ("/v1/chat/completions", "/v1/embeddings"):
            self._script.requests.append(request)
            return self._error(404, "no such path")
        behaviour = self._script.take(request, body)
        try:
            self._do(behaviour, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _do(self, behaviour: Behaviour, body: Mapping[str, Any]) -> None:
        if behaviour.refuses(body):
            self._error(400, "This response_format type is unavailable now")
        elif behaviour.kind == "hang":
            self._script.stopping.wait()
            self.close_connection = True
        elif behaviour.kind == "status":
            self._error(behaviour.code, "scripted", behaviour.headers)
        elif behaviour.kind == "bytes":
            self._send(200, behaviour.text(body).encode(), kind=behaviour.content_type)
        elif self.path == "/v1/embeddings":
            self._send(200, self._vectors(body))
        elif body.get("stream"):
            self._stream(behaviour, body)
        else:
            message = {"role": "assistant", "content": behaviour.text(body) or None, "refusal": behaviour.refusal}
            choice = {"index": 0, "message": message, "finish_reason": behaviour.finish}
            self._send(200, _envelope("chat.completion", choice))

    def _vectors(self, body: Mapping[str, Any]) -> dict[str, Any]:
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        vectors: list[Any] = list(self._script.embedder.embed(texts))
        if body.get("encoding_format") == "base64":
            vectors = [base64.b64encode(struct.pack(f"<{len(v)}f", *v)).decode() for v in vectors]
        data = [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(vectors)]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        return {"object": "list", "data": data, "model": body.get("model", "scripted"), "usage": usage}

    def _stream(self, behaviour: Behaviour, body: Mapping[str, Any]) -> None:
        """Server-sent events on a connection whose end is the end of the body; in chunks where it breaks abruptly."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        if behaviour.abrupt:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        for event in _events(behaviour, body):
            if behaviour.pause_s and self._script.stopping.wait(behaviour.pause_s):
                return
            line = f"data: {event}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line) if behaviour.abrupt else line)
            self.wfile.flush()

    def _error(self, code: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self._send(code, {"error": {"message": message, "type": "scripted", "code": None}}, headers)

    def _send(
        self,
        code: int,
        body: Mapping[str, Any] | bytes,
        headers: tuple[tuple[str, str], ...] = (),
        kind: str = "application/json",
    ) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(code)
        for name, value in (*headers, ("Content-Type", kind), ("Content-Length", str(len(raw)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


def _envelope(kind: str, choice: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "scripted-1", "object": kind, "created": 0, "model": "scripted", "choices": [choice]}


def _events(behaviour: Behaviour, body: Mapping[str, Any]) -> Iterator[str]:
    def event(delta: Mapping[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return json.dumps(_envelope("chat.completion.chunk", choice), ensure_ascii=False)

    text = behaviour.text(body)
    if behaviour.kind == "cut":
        text = text[: max(1, len(text) // 2)]
    yield event({"role": "assistant", "content": ""})
    if behaviour.refusal is not None:
        yield event({"refusal": behaviour.refusal})
    for n, start in enumerate(range(0, len(text), PIECE)):
        piece = text[start : start + PIECE]
        if behaviour.as_tool:
            name = body["tools"][0]["function"]["name"] if n == 0 else None
            call = {"index": 0, "id": "call-1" if n == 0 else None, "type": "function"}
            yield event({"tool_calls": [call | {"function": {"name": name, "arguments": piece}}]})
        else:
            yield event({"content": piece})
    if behaviour.kind == "cut":
        if behaviour.code != 200:
            yield json.dumps({"error": {"message": "scripted", "type": "server_error", "code": None}})
        return
    yield event({}, "tool_calls" if behaviour.as_tool else behaviour.finish)
    yield "[DONE]"
