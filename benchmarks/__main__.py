"""Runs every engine on the same messages and prints one table; then a loan priced, starting, loading and hostile texts."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import costs
from benchmarks.engines import ENGINES
from benchmarks.material import HOSTILE, SIZE, hostile_texts, messages, phrases
from benchmarks.prices import price_lines
from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.inquiry import CheckRequest

REPO = Path(__file__).parents[1]
DAY = date(2026, 11, 28)
OURS = ("full_check", "alternation", "guardrails", "our_identifiers")
"""Engines that run in our own environment; the others need `--peers`."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="Python of the environment with the peers.")
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    began = time.perf_counter()
    book = load_rulebook(REPO / "guardrails")
    load_s = time.perf_counter() - began
    check = Check(book)
    given = {"texts": messages(asked.messages), "phrases": phrases(check, DAY), "rounds": asked.rounds}
    flagged = sum(bool(check.check(CheckRequest(id="b", draft=t, as_of=DAY)).findings) for t in given["texts"])
    print(f"Python {platform.python_version()}, {platform.machine()}, one core")
    print(f"{asked.messages} messages of {SIZE} characters, {flagged} with findings; {len(book.rules)} rules, "
          f"{len(book.disclosures)} disclosure sets; {len(given['phrases'])} phrases for the bare matchers\n")  # fmt: skip
    _table({name: _engine(name, given, asked.peers) for name in ENGINES})
    costs.table(asked.peers)
    _starting(load_s)
    print("\n" + "\n".join(price_lines(given["texts"])))
    _hostile(check)


def _engine(name: str, given: dict[str, Any], peers: Path | None) -> dict[str, float] | str:
    python = sys.executable if name in OURS else str(peers or sys.executable)
    done = subprocess.run(
        [python, "-m", "benchmarks.engines", name], input=json.dumps(given), capture_output=True, text=True, cwd=REPO,
        env=os.environ | {"OTEL_SDK_DISABLED": "true"}, check=False,
    )  # fmt: skip
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1]
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _table(results: dict[str, dict[str, float] | str]) -> None:
    base = results["full_check"]
    print(
        f"{'engine':<14}{'messages/s':>12}{'p50 µs':>10}{'p99 µs':>10}{'found':>7}{'setup s':>9}{'peak MB':>9}{'p50 / ours':>12}"
    )
    for name, r in results.items():
        if isinstance(r, str):
            print(f"{name:<22}  not run: {r[:90]}")
            continue
        ratio = r["p50_us"] / base["p50_us"] if isinstance(base, dict) else float("nan")
        print(f"{name:<22}{r['a_second']:>12,.0f}{r['p50_us']:>10,.0f}{r['p99_us']:>10,.0f}{r['found']:>7.0f}{r['setup_s']:>9.2f}"
              f"{r['peak_mb']:>9.0f}{ratio:>12.3f}")  # fmt: skip


def _starting(load_s: float) -> None:
    with tempfile.TemporaryDirectory() as home:
        command = [str(Path(sys.executable).parent / "replydraft"), "check", "您好，包过的，放心"]
        times = []
        for _ in range(6):
            began = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True, env=os.environ | {"REPLYDRAFT_HOME": home})
            times.append(time.perf_counter() - began)
        began = time.perf_counter()
        cached_rulebook(REPO / "guardrails", Path(home) / "cache")
        cached_s = time.perf_counter() - began
    print(
        f"\n`replydraft check` from a cold start: {min(times[1:]):.2f} s (the very first, which reads every rule: {times[0]:.2f} s)"
    )
    print(f"loading the rules: {load_s:.2f} s from their files, {cached_s:.3f} s from their copy")


def _hostile(check: Check) -> None:
    plain = messages(1)[0]
    seconds = {}
    for name, text in {"plain": (plain * (HOSTILE // SIZE + 1))[:HOSTILE], **hostile_texts()}.items():
        began = time.perf_counter()
        check.check(CheckRequest(id="hostile", draft=text, as_of=DAY))
        seconds[name] = time.perf_counter() - began
    print(f"\n{HOSTILE:,} characters, seconds (× the same length of plain messages):")
    for name, s in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"  {name:<16}{s:6.2f}   ×{s / seconds['plain']:.2f}")


if __name__ == "__main__":
    main()
