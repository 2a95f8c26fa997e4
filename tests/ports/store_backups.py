"""Backups for the store's tests: a store with something in every table, all of its rows, and restoring."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from store_places import Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, finding, message, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.backup import Backup, restore_backup
from replydraft.adapters.store.schema import metadata
from replydraft.domain.consent import Consent, ConsentRecord
from replydraft.domain.review import Once
from replydraft.errors import SignInRefused

PASSWORD = "桂林山水甲天下 1789"


def restore(place: Place, backup: Path, *, keys_of: Place | None = None) -> Backup:
    """Into a place where nothing is yet, with the keys of the store that it is of."""
    if keys_of is not None:
        shutil.copytree(keys_of.keys.file.parent, place.keys.file.parent, dirs_exist_ok=True)
    with place.database() as (database, vault):
        return restore_backup(database, vault, backup, actor=OTHER)


def filled(store: Store, tmp_path: Path) -> None:
    """Something in every table."""
    (tmp_path / "rules").mkdir(exist_ok=True)
    (tmp_path / "rules" / "a.yaml").write_text("规则: 一\n", encoding="utf-8")
    store.contents.in_use("rules", "v1", tmp_path / "rules")
    person = store.people.add(PERSON, role="admin", password=PASSWORD, actor="init")
    store.sessions.begin(person)
    store.keys.create("crm", scopes=["draft", "check"])
    store.keys.create_for(person)
    with pytest.raises(SignInRefused):
        store.people.sign_in("某人", "不是这个口令 0000", address="a")
    store.idempotency.reserve(Once("rk_crm", "k"), "b")
    review = open_review(store, second_for=["urgent"], once=Once("rk_crm", "k"))
    blocked = check_of(REPLY, finding("block"), verdict="block")
    review = store.reviews.release_finding(review.id, "f1", blocked, revision=1, person=OTHER, reason="引用原话")
    review = approved(store, review, second_for=["urgent"], text=EDIT)
    review = approved(store, review, second_for=["urgent"], text=EDIT, person=OTHER)
    store.reviews.sent(review.id, "别的话", sent_at=None, by=PERSON, verdict="pass")
    store.reviews.feedback(review.id, ["tone"], "嫌慢", person=OTHER)
    given = datetime(2026, 3, 1, tzinfo=UTC)
    agreed = Consent("申请装修贷款", ("江北银行",), ("流水",), given)
    made = store.consents.record("crm-7", ConsentRecord("", agreed, "signed", "扫描件", PERSON, given))
    store.consents.withdraw("crm-7", made.id, withdrawn_at=None, person=OTHER)
    open_review(store, draft_id="d2", customer_ref="crm-9")
    store.customers.erase("crm-9", actor=OTHER)
    store.conversations.receive(message(1, profile={"city": "苏州"}), actor="rk_crm")


def everything(place: Place) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as read through the schema that both databases share."""
    with place.database() as (database, _), database.read() as c:
        return {
            t.name: sorted((tuple(map(_even, r)) for r in c.execute(t.select())), key=repr)
            for t in metadata.sorted_tables
        }


def _even(value: object) -> object:
    return bytes(value) if isinstance(value, bytes | memoryview) else repr(value)
