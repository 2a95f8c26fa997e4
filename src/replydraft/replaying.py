"""Running a decision again with what it was made with: rules, knowledge and operator profile of that time, from the store.

What a model wrote cannot be made again, so its text is taken as recorded; everything after it is run again: triage,
needs, matching, and the check of every text. A draft of the embedded drafter is written again too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from replydraft.bootstrap import program_version
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.audit import GENESIS, AuditEvent, link
from replydraft.domain.review import Review
from replydraft.errors import InputError, ReviewNotFound, StoreError
from replydraft.knowledge.documents import load_knowledge
from replydraft.pipeline import ReplyDesk
from replydraft.wire.inputs import parse_inquiry
from replydraft.wire.outputs import check_json, draft_json

if TYPE_CHECKING:
    from replydraft.adapters.store import Store

EMBEDDED = "embedded"
_DRAFT = ("reply", "intents", "urgency", "complexity", "tier", "escalate", "emotion", "asks", "verdict", "revisions")


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` came out otherwise, and how it was and is now (hashes and codes where it is text)."""

    what: str
    recorded: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """`versions` as recorded. `program`: None where the same code ran, else what ran then. `redrafted`: written again."""

    review_id: str
    versions: dict[str, str]
    program: str | None
    redrafted: bool
    texts: int
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.differences


class _Unrecorded:
    """ports.AuditTrail that keeps nothing: a replay is no draft."""

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        return link(1, "", actor, kind, subject, payload, GENESIS)

    def events(self, after: int = 0) -> Iterator[AuditEvent]:  # noqa: ARG002
        return iter(())


def replay(store: Store, wanted: str, *, actor: str) -> Replay:
    """Run the review or draft with this id again. That it was replayed, and how it came out, is on record.

    Raises ReviewNotFound; InputError where its customer was erased; StoreError where a version was not kept.
    """
    try:
        review = store.reviews.get(wanted)
    except ReviewNotFound:
        review = store.reviews.by_draft(wanted)
    if review.erased:
        raise InputError("客户信息已删除，无法重演 (customer was erased)", field="draft", code="erased")
    versions = {str(k): str(v) for k, v in dict(review.draft.get("versions") or {}).items()}
    with TemporaryDirectory(prefix="replydraft-replay-") as folder:
        desk = _desk_of(store, versions, Path(folder))
        redrafted = review.draft.get("drafter") == EMBEDDED
        found = [*_drafted_again(desk, review)] if redrafted else []
        texts = store.reviews.texts(review.id)
        for revision, text, check in texts:
            found += _checked_again(desk, review, revision, text, check)
    now = program_version()
    ran = versions.get("program")
    done = Replay(review.id, versions, ran if ran != now else None, redrafted, len(texts), tuple(found))
    store.audit.append("audit.replayed", review.id, {"same": done.same, "program": now}, actor=actor)
    return done


def _desk_of(store: Store, versions: dict[str, str], folder: Path) -> ReplyDesk:
    """A desk over what was in use then. Raises StoreError where a version is not kept or does not come out the same."""
    from replydraft.adapters.bm25_index import Bm25Retriever
    from replydraft.adapters.guardrails_ai import GuardrailsJudge
    from replydraft.drafting.embedded import EmbeddedDrafter
    from replydraft.knowledge.operator_profile import load_operator, operator_lines

    def of(kind: Any) -> Path:
        version = versions.get(kind)
        if version is None:
            raise StoreError(f"这条草稿没有记录{kind}的版本，无法重演 (no version recorded)", code="no_such_version")
        into = folder / str(kind)
        into.mkdir()
        return store.contents.unpack(kind, version, into)

    book, knowledge, operator = (
        load_rulebook(of("rules")),
        load_knowledge(of("knowledge")),
        load_operator(of("operator")),
    )
    for kind, version in (("rules", book.version), ("knowledge", knowledge.version), ("operator", operator.version)):
        if version != versions[kind]:
            raise StoreError(f"保存的{kind}与记录的版本不符 (kept {kind} is {version}, recorded {versions[kind]})")
    checker, embedded = Check(book), EmbeddedDrafter(knowledge, book.facts)
    return ReplyDesk(
        knowledge=knowledge, operator=operator, operator_texts=operator_lines(operator),
        retriever=Bm25Retriever(knowledge), drafter=embedded, last_resort=embedded, checker=checker,
        judge=GuardrailsJudge(checker), audit=_Unrecorded(), reviews=store.reviews,
        consents=store.consents, pointing=checker.pointing,
    )  # fmt: skip


def _drafted_again(desk: ReplyDesk, review: Review) -> Iterator[Difference]:
    inquiry = parse_inquiry(
        {k: v for k, v in review.inquiry.items() if v is not None}, today=date.fromisoformat(review.inquiry["as_of"])
    )
    now = draft_json(desk.draft(replace(inquiry, branch=review.branch)))
    for key in _DRAFT:
        if now.get(key) != review.draft.get(key):
            yield Difference(f"draft.{key}", review.draft.get(key), now.get(key))
    for key, name in (("citations", "sha256"), ("products", "id"), ("figures", "text")):
        a, b = ([item[name] for item in value.get(key, ())] for value in (review.draft, now))
        if a != b:
            yield Difference(f"draft.{key}", a, b)


def _checked_again(
    desk: ReplyDesk, review: Review, revision: int, text: str, check: dict[str, Any]
) -> Iterator[Difference]:
    at = check.get("consents_at")
    now = check_json(desk.recheck(review, text, known_at=datetime.fromisoformat(at) if at else None))
    if now["verdict"] != check.get("verdict"):
        yield Difference(f"text[{revision}].verdict", check.get("verdict"), now["verdict"])
    a, b = ({_said(f) for f in value.get("findings", ())} for value in (check, now))
    if a != b:
        yield Difference(f"text[{revision}].findings", sorted(a - b), sorted(b - a))


def _said(finding: dict[str, Any]) -> tuple[str, str]:
    return str(finding.get("rule")), str(finding.get("id"))
