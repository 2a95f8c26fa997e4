"""The machine: several people, two stores on one database, and a clock that only the tests move.

Every choice is drawn from a domain of constant size and read against the state afterwards, so that a race that ends
differently does not change what is drawn next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NoReturn

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from lifecycle_book import possible
from lifecycle_ground import Ground, Outcome, Place, Twist, straight
from lifecycle_laws import Witness
from lifecycle_match import agrees, brief, event_of, runs_sorted, unlike
from lifecycle_wishes import BRANCHES, FEW, HASTY, SLOTS, TICKS, WISHES, Wish
from lifecycle_words import SENIORS, START, TEXTS, Act, Book, Event, Op, another_could, reasons_of

from replydraft.domain.conversation import Received, Waiting
from replydraft.domain.finding import sha256_text
from replydraft.domain.inquiry import Role
from replydraft.domain.review import Review


class LifeCycle(RuleBasedStateMachine):
    def __init__(self, place: Place, twist: Twist = straight) -> None:
        super().__init__()
        self.now = START
        self.ground = Ground(place, lambda: self.now, twist)
        self.book = Book()
        self.n = count(1)
        self.due: dict[str, datetime | None] = {}
        """When each conversation is due, as far as the answers said; None after a message of ours."""
        self.last_message = "m0"
        self.diary: list[str] = []
        self.witness = Witness(self._two_due)
        self.witness.see(self._news(), (), (), {}, START, lambda *_: False)
        self.seen = self.witness.last[1]

    def teardown(self) -> None:
        self.ground.close()

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────────────

    @initialize(talk=st.sampled_from("AB"), urgent=st.booleans())
    def begin(self, talk: str, urgent: bool) -> None:
        self._open(talk, urgent, "", 0)

    @rule(talk=st.sampled_from("AB"), urgent=st.booleans(), branch=BRANCHES, store=st.integers(0, 1))
    def opens(self, talk: str, urgent: bool, branch: str, store: int) -> None:
        self._open(talk, urgent, branch, store)

    @rule(slot=SLOTS, wishes=st.lists(WISHES, min_size=1, max_size=3))
    def one_after_another(self, slot: int, wishes: list[Wish]) -> None:
        for wish in wishes:
            self.step(self._op(slot, wish))

    @rule(
        who=st.integers(0, 3), urgent=st.booleans(), texts=st.lists(st.sampled_from((-1, 1, 2)), min_size=1, max_size=2)
    )
    def goes_out(self, who: int, urgent: bool, texts: list[int]) -> None:
        """Approved by whom it takes, then registered as sent, perhaps twice at once and not the same text."""
        self._open("B", urgent, "", 1)
        for one in (who, who + 1)[: 1 + urgent]:
            self.step(self._op(0, Wish(Act.APPROVE, one)))
        self.step(*(self._op(0, Wish(Act.SENT, who, text, store=n)) for n, text in enumerate(texts)))

    @rule(slot=SLOTS, wishes=st.lists(WISHES, min_size=2, max_size=3))
    def several_at_once(self, slot: int, wishes: list[Wish]) -> None:
        self.step(*(self._op(slot, wish) for wish in wishes))

    @rule(urgent=st.booleans(), same=st.booleans(), wishes=st.lists(HASTY, min_size=2, max_size=3))
    def rush(self, urgent: bool, same: bool, wishes: list[Wish]) -> None:
        """A new review that everybody reaches for at the same revision, perhaps all for the same thing."""
        self._open("A", urgent, "", 0)
        self.step(*(self._op(0, replace(wish, act=wishes[0].act) if same else wish) for wish in wishes))

    @rule(who=st.integers(0, 3), branch=BRANCHES, tick=TICKS, wishes=st.lists(HASTY, min_size=2, max_size=3))
    def both_want_to_be_second(self, who: int, branch: str, tick: int, wishes: list[Wish]) -> None:
        self._open("B", True, branch, 1)
        self.step(self._op(0, Wish(Act.APPROVE, who)))
        self.tick(tick)
        self.step(*(self._op(0, wish) for wish in wishes))

    @rule(who=st.integers(0, 3), signed=st.booleans(), tick=TICKS, expires=st.booleans(), wishes=FEW)
    def left_lying(self, who: int, signed: bool, tick: int, expires: bool, wishes: list[Wish]) -> None:
        """Claimed, perhaps after a first approval, and left: others reach for it as the claim runs out, or before."""
        self._open("B", True, "", 0)
        if signed:
            self.step(self._op(0, Wish(Act.APPROVE, who + 1)))
        self.step(self._op(0, Wish(Act.CLAIM, who)))
        self.tick(abs(tick))
        self.step(*([self._op(0, Wish(Act.EXPIRE, 0))] if expires else ()), *(self._op(0, wish) for wish in wishes))

    @rule(who=st.integers(0, 3), branch=BRANCHES, tick=TICKS, comes=st.booleans(), store=st.integers(0, 1))
    def alone(self, who: int, branch: str, tick: int, comes: bool, store: int) -> None:
        """Those who could be the second have left; one of them comes back, perhaps at this very moment."""
        self._open("A", True, branch, 0)
        first = self._op(0, Wish(Act.APPROVE, who))
        for senior in SENIORS:
            if senior in self.book.here and senior != first.person:
                self.step(Op(Act.STAFF, person=senior, here=False))
        self.step(first)
        self.tick(tick)
        again = self._op(0, Wish(Act.APPROVE, sorted(self.book.here).index(first.person), alone=True, store=store))
        back = [Op(Act.STAFF, person=s, store=1 - store) for s in SENIORS if s not in self.book.here][:1]
        self.step(again, *(back if comes else ()))

    @rule(by=TICKS)
    def tick(self, by: int) -> None:
        self.now += timedelta(seconds=by)

    @rule(wait=st.booleans(), writes_again=st.booleans(), urgent=st.booleans(), talk=st.sampled_from("AB"))
    def draft(self, wait: bool, writes_again: bool, urgent: bool, talk: str) -> None:
        """The customer writes, a draft falls due and is opened, perhaps while the customer writes again."""
        self.step(self._message(talk, new=True))
        due = self.due.get(talk)
        if wait and due is not None:
            self.now = max(self.now, due)
        taken = [w for w in self._take() if w is not None]
        for other in taken[1:]:
            self.ground.hands[1].talks.give_back(other, retry_after_s=0)
        if taken:
            talk = str(taken[0].customer_ref).removeprefix("crm-")
            answers = (taken[0].conversation, taken[0].through, self.book.talks[talk].heard)
            op = Op(Act.OPEN, page=f"p{next(self.n)}", talk=talk, urgent=urgent, answers=answers, store=1)
            self.step(op, *([self._message(talk, new=True)] if writes_again else ()))

    @invariant()
    def the_trail_holds(self) -> None:
        """The store's own proof, once a rule; the chain itself is followed at every step by the witness."""
        if (broken := self.ground.stores[next(self.n) % 2].first_broken()) is not None:
            self._fail("the trail is broken", [broken])

    # ── and what comes of it ────────────────────────────────────────────────────────────────────────────────────

    def step(self, *ops: Op) -> None:
        """These steps, at once where there are several: some order of them must explain everything that is seen."""
        outcomes = self.ground.perform(list(ops))
        events = self._news()
        names = self.ground.names()
        told = runs_sorted([event_of(e, names) for e in events])
        one = self._reviews(ops, names)
        fits = [
            book
            for book, expected in self._orders(self.book, list(zip(ops, outcomes, strict=True)), [])
            if runs_sorted(expected) == told
        ]
        matching = [
            book
            for book in fits
            if one.keys() == book.pages.keys() and not any(unlike(page, one[name]) for name, page in book.pages.items())
        ]
        here = self.book.here | (matching[0].here if matching else self.book.here)
        done = [op for op, outcome in zip(ops, outcomes, strict=True) if outcome.error is None]
        broken = self.witness.see(
            events, one.values(), done, self.ground.ids, self.now, lambda p, b: self._nobody_else(p, b, here)
        )
        self.diary.append(_account(self.now, ops, outcomes, told))
        if broken:
            self._fail("a law is broken", broken)
        if not fits:
            self._fail("no order of these steps is legal", [])
        if not matching:
            why = [f"{n}: {unlike(p, one[n])}" for n, p in fits[0].pages.items() if n in one and unlike(p, one[n])]
            self._fail("what stands is not what was acknowledged", why)
        self.book = matching[0]
        for op, outcome in zip(ops, outcomes, strict=True):
            if op.act is Act.MESSAGE and isinstance(outcome.answer, Received) and not outcome.answer.duplicate:
                at = outcome.answer.due_at if op.role == "customer" else None
                self.due[op.talk] = datetime.fromisoformat(at) if at else None

    def _fail(self, what: str, why: list[str]) -> NoReturn:
        """With everything that led here: a race need not end the same way when Hypothesis plays it again."""
        message = "\n".join([what, *why, "what led here:", *self.diary])
        self.ground.failures.append(message)
        raise AssertionError(message)

    def _reviews(self, ops: Sequence[Op], names: dict[str, str]) -> dict[str, Review]:
        """All of them as one store shows them, and those concerned as the other one does too."""
        desk, other = [hands.desk for hands in self.ground.hands][:: next(self.n) % 2 * 2 - 1]
        reviews = {names.get(r.id, r.id): r for r in desk.list(limit=200)[0]}
        for name in {op.page for op in ops} & reviews.keys():
            assert other.get(reviews[name].id) == reviews[name], "the two stores show different reviews"
        return reviews

    def _orders(
        self, book: Book, rest: Sequence[tuple[Op, Outcome]], events: list[Event]
    ) -> Iterator[tuple[Book, list[Event]]]:
        if not rest:
            yield book, events
        for i, (op, outcome) in enumerate(rest):
            for step in possible(book, op, self.now):
                if agrees(step, op, outcome, self.ground.names()):
                    yield from self._orders(step.book, [*rest[:i], *rest[i + 1 :]], [*events, *step.events])

    def _nobody_else(self, person: str, branch: str, here: frozenset[str]) -> bool:
        """At one end of the step, at least: those who came or left during it were there or not."""
        return not another_could(self.book.here, person, branch) or not another_could(here, person, branch)

    def _two_due(self, review: str, sha: str) -> bool:
        page = self.book.pages.get(self.ground.names().get(review, ""))
        return page is not None and any(reasons_of(page.urgent, t) for t in TEXTS if sha256_text(t) == sha)

    def _news(self) -> list[Any]:
        return list(self.ground.stores[0].audit.events(after=self.witness.last[1]))

    def _open(self, talk: str, urgent: bool, branch: str, store: int) -> None:
        page = f"p{next(self.n)}"
        self.step(Op(Act.OPEN, page=page, talk=talk, urgent=urgent, branch=branch, store=store))

    def _message(self, talk: str, *, new: bool, role: Role = "customer", store: int = 0) -> Op:
        if new:
            self.last_message = f"{talk}{next(self.n)}"
        text = f"消息{self.last_message}。"
        return Op(Act.MESSAGE, talk=talk, message=self.last_message, role=role, text=text, store=store)

    def _take(self) -> list[Waiting | None]:
        """Two ask at once what is due: never the same, never what is not due, and not nothing where something is."""
        got: list[Any] = self.ground.together(*(h.talks.take_due for h in self.ground.hands))
        open_talks = {t for t, talk in self.book.talks.items() if talk.heard > talk.drafted}
        due = {t for t in open_talks if (at := self.due.get(t)) is not None and at <= self.now}
        unsure = {t for t in open_talks if self.due.get(t) is None}
        taken = [str(w.customer_ref).removeprefix("crm-") for w in got if w is not None]
        assert len(set(taken)) == len(taken), "one conversation for two"
        assert set(taken) <= due | unsure, f"{taken} taken, due: {due}"
        assert taken or not due, f"nothing to draft, due: {due}"
        return got

    def _op(self, slot: int, wish: Wish) -> Op:
        """The wish, as it can be put now. Slots count from the newest review."""
        pages = list(self.book.pages.values())
        page = pages[-1 - slot % len(pages)]
        here = sorted(self.book.here)
        person = here[wish.who % len(here)]
        act = wish.act
        if act is Act.MESSAGE:
            role: Role = "advisor" if wish.alone else "customer"
            return self._message(page.customer.removeprefix("crm-"), new=not wish.seen, role=role, store=wish.store)
        if act is Act.STAFF:
            senior = SENIORS[wish.who % 2]
            return Op(act, person=senior, here=senior not in self.book.here, store=wish.store)
        if act is Act.TAKE_OVER and person not in SENIORS:
            act = Act.CLAIM
        text = page.text if wish.text < 0 or act in (Act.REJECT, Act.ESCALATE) else TEXTS[wish.text]
        check = wish.check
        if act in (Act.REJECT, Act.ESCALATE) or (act is Act.REVISE and check == "sly"):
            check = "own"
        return Op(
            act,
            page=page.name,
            person=person,
            text=text,
            check=check,
            revision=page.revision + wish.seen,
            alone=wish.alone,
            forged=wish.forged and act in (Act.APPROVE, Act.REJECT, Act.ESCALATE),
            urgent=page.urgent,
            store=wish.store,
        )


def _account(now: datetime, ops: Sequence[Op], outcomes: Sequence[Outcome], told: Sequence[Event]) -> str:
    """One step in a few lines: who asked for what through which store, what came back, what the trail says."""
    lines = [f"{now:%d %H:%M:%S}{' at once' if len(ops) > 1 else ''}"]
    for op, outcome in zip(ops, outcomes, strict=True):
        plain = Op(op.act)
        asked = {f: getattr(op, f) for f in op.__slots__ if f != "act" and getattr(op, f) != getattr(plain, f)}
        lines.append(f"  {op.act} {asked} -> {outcome.error or brief(outcome.answer)} {outcome.said}")
    return "\n".join([*lines, *(f"    {event}" for event in told)])
