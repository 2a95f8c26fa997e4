"""One process that works on the store until it is killed: a random mix of everything people and programs do.

It notes each step before it begins and again once the call has returned. A line is one `write` to a file, so what was
noted survives the kill.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import Store, open_store
from replydraft.domain.conversation import Message
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Decision, DecisionKind, Once, Review
from replydraft.errors import AccessError, InputError, KeyMissing, ReviewError, StoreError

PEOPLE = tuple(f"顾问{n}" for n in range(5))
REFS = tuple(f"crm-{n}" for n in range(12))
FAST = 120
"""The clock of a run goes so many times as fast, so that claims and leases run out while it lasts."""
WEIGHTS = {
    "open": 20, "keyed": 14, "claim": 8, "take_over": 2, "release": 3, "revise": 9, "approve": 22, "reject": 4,
    "escalate": 2, "sent": 10, "feedback": 4, "message": 14, "answer": 8, "erase": 2, "erase_review": 1,
    "expire": 2, "key": 2, "person": 1, "rotate": 1, "append": 4,
}  # fmt: skip
_BEGAN, _START = time.time(), datetime(2026, 11, 24, 9, tzinfo=UTC)


def clock() -> datetime:
    return _START + timedelta(seconds=(time.time() - _BEGAN) * FAST)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the store of a round is."""

    address: str
    folder: Path

    def open(self, **options: Any) -> Store:
        keys = KeyPlace(self.folder / "keys" / "store.key")
        times: dict[str, Any] = {"claim_minutes": 5, "bubble_s": 20, "busy_timeout_ms": 20_000}
        return open_store(self.address, keys=keys, clock=clock, **times, **options)

    def log(self, number: int) -> Path:
        return self.folder / f"worker-{number}.log"


