"""ConsentDesk: recording what customers agreed to and what they took back, each step permitted and on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from replydraft.domain.consent import ConsentRecord
from replydraft.domain.people import Caller
from replydraft.domain.permissions import Action, Reach, may, reach, require
from replydraft.domain.review import Once
from replydraft.errors import ConsentNotFound
from replydraft.ports import Consents


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """Every step names its caller. Of a customer of other branches only, everything is as if nobody knew them."""

    consents: Consents

    def list(self, caller: Caller, ref: str) -> tuple[ConsentRecord, ...]:
        """Oldest first. Raises NotAllowed; ConsentNotFound for a customer nobody knows."""
        self._seen(caller, Action.CONSENT_READ, ref)
        return self.consents.list(ref)

    def get(self, caller: Caller, ref: str, consent_id: str) -> ConsentRecord:
        self._seen(caller, Action.CONSENT_READ, ref)
        return self.consents.get(ref, consent_id)

    def record(self, caller: Caller, ref: str, record: ConsentRecord, *, once: Once | None = None) -> ConsentRecord:
        """Keep it; also of a customer nobody knows yet. Raises NotAllowed, ConsentNotFound, InputError."""
        require(caller, Action.CONSENT_RECORD, record.branch)
        branches = self.consents.branches(ref)
        if branches and not self._any(caller, Action.CONSENT_RECORD, branches):
            raise _nobody()
        return self.consents.record(ref, record, once=once)

    def withdraw(
        self,
        caller: Caller,
        ref: str,
        consent_id: str,
        *,
        withdrawn_at: datetime | None = None,
        once: Once | None = None,
    ) -> ConsentRecord:
        """Keep that it was taken back; again it changes nothing. Raises NotAllowed, ConsentNotFound, InputError."""
        self._seen(caller, Action.CONSENT_WITHDRAW, ref)
        return self.consents.withdraw(ref, consent_id, withdrawn_at=withdrawn_at, person=caller.actor, once=once)

    def _seen(self, caller: Caller, action: Action, ref: str) -> None:
        if reach(caller, action) is Reach.NONE:
            require(caller, action)
        if not self._any(caller, action, self.consents.branches(ref)):
            raise _nobody()

    def _any(self, caller: Caller, action: Action, branches: frozenset[str]) -> bool:
        return any(may(caller, action, branch) for branch in branches)


def _nobody() -> ConsentNotFound:
    return ConsentNotFound("没有这位客户的授权记录 (no consents are known of this customer)")
