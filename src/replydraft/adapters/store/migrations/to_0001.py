"""From revision 0002 back to 0001: texts in the clear again. What 0001 has no place for is dropped.

Keys and customers stay in tables that a program of 0001 does not look at, so that going forward again finds them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, select, type_coerce

from replydraft.adapters.store import schema as t
from replydraft.adapters.store.migrations.kept import carried_over
from replydraft.adapters.store.migrations.to_0002 import WHOSE, Staged, as_json, copy, number_on, rows
from replydraft.adapters.store.review_rows import open_json
from replydraft.adapters.store.sealing import Vault
from replydraft.errors import StoreError


def fill_0001(connection: Connection, old: Staged, vault: Vault) -> None:
    """Raises StoreError where a customer was erased: 0001 cannot hold a review without its text."""
    for table in (t.secrets_kept, t.customers, WHOSE):
        table.create(connection)
    copy(connection, old["secrets_kept"], t.secrets_kept, "name")
    copy(connection, old["customers"], t.customers, "created_at")
    carried_over(connection, old)
    new = MetaData()
    new.reflect(connection)
    to = new.tables
    vault.forget()
    for name, order in (("audit_events", "sequence"), ("audit_head", "one"), ("people", "created_at")):
        copy(connection, old[name], to[name], order)
    for row in rows(connection, old["keys"], "created_at"):
        connection.execute(_insert(to["keys"], dict(row._mapping) | {"scopes": as_json(row.scopes)}))
    own = vault.opened_with(_sealed_secret(connection, old))
    for row in rows(connection, old["reviews"], "number"):
        draft = connection.execute(select(old["drafts"]).where(old["drafts"].c.number == row.draft)).one()
        customer = connection.execute(select(old["customers"]).where(old["customers"].c.id == draft.customer_id)).one()
        cipher = vault.cipher(customer.id, customer.data_key)
        if cipher is None:
            raise StoreError(
                f"审核 {row.id} 的客户已删除，旧版本无法保存，请改用备份 (cannot go back: erased customer)"
            )
        held = open_json(cipher, draft.draft_sealed, f"drafts.draft:{row.id}")
        connection.execute(
            _insert(to["drafts"], {
                "number": draft.number, "draft_id": str(held["id"]), "created_at": draft.created_at, "draft": held,
                "inquiry": open_json(cipher, draft.inquiry_sealed, f"drafts.inquiry:{row.id}"),
            })
        )  # fmt: skip
        ref = own.open(customer.ref_sealed, f"customers.ref:{customer.id}") if customer.ref_sealed else None
        connection.execute(WHOSE.insert().values(review_id=row.id, customer_id=customer.id))
        kept = [c.name for c in to["reviews"].c if c.name in row._mapping]
        connection.execute(_insert(to["reviews"], {n: getattr(row, n) for n in kept} | {"customer_ref": ref}))
        _texts(connection, old, to, cipher, row.id)
    for name in ("drafts", "reviews"):
        number_on(connection, to[name])


def _texts(connection: Connection, old: Staged, to: Any, cipher: Any, review_id: str) -> None:
    stage = old["revisions"]
    for row in connection.execute(select(stage).where(stage.c.review_id == review_id)).all():
        of = f"{review_id}:{row.revision}"
        values = {
            "review_id": review_id, "revision": row.revision, "text_sha256": row.text_sha256, "person": row.person,
            "at": row.at, "text": cipher.open(row.text_sealed, f"revisions.text:{of}"),
            "check": open_json(cipher, row.check_sealed, f"revisions.check:{of}"),
        }  # fmt: skip
        connection.execute(_insert(to["revisions"], values))
    stage = old["decisions"]
    for row in connection.execute(select(stage).where(stage.c.review_id == review_id)).all():
        body = open_json(cipher, row.body_sealed, f"decisions.body:{review_id}")
        values = {k: body[k] for k in ("text", "reason", "dismissed", "check")} | {
            "review_id": review_id, "kind": row.kind, "person": row.person, "text_sha256": row.text_sha256, "at": row.at,
        }  # fmt: skip
        connection.execute(_insert(to["decisions"], values))


def _insert(table: Table, values: dict[str, Any]) -> Any:
    """With lists and objects as JSON, whatever type the column was reflected with."""
    return table.insert().values(
        {k: type_coerce(v, JSON) if isinstance(v, dict | list) else v for k, v in values.items()}
    )


def _sealed_secret(connection: Connection, old: Staged) -> str:
    return str(connection.execute(select(old["secrets_kept"].c.value_sealed)).scalar_one())
