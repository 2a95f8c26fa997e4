"""What must be so after a kill, whatever was under way: everything acknowledged is there once, and nothing is half done."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replydraft.adapters.store import Store
from replydraft.domain.audit import AuditEvent

from .worker import Spot

_DECISIONS = ("review.approved", "review.rejected", "review.escalated")


@dataclass
class Step:
    """One step of a worker: `ok` its answer, `no` why it was refused; neither where it was killed or cannot know."""

    name: str
    about: dict[str, Any]
    began: float
    ended: float | None = None
    ok: Any = None
    no: str | None = None


@dataclass
class Notes:
    """All that the workers of a round have noted so far."""

    steps: list[Step] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return sum(step.ok is not None for step in self.steps)

    def of(self, *names: str) -> Iterator[Step]:
        return (step for step in self.steps if step.name in names)


def read_notes(folder: Path) -> Notes:
    """Whole lines only: the last one of a killed worker may be cut."""
    notes = Notes()
    for path in sorted(folder.glob("worker-*.log")):
        step: Step | None = None
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue
            said = json.loads(line)
            at = said.pop("at")
            if "step" in said:
                step = Step(said.pop("step"), said, at)
                notes.steps.append(step)
            elif "bad" in said:
                notes.bad.append(f"{path.name}: {said['bad']}")
            elif step is not None and ("ok" in said or "no" in said):
                step.ended, step.ok, step.no = at, said.get("ok"), said.get("no")
    return notes


def problems(spot: Spot, notes: Notes) -> tuple[list[str], int]:
    """What is not as it must be, as sentences, and how many records were looked at.

    `notes` were read before; the store may be in use meanwhile.
    """
    store = spot.open(create=False)
    try:
        broken = store.first_broken()
        decided = _decided(store)
        events = list(store.audit.events())
        found = [*notes.bad, *([f"the store does not verify: {broken}"] if broken else [])]
        found += _decisions(decided, notes, events)
        for check in (_opened, _moves, _sent, _kept_once, _erased, _messages):
            found += check(store, notes, events)
        return found, len(events)
    finally:
        store.close()


def _drafts(store: Store, events: list[AuditEvent]) -> dict[str, list[str]]:
    """Reviews by the trail's name of their draft."""
    by_draft: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.kind == "review.opened" and "follows" not in event.payload:
            by_draft[event.payload["draft"]].append(event.subject)
    return by_draft


