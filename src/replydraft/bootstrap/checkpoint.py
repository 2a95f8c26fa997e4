"""The guardrail layer with its audit trail, and nothing else loaded: ready in a fraction of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from replydraft.adapters.sqlite_trail import StoredElsewhere, open_sqlite_trail
from replydraft.bootstrap.rules import rules_of
from replydraft.compliance.check import Check
from replydraft.domain.audit import AuditEvent, opaque
from replydraft.domain.finding import CheckResult, trace_of
from replydraft.domain.inquiry import CheckRequest
from replydraft.settings import Settings


class Appends(Protocol):
    """The one thing a check asks of the trail."""

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        """Durable on return. Raises StoreError."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Checks, each on record before its result is seen."""

    checker: Check
    audit: Appends

    def check(self, request: CheckRequest, *, explain_allowed: bool = False) -> CheckResult:
        """Check and record it. Raises StoreError where it cannot be recorded."""
        result = self.checker.check(request, explain_allowed=explain_allowed)
        self.audit.append("text.checked", opaque(request.id), trace_of(result, rules=self.checker.version), actor="cli")
        return result


@contextmanager
def open_checkpoint(settings: Settings) -> Iterator[Checkpoint]:
    """For `check`: rules and the audit trail. Raises ContentError, StoreError."""
    checker = Check(rules_of(settings))
    with ExitStack() as stack:
        yield Checkpoint(checker, _Trail(settings, checker.version, stack))


class _Trail:
    """The small trail where it serves, else the whole store; from the first refusal on the whole store alone."""

    def __init__(self, settings: Settings, rules: str, stack: ExitStack) -> None:
        self._settings, self._rules, self._stack = settings, rules, stack
        self._audit: Appends = self._open()

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        try:
            return self._audit.append(kind, subject, payload, actor=actor)
        except StoredElsewhere:
            self._audit = self._whole()
            return self._audit.append(kind, subject, payload, actor=actor)

    def _open(self) -> Appends:
        if self._settings.database_url:
            return self._whole()
        try:
            small = self._stack.enter_context(open_sqlite_trail(self._settings.home / "replydraft.db"))
            if small.in_use("rules") == self._rules:
                return small
        except StoredElsewhere:
            pass
        return self._whole()

    def _whole(self) -> Appends:
        from replydraft.bootstrap.stores import open_the_store

        store = self._stack.enter_context(open_the_store(self._settings))
        store.contents.in_use("rules", self._rules, self._settings.rules, overlays=self._settings.overlays)
        return store.audit
