"""Are the consents, and their withdrawals, the ones of their records?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from replydraft.adapters.store import schema as t
from replydraft.adapters.store.consent_rows import given, taken_back, with_withdrawals
from replydraft.adapters.store.sealing import Vault
from replydraft.errors import KeyMissing


def broken_consents(connection: Connection, vault: Vault) -> Iterator[str]:
    """A sentence for each consent that is not what the trail says, and for each that is missing."""
    events = (t.audit_events.c.subject, t.audit_events.c.actor, t.audit_events.c.kind, t.audit_events.c.payload)
    told: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
        (e.subject, e.kind): (e.actor, json.loads(e.payload))
        for e in connection.execute(
            select(*events).where(t.audit_events.c.kind.in_(("consent.recorded", "consent.withdrawn")))
        )
    }
    query = with_withdrawals().add_columns(t.customers.c.data_key)
    query = query.join(t.customers, t.customers.c.id == t.consents.c.customer_id).order_by(t.consents.c.number)
    for row in connection.execute(query).all():
        said = told.pop((row.id, "consent.recorded"), None)
        back = told.pop((row.id, "consent.withdrawn"), None)
        wrong = f"consent {row.id} is not the one of its record"
        if said is None or (said[0], said[1]["customer"]) != (row.person, row.customer_id):
            yield wrong
            continue
        if (back[0] if back else None) != row.withdrawn_by:
            yield f"the withdrawal of consent {row.id} is not the one of its record"
            continue
        try:
            cipher = vault.cipher(row.customer_id, row.data_key)
            if cipher is None:
                continue
            sealed = [(row.body_sealed, given(row.id), said[1]["body_mac"], wrong)]
            if back is not None:
                sealed.append((row.withdrawal_sealed, taken_back(row.id), back[1]["body_mac"], wrong))
            for value, of, mac, sentence in sealed:
                if value is None or cipher.mac(cipher.open(value, of)) != mac:
                    yield sentence
        except KeyMissing as e:
            yield f"what consent {row.id} holds cannot be opened: {e}"
    for consent_id, _ in told:
        yield f"consent {consent_id} is in the trail but not in the store"
