"""A draft put before a person: the review's first row, its text, and the event that says so."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.conversation_rows import answered, newer_unanswered, require_there
from replydraft.adapters.store.idempotency import done_in
from replydraft.adapters.store.review_moves import make_stale, read_review
from replydraft.adapters.store.review_rows import (
    follows_json,
    require_check_of,
    save_text,
    seal_json,
    stand,
    versions_of,
)
from replydraft.adapters.store.schema import drafts, reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Follows, Once, Review, ReviewState
from replydraft.errors import InputError, StaleReview

_RANK = {"urgent": 0, "senior": 1, "routine": 2}


@dataclass(frozen=True, slots=True)
class Onward:
    """A review that goes on from another: its own id, and what it takes over. `text` and `tier` empty: the draft's own."""

    id: str
    follows: Follows
    customer_id: str
    conversation: int | None
    text: str = ""
    tier: str = ""


def new_id() -> str:
    return f"rv_{secrets.token_hex(10)}"


def rank_of(draft: dict[str, Any], check: dict[str, Any]) -> int:
    """Where it stands in the queue. Raises InputError: an unknown tier, a check of another text."""
    tier = str(draft.get("tier", ""))
    if tier not in _RANK:
        raise InputError(f"must be one of {', '.join(_RANK)}", field="draft.tier")
    require_check_of(str(draft["reply"]), check)
    return _RANK[tier]


def open_in(
    connection: Connection,
    vault: Vault,
    inquiry: dict[str, Any],
    draft: dict[str, Any],
    check: dict[str, Any],
    *,
    rank: int,
    customer_ref: str | None,
    actor: str,
    branch: str,
    second_for: Sequence[str],
    answers: Answers | None,
    once: Once | None,
    now: str,
    onward: Onward | None = None,
) -> Review:
    """See `StoredReviews.open`; `onward` where it goes on from another review."""
    c, review_id, text, tier = connection, new_id(), str(draft["reply"]), str(draft["tier"])
    conversation = answers.conversation if answers is not None else None
    if answers is not None:
        require_there(c, answers)
    if onward is not None:
        review_id, text, tier, conversation = onward.id, onward.text or text, onward.tier or tier, onward.conversation
        draft = draft | {"follows": follows_json(onward.follows)}
    customer_id, cipher = vault.customer(c, customer_ref) if onward is None else _same_customer(c, vault, onward)
    index = vault.index(c, "draft", str(draft["id"]))
    added = c.execute(
        insert(drafts).values(
            draft_index=index, customer_id=customer_id, created_at=now,
            inquiry_sealed=seal_json(cipher, inquiry, f"drafts.inquiry:{review_id}"),
            draft_sealed=seal_json(cipher, draft, f"drafts.draft:{review_id}"),
        )
    ).inserted_primary_key  # fmt: skip
    payload = {
        "draft": index[:16],
        "customer": customer_id,
        "inquiry_mac": cipher.mac(canonical(inquiry)),
        "draft_mac": cipher.mac(canonical(draft)),
        "drafter": draft.get("drafter"),
        "versions": draft.get("versions", {}),
        "tier": tier,
        "branch": branch,
        "second_for": list(second_for),
        "conversation": conversation,
        **({"follows": follows_json(onward.follows)} if onward is not None else {}),
        **versions_of(check),
        **stand(ReviewState.PENDING, 1, sha256_text(text)),
    }
    event = append_in(c, now, "review.opened", review_id, payload, actor=actor)
    c.execute(
        insert(reviews).values(
            id=review_id, draft=added[0] if added else None, state=ReviewState.PENDING.value, revision=1, tier=tier,
            tier_rank=rank, branch=branch, second_for=list(second_for), created_at=now, updated_at=now,
            event=event.sequence, conversation=conversation,
        )
    )  # fmt: skip
    save_text(c, cipher, review_id, 1, text, check, person=actor, at=now)
    if once is not None:
        done_in(c, once, review_id)
    if answers is not None and (not answered(c, answers) or newer_unanswered(c, answers)):
        make_stale(c, vault, [review_id], now, "system")
    return read_review(c, vault, review_id)


def _same_customer(connection: Connection, vault: Vault, onward: Onward) -> tuple[str, Cipher]:
    """Raises StaleReview where they were erased meanwhile."""
    cipher = vault.cipher_for(connection, onward.customer_id)
    if cipher is None:
        raise StaleReview("这位客户的信息已按要求删除 (customer was erased)")
    return onward.customer_id, cipher
