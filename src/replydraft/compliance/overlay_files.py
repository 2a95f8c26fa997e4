"""Reading overlays: `<overlays>/<id>/overlay.yaml` with its rules (`id: RXnnnn`) and what it tightens (`tightens: RDnnnn`).

Whatever would loosen the base is refused with file and line, and so is what would do nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from replydraft.compliance.overlays import WEIGHT, Overlay, Tightening
from replydraft.compliance.patterns import Vocabulary
from replydraft.compliance.rule_files import (
    read_disclosures,
    read_entry,
    read_examples,
    read_requirement,
    read_rule,
    read_version,
)
from replydraft.compliance.rules import DisclosureSet, Law, Rule
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.domain.finding import Disclosure, Severity
from replydraft.errors import ContentError

FOLDER, HEADER, PREFIX = "overlays", "overlay.yaml", "RX"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KNOWN = ("tightens", "why", "severity", "match", "drop_unless", "drop_without", "requires", "must_flag", "note")
_LOOSENS = {
    "unless": "would add an exemption",
    "without": "would narrow what matches",
    "status": "would retire the rule or take it back to a draft",
    "effective": "would change the days it is in force",
    "trigger": "would change when the set applies",
    "softened_by": "would let a softer wording do",
    "satisfied_by": "would let other words do",
    "must_pass": "belongs to the base: what an overlay adds must flag",
}
Base = Mapping[str, Rule | DisclosureSet]


def overlay_files(folder: Path | None) -> list[Path]:
    """Every file of the overlays of a folder, in order; none without a folder."""
    if folder is None:
        return []
    found = sorted(p for p in folder.rglob("*.yaml") if not any(x.startswith(".") for x in p.relative_to(folder).parts))
    for p in found:
        if p.parent == folder:
            raise ContentError("an overlay is a folder of its own", where=f"{folder.name}/{p.name}")
    return found


def overlay_folder(rules: Path, elsewhere: Path | None) -> Path | None:
    """Where the overlays are: where the settings say (it must be there), else `overlays` in the rules folder, if any."""
    if elsewhere is not None and not elsewhere.is_dir():
        raise ContentError("overlays folder is missing", where=str(elsewhere))
    return elsewhere or ((rules / FOLDER) if (rules / FOLDER).is_dir() else None)


def version_with(base: str, folder: Path | None) -> str:
    """The version of a book with these overlays; without any it is the base's."""
    files = overlay_files(folder)
    if folder is None or not files:
        return base
    digest = hashlib.sha256(base.encode())
    for p in files:
        digest.update(f"{FOLDER}/{p.relative_to(folder).as_posix()}\0".encode() + p.read_bytes() + b"\0")
    return digest.hexdigest()


def read_overlays(folder: Path | None, words: Vocabulary, laws: Mapping[str, Law], base: Base) -> tuple[Overlay, ...]:
    """Raises ContentError."""
    by_folder: dict[Path, list[Path]] = {}
    for p in overlay_files(folder):
        if folder is not None:
            by_folder.setdefault(folder / p.relative_to(folder).parts[0], []).append(p)
    return tuple(_overlay(own, files, words, laws, base) for own, files in by_folder.items())


def _overlay(own: Path, files: Sequence[Path], words: Vocabulary, laws: Mapping[str, Law], base: Base) -> Overlay:
    shown = {p: f"{own.parent.name}/{p.relative_to(own.parent).as_posix()}" for p in files}
    header = own / HEADER
    if header not in shown:
        raise ContentError(f"has no {HEADER}", where=f"{own.parent.name}/{own.name}")
    r = Reading(read_yaml(header, shown[header]), shown[header], 1)
    r.only(("id", "name", "branch", "lender", "version", "owner", "note"))
    overlay_id = r.text("id")
    if not _ID.fullmatch(overlay_id) or overlay_id != own.name:
        raise r.fail(f"must be the folder's name, {own.name}, in lower case with hyphens", "id")
    branches, lenders = (frozenset(s.strip() for s in r.texts(key)) - {""} for key in ("branch", "lender"))
    if bool(branches) == bool(lenders):
        raise r.fail("is for a branch or for a lender: name one of them", "branch")
    rules: list[Rule] = []
    disclosures: list[DisclosureSet] = []
    changes: dict[str, Tightening] = {}
    for p in files:
        if p == header:
            continue
        content = read_yaml(p, shown[p])
        if isinstance(content, dict) and "tightens" in content:
            change = _tightening(Reading(content, shown[p], 1), words, base)
            if change.of in changes:
                raise ContentError(f"{change.of} is tightened in {changes[change.of].where} too", where=change.where)
            changes[change.of] = change
        elif p.parent.name == "disclosures":
            disclosures += read_disclosures(content, shown[p], words, laws)
        else:
            rules.append(read_rule(Reading(content, shown[p], 1), p, words, laws))
    items: list[Rule | DisclosureSet] = [*rules, *disclosures]
    for item in items:
        if not item.id.startswith(PREFIX):
            known = f"{item.id} is the base's: tighten it with `tightens: {item.id}`" if item.id in base else item.id
            raise ContentError(f"rules of an overlay are numbered {PREFIX}nnnn; {known}", where=item.where)
    return Overlay(
        overlay_id, r.text("name"), read_version(r), r.text("owner"), branches, lenders, tuple(rules),
        tuple(disclosures), tuple(changes.values()), r.where("id"),
    )  # fmt: skip


