"""Kill processes that work on the store, at random moments: `python -m crash.store --kills 500 --database postgres`.

Processes are forked from this one, which has everything imported and never opens a store, so that a kill takes a fraction
of a second. Each round is a new store; what was acknowledged is looked for after every few kills and at its end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from postgres_server import NoServer, OwnPostgres, own_postgres

import replydraft.adapters.store.migrating
import replydraft.adapters.store.postgres  # noqa: F401 - so that no forked process has to import it

from .oracle import problems, read_notes
from .worker import PEOPLE, Spot, Worker

KILLS_A_ROUND, CHECK_EVERY = 25, 6
STEPS_BETWEEN, BYTES_A_STEP = 40, 200
"""So many steps at most from one kill to the next, and what is noted of one."""


@dataclass
class Outcome:
    """What a run came to. No `problems`: it held."""

    kills: int = 0
    server_kills: int = 0
    rounds: int = 0
    checks: int = 0
    steps: int = 0
    acknowledged: int = 0
    refused: int = 0
    records: int = 0
    seconds: float = 0.0
    by_step: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def forked(spot: Spot, work: Callable[[], Any]) -> int:
    """The id of a new process that does `work` and ends; what it complains of is in `errors.log`."""
    pid = os.fork()
    if pid:
        return pid
    try:
        complaints = os.open(spot.folder / "errors.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(complaints, 2)
        work()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


def in_another(spot: Spot, work: Callable[[], Any]) -> Any:
    """What `work` gives in a process of its own. Raises RuntimeError where that failed."""
    reading, writing = os.pipe()
    pid = forked(spot, lambda: _hand_over(writing, work()))
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        raise RuntimeError((spot.folder / "errors.log").read_text()[-3000:])
    return json.loads(said)


def _hand_over(to: int, what: Any) -> None:
    with os.fdopen(to, "wb") as out:
        out.write(json.dumps(what).encode())


def _begin(spot: Spot) -> None:
    store = spot.open()
    for name in PEOPLE:
        store.people.ensure(name, role="senior")
    store.close()


class Round:
    """One store, its workers, and the kills."""

    def __init__(self, spot: Spot, chance: random.Random, workers: int, outcome: Outcome) -> None:
        self._spot, self._chance, self._workers, self._outcome = spot, chance, workers, outcome
        self._seed, self._started = chance.randrange(1 << 30), 0
        self._live: dict[int, int] = {}

    def run(self, kills: int, server: OwnPostgres | None) -> None:
        in_another(self._spot, lambda: _begin(self._spot))
        server_dies = self._chance.randrange(kills) if server is not None and self._chance.random() < 0.25 else -1
        try:
            done = 0
            while done < kills and not self._outcome.problems:
                self._fill()
                self._wait()
                if done >= server_dies >= 0 and server is not None:
                    server_dies = -1
                    server.kill()
                    server.start()
                    self._outcome.server_kills += 1
                victims = self._victims(kills - done)
                self._kill(victims)
                done += len(victims)
                if done % CHECK_EVERY < len(victims):
                    self._check()
            self._kill(list(self._live), counted=False)
            self._check()
        finally:
            self._kill(list(self._live), counted=False)
        self._note()

    def _fill(self) -> None:
        while len(self._live) < self._workers:
            self._started += 1
            self._live[forked(self._spot, Worker(self._spot, self._started, self._seed).run)] = self._started

    def _wait(self) -> None:
        """A random moment: mostly after some more steps, counted by what is noted, now and then while a worker starts."""
        if self._chance.random() < 0.85:
            wanted = self._noted() + 1 + int(self._chance.random() ** 2 * STEPS_BETWEEN * BYTES_A_STEP)
            deadline = time.monotonic() + 60
            while self._noted() < wanted and time.monotonic() < deadline:
                time.sleep(0.002)
            if time.monotonic() >= deadline:
                self._outcome.problems.append("nothing more was done for a minute")
        time.sleep(self._chance.random() * 0.03)

    def _noted(self) -> int:
        """Bytes noted so far by those who live."""
        return sum(path.stat().st_size for n in self._live.values() if (path := self._spot.log(n)).exists())

    def _victims(self, most: int) -> list[int]:
        count = self._chance.choice((1, 1, 1, 2, self._workers))
        return self._chance.sample(list(self._live), min(count, most, len(self._live)))

    def _kill(self, victims: list[int], *, counted: bool = True) -> None:
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        for pid in victims:
            number = self._live.pop(pid)
            ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            if ended != -signal.SIGKILL:
                log = self._spot.folder / "errors.log"
                said = log.read_text()[-2000:] if log.exists() else ""
                self._outcome.problems.append(f"worker {number} ended by itself ({ended}): {said}")
            self._outcome.kills += counted

    def _check(self) -> None:
        notes = read_notes(self._spot.folder)
        found, records = in_another(self._spot, lambda: problems(self._spot, notes))
        self._outcome.checks += 1
        self._outcome.problems += found
        self._records = records

    def _note(self) -> None:
        notes, out = read_notes(self._spot.folder), self._outcome
        out.rounds += 1
        out.records += self._records
        out.steps += len(notes.steps)
        out.acknowledged += notes.acknowledged
        out.refused += sum(step.no is not None for step in notes.steps)
        out.by_step.update(step.name for step in notes.steps if step.ok is not None)


@contextmanager
def spots(database: str) -> Iterator[tuple[Callable[[], Spot], OwnPostgres | None]]:
    """Makes a new place for each round."""
    with tempfile.TemporaryDirectory(prefix="rdcrash-") as home:

        def folder() -> Path:
            return Path(tempfile.mkdtemp(dir=home))

        if database == "sqlite":
            yield lambda: Spot(str((made := folder()) / "replydraft.db"), made), None
            return
        with own_postgres() as server:
            yield lambda: Spot(server.create(), folder()), server


def crash(
    database: str, kills: int, seed: int, *, workers: int = 3, say: Callable[[str], Any] = lambda _: None
) -> Outcome:
    """Kill so often and look for what was acknowledged. Stops at the first problem."""
    chance, outcome, began = random.Random(seed), Outcome(), time.monotonic()
    with spots(database) as (make, server):
        while outcome.kills < kills and not outcome.problems:
            spot = make()
            Round(spot, chance, workers, outcome).run(min(KILLS_A_ROUND, kills - outcome.kills), server)
            if server is not None:
                server.drop(spot.address)
            outcome.seconds = time.monotonic() - began
            say(summary(database, seed, outcome))
    return outcome


def summary(database: str, seed: int, o: Outcome) -> str:
    servers = f", the server killed {o.server_kills} times" if o.server_kills else ""
    return (
        f"{database}, seed {seed}: {o.kills} kills{servers}, {o.rounds} stores, {o.checks} checks; {o.acknowledged} steps"
        f" acknowledged, {o.refused} refused, {o.steps - o.acknowledged - o.refused} under way; {o.records} records,"
        f" {o.seconds:.0f} s; {len(o.problems)} problems"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--workers", type=int, default=3)
    asked = parser.parse_args()
    on_terminal = (lambda said: sys.stderr.write(f"\r{said}")) if sys.stderr.isatty() else (lambda _: None)
    try:
        outcome = crash(asked.database, asked.kills, asked.seed, workers=asked.workers, say=on_terminal)
    except NoServer as e:
        sys.stdout.write(f"{e}\n")
        return 3
    for problem in outcome.problems:
        sys.stdout.write(f"PROBLEM {problem}\n")
    sys.stdout.write(summary(asked.database, asked.seed, outcome) + "\n")
    sys.stdout.write("  " + ", ".join(f"{n} {count}" for n, count in sorted(outcome.by_step.items())) + "\n")
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
