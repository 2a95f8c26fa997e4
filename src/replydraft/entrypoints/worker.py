"""Worker: what a server does by itself. It drafts for conversations that have gone quiet, gives back claims that were left,
anchors the trail outside the store, and lets go of what has been kept long enough.

Any number of servers may run one on the same store: a conversation is held by one of them at a time. Whatever fails is
logged by its code and tried again, more slowly; nothing ends a thread but `stop`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from replydraft.answering import answer_next
from replydraft.bootstrap.anchors import anchor
from replydraft.entrypoints.days import today
from replydraft.entrypoints.faults import where
from replydraft.errors import ReplydraftError

if TYPE_CHECKING:
    from replydraft.bootstrap import House

log = logging.getLogger("replydraft.worker")

POLL_S, CLAIMS_S, ANCHOR_S, KEEPING_S = 0.5, 30.0, 60.0, 3600.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
STOP_S = 10.0

Step = Callable[[], float]
"""One turn of a thread; answers with the seconds until the next."""


class Worker:
    """`start` its threads once; `stop` lets each finish what it is doing. `drafters`: how many draft at once."""

    def __init__(self, house: House, *, drafters: int = 2) -> None:
        self._house = house
        self._stopping = threading.Event()
        steps: list[tuple[str, Step]] = [(f"drafting-{n}", self._draft) for n in range(1, drafters + 1)]
        steps += [("claims", self._claims), ("anchoring", self._anchor), ("keeping", self._keeping)]
        self._threads = [
            threading.Thread(target=self._run, args=step, name=f"replydraft-{step[0]}", daemon=True) for step in steps
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Whether everything ended in time. What did not is left to the end of the process; the store loses nothing by it."""
        self._stopping.set()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        whole = not any(thread.is_alive() for thread in self._threads)
        with suppress(ReplydraftError):  # what was recorded last is anchored too; the log had it where that fails
            self._anchor()
        return whole

    def _run(self, name: str, step: Step) -> None:
        failed, wait = 0, 0.0
        while not self._stopping.wait(wait):
            try:
                wait, failed = step(), 0
            except Exception as e:
                wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(failed, 10))
                failed += 1
                said = e.code if isinstance(e, ReplydraftError) else f"{type(e).__name__} at {where(e)}"
                log.error("%s failed (%s in a row), again in %.0f s: %s", name, failed, wait, said)

    def _draft(self) -> float:
        review = answer_next(self._house.desk, self._house.store.conversations, today())
        return POLL_S if review is None else 0.0

    def _claims(self) -> float:
        self._house.store.reviews.expire_claims()
        return CLAIMS_S

    def _anchor(self) -> float:
        anchor(self._house.settings, self._house.store, self._house.operator)
        return ANCHOR_S

    def _keeping(self) -> float:
        kept = self._house.operator.retention
        self._house.store.customers.expire(customer_days=kept.customer_days, sign_in_days=kept.sign_in_days)
        return KEEPING_S
