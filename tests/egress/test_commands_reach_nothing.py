"""Every command, in a shell whose environment asks every library to report somewhere, reaches nothing beyond this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from egress_watch import REPLYDRAFT, REPO, Watch

from replydraft.testing import ScriptedModelServer, ok, redirect

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
REPLY = "您的感受我理解，利率由放款机构按各人情况来定，我陪您一项一项看。"
GOOD = ok({"reply": REPLY, "cited": [], "asks": []})
DOCUMENT = json.dumps({"id": "n1", "text": "提前还款请看合同。"}, ensure_ascii=False)
KNOWN = "---\nid: one\nkind: script\nstatus: approved\naudience: public\napproved_by: 王合\napproved_on: 2026-01-05\n---\n利率以放款机构的合同为准。\n"
ASKED = "".join(
    json.dumps({"id": f"d{n}", "customer": "你们利率怎么这么高"}, ensure_ascii=False) + "\n" for n in (1, 2)
)
COMMANDS = (
    ("check", "您放心，这笔保证能批。"), ("search", "提前还款要收违约金吗"), ("draft", "你们利率怎么这么高", "--queue"),
    ("cost", "--principal", "100000", "--periods", "12", "--method", "flat", "--fee-per-period", "0.6%"),
    ("kb", "lint"), ("kb", "index"), ("kb", "import", "--jsonl", "documents.jsonl", "--into", "knowledge"),
    ("rules", "list"), ("rules", "test"), ("eval", "run", "search-few"),
    ("audit", "verify"), ("audit", "checkpoint"), ("audit", "export", "pack.zip", "--review", "all"),
    ("store", "verify"), ("store", "backup", "backup.zip"), ("users", "list"), ("privacy", "expire"), ("doctor",),
)  # fmt: skip
"""`privacy export`, `demo` and the embedded drafter: where the page is tested."""


@pytest.fixture
def office(tmp_path: Path) -> Watch:
    """A working folder in which a `.env` lies, as in anybody's project."""
    (tmp_path / "documents.jsonl").write_text(DOCUMENT + "\n", "utf-8")
    (tmp_path / ".env").write_text("CHROMA_SERVER_HOST=203.0.113.9\nGRADIO_SHARE=True\n", "utf-8")
    few = (REPO / "evals/sets/search-questions.jsonl").read_text("utf-8").splitlines()[:3]
    (tmp_path / "evals/sets").mkdir(parents=True)
    (tmp_path / "evals/sets/search-few.jsonl").write_text("\n".join(few) + "\n", "utf-8")
    (tmp_path / "known").mkdir()
    (tmp_path / "known/one.md").write_text(KNOWN, "utf-8")
    return Watch(tmp_path)


def test_every_command_reaches_nothing_but_the_models_on_this_machine(office: Watch) -> None:
    with ScriptedModelServer(otherwise=GOOD) as model, ScriptedModelServer() as vectors:
        here = {"REPLYDRAFT_EVALS": str(office.folder / "evals"), "REPLYDRAFT_KNOWLEDGE": str(office.folder / "known")}
        more = _settings(model, vectors) | here
        lines = "\n".join(json.dumps(command) for command in COMMANDS)
        said = office.run(sys.executable, str(HERE / "several.py"), stdin=lines, more=more)
    assert REPLY in said, "the model was not used"
    assert {r.path for r in vectors.requests} == {"/v1/embeddings", "/v1/models"}
    assert office.reached() == []


def test_vectors_in_a_real_chroma_server_go_there_and_a_models_redirect_is_not_followed(office: Watch) -> None:
    elsewhere = redirect("http://elsewhere.example/v1")
    with (
        _chroma(office) as index,
        ScriptedModelServer(GOOD, elsewhere) as model,
        ScriptedModelServer() as vectors,
    ):
        more = _settings(model, vectors)
        draft = (REPLYDRAFT, "draft", "--jsonl", "--json", "--knowledge", str(office.folder / "known"))
        said = office.run(*draft, stdin=ASKED, more=more | {"REPLYDRAFT_CHROMA_URL": index})
    first, second = (json.loads(line) for line in said.splitlines() if line.startswith("{"))
    assert (first["drafter"], second["drafter"]) == ("openai:m", "embedded")
    assert "307" in second["fallback_reason"]
    assert vectors.requests and not (office.folder / "home/chroma").exists()
    assert office.reached() == []


def test_our_rules_in_a_guard_of_somebodys_report_nowhere(tmp_path: Path) -> None:
    """In a plain environment: the library's own telemetry is on by default, and sends what it has as the process ends."""
    watch = Watch(tmp_path, hostile=False)
    assert "StreamStopped" in watch.run(sys.executable, str(HERE / "their_guard.py"))
    assert watch.reached() == []


def _settings(model: ScriptedModelServer, vectors: ScriptedModelServer) -> dict[str, str]:
    return {
        "REPLYDRAFT_LLM_BASE_URL": model.base_url, "REPLYDRAFT_LLM_MODEL": "m",
        "REPLYDRAFT_EMBEDDING_BASE_URL": vectors.base_url, "REPLYDRAFT_EMBEDDING_MODEL": "e",
    }  # fmt: skip


@contextmanager
def _chroma(watch: Watch) -> Iterator[str]:
    """A real server on this machine; what it does itself is watched as well."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(watch.folder / "served")]
    command = [*watch.traced("-D"), *run, "--host", "127.0.0.1", "--port", str(port)]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, env=watch.env, cwd=watch.folder, stdout=silent, stderr=silent) as process:
        try:
            _listens(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _listens(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("chroma run did not listen within a minute")
