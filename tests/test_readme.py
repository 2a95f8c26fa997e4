"""What the README says is what happens: its commands are run, its twin has the same ones, its files exist."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
README = (REPO / "README.md").read_text(encoding="utf-8")
CHINESE = (REPO / "README.zh.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)


def commands(text: str) -> list[str]:
    return [line[2:] for block in blocks(text, "console") for line in block.splitlines() if line.startswith("$ ")]


LOCAL = [c for c in commands(README) if "curl" not in c and "eval run" not in c]


def test_the_first_screen_says_both_commands() -> None:
    first = "\n".join(README.splitlines()[:20])
    assert "make run" in first
    assert "make test" in first


def test_the_chinese_twin_has_the_same_commands() -> None:
    assert commands(README) == commands(CHINESE)
    assert len(blocks(README, "sh")) == len(blocks(CHINESE, "sh"))


def test_every_file_the_readme_names_is_there() -> None:
    for text in (README, CHINESE):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
            assert (REPO / target).exists(), target


@pytest.mark.slow
def test_every_command_of_the_readme_runs_in_its_order(tmp_path: Path) -> None:
    env = os.environ | {"HOME": str(tmp_path)}
    for command in LOCAL:
        shell = ["bash", "-o", "pipefail", "-c", command]
        done = subprocess.run(shell, cwd=REPO, env=env, capture_output=True, timeout=120)
        assert done.returncode == 0, f"{command}\n{done.stderr.decode()[-2000:]}"
        assert done.stdout, command


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _healthy(url: str, process: subprocess.Popen[str], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.3)
    return False


@pytest.mark.slow
def test_make_run_opens_the_screen_and_a_second_one_installs_nothing(scratch_home: Path) -> None:
    port = _free_port()
    env = os.environ | {"REPLYDRAFT_PORT": str(port)}
    process = subprocess.Popen(
        ["make", "run"],
        cwd=REPO,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert _healthy(f"http://127.0.0.1:{port}", process, 120)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            assert "replydraft" in page.read().decode()
    finally:
        os.killpg(process.pid, 2)
        out, _ = process.communicate(timeout=30)
    assert "Installing" not in out
    assert f":{port}" in out
    assert "Traceback" not in out
