"""The audit trail's outside anchors of some settings: made, posted where listed, and held against the trail."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.bootstrap.stores import home_of, open_the_store
from replydraft.compliance.showing import masked_inquiry
from replydraft.domain.anchors import Damage, Examined, examine
from replydraft.domain.operator import OperatorProfile
from replydraft.errors import StoreError
from replydraft.settings import Settings
from replydraft.wire.outputs import review_json

if TYPE_CHECKING:
    from replydraft.adapters.checkpoints import Anchoring
    from replydraft.adapters.evidence_pack import PackVerdict
    from replydraft.adapters.store import Store

KEYS = "keys"


def checkpoint_path(settings: Settings) -> Path:
    return settings.checkpoints or settings.home / "checkpoints.jsonl"


def anchoring_for(settings: Settings, store: Store) -> Anchoring:
    """What anchors this store's trail; a signing key is made on first use. Raises StoreError."""
    from replydraft.adapters.checkpoints import Anchoring, CheckpointFile, Signer

    signer = Signer.open(home_of(settings) / KEYS)
    return Anchoring(store.audit.events, CheckpointFile(checkpoint_path(settings), signer))


def anchor(settings: Settings, store: Store, operator: OperatorProfile) -> int:
    """Anchor what is new, and post it where the operator listed an address; the last anchored record, 0 without any.

    Raises AuditBroken, StoreError.
    """
    anchoring = anchoring_for(settings, store)
    made = anchoring.run()
    if operator.checkpoint_url:
        anchoring.post(operator.checkpoint_url)
    return made.last if made is not None else 0


def prove(
    settings: Settings, *, checkpoints: Path | None = None, public_key: str | None = None
) -> tuple[Examined, str | None, bool]:
    """The store's trail against itself and its anchors.

    (what was found; what else in the store does not agree, or None; whether the anchors were trusted by a key from
    outside). Raises StoreError, InputError.
    """
    from replydraft.adapters.checkpoints import PUBLIC, public_verifier, read_checkpoint_file

    path = checkpoints or checkpoint_path(settings)
    if checkpoints is not None and not checkpoints.exists():
        raise StoreError(f"没有这个检查点文件 (no such checkpoint file): {checkpoints}", code="no_checkpoints")
    known = read_checkpoint_file(path) if path.exists() else []
    ours = settings.home / KEYS / PUBLIC
    key = public_key or (str(ours) if ours.exists() else None)
    if known and key is None:
        raise StoreError(f"没有验证检查点的公钥 (no public key): {ours}", code="no_public_key")
    with open_the_store(settings, create=False) as store:
        verify = public_verifier(key) if key else (lambda _: False)
        found = examine(store.audit.events(), known, signed=verify)
        return found, store.first_broken(), public_key is not None


def pack_evidence(
    settings: Settings, to: Path, *, reviews: tuple[str, ...], unmasked: bool, actor: str, title: str
) -> int:
    """The evidence pack with these reviews (`all`: every one); how many records. That it was made is on record first.

    Raises StoreError, InputError, ReviewNotFound.
    """
    from replydraft.adapters.checkpoints import PUBLIC
    from replydraft.adapters.evidence_pack import write_pack

    path, key = checkpoint_path(settings), settings.home / KEYS / PUBLIC
    with open_the_store(settings, create=False) as store:
        wanted = _every_review(store) if reviews == ("all",) else reviews
        shown = [_shown(store, review_id, unmasked) for review_id in wanted]
        payload = {"reviews": len(shown), "unmasked": unmasked}
        store.audit.append("audit.exported", "audit", payload, actor=actor)
        anchoring_for(settings, store).run()
        return write_pack(
            to, store.audit.events(), checkpoints=path if path.exists() else None,
            public_key=key.read_text("ascii").strip() if key.exists() else None, reviews=shown, made_by=actor,
            made_at=datetime.now(UTC).isoformat(), title=title,
        )  # fmt: skip


def _every_review(store: Store) -> tuple[str, ...]:
    return tuple(e.subject for e in store.audit.events() if e.kind == "review.opened")


def _shown(store: Store, review_id: str, unmasked: bool) -> dict[str, Any]:
    shown = review_json(store.reviews.get(review_id))
    return shown if unmasked else shown | {"inquiry": masked_inquiry(shown["inquiry"])}


def prove_pack(pack: Path, *, public_key: str | None, checkpoints: Path | None) -> PackVerdict:
    """An exported trail or pack, proven without any store. Raises InputError."""
    from replydraft.adapters.evidence_pack import verify_pack

    return verify_pack(pack, public_key=public_key, checkpoints=checkpoints)


__all__ = ["Damage", "anchor", "anchoring_for", "checkpoint_path", "pack_evidence", "prove", "prove_pack"]
