"""Releases 放行 as rows: read with their review, written with their event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.schema import releases
from replydraft.domain.release import Release

UNTOLD = "（理由已不可见）"
"""In place of a reason that was erased with its customer, or lost on a way back to an older store."""


def label(review_id: str, revision: int) -> str:
    """What a reason is sealed for."""
    return f"releases.reason:{review_id}:{revision}"


def releases_of(connection: Connection, cipher: Cipher | None, review_id: str) -> tuple[Release, ...]:
    """Everything that was let go in a review, oldest first."""
    rows = connection.execute(select(releases).where(releases.c.review_id == review_id).order_by(releases.c.revision))
    return tuple(
        Release(
            r.finding, r.rule, r.rule_version, r.text_sha256, r.person,
            cipher.open(r.reason_sealed, label(review_id, r.revision)) if cipher and r.reason_sealed else UNTOLD,
            datetime.fromisoformat(r.at),
        )
        for r in rows
    )  # fmt: skip


def save_release(connection: Connection, cipher: Cipher, review_id: str, revision: int, release: Release) -> None:
    connection.execute(
        insert(releases).values(
            review_id=review_id, revision=revision, finding=release.finding, rule=release.rule,
            rule_version=release.rule_version, text_sha256=release.text_sha256, person=release.person,
            reason_sealed=cipher.seal(release.reason, label(review_id, revision)),
            at=release.at.isoformat(timespec="microseconds"),
        )
    )  # fmt: skip
