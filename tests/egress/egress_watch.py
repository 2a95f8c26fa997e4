"""Running our program where nothing beyond this machine may be reached, and reading what it tried.

Python is watched by `guard/sitecustomize.py` in every process; native code by strace, where it is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
GUARD = Path(__file__).with_name("guard")
REPLYDRAFT = str(Path(sys.executable).with_name("replydraft"))
ELSEWHERE = "203.0.113.9"
"""An address of nobody (RFC 5737)."""

_PROXY, _COLLECTOR = f"http://{ELSEWHERE}:3128", f"http://{ELSEWHERE}:4317"
HOSTILE: Mapping[str, str] = {
    "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "lsv2_made_up", "LANGCHAIN_API_KEY": "lsv2_made_up",
    "OTEL_EXPORTER_OTLP_ENDPOINT": _COLLECTOR, "OTEL_TRACES_EXPORTER": "otlp", "OTEL_METRICS_EXPORTER": "otlp",
    "OTEL_LOGS_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "false", "OTEL_BSP_SCHEDULE_DELAY": "200",
    "GRADIO_ANALYTICS_ENABLED": "True", "GRADIO_SHARE": "True", "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "0",
    "ANONYMIZED_TELEMETRY": "True", "CHROMA_OTEL_COLLECTION_ENDPOINT": _COLLECTOR, "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI", "CHROMA_SERVER_HOST": ELSEWHERE, "CHROMA_SERVER_HTTP_PORT": "80",
    "LITELLM_TELEMETRY": "True", "LITELLM_LOCAL_MODEL_COST_MAP": "False",
    "OPENAI_BASE_URL": f"http://{ELSEWHERE}/v1", "OPENAI_API_BASE": f"http://{ELSEWHERE}/v1", "OPENAI_PROXY": _PROXY,
    "PGHOST": ELSEWHERE, "PGHOSTADDR": ELSEWHERE,
    **{name: _PROXY for low in ("http_proxy", "https_proxy", "all_proxy") for name in (low, low.upper())},
}  # fmt: skip
"""What somebody's shell may hold that would switch a library's telemetry on or send its traffic through another host."""

_CALLS = ["-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_NEAR = re.compile(r"127\.|::1$|::ffff:127\.")


@cache
def why_no_strace() -> str:
    """Empty where native code can be watched too."""
    if shutil.which("strace") is None:
        return "no strace on this machine (apt-get install strace): what Python does was watched, native code was not"
    tried = subprocess.run(["strace", *_CALLS, "-o", os.devnull, "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace may not trace here: {tried.stderr.strip()[-200:]}"


class Watch:
    """Commands run in one scratch folder; `reached()` is what they tried to reach beyond this machine."""

    def __init__(self, folder: Path, *, hostile: bool = True, guard: bool = True) -> None:
        self.folder = folder
        self._log, self._trace = folder / "egress.log", folder / "strace.log"
        ours = {k: v for k, v in os.environ.items() if not k.startswith("REPLYDRAFT_") and k.lower() != "no_proxy"}
        ours |= {k: v for k, v in os.environ.items() if k == "REPLYDRAFT_CACHE"}
        path = [str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])] if guard else []
        said = {"PYTHONPATH": os.pathsep.join(path), "EGRESS_LOG": str(self._log)} if guard else {}
        # the folder is the working folder as well: a `.env` there is anybody's
        self.env = ours | dict(HOSTILE if hostile else {}) | said
        self.env |= {"REPLYDRAFT_HOME": str(folder / "home"), "HOME": str(folder)}

    def traced(self, *more: str) -> list[str]:
        """What goes before a command so that its native code is watched; nothing without strace."""
        return [] if why_no_strace() else ["strace", *more, *_CALLS, "-A", "-o", str(self._trace)]

    def run(
        self, *command: str, stdin: str = "", more: Mapping[str, str] | None = None, expect: Sequence[int] = (0,)
    ) -> str:
        """What it printed. Holds it to its exit status."""
        done = subprocess.run(
            [*self.traced(), *command], input=stdin, env=self.env | dict(more or {}), cwd=self.folder,
            capture_output=True, text=True, encoding="utf-8", timeout=400,
        )  # fmt: skip
        assert done.returncode in expect, f"{command}: {done.returncode}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        return done.stdout + done.stderr

    def replydraft(self, *arguments: str, stdin: str = "", expect: Sequence[int] = (0,), **settings: str) -> str:
        """One command of ours; settings without their REPLYDRAFT_."""
        more = {f"REPLYDRAFT_{name}": value for name, value in settings.items()}
        return self.run(REPLYDRAFT, *arguments, stdin=stdin, more=more, expect=expect)

    def reached(self) -> list[str]:
        """Attempts so far, a line each; empty is what we promise."""
        python = self._log.read_text("utf-8").splitlines() if self._log.exists() else []
        native = self._trace.read_text("utf-8", "replace").splitlines() if self._trace.exists() else []
        return python + [line for line in native if beyond(line)]


def beyond(line: str) -> bool:
    """Whether a line of strace's goes beyond loopback, or asks a name server, wherever that is."""
    found = [four or six for four, six in _ADDRESS.findall(line)]
    return bool(found) and ("htons(53)" in line or not all(_NEAR.match(address) for address in found))