def _tightening(r: Reading, words: Vocabulary, base: Base) -> Tightening:
    for key in r.value:
        if key not in _KNOWN:
            raise r.fail(f"an overlay may only tighten: this {_LOOSENS.get(key, 'is the business of the base')}", key)
    rule_id = r.text("tightens")
    item = base.get(rule_id)
    if item is None:
        raise r.fail(f"the base has no rule {rule_id}", "tightens")
    if item.status != "stable":
        raise r.fail(f"{rule_id} is not in force ({item.status}): there is nothing to tighten", "tightens")
    is_set = isinstance(item, DisclosureSet)
    for key in ("match", "drop_without") if is_set else ("requires",):
        if key in r.value:
            raise r.fail(f"is not something that {rule_id} has", key)
    change = Tightening(
        of=rule_id,
        why=r.text("why"),
        severity=None if is_set else _severity(r, item),
        elements=_elements(r, item) if is_set else {},
        match=tuple(read_entry(r.inner(e, "match"), words, "sentence") for e in r.items("match")),
        drop_unless=_dropped(r, "drop_unless", {p.source for e in item.unless for p in e.any_of}),
        drop_without=_dropped(
            r,
            "drop_without",
            set() if is_set else {p.source for e in item.match for p in e.without},  # type: ignore[union-attr]
        ),
        requires=tuple(read_requirement(r.inner(q, "requires"), words) for q in r.items("requires")),
        must_flag=read_examples(r, "must_flag", least=1) if "must_flag" in r.value else (),
        where=r.where("tightens"),
    )
    for q in change.requires:
        if isinstance(item, DisclosureSet) and q.element in {known.element for known in item.requires}:
            raise ContentError(f"{rule_id} requires {q.element} already: raise its severity", where=q.where)
    if len({q.element for q in change.requires}) != len(change.requires):
        raise r.fail("names an element twice", "requires")
    wider = change.match or change.drop_unless or change.drop_without or change.requires
    if wider and not change.must_flag:
        raise r.fail("is missing: what is caught beyond the base needs at least one example", "must_flag")
    if not wider and change.severity is None and not change.elements:
        raise r.fail(f"changes nothing of {rule_id}", "tightens")
    return change


def _severity(r: Reading, item: Any) -> Severity | None:
    if "severity" not in r.value:
        return None
    return _raised(r, "severity", item.severity, r.choice("severity", tuple(Severity)))


def _elements(r: Reading, item: Any) -> dict[Disclosure, Severity]:
    """Of a set: `severity: {fees: block}`."""
    if "severity" not in r.value:
        return {}
    inner = r.inner(r.value["severity"], "severity")
    known = {q.element: q.severity for q in item.requires}
    inner.only(known)
    return {
        Disclosure(k): _raised(inner, k, known[Disclosure(k)], inner.choice(k, tuple(Severity))) for k in inner.value
    }


def _raised(r: Reading, key: str, old: Severity, said: str) -> Severity:
    if WEIGHT[Severity(said)] <= WEIGHT[old]:
        raise r.fail(f"an overlay may only tighten: the base says {old.value}, this is not higher", key)
    return Severity(said)


def _dropped(r: Reading, key: str, known: set[str]) -> frozenset[str]:
    sources = r.texts(key)
    for source in sources:
        if source not in known:
            raise r.fail(f"the base has no such pattern to drop: {source}", key)
    return frozenset(sources)
