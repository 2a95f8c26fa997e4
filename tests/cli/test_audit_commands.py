"""`replydraft audit`: anchored, proven, handed over; each tampered record is named against an earlier anchor."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from in_process import call, objects
from trail_samples import Records, read, tamper

from replydraft.bootstrap import open_the_store
from replydraft.domain.finding import sha256_text
from replydraft.settings import load_settings

COUNT = 12
PHONE = "13812340000"


@pytest.fixture
def anchored() -> Path:
    """The database file of a store with COUNT records, all anchored."""
    with open_the_store(load_settings()) as store:
        for n in range(COUNT):
            store.audit.append("text.checked", f"t{n}", {"n": n}, actor="周可")
    assert objects("audit", "checkpoint")[0]["through"] == COUNT
    return load_settings().home / "replydraft.db"


def edit(records: Records) -> Records:
    return [replace(e, payload={"n": 99}) if e.sequence in (3, 7) else e for e in records]


def remove(records: Records) -> Records:
    return [e for e in records if e.sequence not in (4, 9)]


def swap(records: Records) -> Records:
    out = list(records)
    out[1], out[9] = replace(out[9], sequence=2), replace(out[1], sequence=10)
    return out


def cut(records: Records) -> Records:
    return records[:-2]


@pytest.mark.parametrize(
    ("deed", "named"),
    [(edit, {("altered", 3), ("altered", 7)}), (remove, {("missing", 4), ("missing", 9)}),
     (swap, {("reordered", 2), ("reordered", 10)}), (cut, {("missing", 11), ("missing", 12)})],
)  # fmt: skip
def test_each_tampered_record_is_named_though_all_was_rehashed(
    anchored: Path, deed: Callable[[Records], Records], named: set[tuple[str, int]]
) -> None:
    assert objects("audit", "verify")[0]["ok"]
    tamper(anchored, deed, rehash=True)
    [said] = objects("audit", "verify", status=1)
    assert {(d["kind"], d["sequence"]) for d in said["damage"] if d["kind"] != "checkpoint"} == named
    assert said["broken"] == said["damage"][0]["what"]


@pytest.mark.parametrize("deed", [edit, remove, swap])
def test_without_rehashing_the_chain_alone_tells(anchored: Path, deed: Callable[[Records], Records]) -> None:
    (load_settings().home / "checkpoints.jsonl").unlink()
    tamper(anchored, deed, rehash=False)
    assert objects("audit", "verify", status=1)[0]["damage"]


def test_a_copy_kept_elsewhere_tells_when_the_file_beside_the_store_was_replaced(
    anchored: Path, tmp_path: Path
) -> None:
    home = load_settings().home
    kept, key = tmp_path / "kept.jsonl", tmp_path / "kept.pub"
    shutil.copy(home / "checkpoints.jsonl", kept)
    shutil.copy(home / "keys" / "audit-signing.pub", key)
    tamper(anchored, edit, rehash=True)
    (home / "checkpoints.jsonl").unlink()
    for name in ("audit-signing.key", "audit-signing.pub"):
        (home / "keys" / name).unlink()
    call("audit", "checkpoint")  # the forger's own, with the forger's own key
    assert objects("audit", "verify")[0]["ok"]
    [said] = objects("audit", "verify", "--checkpoints", str(kept), "--public-key", str(key), status=1)
    assert {d["sequence"] for d in said["damage"]} == {3, 7}


def test_a_trail_that_lost_its_anchor_gets_no_further_one(anchored: Path) -> None:
    tamper(anchored, cut, rehash=True)
    assert "audit_broken" in call("audit", "checkpoint", status=1).stderr


def review(customer: str) -> str:
    inquiry = {"id": "q1", "customer": customer, "history": [], "profile": {"phone": {"value": PHONE}}}
    reply = "您好，<b>利率</b>以合同为准。"
    check: dict[str, Any] = {"id": "q1", "verdict": "pass", "text_sha256": sha256_text(reply), "findings": []}
    draft = {"id": "q1", "reply": reply, "tier": "routine", "drafter": "embedded", "versions": {}}
    with open_the_store(load_settings()) as store:
        return store.reviews.open(inquiry | {"as_of": "2026-11-23"}, draft, check, customer_ref="c", actor="rk_crm").id


@pytest.mark.parametrize("name", ["pack", "pack.zip"])
def test_an_evidence_pack_proves_without_the_store(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    review_id = review(f"<script>alert(1)</script> 我的电话{PHONE}")
    to = tmp_path / name
    count = objects("audit", "export", str(to), "--review", review_id)[0]["events"]
    with open_the_store(load_settings()) as store:
        assert [e.kind for e in store.audit.events()][-1] == "audit.exported"
    key = load_settings().home / "keys" / "audit-signing.pub"
    monkeypatch.setenv("REPLYDRAFT_HOME", str(tmp_path / "nobody"))
    [said] = objects("audit", "verify", str(to), "--public-key", str(key))
    assert (said["ok"], said["events"], said["anchored"]) == (True, count, count)
    assert not (tmp_path / "nobody").exists()
    if name == "pack":
        report = (to / "report.html").read_text("utf-8")
        assert "<script>alert" not in report
        assert PHONE not in report + (to / "reviews.jsonl").read_text("utf-8")
        events = to / "events.jsonl"
        events.write_text(events.read_text("utf-8").replace("rk_crm", "rk_erp", 1), "utf-8")
        [said] = objects("audit", "verify", str(to), status=1)
        assert any(d["kind"] == "altered" and d["sequence"] == 1 for d in said["damage"])


def test_plain_records_are_written_for_their_owner_only(anchored: Path, tmp_path: Path) -> None:
    to = tmp_path / "trail.jsonl"
    assert objects("audit", "export", str(to))[0]["events"] == COUNT + 1
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert objects("audit", "verify", str(to))[0]["ok"]
    assert len(read(anchored)) == COUNT + 1
    call("audit", "export", str(to), "--review", "all", status=1)
