"""The consent ledger: nothing of it is changed, everything of it is sealed, told in the trail, and gone with its customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from store_places import Now, Place
from store_samples import OTHER, PERSON, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.migrating import migrate
from replydraft.adapters.store.schema import HEAD
from replydraft.domain.consent import Consent, ConsentRecord
from replydraft.domain.review import Once
from replydraft.errors import ConsentNotFound, InputError, StaleReview

REF, LENDER, PURPOSE, EVIDENCE = "crm-1371-宁", "江北银行普惠部", "申请装修贷款一笔", "微信聊天宁未央0312"
SECRETS = (REF, LENDER, PURPOSE, EVIDENCE)


def new(now: Now, *, how: str = "signed", branch: str = "", by: str = PERSON, **changes: Any) -> ConsentRecord:
    agreed: dict[str, Any] = {
        "purpose": PURPOSE, "recipients": (LENDER,), "data": ("征信", "流水"), "given_at": now(), **changes,
    }  # fmt: skip
    return ConsentRecord("", Consent(**agreed), how, EVIDENCE, by, now(), branch)


def test_what_is_recorded_is_read_again(store: Store, now: Now) -> None:
    end = now() + timedelta(days=30)
    made = store.consents.record(REF, new(now, until=end, branch="城东"))
    assert made.id.startswith("cn_")
    assert (made.consent.recipients, made.consent.data, made.consent.until) == ((LENDER,), ("征信", "流水"), end)
    assert (made.how, made.evidence, made.recorded_by, made.recorded_at) == ("signed", EVIDENCE, PERSON, now())
    assert store.consents.list(REF) == (made,)
    assert store.consents.get(REF, made.id) == made
    assert store.consents.ledger(REF).consents == (made.consent,)
    assert store.consents.branches(REF) == {"城东"}
    assert store.first_broken() is None


def test_nobody_knows_a_stranger(store: Store) -> None:
    assert (store.consents.list("nobody"), store.consents.branches("nobody")) == ((), frozenset())
    assert store.consents.ledger("nobody").consents == ()
    with pytest.raises(ConsentNotFound):
        store.consents.get("nobody", "cn_1")
    assert kinds(store) == []


def test_a_withdrawal_is_a_new_fact_and_the_first_one_stands(store: Store, now: Now) -> None:
    made = store.consents.record(REF, new(now))
    before = now()
    now.later(hours=1)
    taken = store.consents.withdraw(REF, made.id, withdrawn_at=None, person=OTHER)
    assert (taken.consent.withdrawn_at, taken.withdrawn_by, taken.withdrawal_recorded_at) == (now(), OTHER, now())
    again = store.consents.withdraw(REF, made.id, withdrawn_at=before, person=PERSON)
    assert again == taken
    assert kinds(store) == ["consent.recorded", "consent.withdrawn"]
    assert store.consents.ledger(REF).consents[0].standing(now()) == "withdrawn"
    assert store.consents.ledger(REF, at=before).consents == (made.consent,), "as it was known then"
    assert store.first_broken() is None


def test_the_trail_tells_of_it_and_of_nobody(store: Store, now: Now) -> None:
    made = store.consents.record(REF, new(now))
    store.consents.withdraw(REF, made.id, withdrawn_at=None, person=OTHER)
    recorded, withdrawn = store.audit.events()
    assert (recorded.subject, recorded.actor, withdrawn.subject, withdrawn.actor) == (made.id, PERSON, made.id, OTHER)
    assert set(recorded.payload) == {"customer", "how", "body_mac"}
    assert set(withdrawn.payload) == {"body_mac"}
    assert [word for word in SECRETS if word in "".join(store.export())] == []


def test_it_is_sealed_at_rest_and_gone_with_its_customer(store: Store, place: Place, now: Now) -> None:
    made = store.consents.record(REF, new(now))
    store.consents.withdraw(REF, made.id, withdrawn_at=None, person=OTHER)
    assert place.finds(*SECRETS) == []
    held = store.customers.export(REF, actor=OTHER)["consents"]
    assert [(c["purpose"], c["recipients"], c["withdrawn_by"]) for c in held] == [(PURPOSE, [LENDER], OTHER)]
    assert store.customers.erase(REF, actor=OTHER) == {"reviews": 0, "messages": 0, "consents": 1}
    with place.raw() as c:
        for table in ("consents", "withdrawals"):
            assert c.exec_driver_sql(f"SELECT count(body_sealed) FROM {table}").scalar_one() == 0
    assert store.consents.list(REF) == ()
    assert store.first_broken() is None
    assert place.open().first_broken() is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"how": "telepathy"}, "how"), ({"given_at": 1}, "given_at"), ({"until": -1}, "until")],
)
def test_what_cannot_be_is_refused(store: Store, now: Now, changes: dict[str, Any], field: str) -> None:
    made: dict[str, Any] = {k: now() + timedelta(days=v) if isinstance(v, int) else v for k, v in changes.items()}
    with pytest.raises(InputError) as refused:
        store.consents.record(REF, new(now, **made))
    assert refused.value.field == field
    assert kinds(store) == []


def test_it_is_not_withdrawn_before_it_was_given_nor_tomorrow(store: Store, now: Now) -> None:
    made = store.consents.record(REF, new(now))
    for days in (-1, 1):
        with pytest.raises(InputError, match=r"before|future"):
            store.consents.withdraw(REF, made.id, withdrawn_at=now() + timedelta(days=days), person=OTHER)
    assert kinds(store) == ["consent.recorded"]


def test_another_customers_is_not_theirs(store: Store, now: Now) -> None:
    made = store.consents.record(REF, new(now))
    store.consents.record("crm-8", new(now))
    with pytest.raises(ConsentNotFound):
        store.consents.get("crm-8", made.id)
    with pytest.raises(ConsentNotFound):
        store.consents.withdraw("crm-8", made.id, withdrawn_at=None, person=OTHER)
    assert len(store.consents.list("crm-8")) == 1


def test_once_is_once(store: Store, now: Now) -> None:
    once = Once("rk_crm", "k1")
    store.idempotency.reserve(once, "body")
    made = store.consents.record(REF, new(now), once=once)
    assert store.idempotency.reserve(once, "body").review_id == made.id
    with pytest.raises(StaleReview):
        store.consents.record(REF, new(now), once=once)
    assert len(store.consents.list(REF)) == 1


def test_branches_are_those_of_everything_there_is_of_them(store: Store, now: Now) -> None:
    open_review(store, customer_ref=REF, branch="城东")
    store.conversations.receive(message(1, customer_ref=REF), actor="rk_crm")
    store.consents.record(REF, new(now, branch="城西"))
    assert store.consents.branches(REF) == {"城东", "城西", ""}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents SET person = '别人'",
        "UPDATE withdrawals SET person = '别人'",
        "UPDATE consents SET body_sealed = (SELECT body_sealed FROM consents AS c WHERE c.id <> consents.id)",
        "UPDATE consents SET body_sealed = NULL",
        "DELETE FROM withdrawals",
        "DELETE FROM consents WHERE id NOT IN (SELECT consent_id FROM withdrawals)",
    ],
)
def test_who_changes_it_is_noticed(store: Store, place: Place, now: Now, statement: str) -> None:
    made = store.consents.record(REF, new(now))
    store.consents.record(REF, new(now, how="chat"))
    store.consents.withdraw(REF, made.id, withdrawn_at=None, person=OTHER)
    assert store.first_broken() is None
    place.behind_our_back(statement)
    assert "consent" in str(store.first_broken())


@pytest.mark.parametrize("back_to", ["0003", "0001"])
def test_back_and_forward_again_loses_nothing(place: Place, now: Now, back_to: str) -> None:
    store = place.open()
    made = store.consents.record(REF, new(now))
    store.consents.withdraw(REF, made.id, withdrawn_at=None, person=OTHER)
    store.consents.record("gone", new(now))
    seen = store.consents.list(REF)
    store.close()
    with place.database() as (database, vault):
        migrate(database, vault, at=HEAD, to=back_to, actor=PERSON)
    assert place.finds(*SECRETS, held=place.tables()) == [] if place.kind == "postgres" else True
    store = place.open()
    assert store.consents.list(REF) == seen
    assert store.first_broken() is None
    store.consents.record(REF, new(now))
    assert len(store.consents.list(REF)) == 2
    assert store.first_broken() is None


def test_an_older_program_that_erases_leaves_nothing_to_read(place: Place, now: Now) -> None:
    store = place.open()
    store.consents.record(REF, new(now))
    store.close()
    with place.database() as (database, vault):
        migrate(database, vault, at=HEAD, to="0003", actor=PERSON)
    place.behind_our_back("UPDATE customers SET data_key = NULL, ref_index = NULL, ref_sealed = NULL")
    store = place.open()
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT count(body_sealed) FROM consents").scalar_one() == 0
    assert store.consents.list(REF) == ()
