"""Kill the whole service (`replydraft serve`) while programs draft and people approve: `python -m crash.service --kills 30`.

Each draft is asked for under an Idempotency-Key; what was not answered is asked for again once the service is back.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from postgres_server import NoServer, own_postgres

from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import Store, open_store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import ReviewState

PERSON = "周可"
CONTENT = ("REPLYDRAFT_CACHE", "REPLYDRAFT_RULES", "REPLYDRAFT_KNOWLEDGE", "REPLYDRAFT_OPERATOR")
ASKS = "你好，请问去办理要带哪些材料？"


@dataclass
class Outcome:
    """What a run came to. No `problems`: it held."""

    kills: int = 0
    drafted: dict[str, str] = field(default_factory=dict)
    """Review by key, of acknowledged drafts."""
    approved: dict[str, str] = field(default_factory=dict)
    """Text by review, of acknowledged approvals."""
    asked: set[str] = field(default_factory=set)
    replayed: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


class Service:
    """`replydraft serve` on one data folder, started again after each kill on another port."""

    def __init__(self, home: Path, address: str) -> None:
        self.home, self.address, self.url = home, address, ""
        kept = {n: v for n, v in os.environ.items() if n in CONTENT or not n.startswith("REPLYDRAFT_")}
        ours = {"REPLYDRAFT_HOME": str(home), "REPLYDRAFT_DATABASE_URL": address, "PYTHONUNBUFFERED": "1"}
        with (home / "serve.log").open("a") as log:
            self._forks = subprocess.Popen(
                [sys.executable, "-m", "crash.served"], cwd=Path(__file__).parent.parent, env=kept | ours, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, encoding="utf-8",
            )  # fmt: skip
        self._pid: int | None = None

    def store(self, **options: Any) -> Store:
        return open_store(self.address, keys=KeyPlace(self.home / "keys" / "store.key"), **options)

    def start(self) -> None:
        self._tell("start")
        url = ""
        while self._pid is None or not url:
            said = self._hear()
            if said.startswith("pid "):
                self._pid = int(said.split()[1])
            url = url or next((word for word in said.split() if word.startswith("http://")), "")
            if said.strip() in ("", "ended"):
                raise RuntimeError(f"the service did not start: {(self.home / 'serve.log').read_text()[-2000:]}")
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{url}/healthz", timeout=5, trust_env=False).status_code == 200:
                    self.url = url
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the service does not answer")

    def kill(self) -> None:
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._tell("reap")
            while self._hear().strip() not in ("reaped", ""):
                pass
            self._pid = None

    def close(self) -> None:
        self.kill()
        self._forks.kill()
        self._forks.wait(30)
        for end in (self._forks.stdin, self._forks.stdout):
            if end is not None:
                end.close()

    def _tell(self, what: str) -> None:
        assert self._forks.stdin is not None
        self._forks.stdin.write(f"{what}\n")
        self._forks.stdin.flush()

    def _hear(self) -> str:
        assert self._forks.stdout is not None
        return self._forks.stdout.readline()


class Advisor(threading.Thread):
    """Asks for a draft, approves it, and asks again for what was not answered."""

    def __init__(self, service: Service, token: str, outcome: Outcome, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._service, self._out, self._over = service, outcome, over
        self._headers = {"Authorization": f"Bearer {token}"}

    def run(self) -> None:
        while not self._over.is_set():
            key = f"k-{secrets.token_hex(8)}"
            self._out.asked.add(key)
            try:
                draft = self._draft(key)
                if draft is not None:
                    self._approve(draft)
            except Exception as e:
                self._out.problems.append(f"{key}: {type(e).__name__}: {e}")
                return

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        """The answer; None where the service died meanwhile."""
        headers = self._headers | more.pop("headers", {})
        try:
            url = f"{self._service.url}{path}"
            return httpx.request(method, url, headers=headers, timeout=30, trust_env=False, **more)
        except (httpx.TransportError, httpx.InvalidURL):
            time.sleep(0.1)
            return None

    def _draft(self, key: str) -> dict[str, Any] | None:
        """The draft under this key; None where another process still holds it, as one that was killed does for a while."""
        asked = {"id": key, "customer": ASKS, "customer_ref": f"crm-{key[-2:]}"}
        while not self._over.is_set():
            answer = self._send("POST", "/v1/drafts", json=asked, headers={"Idempotency-Key": key})
            if answer is None:
                continue
            if answer.status_code == 409 and answer.json()["code"] == "idempotency_in_progress":
                return None
            draft: dict[str, Any] = answer.raise_for_status().json()
            self._out.replayed += "Idempotency-Replayed" in answer.headers
            self._out.drafted[key] = draft["review_id"]
            return draft
        return None

    def _approve(self, draft: dict[str, Any]) -> None:
        body = {"decision": "approve", "text": draft["reply"], "text_sha256": sha256_text(draft["reply"])}
        path, unanswered = f"/v1/reviews/{draft['review_id']}", False
        while not self._over.is_set():
            answer = self._send("POST", f"{path}/decision", json=body, headers={"If-Match": draft["etag"]})
            if answer is None:
                unanswered = True
                continue
            if answer.status_code == 409 and unanswered:  # was it kept when the service was killed?
                answer = self._send("GET", path)
                if answer is None or answer.raise_for_status().json()["state"] != "approved":
                    continue
            answer.raise_for_status()
            self._out.approved[draft["review_id"]] = draft["reply"]
            return


def look(service: Service, out: Outcome) -> Iterator[str]:
    """What is not as it must be, while nothing runs."""
    store = service.store(create=False)
    try:
        if broken := store.first_broken():
            yield f"the store does not verify: {broken}"
        reviews = {r.id: r for r in store.reviews.list(limit=1_000_000)[0]}
        by_key = Counter(r.draft_id for r in reviews.values())
        yield from (f"{key} has {count} reviews" for key, count in by_key.items() if count > 1 or key not in out.asked)
        yield from (f"the draft of {k} is lost" for k, r in out.drafted.items() if r not in reviews or by_key[k] != 1)
        for review_id, text in out.approved.items():
            review = reviews.get(review_id)
            if review is None or review.state is not ReviewState.APPROVED or review.decision is None:
                yield f"the approval of {review_id} is lost"
            elif (review.decision.person, review.decision.text) != (PERSON, text):
                yield f"the approval of {review_id} is another's"
        kinds = Counter(
            (e.kind, e.subject) for e in store.audit.events() if e.kind in ("review.opened", "review.approved")
        )
        yield from (f"{kind} of {subject} is recorded {n} times" for (kind, subject), n in kinds.items() if n != 1)
        decided = {r.id for r in reviews.values() if r.state is ReviewState.APPROVED}
        if decided != {subject for kind, subject in kinds if kind == "review.approved"}:
            yield "what is approved is not what is recorded as such"
    finally:
        store.close()


@contextmanager
def places(database: str) -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="rdserve-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if database == "sqlite":
            yield home, str(home / "replydraft.db")
            return
        with own_postgres() as server:
            yield home, server.create()


def crash(
    database: str, kills: int, seed: int, *, callers: int = 3, say: Callable[[str], Any] = lambda _: None
) -> Outcome:
    """Kill the service so often. Stops at the first problem."""
    chance, out, began = random.Random(seed), Outcome(), time.monotonic()
    with places(database) as (home, address):
        service, over = Service(home, address), threading.Event()
        store = service.store()
        token = store.keys.create_for(store.people.ensure(PERSON, role="senior"))
        store.close()
        threads = [Advisor(service, token, out, over) for _ in range(callers)]
        try:
            service.start()
            for thread in threads:
                thread.start()
            while out.kills < kills and not out.problems:
                _work_a_while(out, chance)
                service.kill()
                out.kills += 1
                out.problems += look(service, _so_far(out))
                out.seconds = time.monotonic() - began
                say(summary(database, seed, out))
                service.start()
            over.set()
            for thread in threads:
                thread.join(60)
            service.kill()
            out.problems += look(service, out)
        finally:
            over.set()
            service.close()
        out.seconds = time.monotonic() - began
    return out


def _so_far(out: Outcome) -> Outcome:
    """A copy, as the callers go on noting what was answered before the kill."""
    return Outcome(drafted=dict(out.drafted), approved=dict(out.approved), asked=set(out.asked))


def _work_a_while(out: Outcome, chance: random.Random) -> None:
    """Until something more is acknowledged, and then a random moment."""
    seen, deadline = len(out.approved), time.monotonic() + 60
    while len(out.approved) == seen and not out.problems and time.monotonic() < deadline:
        time.sleep(0.005)
    if time.monotonic() >= deadline:
        out.problems.append("nothing was acknowledged for a minute")
    time.sleep(chance.random() ** 2)


def summary(database: str, seed: int, out: Outcome) -> str:
    return (
        f"service on {database}, seed {seed}: {out.kills} kills; {len(out.asked)} drafts asked for,"
        f" {len(out.drafted)} acknowledged ({out.replayed} when asked again), {len(out.approved)} approvals acknowledged,"
        f" {out.seconds:.0f} s; {len(out.problems)} problems"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    asked = parser.parse_args()
    on_terminal = (lambda said: sys.stderr.write(f"\r{said}")) if sys.stderr.isatty() else (lambda _: None)
    try:
        outcome = crash(asked.database, asked.kills, asked.seed, say=on_terminal)
    except NoServer as e:
        sys.stdout.write(f"{e}\n")
        return 3
    for problem in outcome.problems:
        sys.stdout.write(f"PROBLEM {problem}\n")
    sys.stdout.write(summary(asked.database, asked.seed, outcome) + "\n")
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
