"""Anchoring the trail: what is new in it goes, signed, into a file outside the store and to an address, if one is set.

Copies the checkpoints have elsewhere are what counts: the file's end can be cut off by whoever can write to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from replydraft.adapters.checkpoint_file import CheckpointFile, read_checkpoint_file
from replydraft.adapters.checkpoint_keys import PRIVATE, PUBLIC, Signer, public_key_hex, public_verifier
from replydraft.adapters.checkpoint_post import post_pending
from replydraft.domain.audit import GENESIS, AuditEvent, first_broken
from replydraft.domain.checkpoint import Checkpoint, content_digest
from replydraft.errors import AuditBroken

__all__ = [
    "PRIVATE", "PUBLIC", "Anchoring", "CheckpointFile", "Signer", "public_key_hex", "public_verifier",
    "read_checkpoint_file",
]  # fmt: skip

MOST = 5000
"""Records in one checkpoint."""


class Anchoring:
    """`events_after(n)` yields the trail's records after number `n`, in order."""

    def __init__(
        self,
        events_after: Callable[[int], Iterable[AuditEvent]],
        file: CheckpointFile,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        most: int = MOST,
    ) -> None:
        self._events_after, self._file, self._clock, self._most = events_after, file, clock, most

    def run(self) -> Checkpoint | None:
        """Anchor every record since the last checkpoint; the last one made, None where nothing was new.

        Raises AuditBroken where the trail no longer holds the last anchored record as it was, where a later one does
        not follow (what comes before that is anchored still), or where the file's last checkpoint is not ours;
        StoreError, StoreLocked.
        """
        with self._file.locked():
            last = self._file.last()
            events = iter(self._events_after(last.last - 1 if last else 0))
            if last:
                _require_anchored(self._file.proved(last), next(events, None))
            made: Checkpoint | None = None
            sequence, head = (last.last, last.head) if last else (0, GENESIS)
            digests: list[str] = []
            said = None
            for event in events:
                if said := first_broken([event], head, sequence + 1):
                    break
                sequence, head = event.sequence, event.hash
                digests.append(content_digest(event))
                if len(digests) == self._most:
                    made = self._append(sequence, digests, head)
                    digests = []
            if digests:
                made = self._append(sequence, digests, head)
            if said:
                raise AuditBroken(f"留痕不连续，之后的没有存证 ({said})")
            return made

    def post(self, url: str) -> int:
        """Send what `url` has not had yet, a checkpoint a request, oldest first; how many it took.

        Raises nothing for what goes wrong there: that is logged, and tried again by the next call. Takes half a
        minute at most. Whether the host may be contacted is the caller's to know.
        """
        return post_pending(self._file, url)

    def _append(self, last: int, digests: list[str], head: str) -> Checkpoint:
        at = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        return self._file.append(first=last - len(digests) + 1, digests=tuple(digests), head=head, at=at)


def _require_anchored(last: Checkpoint, event: AuditEvent | None) -> None:
    if event is None:
        raise AuditBroken(
            f"留痕少了已存证的记录 (record {last.last} is missing: it was anchored, the trail ends before it)"
        )
    as_it_was = event.sequence == last.last and event.hash == last.head and content_digest(event) == last.digests[-1]
    if not as_it_was or first_broken([event], event.previous, last.last):
        raise AuditBroken(f"留痕与存证不符 (record {last.last} is not the one that was anchored)")