class Worker:
    """`run` never returns."""

    def __init__(self, spot: Spot, number: int, seed: int) -> None:
        self._spot, self._number, self._chance, self._count = spot, number, random.Random(f"{seed}-{number}"), 0
        self._seen: list[str] = []

    def run(self) -> None:
        self._log = os.open(self._spot.log(self._number), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._parent = os.getppid()
        self._store = self._opened()
        self._say(up=True)
        while os.getppid() == self._parent:
            (step,) = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
            getattr(self, f"_{step}")()

    def _opened(self) -> Store:
        """Where the server is just restarting, as soon as it is back."""
        deadline = time.monotonic() + 120
        while True:
            try:
                return self._spot.open()
            except StoreError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    # noting

    def _say(self, **what: Any) -> None:
        os.write(self._log, (json.dumps({"at": time.monotonic(), **what}) + "\n").encode())

    def _do(self, step: str, call: Callable[[], Any], **about: Any) -> Any:
        """The answer of the call; None where it was refused."""
        self._say(step=step, **about)
        try:
            made = call()
        except (ReviewError, InputError, AccessError) as e:
            self._say(no=type(e).__name__)
            return None
        except KeyMissing as e:
            self._say(bad=f"{step}: {e}")
            return None
        except StoreError as e:
            self._say(unknown=str(e))
            time.sleep(0.05)
            return None
        except Exception as e:
            self._say(bad=f"{step}: {type(e).__name__}: {e}")
            return None
        self._say(ok=_noted(made))
        return made

    # what is worked on

    def _tag(self) -> str:
        self._count += 1
        return f"{self._number}-{self._count}"

    def _somebody(self) -> str:
        return self._chance.choice(PEOPLE)

    def _some(self) -> Review | None:
        """A review to work on: one seen lately, or one from the queue."""
        try:
            if self._seen and self._chance.random() < 0.7:
                return self._store.reviews.get(self._chance.choice(self._seen[-15:]))
            page, _ = self._store.reviews.list(limit=8)
        except StoreError:
            time.sleep(0.05)
            return None
        return self._chance.choice(page) if page else None

    def _open(self) -> None:
        self._draft("open", f"open-{self._tag()}", self._chance.choice((*REFS, None)))

    def _draft(self, step: str, tag: str, ref: str | None, **more: Any) -> bool:
        text = f"您好，材料清单我发您。{tag}"
        inquiry = {"id": tag, "customer": f"要带什么？{tag}", "history": [], "profile": {}}
        draft = {"id": tag, "reply": text, "tier": self._chance.choice(("routine", "senior", "urgent"))}
        more["second_for"] = ["urgent"] if self._chance.random() < 0.35 else []
        made = self._do(
            step,
            lambda: self._store.reviews.open(
                inquiry, draft, _check(text), customer_ref=ref, actor="rk_crash", **more
            ),
            draft=tag, ref=ref,
        )  # fmt: skip
        if made is not None:
            self._seen.append(made.id)
        return made is not None

    def _keyed(self) -> None:
        key = f"k{self._chance.randrange(25)}"
        once = Once("rk_crash", key)
        held = self._do("reserve", lambda: self._store.idempotency.reserve(once, key), key=key)
        if held is None or held.outcome in ("busy", "differs"):
            return
        if held.outcome == "replay":
            self._seen.append(held.review_id)
            return
        if not self._draft("keyed", f"keyed-{key}", self._chance.choice(REFS), once=once):
            self._do("forget", lambda: self._store.idempotency.forget(once), key=key)

    def _message(self) -> None:
        talk = self._chance.randrange(6)
        number = self._chance.randrange(60)
        text = None if number % 7 == 0 else f"在吗 {number}"
        message = Message(
            f"wx-{talk}", f"m{number}", REFS[talk], "customer" if number % 4 else "advisor",
            "text" if text else "image", text, clock(),
        )  # fmt: skip
        self._do(
            "message",
            lambda: self._store.conversations.receive(message, actor="rk_crash"),
            message=f"wx-{talk}\x00m{number}",
        )

    def _answer(self) -> None:
        waiting = self._do("due", self._store.conversations.take_due)
        if waiting is None:
            return
        if self._chance.random() < 0.2:
            self._do("give_back", lambda: self._store.conversations.give_back(waiting, retry_after_s=5))
            return
        answers = Answers(waiting.conversation, waiting.through)
        self._draft("answer", f"answer-{self._tag()}", waiting.customer_ref, answers=answers)

    # what people do

    def _claim(self, *, take_over: bool = False) -> None:
        if review := self._some():
            who = self._somebody()
            self._do("claim", lambda: self._store.reviews.claim(review.id, person=who, take_over=take_over))

    def _take_over(self) -> None:
        self._claim(take_over=True)

    def _release(self) -> None:
        if review := self._some():
            who = review.claimed_by or self._somebody()
            self._do("release", lambda: self._store.reviews.release(review.id, person=who))

    def _revise(self) -> None:
        if review := self._some():
            who, text = review.claimed_by or self._somebody(), f"{review.text[:20]}，{self._tag()}"
            self._do(
                "revise",
                lambda: self._store.reviews.revise(
                    review.id, text, _check(text), revision=review.revision, person=who, second_for=review.second_for
                ),
                by=who,
            )

    def _decide(self, kind: DecisionKind) -> None:
        if review := self._some():
            who = review.claimed_by or self._somebody()
            text = f"{review.text}。" if self._chance.random() < 0.1 else review.text
            made = Decision(kind, who, text, sha256_text(text), "" if kind is DecisionKind.APPROVE else "不妥")
            self._do(
                "decide",
                lambda: self._store.reviews.decide(
                    review.id, made, _check(text), revision=review.revision, second_for=review.second_for
                ),
                by=who,
            )

    def _approve(self) -> None:
        self._decide(DecisionKind.APPROVE)

    def _reject(self) -> None:
        self._decide(DecisionKind.REJECT)

    def _escalate(self) -> None:
        self._decide(DecisionKind.ESCALATE)

    def _sent(self) -> None:
        if review := self._some():
            text = review.text if self._chance.random() < 0.7 else "别的话"
            self._do(
                "sent",
                lambda: self._store.reviews.sent(review.id, text, sent_at=None, by="rk_crash", verdict="pass"),
                sha=sha256_text(text),
            )

    def _feedback(self) -> None:
        if review := self._some():
            tag = f"feedback-{self._tag()}"
            call = self._store.reviews.feedback
            self._do("feedback", lambda: call(review.id, ["good", tag], "嫌慢", person=self._somebody()), tag=tag)

    # what happens now and then

    def _erase(self) -> None:
        ref = self._chance.choice(REFS[6:])
        self._do("erase", lambda: self._store.customers.erase(ref, actor=self._somebody()), ref=ref)

    def _erase_review(self) -> None:
        if review := self._some():
            self._do(
                "erase_review",
                lambda: self._store.customers.erase_review(review.id, actor=self._somebody()),
                id=review.id,
            )

    def _expire(self) -> None:
        self._do("expire", self._store.reviews.expire_claims)

    def _key(self) -> None:
        name = f"key-{self._tag()}"
        self._do("key", lambda: self._store.keys.create(name, scopes=["draft"]), name=name)

    def _person(self) -> None:
        name = f"新人{self._tag()}"
        self._do("person", lambda: self._store.people.ensure(name), name=name)

    def _rotate(self) -> None:
        self._do("rotate", lambda: self._store.rotate_key(actor=self._somebody()))

    def _append(self) -> None:
        tag = f"append-{self._tag()}"
        self._do("append", lambda: self._store.audit.append("text.checked", tag, {}), tag=tag)


def _check(text: str) -> dict[str, Any]:
    return {"id": "c", "verdict": "pass", "text_sha256": sha256_text(text), "findings": []}


def _noted(made: Any) -> Any:
    """What an answer says that can be looked for afterwards."""
    if isinstance(made, Review):
        return {"id": made.id, "revision": made.revision, "state": made.state.value, "erased": made.erased,
                "sha": sha256_text(made.text)}  # fmt: skip
    if hasattr(made, "outcome"):
        return {"outcome": made.outcome, "id": made.review_id}
    return made if isinstance(made, str | int | dict) else True
