"""Overlays: what a branch or a lender asks for beyond the rule book. An overlay only tightens; `overlay_files` reads it so.

Applied to the base it gives stricter rules, each under its own id with the overlays' versions added to its own
(`1.2.0+chengdong.1.0.0`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from replydraft.compliance.rules import DisclosureSet, Entry, Example, Requirement, Rule
from replydraft.domain.finding import Disclosure, Severity

WEIGHT = {Severity.INFO: 0, Severity.WARN: 1, Severity.BLOCK: 2}


@dataclass(frozen=True, slots=True)
class Tightening:
    """What an overlay changes of one rule or disclosure set of the base, and why."""

    of: str
    why: str
    severity: Severity | None
    """The new, higher severity of a rule."""
    elements: Mapping[Disclosure, Severity]
    """New, higher severities of a set's elements."""
    match: tuple[Entry, ...]
    """Further ways to match."""
    drop_unless: frozenset[str]
    """Patterns, as the base writes them, that no longer excuse."""
    drop_without: frozenset[str]
    requires: tuple[Requirement, ...]
    """Further elements of a set."""
    must_flag: tuple[Example, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """One folder: for a branch, or for a lender, by the names they go by."""

    id: str
    name: str
    version: str
    owner: str
    branches: frozenset[str]
    lenders: frozenset[str]
    rules: tuple[Rule, ...]
    disclosures: tuple[DisclosureSet, ...]
    tightenings: tuple[Tightening, ...]
    where: str

    @property
    def items(self) -> tuple[Rule | DisclosureSet, ...]:
        """Its own rules and disclosure sets."""
        return (*self.rules, *self.disclosures)

    @property
    def mark(self) -> str:
        """As checks and the audit trail name it."""
        return f"{self.id}@{self.version}"


def applying(overlays: Iterable[Overlay], branch: str, lenders: Iterable[str]) -> tuple[Overlay, ...]:
    """The overlays of a branch and of lenders, by name; an unknown name has none."""
    named = {name.strip() for name in lenders} - {""}
    return tuple(o for o in overlays if branch.strip() in o.branches or named & o.lenders)


def tightened(
    rules: Sequence[Rule], disclosures: Sequence[DisclosureSet], overlays: Sequence[Overlay]
) -> tuple[tuple[Rule, ...], tuple[DisclosureSet, ...]]:
    """The base under these overlays: every rule at least as strict as before, and the overlays' own."""
    changes: dict[str, list[tuple[Overlay, Tightening]]] = {}
    for overlay in overlays:
        for t in overlay.tightenings:
            changes.setdefault(t.of, []).append((overlay, t))
    return (
        (*(_rule(r, changes.get(r.id, [])) for r in rules), *(r for o in overlays for r in o.rules)),
        (*(_set(d, changes.get(d.id, [])) for d in disclosures), *(d for o in overlays for d in o.disclosures)),
    )


def higher(a: Severity, b: Severity | None) -> Severity:
    return a if b is None or WEIGHT[a] >= WEIGHT[b] else b


def _version(version: str, changes: Sequence[tuple[Overlay, Tightening]]) -> str:
    return f"{version}+{'.'.join(f'{o.id}.{o.version}' for o, _ in changes)}"


def _rule(rule: Rule, changes: list[tuple[Overlay, Tightening]]) -> Rule:
    for _, t in changes:
        match = (*(_without_less(e, t.drop_without) for e in rule.match), *t.match)
        unless = _unless_less(rule.unless, t.drop_unless)
        rule = replace(rule, severity=higher(rule.severity, t.severity), match=match, unless=unless)
    return replace(rule, version=_version(rule.version, changes)) if changes else rule


def _set(topic: DisclosureSet, changes: list[tuple[Overlay, Tightening]]) -> DisclosureSet:
    for _, t in changes:
        known = {q.element for q in topic.requires}
        raised = tuple(replace(q, severity=higher(q.severity, t.elements.get(q.element))) for q in topic.requires)
        requires = (*raised, *(q for q in t.requires if q.element not in known))
        by_new = {q.element: q.severity for q in t.requires}
        requires = tuple(replace(q, severity=higher(q.severity, by_new.get(q.element))) for q in requires)
        topic = replace(topic, requires=requires, unless=_unless_less(topic.unless, t.drop_unless))
    return replace(topic, version=_version(topic.version, changes)) if changes else topic


def _without_less(entry: Entry, dropped: frozenset[str]) -> Entry:
    if not any(p.source in dropped for p in entry.without):
        return entry
    return replace(entry, without=tuple(p for p in entry.without if p.source not in dropped))


def _unless_less(entries: tuple[Entry, ...], dropped: frozenset[str]) -> tuple[Entry, ...]:
    if not dropped:
        return entries
    left = (replace(e, any_of=tuple(p for p in e.any_of if p.source not in dropped)) for e in entries)
    return tuple(e for e in left if e.any_of)
