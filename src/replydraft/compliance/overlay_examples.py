"""An overlay's own examples, run: it catches what it says beyond the base, and nothing that we suggest trips over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from replydraft.compliance.check import Check
from replydraft.compliance.examples import day_for, example_request, suggestions
from replydraft.compliance.overlays import Overlay, Tightening
from replydraft.compliance.rules import DisclosureSet, Example, Rule
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import InputError
from replydraft.text.folding import fold


def run_overlay(check: Check, overlay: Overlay, today: date) -> tuple[list[str], int]:
    """What failed, one line each, and how many examples were run."""
    base = {item.id: item for item in check.rulebook.items}
    failures: list[str] = []
    count = 0
    for item in overlay.items:
        count += len(item.must_flag) + len(item.must_pass)
        failures += _own(check, overlay, item, day_for(item, today))
    for t in overlay.tightenings:
        count += len(t.must_flag)
        failures += _beyond(check, overlay, t, day_for(base[t.of], today))
    for item in check.rulebook.under((overlay,)).as_of(today).items:
        for text in suggestions(item):
            count += 1
            request = under(CheckRequest(item.id, text, today), overlay)
            failures += [
                f"{overlay.where}: the suggestion of {item.id} is flagged by {f.rule}"
                for f in check.check(request, rewriting=False).findings
                if f.severity is not Severity.INFO
            ]
    return failures, count


def under(request: CheckRequest, overlay: Overlay) -> CheckRequest:
    """The request as from that branch, or with that lender's product."""
    return replace(request, branch=min(overlay.branches, default=""), lenders=tuple(sorted(overlay.lenders)[:1]))


def _own(check: Check, overlay: Overlay, item: Rule | DisclosureSet, day: date | None) -> Iterator[str]:
    for example, flagged in (*((e, True) for e in item.must_flag), *((e, False) for e in item.must_pass)):
        if day is None:
            return
        request = _request(example, day)
        if request is None:
            yield f"{example.where}: {item.id} has an example that is no check object"
        elif (item.id in check.fired(under(request, overlay))) != flagged:
            yield f"{example.where}: {item.id} {'misses a must_flag' if flagged else 'flags a must_pass'}"


def _beyond(check: Check, overlay: Overlay, t: Tightening, day: date | None) -> Iterator[str]:
    for example in t.must_flag:
        request = _request(example, day) if day is not None else None
        if request is None:
            yield f"{example.where}: {t.of} has an example that cannot be run"
            continue
        base, strict = (
            {(f.missing, f.severity) for f in check.check(r, rewriting=False).findings if f.rule == t.of}
            for r in (request, under(request, overlay))
        )
        if not strict:
            yield f"{example.where}: {t.of} misses a must_flag"
        elif strict == base and t.severity is None:
            yield f"{example.where}: {t.of} flags it without this overlay already"
    texts = [fold(e.draft).text for e in t.must_flag]
    for entry in t.match:
        for pattern in entry.any_of:
            if not any(pattern.search(text) for text in texts):
                yield f"{pattern.where}: {t.of} has no must_flag for this pattern"


def _request(example: Example, day: date) -> CheckRequest | None:
    try:
        return example_request(example, day)
    except InputError:
        return None
