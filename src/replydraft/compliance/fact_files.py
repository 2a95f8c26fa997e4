"""Reads the dated facts: `facts.yaml`, and `ceilings.yaml` with what each kind of lender may charge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from replydraft.compliance.rules import Fact
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.costs.ceilings import Times, limit_of
from replydraft.errors import ContentError

_KEYS = ("id", "name", "value", "from", "to", "source", "level", "checked_on", "checked_how", "checked_to", "unit")
_CEILING_KEYS = (*_KEYS, "lenders", "scope")


def read_facts(folder: Path) -> tuple[Fact, ...]:
    """The facts of a rules folder, ceilings last; none where it has no such file. Raises ContentError (file and line) for
    what is incomplete, for days of one id or one kind of lender that overlap, for a ceiling that cannot be worked out."""
    facts = _read(folder / "facts.yaml", folder.name, _KEYS)
    _apart([(f.id, f, r) for f, r in facts])
    ceilings = _read(folder / "ceilings.yaml", folder.name, _CEILING_KEYS)
    for fact, r in ceilings:
        _ceiling(fact, r, facts)
    _apart([(lender, f, r) for f, r in ceilings for lender in f.lenders])
    return tuple(f for f, _ in (*facts, *ceilings))


def _read(path: Path, folder: str, known: tuple[str, ...]) -> list[tuple[Fact, Reading]]:
    if not path.exists():
        return []
    shown = f"{folder}/{path.name}"
    content = read_yaml(path, shown)
    if not isinstance(content, list):
        raise ContentError("must be a list of facts", where=shown)
    found = []
    for value in content:
        r = Reading(value, shown)
        r.only(known)
        if r.value.get("value") is None and "lenders" not in r.value:
            raise r.fail("is missing", "value")
        fact = Fact(
            r.text("id"),
            r.value.get("value"),
            r.day("from"),
            r.day("to"),
            r.text("source"),
            r.choice("level", ("A", "B", "C")),
            r.text("name", default=""),
            checked_on=r.day("checked_on"),
            checked_to=r.day("checked_to"),
            lenders=r.texts("lenders"),
            scope=r.text("scope", default=""),
        )
        if fact.effective_from and fact.effective_to and fact.effective_to < fact.effective_from:
            raise r.fail("is before from", "to")
        found.append((fact, r))
    return found


def _ceiling(fact: Fact, r: Reading, facts: list[tuple[Fact, Reading]]) -> None:
    if not fact.lenders:
        raise r.fail("is missing", "lenders")
    if not fact.name:
        raise r.fail("is missing", "name")
    if fact.value is None:
        if not fact.scope:
            raise r.fail("is missing: says why there is no value", "scope")
        return
    limit = limit_of(fact.value)
    if limit is None:
        raise r.fail("must be a fraction per year (0.24), a multiple of a fact (4 × lpr_1y), or null", "value")
    if isinstance(limit, Times):
        bases = [(f, at) for f, at in facts if f.id == limit.fact]
        if not bases:
            raise r.fail(f"there is no fact {limit.fact!r} in facts.yaml", "value")
        for base, at in bases:
            if not isinstance(limit_of(base.value), Decimal):
                raise at.fail(f"must be a fraction per year (0.03): {fact.id} is a multiple of it", "value")


def _apart(dated: list[tuple[str, Fact, Reading]]) -> None:
    """No two of one key in force on the same day."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for key, fact, r in dated:
        start, end = fact.effective_from or date.min, fact.effective_to or date.max
        if any(start <= other_end and other_start <= end for other_start, other_end in spans.get(key, ())):
            raise r.fail(f"another entry for {key!r} is in force on the same days", "from")
        spans.setdefault(key, []).append((start, end))
