"""When the model fails the embedded drafter answers, and the draft says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from replydraft.domain.draft import Brief, Proposal
from replydraft.errors import UpstreamError
from replydraft.ports import Drafter

_INSTEAD = "已改用本地话术"


def _reason(error: UpstreamError) -> str:
    """The error's own sentence where it is one an advisor can read."""
    said = str(error)
    return said if any("一" <= c <= "鿿" for c in said) else "模型没有给出可用的答复"


class FallbackDrafter:
    """`primary` first; on UpstreamError `embedded`, with `Proposal.fallback_reason` set. Never silent.

    After `failures` in a row the primary is left alone for `pause_s` seconds, so that advisors do not wait for its
    deadline on every draft. Other errors (a programming or content error) are not swallowed.
    """

    def __init__(
        self,
        primary: Drafter,
        embedded: Drafter,
        *,
        failures: int = 3,
        pause_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = primary.name
        self._primary, self._embedded = primary, embedded
        self._limit, self._pause_s, self._clock = failures, pause_s, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._again_at = 0.0

    def write(self, brief: Brief) -> Proposal:
        """Raises UpstreamError only where the embedded drafter fails too."""
        with self._lock:
            paused = self._failed >= self._limit and self._clock() < self._again_at
        if paused:
            return self._instead(brief, f"模型连续{self._limit}次没有答复，暂停调用")
        try:
            proposal = self._primary.write(brief)
        except UpstreamError as error:
            reason = _reason(error)
        else:
            with self._lock:
                self._failed = 0
            return proposal
        with self._lock:
            self._failed += 1
            self._again_at = self._clock() + self._pause_s
        return self._instead(brief, reason)

    def _instead(self, brief: Brief, reason: str) -> Proposal:
        proposal = self._embedded.write(brief)
        return replace(proposal, drafter=self._embedded.name, fallback_reason=f"{reason}，{_INSTEAD}")
