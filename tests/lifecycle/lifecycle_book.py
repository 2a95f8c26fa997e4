"""The life cycle of a review as the contract tells it: a pure model, written without looking at any store.

`possible(book, op, now)` gives every outcome the contract allows for one step. Where the contract leaves something open
(whether touching a lapsed claim of one's own is a step) there are several; a refusal names every error that would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from lifecycle_words import (
    ALONE_S,
    CLAIM,
    CRM,
    KNOWN,
    Act,
    Book,
    Event,
    Op,
    Page,
    Signed,
    Step,
    Talk,
    another_could,
    approvable,
    onward_of,
    reasons_of,
)

from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, ReviewState


def told(page: Page, kind: str, actor: str) -> Event:
    return (f"review.{kind}", actor, page.name, page.state.value, page.revision, sha256_text(page.text))


def _refuse(book: Book, *names: str) -> Step:
    return Step(book, wrong=frozenset(names))


def _step(book: Book, page: Page, kind: str, actor: str) -> Step:
    return Step(book.put(page), (told(page, kind, actor),), page=page.name)


def _open(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    customer = f"crm-{op.talk}"
    page = Page(op.page, customer, op.talk if op.answers else "", op.urgent, op.branch, now)
    page = replace(page, reasons=reasons_of(op.urgent, page.text))
    events = [told(page, "opened", CRM)]
    talk = book.talks.get(op.talk, Talk())
    if op.answers:
        book = replace(book, talks={**book.talks, op.talk: replace(talk, drafted=max(talk.drafted, op.answers[2]))})
        if talk.heard > op.answers[2]:
            page = replace(page, state=ReviewState.STALE, revision=2)
            events.append(told(page, "stale", "system"))
    yield Step(book.put(page), tuple(events), page=page.name)


def _claim(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    taking = op.act is Act.TAKE_OVER
    if page.state not in OPEN_STATES or (page.held_against(op.person, now) and not taking):
        yield _refuse(book, "StaleReview")
        return
    lapsed = page.holder is not None and (page.until is None or now >= page.until)
    touched = replace(page, holder=op.person, until=now + CLAIM)
    state = ReviewState.CLAIMED if page.state is ReviewState.PENDING else page.state
    taken = replace(touched, state=state, revision=page.revision + 1)
    if page.holder == op.person:
        yield Step(book.put(touched), page=page.name)
    elif page.holder is None or lapsed:
        yield _step(book, taken, "claimed", op.person)
    if page.holder == op.person and lapsed:
        yield _step(book, taken, "claimed", op.person)
    if taking and page.holder not in (None, op.person):
        yield _step(book, taken, "taken_over", op.person)


def _back(page: Page) -> Page:
    state = ReviewState.PENDING if page.state is ReviewState.CLAIMED else page.state
    return replace(page, state=state, holder=None, until=None, revision=page.revision + 1)


def _release(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    if page.state not in OPEN_STATES or page.held_against(op.person, now):
        yield _refuse(book, "StaleReview")
        return
    if page.holder is not None:
        yield _step(book, _back(page), "released", op.person)
    if page.holder != op.person or page.until is None or now >= page.until:  # nothing of theirs to give back
        yield Step(book, page=page.name)
        yield _refuse(book, "StaleReview")


def _expire(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    over = [p for p in book.pages.values() if p.state in OPEN_STATES and p.until is not None and now >= p.until]
    yield _all_back(book, over)
    if "expire_awaiting" in KNOWN:
        yield _all_back(book, [p for p in over if p.state is ReviewState.CLAIMED])


def _all_back(book: Book, over: list[Page]) -> Step:
    gone = [_back(p) for p in over]
    for page in gone:
        book = book.put(page)
    return Step(book, tuple(told(p, "claim_expired", "system") for p in gone), told=frozenset(p.name for p in gone))


def _against(page: Page, op: Op, now: datetime) -> set[str]:
    """What speaks against any edit or decision now."""
    late = page.state not in OPEN_STATES or op.revision != page.revision or page.held_against(op.person, now)
    return ({"StaleReview"} if late else set()) | ({"InputError"} if op.forged else set())


def _revise(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    wrong = _against(page, op, now)
    if op.check in ("other", "void"):
        wrong |= {"InputError", "DraftBlocked"}
    if wrong:
        yield _refuse(book, *wrong)
        return
    edited = replace(page, text=op.text, state=ReviewState.CLAIMED, revision=page.revision + 1)
    edited = replace(edited, holder=op.person, until=now + CLAIM, reasons=reasons_of(page.urgent, op.text))
    yield _step(book, replace(edited, signed=()), "revised", op.person)
    if page.signed and op.text == page.text:
        yield _step(book, edited, "revised", op.person)


def _decided(page: Page, op: Op, state: ReviewState, now: datetime) -> Page:
    page = replace(page, state=state, revision=page.revision + 1, holder=None, until=None, text=op.text)
    return replace(page, decided=(op.act, op.person, now), reasons=reasons_of(page.urgent, op.text))


def _close(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    if wrong := _against(page, op, now):
        yield _refuse(book, *wrong)
        return
    if op.act is Act.REJECT:
        yield _step(book, _decided(page, op, ReviewState.REJECTED, now), "rejected", op.person)
        return
    closed = _decided(page, op, ReviewState.ESCALATED, now)
    onward = Page(onward_of(page.name), page.customer, page.talk, page.urgent, page.branch, now, op.text)
    onward = replace(onward, reasons=closed.reasons)
    events = (told(closed, "escalated", op.person), told(onward, "opened", op.person))
    yield Step(book.put(closed).put(onward), events, page=page.name)


def _approve(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    wrong = _against(page, op, now)
    if not approvable(op):
        wrong.add("DraftBlocked")
    due, sha = reasons_of(page.urgent, op.text), sha256_text(op.text)
    first = page.signed[0] if page.signed and page.text == op.text else None
    alone = bool(due and first is not None and first.person == op.person)
    if alone and first is not None:
        waited = now - first.at >= timedelta(seconds=ALONE_S)
        if not op.alone or not waited or another_could(book.here, op.person, page.branch):
            wrong.add("SecondPersonDue")
    if wrong:
        yield _refuse(book, *wrong)
        return
    signed = ((*page.signed,) if first else ()) + (Signed(op.person, sha, now, alone),)
    if due and first is None:
        waiting = replace(page, state=ReviewState.AWAITING_SECOND, revision=page.revision + 1, text=op.text)
        yield _step(
            book, replace(waiting, signed=signed, reasons=due, holder=None, until=None), "first_approved", op.person
        )
    else:
        done = replace(_decided(page, op, ReviewState.APPROVED, now), signed=signed)
        yield _step(book, done, "approved", op.person)


def _sent(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    page = book.pages[op.page]
    sha = sha256_text(op.text)
    if page.state is ReviewState.APPROVED:
        state = ReviewState.SENT if op.text == page.text else ReviewState.DRIFTED
        yield _step(book, replace(page, state=state, revision=page.revision + 1, went_out=sha), state.value, op.person)
        return
    if page.went_out == sha:
        yield Step(book, page=page.name)
    yield _refuse(book, "StaleReview")


def _feedback(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    yield Step(book, (("review.feedback", op.person, op.page, None, None, None),))


def _message(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    talk = book.talks.get(op.talk, Talk())
    if op.message in talk.seen:
        yield Step(book, again=True)
        return
    events: list[Event] = [("message.received", CRM, op.talk, None, None, None)]
    talk = replace(talk, seen=talk.seen | {op.message}, heard=talk.heard + (op.role == "customer"))
    book = replace(book, talks={**book.talks, op.talk: talk})
    waiting = [p for p in book.pages.values() if p.state in OPEN_STATES and p.customer == f"crm-{op.talk}"]
    stale = [replace(p, state=ReviewState.STALE, revision=p.revision + 1) for p in waiting if op.role == "customer"]
    for page in stale:
        book = book.put(page)
        events.append(told(page, "stale", "system"))
    yield Step(book, tuple(events), told=frozenset(p.name for p in stale))


def _staff(book: Book, op: Op, now: datetime) -> Iterator[Step]:
    here = book.here | {op.person} if op.here else book.here - {op.person}
    events: tuple[Event, ...] = (("person.changed", "系统管理员", op.person, None, None, None),)
    yield Step(replace(book, here=here), events)
    if here == book.here:
        yield Step(book)


_RULES: dict[Act, Callable[[Book, Op, datetime], Iterator[Step]]] = {
    Act.OPEN: _open,
    Act.CLAIM: _claim,
    Act.TAKE_OVER: _claim,
    Act.RELEASE: _release,
    Act.REVISE: _revise,
    Act.APPROVE: _approve,
    Act.REJECT: _close,
    Act.ESCALATE: _close,
    Act.SENT: _sent,
    Act.FEEDBACK: _feedback,
    Act.MESSAGE: _message,
    Act.EXPIRE: _expire,
    Act.STAFF: _staff,
}


def possible(book: Book, op: Op, now: datetime) -> tuple[Step, ...]:
    """Every outcome of this step that the contract allows."""
    return tuple(_RULES[op.act](book, op, now))
