"""`replydraft store` and `privacy`: backup, restore, verify, migrate, rotate, export, erase, as their keeper runs them."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from in_process import call, objects

from replydraft.adapters.store.schema import HEAD
from replydraft.bootstrap import open_the_store
from replydraft.domain.finding import sha256_text
from replydraft.settings import load_settings

SAID = "我是李木子，电话13812340000，想问利率"
REPLY = "您好，利率以贷款机构审批和合同为准。"


@pytest.fixture
def review_id() -> str:
    """One review of a customer whom the CRM calls crm-77."""
    inquiry = {"id": "q1", "customer": SAID, "history": [], "profile": {}, "as_of": "2026-11-23"}
    draft = {"id": "q1", "reply": REPLY, "tier": "routine", "drafter": "embedded", "versions": {}}
    check: dict[str, Any] = {"id": "q1", "verdict": "pass", "text_sha256": sha256_text(REPLY), "findings": []}
    with open_the_store(load_settings()) as store:
        return store.reviews.open(inquiry, draft, check, customer_ref="crm-77", actor="rk_crm").id


def home() -> Path:
    return load_settings().home


def test_a_backup_replaces_no_file_and_makes_no_folder(review_id: str, tmp_path: Path) -> None:
    to = tmp_path / "b.zip"
    to.write_text("mine")
    assert "exists" in call("store", "backup", str(to), status=1).stderr
    assert to.read_text() == "mine"
    call("store", "backup", str(to), "--overwrite")
    assert objects("store", "verify", str(to))[0]["ok"]
    for command in (("store", "backup"), ("audit", "export")):
        assert "unwritable" in call(*command, str(tmp_path / "typo" / "x.zip"), status=1).stderr
        assert not (tmp_path / "typo").exists()


def test_a_backup_restores_into_another_home(review_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = tmp_path / "b.zip"
    [made] = objects("store", "backup", str(to))
    assert made["rows"]["reviews"] == 1
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert SAID.encode() not in to.read_bytes()
    assert objects("store", "verify", str(to))[0]["ok"]
    keys = home() / "keys"
    other = tmp_path / "other"
    monkeypatch.setenv("REPLYDRAFT_HOME", str(other))
    refused = call("store", "restore", str(to), status=1)
    assert "key_missing" in refused.stderr
    assert "secret" not in refused.stdout
    other.mkdir(exist_ok=True)
    (other / "keys").mkdir(mode=0o700, exist_ok=True)
    (other / "keys" / "store.key").unlink(missing_ok=True)
    (keys / "store.key").rename(other / "keys" / "store.key")
    (other / "replydraft.db").unlink(missing_ok=True)
    assert objects("store", "restore", str(to))[0]["rows"]["reviews"] == 1
    assert objects("store", "verify")[0] == {"ok": True, "broken": None}
    with open_the_store(load_settings()) as store:
        assert store.reviews.get(review_id).inquiry["customer"] == SAID
    assert "not_empty" in call("store", "restore", str(to), status=1).stderr


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"PK nothing")
    assert "unreadable" in call("store", "restore", str(wrong), status=1).stderr
    assert "unreadable" in call("store", "verify", str(tmp_path / "none.zip"), status=1).stderr


def test_verify_names_a_text_changed_behind_our_back(review_id: str) -> None:
    raw = sqlite3.connect(home() / "replydraft.db")
    raw.execute("UPDATE revisions SET text_sha256 = ?", (sha256_text("包过"),))
    raw.commit()
    raw.close()
    [said] = objects("store", "verify", status=1)
    assert not said["ok"]
    assert review_id in said["broken"]


@pytest.mark.parametrize("command", [("audit", "verify"), ("store", "verify"), ("store", "backup", "b.zip")])
def test_a_mistyped_home_makes_no_store(command: tuple[str, ...]) -> None:
    assert "no_store" in call(*command, status=1).stderr
    assert not home().exists()


def test_migrating_there_and_back(review_id: str) -> None:
    assert f"{HEAD} → 0001" in call("store", "migrate", "--to", "0001").stdout
    assert (home() / f"replydraft.db.{HEAD}.bak").exists()
    assert f"0001 → {HEAD}" in call("store", "migrate").stdout
    assert HEAD in call("store", "migrate").stdout
    assert "no_such_revision" in call("store", "migrate", "--to", "0999", status=1).stderr
    with open_the_store(load_settings()) as store:
        assert store.reviews.get(review_id).inquiry["customer"] == SAID
        assert store.first_broken() is None


def test_rotating_the_key_keeps_everything_readable(review_id: str) -> None:
    before = (home() / "keys" / "store.key").read_text()
    call("store", "rotate-key")
    assert (home() / "keys" / "store.key").read_text() != before
    assert before in (home() / "keys" / "store.key.retired").read_text()
    with open_the_store(load_settings()) as store:
        assert store.reviews.get(review_id).text == REPLY


def test_a_customer_is_exported_and_erased(review_id: str, tmp_path: Path) -> None:
    to = tmp_path / "held.json"
    call("privacy", "export", "crm-77", "--to", str(to))
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    held = json.loads(to.read_text(encoding="utf-8"))
    assert held["reviews"][0]["inquiry"]["customer"] == SAID
    assert "no_such_customer" in call("privacy", "export", "crm-78", status=1).stderr
    assert objects("privacy", "erase", "crm-77", "--yes", "--reason", "本人要求") == [
        {"reviews": 1, "messages": 0, "consents": 0}
    ]
    assert "no_such_customer" in call("privacy", "erase", "crm-77", "--yes", status=1).stderr
    assert objects("store", "verify")[0]["ok"]
    with open_the_store(load_settings()) as store:
        assert store.reviews.get(review_id).erased
        assert [e.kind for e in store.audit.events()][-2:] == ["review.stale", "customer.erased"]


def test_erasing_asks_first(review_id: str) -> None:
    call("privacy", "erase", "--review", review_id, stdin="n\n", status=1)
    with open_the_store(load_settings()) as store:
        assert not store.reviews.get(review_id).erased
    call("privacy", "erase", "--review", review_id, stdin="y\n")
    with open_the_store(load_settings()) as store:
        assert store.reviews.get(review_id).erased