def _opened(store: Store, notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    """Each draft has at most one review, an acknowledged one has its own, a refused one none; a key has one for ever."""
    by_draft, by_key = _drafts(store, events), defaultdict(set)
    with store.database.read() as c:
        for step in notes.of("open", "keyed", "answer"):
            there = by_draft[store.vault.index(c, "draft", step.about["draft"])[:16]]
            if len(there) > 1:
                yield f"{step.about['draft']} was opened {len(there)} times"
            if step.ok is not None and there != [step.ok["id"]]:
                yield f"{step.about['draft']} was acknowledged as {step.ok['id']}, the store has {there}"
            if step.no is not None and step.name != "keyed" and there:
                yield f"{step.about['draft']} was refused ({step.no}), the store has it"
            if step.name == "keyed" and step.ok is not None:
                by_key[step.about["draft"].removeprefix("keyed-")].add(step.ok["id"])
    for step in notes.of("reserve"):
        if step.ok is not None and step.ok["outcome"] == "replay":
            by_key[step.about["key"]].add(step.ok["id"])
    for key, ids in by_key.items():
        if len(ids) > 1:
            yield f"key {key} was answered with {len(ids)} reviews"


def _moves(_: Store, notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    """Every acknowledged step is the event of that revision; revisions go up by one."""
    by_revision: dict[tuple[str, int], AuditEvent] = {}
    last: dict[str, int] = {}
    for event in events:
        if event.kind.startswith("review.") and "revision" in event.payload:
            revision = event.payload["revision"]
            if revision != last.get(event.subject, 0) + 1:
                yield f"{event.subject} goes from revision {last.get(event.subject, 0)} to {revision}"
            last[event.subject] = revision
            by_revision[event.subject, revision] = event
    for step in notes.of("open", "keyed", "answer", "claim", "release", "revise", "decide", "sent"):
        if step.ok is None or step.ok["erased"]:
            continue
        found = by_revision.get((step.ok["id"], step.ok["revision"]))
        said = (step.ok["state"], step.ok["sha"])
        if found is None or (found.payload["state"], found.payload["text_sha256"]) != said:
            yield f"{step.name} of {step.ok['id']}, revision {step.ok['revision']}, was acknowledged and is not there"
        elif "by" in step.about and found.actor != step.about["by"]:
            yield f"{step.name} of {step.ok['id']} by {step.about['by']} is another's: {found.actor}"


def _decided(store: Store) -> set[str]:
    with store.database.read() as c:
        return set(c.exec_driver_sql("SELECT review_id FROM decisions").scalars())


def _decisions(kept: set[str], notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    """One decision event for each decided review, and one acknowledgement of it at most."""
    decided = Counter(event.subject for event in events if event.kind in _DECISIONS)
    yield from (f"{subject} was decided {count} times" for subject, count in decided.items() if count > 1)
    said = Counter(s.ok["id"] for s in notes.of("decide") if s.ok and s.ok["state"] != "awaiting_second")
    yield from (f"{subject}: {count} decisions acknowledged" for subject, count in said.items() if count > 1)
    yield from (f"{subject} is decided without a record" for subject in kept - set(decided))


def _sent(_: Store, notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    sent: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.kind in ("review.sent", "review.drifted"):
            sent[event.subject].append(event.payload["sent_sha256"])
    for step in notes.of("sent"):
        if step.ok is not None and sent[step.ok["id"]] != [step.about["sha"]]:
            yield f"sending of {step.ok['id']} was acknowledged, the trail has {len(sent[step.ok['id']])}"


def _kept_once(store: Store, notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    """Feedback, plain records, keys and people: acknowledged ones once, others at most once."""
    there: Counter[str] = Counter()
    for event in events:
        if event.kind == "review.feedback":
            there.update(event.payload["reasons"])
        elif event.kind == "text.checked":
            there[event.subject] += 1
    there.update(key["name"] for key in store.keys.list())
    there.update(person.name for person in store.people.list())
    for step in notes.of("feedback", "append", "key", "person"):
        tag = step.about.get("tag") or step.about["name"]
        least, most = (1, 1) if step.ok is not None else (0, 0) if step.no is not None else (0, 1)
        if not least <= there[tag] <= most:
            yield f"{step.name} {tag} is there {there[tag]} times"
    for step in notes.of("key"):
        if isinstance(step.ok, str) and store.keys.recognise(step.ok) is None:
            yield f"key {step.about['name']} was acknowledged and is not recognised"


def _erased(store: Store, notes: Notes, _: list[AuditEvent]) -> Iterator[str]:
    """What had been opened for a customer before an acknowledged erasure began is gone."""
    gone = {step.about["id"] for step in notes.of("erase_review") if step.ok is not None}
    for erasure in notes.of("erase"):
        if erasure.ok is not None:
            gone |= {
                step.ok["id"]
                for step in notes.of("open", "keyed", "answer")
                if step.ok is not None and step.ended is not None
                and step.about["ref"] == erasure.about["ref"] and step.ended < erasure.began
            }  # fmt: skip
    yield from (f"{review_id} was erased and is there" for review_id in gone if not store.reviews.get(review_id).erased)


def _messages(store: Store, notes: Notes, events: list[AuditEvent]) -> Iterator[str]:
    there = Counter(event.payload["message"] for event in events if event.kind == "message.received")
    with store.database.read() as c:
        for step in notes.of("message"):
            count = there[store.vault.index(c, "message", step.about["message"])[:16]]
            if count > 1 or (step.ok is not None and count != 1):
                yield f"message {step.about['message']!r} is there {count} times"
        kept = c.exec_driver_sql("SELECT count(*) FROM messages").scalar_one()
    if kept < sum(there.values()):
        yield f"{sum(there.values())} messages are in the trail, {kept} in the store"
