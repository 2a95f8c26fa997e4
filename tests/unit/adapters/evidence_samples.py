"""A trail with checkpoints and a review, and the packs made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from replydraft.adapters.checkpoints import Anchoring, CheckpointFile, Signer
from replydraft.adapters.evidence_pack import PackVerdict, verify_pack, write_pack
from replydraft.adapters.evidence_reading import manifest_seal
from replydraft.domain.audit import GENESIS, AuditEvent, canonical, link

FILES = [
    "MANIFEST.json", "README.txt", "audit-signing.pub", "checkpoints.jsonl", "events.jsonl", "report.html",
    "reviews.jsonl",
]  # fmt: skip


REVIEW: dict[str, Any] = {
    "id": "r1", "draft_id": "d1", "state": "approved", "revision": 4, "created_at": "2026-11-24T00:00:00+00:00",
    "inquiry": {
        "customer": "你好<script>alert(1)</script>&amp; 利率\"多少'？",
        "history": [{"role": "advisor", "text": "您好<b>"}],
    },
    "draft": {
        "reply": "保证能过，年化利率10.8%。",
        "findings": [{
            "severity": "block", "rule": "RD0101", "rule_name": "guaranteed-approval", "text": "保证能过",
            "message": "不得承诺<i>包过", "citations": [{"law": "办法", "article": "第五条"}],
        }],
    },
    "text": "以审批为准，年化利率10.8%。", "check": {"findings": []},
    "decision": {
        "decision": "approve", "person": "周可", "text": "以审批为准，年化利率10.8%。", "text_sha256": "ab12",
        "reason": "已改<u>", "decided_at": "2026-11-24T02:03:04+00:00",
        "dismissed": [{"finding": "f9", "reason": "语境无碍"}],
    },
}  # fmt: skip


def chain(contents: Sequence[Any]) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for n, content in enumerate(contents, 1):
        previous = events[-1].hash if events else GENESIS
        kind, subject = ("review.approved", "r1") if n % 5 == 0 else ("text.checked", f"t{n}<x>")
        events.append(link(n, f"2026-11-24T00:00:{n:02d}+00:00", "周可", kind, subject, {"n": content}, previous))
    return events


class Case:
    """A trail of 12 records, 10 of them anchored, with one review."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signer = Signer.open(folder / "keys")
        self.checkpoints = folder / "anchors.jsonl"
        self.anchored = chain(range(10))
        Anchoring(lambda n: self.anchored[n:], CheckpointFile(self.checkpoints, self.signer), most=4).run()
        self.events = chain(range(12))

    def write(self, name: str, **changes: Any) -> Path:
        target = self.folder / name
        given: dict[str, Any] = {
            "checkpoints": self.checkpoints, "public_key": self.signer.public_key, "reviews": [REVIEW],
            "made_by": "李审<计>", "made_at": "2026-11-25T00:00:00+00:00", "title": "存证 <2026>",
        }  # fmt: skip
        events = changes.pop("events", self.events)
        assert write_pack(target, iter(events), **(given | changes)) == len(events)
        return target

    def verify(self, target: Path, **changes: Any) -> PackVerdict:
        return verify_pack(target, **({"public_key": self.signer.public_key} | changes))


def said(verdict: PackVerdict) -> list[str]:
    return [d.what for d in verdict.damage]


def resealed(pack: Path, *gone: str) -> None:
    """Make the manifest fit the files again, as somebody does who knows how."""
    manifest = json.loads((pack / "MANIFEST.json").read_text())
    for name in list(manifest["files"]):
        if name in gone:
            (pack / name).unlink()
            del manifest["files"][name]
        else:
            manifest["files"][name] = hashlib.sha256((pack / name).read_bytes()).hexdigest()
    manifest["sha256"] = manifest_seal(manifest)
    (pack / "MANIFEST.json").write_text(canonical(manifest) + "\n")
