"""Where the life cycle is played: two open stores on one database, and threads that start on a barrier."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any, ClassVar, Protocol, TypeVar

import psycopg
from lifecycle_words import BLOCKED, CRM, REPLY, STAFF, START, WARNED, Act, Op, onward_of, reasons_of

from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import Store, open_store
from replydraft.domain.conversation import Message, Received
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Decision, DecisionKind, Review
from replydraft.errors import ReplydraftError
from replydraft.ports import Conversations, ReviewDesk

Clock = Callable[[], datetime]
T = TypeVar("T")


class Desk(ReviewDesk, Protocol):
    def expire_claims(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Hands:
    """What the players touch. The self-tests put a faulty desk here."""

    desk: Desk
    talks: Conversations


Twist = Callable[[Store], Hands]


def straight(store: Store) -> Hands:
    return Hands(store.reviews, store.conversations)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: an answer, or the name of the refusal."""

    answer: object = None
    error: str | None = None
    said: str = ""


class Place(Protocol):
    """Somewhere a fresh database with the staff in it can be had."""

    def fresh(self, clock: Clock) -> tuple[Store, Store]: ...

    def drop(self) -> None: ...


def _staffed(url: str | Path, keys: KeyPlace) -> None:
    store = open_store(url, keys=keys, clock=lambda: START)
    for person in STAFF.values():
        store.people.ensure(person.name, role=person.role, branch=person.branch)
    store.close()


def _pair(url: str | Path, keys: KeyPlace, clock: Clock) -> tuple[Store, Store]:
    one, two = (open_store(url, keys=keys, clock=clock, claim_minutes=30, bubble_s=8) for _ in range(2))
    return one, two


class SqlitePlace:
    def __init__(self, folder: Path) -> None:
        self._folder, self._keys = folder, KeyPlace(folder / "keys")
        _staffed(folder / "first.sqlite", self._keys)
        self._now: Path | None = None
        self._n = count()

    def fresh(self, clock: Clock) -> tuple[Store, Store]:
        self._now = self._folder / f"{next(self._n)}" / "store.sqlite"
        self._now.parent.mkdir()
        for part in self._folder.glob("first.sqlite*"):
            shutil.copy(part, self._now.with_name(part.name.replace("first", "store")))
        return _pair(self._now, self._keys, clock)

    def drop(self) -> None:
        if self._now is not None:
            shutil.rmtree(self._now.parent)


