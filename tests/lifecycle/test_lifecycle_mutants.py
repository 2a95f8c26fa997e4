"""The machine can fail: desks that break one rule each, at the port's boundary, and every one is caught."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test
from lifecycle_ground import Ground, Hands, SqlitePlace, check_of
from lifecycle_machine import LifeCycle

from replydraft.adapters.store import Store
from replydraft.domain.conversation import Message, Received
from replydraft.domain.review import OPEN_STATES, Decision, Review
from replydraft.errors import SecondPersonDue, StaleReview


class Straight:
    """A store's reviews as they are; mutants change one thing."""

    def __init__(self, store: Store) -> None:
        self.store, self.desk = store, store.reviews

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)


class SecondDecision(Straight):
    """Acknowledges a decision on what is decided already."""

    def decide(self, review_id: str, *args: Any, **more: Any) -> Review:
        try:
            return self.desk.decide(review_id, *args, **more)
        except StaleReview:
            review = self.desk.get(review_id)
            if review.state in OPEN_STATES:
                raise
            return review


class LastWins(Straight):
    """Takes any decision to be about the revision that stands, whichever was seen."""

    def decide(self, review_id: str, *args: Any, **more: Any) -> Review:
        return self.desk.decide(review_id, *args, **more | {"revision": self.desk.get(review_id).revision})


class Unchecked(Straight):
    """Approves with a clean check of its own making."""

    def decide(self, review_id: str, decision: Decision, check: dict[str, Any], **more: Any) -> Review:
        return self.desk.decide(
            review_id, decision, check_of(decision.text) | {"verdict": "pass", "findings": []}, **more
        )


class Doubled(Straight):
    """Writes the event of a claim twice."""

    def claim(self, review_id: str, **more: Any) -> Review:
        review = self.desk.claim(review_id, **more)
        last = list(self.store.audit.events())[-1]
        if last.kind == "review.claimed":
            self.store.audit.append(last.kind, last.subject, last.payload, actor=last.actor)
        return review


class Lost(Straight):
    """Acknowledges an edit that it does not keep."""

    def revise(self, review_id: str, text: str, check: dict[str, Any], **more: Any) -> Review:
        review = self.desk.get(review_id)
        if review.state not in OPEN_STATES:
            raise StaleReview("decided")
        return replace(review, text=text, check=check, revision=review.revision + 1)


class Borrowed(Straight):
    """Lets the first be the second under a colleague's name."""

    def decide(self, review_id: str, decision: Decision, *args: Any, **more: Any) -> Review:
        try:
            return self.desk.decide(review_id, decision, *args, **more)
        except SecondPersonDue:
            return self.desk.decide(review_id, replace(decision, person="借名"), *args, **more)


class OneIsEnough(Straight):
    """Forgets why a second person is due."""

    def decide(self, review_id: str, *args: Any, **more: Any) -> Review:
        return self.desk.decide(review_id, *args, **more | {"second_for": ()})


class NoPause(Straight):
    """Lets somebody alone be the second at once, and without saying so."""

    def decide(self, review_id: str, decision: Decision, *args: Any, **more: Any) -> Review:
        try:
            return self.desk.decide(review_id, decision, *args, **more)
        except SecondPersonDue:
            return self.desk.decide(
                review_id, replace(decision, alone=True), *args, **more | {"alone_after_s": -(10**6)}
            )


class Grabs(Straight):
    """Looks first and claims then: only two at the same moment show it."""

    def claim(self, review_id: str, *, person: str, take_over: bool = False) -> Review:
        review = self.desk.get(review_id)
        free = review.state in OPEN_STATES and review.claimed_by is None
        return self.desk.claim(review_id, person=person, take_over=take_over or free)


class Deaf:
    """Takes what the customer writes for something we wrote."""

    def __init__(self, store: Store) -> None:
        self.talks = store.conversations

    def receive(self, message: Message, *, actor: str) -> Received:
        return self.talks.receive(replace(message, role="advisor"), actor=actor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.talks, name)


def _desk(kind: type[Straight]) -> Callable[[Store], Hands]:
    return lambda store: Hands(cast("Any", kind(store)), store.conversations)


MUTANTS = {
    kind.__name__: _desk(kind)
    for kind in (SecondDecision, Doubled, Unchecked, LastWins, Lost, Borrowed, OneIsEnough, NoPause, Grabs)
}
MUTANTS["Deaf"] = lambda store: Hands(store.reviews, cast("Any", Deaf(store)))
ALWAYS = ("SecondDecision", "Doubled", "Unchecked")
RULES = ("a law is broken", "no order of these steps is legal", "what stands is not what was acknowledged")


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS if os.environ.get("LIFECYCLE_EXAMPLES") else ALWAYS)
def test_a_desk_that_breaks_a_rule_is_caught(sqlite_place: SqlitePlace, mutant: str) -> None:
    Ground.failures.clear()
    with pytest.raises((AssertionError, Flaky)):
        run_state_machine_as_test(
            cast("Any", lambda: LifeCycle(sqlite_place, MUTANTS[mutant])),
            settings=settings(
                max_examples=300,
                stateful_step_count=10,
                derandomize=True,
                deadline=None,
                database=None,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
            ),
        )
    assert any(told.startswith(RULES) for told in Ground.failures)
