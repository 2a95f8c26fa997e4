"""Driving the served screen with a real Chromium: starting servers, entering as people, watching what a page asks for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

REPO = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S, STEP_MS, TICK_MS = 180, 60_000, 60_000
CUT = r"^Response$|BodyStreamBuffer was aborted|Connection errored out|^AbortError|network error|Failed to fetch"
PASSWORD = "海州的夏天很长很长啊"
PROMISE = "您放心，资料交给我就包过，肯定能批下来。"
COMPLAINT = "我要投诉你们！那个小刘让我先转2000到他个人微信，今天就去举报！"


def chromium() -> str:
    path = next((p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    return str(shutil.which(path))


@contextmanager
def served(
    folder: Path, *arguments: str, under: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of `replydraft <arguments>` on a free port, with its own data folder, `folder/home`.

    `under`: a command that runs it, and leaves it its process id.
    """
    kept = {k: v for k, v in (env or os.environ).items() if k == "REPLYDRAFT_CACHE" or not k.startswith("REPLYDRAFT_")}
    log = folder / "server.log"
    with log.open("wb") as out:
        command = [*under, str(Path(sys.executable).with_name("replydraft")), *arguments, "--port", "0"]
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=kept | {"REPLYDRAFT_HOME": str(folder / "home")}
        )
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    import httpx

    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        said = re.search(r"http://[\d.]+:(\d+)", log.read_text("utf-8", "replace"))
        if said:
            here = f"http://127.0.0.1:{said[1]}"
            try:
                if httpx.get(f"{here}/healthz", timeout=2).status_code == 200:
                    return here
            except httpx.HTTPError:
                pass
        if process.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")


class Seen:
    """What the browser asked for and complained about."""

    def __init__(self, page: Any, host: str) -> None:
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self._meant: list[str] = []
        page.on("request", lambda r: self._asked(r.url, host))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def meant(self, *status: str, leaving: bool = False) -> None:
        """Answers with these statuses are what the test is about, whenever the browser gets round to noting them.

        `leaving`: the page is left, or its session ended, while Gradio still listens; it then notes a cut connection.
        """
        self._meant += [f"status of {s}" for s in status] + [CUT] * leaving

    def unmeant(self) -> list[str]:
        return [c for c in self.complaints if not any(re.search(m, c) for m in self._meant)]

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            self.elsewhere.append(url)


@contextmanager
def window(browser: Any, server: str, *, width: int = 1440, height: int = 900, **more: Any) -> Iterator[Any]:
    """A window of a browser nobody else shares; afterwards nothing was loaded from elsewhere and nothing complained.

    A test that means a complaint says so (`page.seen.meant`).
    """
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height}, **more)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    page.seen = Seen(page, urlsplit(server).netloc)
    yield page
    complained = page.seen.unmeant()  # before it closes: Gradio then drops its stream, which may be noted as cut
    context.close()
    left = (page.seen.elsewhere, complained)
    assert left == ([], []), left


def arrived(page: Any, name: str) -> None:
    """Wait until the desk is there, under this name."""
    page.wait_for_function("name => document.querySelector('#rd-bar')?.innerText.includes(name)", arg=name)
    page.wait_for_function("document.querySelector('#rd-customer')?.innerText.length > 0")


def enter(page: Any, server: str, name: str) -> None:
    """Into a demo, as one of its people."""
    page.goto(server)
    page.click(f".people button:has-text('{name}')")
    arrived(page, name)


def sign_in(page: Any, name: str, password: str = PASSWORD) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click(".go")


def enter_office(page: Any, server: str, name: str) -> None:
    """Into an office, by name and password."""
    page.goto(server)
    sign_in(page, name)
    arrived(page, name)


def begin(page: Any, server: str, name: str = "张敏") -> None:
    """First use: the first person, an admin."""
    page.goto(server)
    page.fill("[name=again]", PASSWORD)
    sign_in(page, name)
    arrived(page, name)


def paste(page: Any, message: str, name: str = "") -> None:
    """A customer's message in, its draft open."""
    page.click("#rd-paste-open")
    page.fill("#rd-paste-message textarea", message)
    page.fill("#rd-paste-name input, #rd-paste-name textarea", name)
    page.click("#rd-paste-submit")
    page.wait_for_selector("#rd-paste", state="hidden")
    page.wait_for_function(
        "said => document.querySelector('#rd-customer')?.innerText.includes(said)", arg=name[:1] or message[:6]
    )


def open_row(page: Any, number: int) -> None:
    """Open a row of the queue and wait until it is what the desk shows."""
    page.wait_for_function("document.querySelectorAll('.rd-row').length > 0")
    page.locator(".rd-row").nth(number).click()
    page.wait_for_function("n => document.querySelectorAll('.rd-row')[n]?.classList.contains('is-current')", arg=number)
    page.wait_for_function("document.querySelector('#rd-save').disabled")


def says(page: Any, selector: str, words: str, *, timeout: int = STEP_MS) -> None:
    page.wait_for_function(
        "([s, w]) => document.querySelector(s)?.innerText.includes(w)", arg=[selector, words], timeout=timeout
    )


def approve_says(page: Any, words: str) -> None:
    says(page, "#rd-approve", words)