class PostgresPlace:
    def __init__(self, uri: Callable[[str], str], folder: Path) -> None:
        self._uri, self._keys, self._n = uri, KeyPlace(folder / "keys"), count()
        self._do("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE first")
        _staffed(uri("first"), self._keys)
        self._name = ""

    def _do(self, *statements: str) -> None:
        with psycopg.connect(self._uri("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def fresh(self, clock: Clock) -> tuple[Store, Store]:
        self._name = f"play_{next(self._n)}"
        self._do(f"CREATE DATABASE {self._name} TEMPLATE first")
        return _pair(self._uri(self._name), self._keys, clock)

    def drop(self) -> None:
        self._do(f"DROP DATABASE {self._name} WITH (FORCE)")


def check_of(text: str, kind: str = "own") -> dict[str, Any]:
    """The check a player brings along; `own` is what the guardrail would say."""
    block = {"id": "f1", "rule": "RD0101", "rule_version": "1.0.0", "severity": "block", "text": "样例"}
    warn = {**block, "severity": "warn"}
    own = {"id": "d", "verdict": "pass", "text_sha256": sha256_text(text), "findings": list[Any]()}
    if kind == "other":
        return own | {"text_sha256": sha256_text(text + "。")}
    if kind == "void":
        return {"id": "d", "verdict": "", "findings": []}
    if kind == "sly":
        return own | {"findings": [block]}
    if text == BLOCKED:
        return own | {"verdict": "block", "findings": [block]}
    return own | ({"verdict": "warn", "findings": [warn]} if text == WARNED else {})


class Ground:
    failures: ClassVar[list[str]] = []
    """Every account of a failure, kept because Hypothesis forgets the first where a race ends differently."""

    def __init__(self, place: Place, clock: Clock, twist: Twist = straight) -> None:
        self._place, self._clock = place, clock
        self.stores = place.fresh(clock)
        self.hands = tuple(twist(store) for store in self.stores)
        self.staff_ids = {p.name: p.id for p in self.stores[0].people.list()}
        self.ids: dict[str, str] = {}
        """Ids of the store by the names the model uses."""
        self._threads = ThreadPoolExecutor(3)

    def close(self) -> None:
        self._threads.shutdown()
        for store in self.stores:
            store.close()
        self._place.drop()

    def names(self) -> dict[str, str]:
        return {id_: name for name, id_ in (self.ids | self.staff_ids).items()}

    def perform(self, ops: list[Op]) -> list[Outcome]:
        """All of them at once, each in its own thread; one alone runs here."""
        calls = [partial(self._try, op) for op in ops]
        outcomes = self.together(*calls) if len(calls) > 1 else [calls[0]()]
        for op, outcome in zip(ops, outcomes, strict=True):
            if op.act is Act.OPEN and isinstance(outcome.answer, Review):
                self.ids[op.page] = outcome.answer.id
            if op.act is Act.ESCALATE and isinstance(outcome.answer, Review):
                self.ids[onward_of(op.page)] = outcome.answer.escalated_to
            if op.act is Act.MESSAGE and isinstance(outcome.answer, Received):
                self.ids[op.talk] = outcome.answer.conversation
        return outcomes

    def together(self, *calls: Callable[[], T]) -> list[T]:
        """At once: the threads start on a barrier and are switched as often as can be."""
        barrier = Barrier(len(calls), timeout=30)

        def go(call: Callable[[], T]) -> T:
            barrier.wait()
            return call()

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            return list(self._threads.map(go, calls))
        finally:
            sys.setswitchinterval(before)

    def _try(self, op: Op) -> Outcome:
        try:
            return Outcome(self._do(op))
        except ReplydraftError as e:
            return Outcome(error=type(e).__name__, said=str(e))

    def _do(self, op: Op) -> object:
        desk, talks = self.hands[op.store].desk, self.hands[op.store].talks
        review, check = self.ids.get(op.page, ""), check_of(op.text, op.check)
        match op.act:
            case Act.OPEN:
                inquiry = {"id": op.page, "customer": "需要准备哪些材料？", "history": [], "profile": {}}
                tier = "urgent" if op.urgent else "routine"
                draft: dict[str, Any] = {"id": op.page, "reply": REPLY, "tier": tier, "versions": {}}
                return desk.open(
                    inquiry,
                    draft,
                    check_of(REPLY),
                    customer_ref=f"crm-{op.talk}",
                    actor=CRM,
                    branch=op.branch,
                    second_for=reasons_of(op.urgent, REPLY),
                    answers=Answers(*op.answers[:2]) if op.answers else None,
                )
            case Act.CLAIM | Act.TAKE_OVER:
                return desk.claim(review, person=op.person, take_over=op.act is Act.TAKE_OVER)
            case Act.RELEASE:
                return desk.release(review, person=op.person)
            case Act.REVISE:
                due = reasons_of(op.urgent, op.text)
                return desk.revise(review, op.text, check, revision=op.revision, person=op.person, second_for=due)
            case Act.APPROVE | Act.REJECT | Act.ESCALATE:
                sha = sha256_text(op.text + ("！" if op.forged else ""))
                decision = Decision(DecisionKind(op.act.value), op.person, op.text, sha, "理由", (), op.alone)
                due = reasons_of(op.urgent, op.text)
                return desk.decide(review, decision, check, revision=op.revision, second_for=due, alone_after_s=60)
            case Act.SENT:
                return desk.sent(review, op.text, sent_at=None, by=op.person, verdict="pass")
            case Act.FEEDBACK:
                desk.feedback(review, ["tone"], "", person=op.person)
                return None
            case Act.EXPIRE:
                return desk.expire_claims()
            case Act.STAFF:
                people = self.stores[op.store].people
                return people.change(self.staff_ids[op.person], active=op.here, actor="系统管理员")
            case Act.MESSAGE:
                said = Message(op.talk, op.message, f"crm-{op.talk}", op.role, "text", op.text, self._clock())
                return talks.receive(said, actor=CRM)
