"""Letting a blocking finding go: for one text of one review, by a person who has not approved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from replydraft.adapters.store.release_rows import save_release
from replydraft.adapters.store.review_moves import find, move
from replydraft.adapters.store.review_rows import require_check_of
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.approval import require_person
from replydraft.domain.release import Release, counted
from replydraft.domain.review import OPEN_STATES, Review
from replydraft.errors import InputError, SecondPersonDue, StaleReview


def release_finding_in(
    connection: Connection,
    vault: Vault,
    review_id: str,
    finding: str,
    check: Mapping[str, Any],
    *,
    revision: int,
    person: str,
    reason: str,
    now: str,
    versions: Mapping[str, str],
) -> Review:
    """See `StoredReviews.release_finding`. Who has claimed the review keeps it."""
    require_person(person)
    if not reason.strip():
        raise InputError("must say why", field="reason", code="reason_required")
    held = find(connection, vault, review_id)
    review = held.review
    if review.state not in OPEN_STATES:
        raise StaleReview(f"这条审核已有结论，不能再放行 (already {review.state.value})")
    if revision != review.revision:
        raise StaleReview(f"内容已更新到第 {review.revision} 版，请刷新后再操作 (not revision {revision})")
    require_check_of(review.text, dict(check))
    found = next((f for f in check.get("findings", ()) if f.get("id") == finding), None)
    if found is None:
        raise InputError("names no finding of this text", field="finding", code="no_such_finding")
    if found.get("severity") != "block":
        raise InputError("names a finding that does not block", field="finding", code="not_blocking")
    if finding in counted(check, review.releases):
        raise InputError("was let go already", field="finding", code="already_released")
    if person in {a.person for a in review.approvals}:
        raise SecondPersonDue("您已批准过这段文字，放行须由另一位合规同事作出 (approved it already)")
    release = Release(
        finding, str(found["rule"]), str(found["rule_version"]), str(check["text_sha256"]), person, reason.strip(),
        datetime.fromisoformat(now),
    )  # fmt: skip
    save_release(connection, held.cipher, review_id, revision, release)
    more = {
        "finding": finding,
        "rule": f"{release.rule}@{release.rule_version}",
        "reason_mac": held.cipher.mac(release.reason),
        "versions": dict(versions),
    }
    return move(connection, vault, review, review.state, "finding.released", person, now, more=more)
