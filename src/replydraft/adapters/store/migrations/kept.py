"""The consent ledger while the store is one of a version that has no place for it; never dropped, sealed as it was."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, select

CONSENTS = Table(
    "kept_0004_consents",
    MetaData(),
    Column("number", BigInteger),
    *(Column(name, Text) for name in ("id", "customer_id", "branch", "person", "body_sealed", "at")),
)
WITHDRAWALS = Table(
    "kept_0004_withdrawals",
    MetaData(),
    *(Column(name, Text) for name in ("consent_id", "person", "body_sealed", "at")),
)


def carried_over(connection: Connection, old: Mapping[str, Table]) -> None:
    """The kept ledger made anew where every table was set aside."""
    for table in (CONSENTS, WITHDRAWALS):
        if table.name in old:
            table.create(connection)
            source = old[table.name]
            names = [c.name for c in table.c]
            connection.execute(table.insert().from_select(names, select(*(source.c[name] for name in names))))
