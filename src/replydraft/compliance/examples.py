"""A rule book's own examples, run: every rule flags what it must, lets pass what it must, and suggests what may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from replydraft.compliance.check import Check
from replydraft.compliance.disclosing import Missing
from replydraft.compliance.message import Message
from replydraft.compliance.rules import DisclosureSet, Example, Rule
from replydraft.compliance.support import SETTINGS
from replydraft.domain.finding import Disclosure, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import InputError
from replydraft.text.folding import fold
from replydraft.wire.inputs import parse_check

_WRONG = {True: "misses a must_flag", False: "flags a must_pass"}


def example_request(example: Example, day: date) -> CheckRequest:
    """An example as a request. Raises InputError where its context is not a `check` object's."""
    return parse_check({"id": example.where, "draft": example.draft, **dict(example.context)}, today=day)


def run_examples(check: Check, today: date) -> tuple[list[str], int]:
    """What failed, one line each, and how many examples were run. Rules not in force today are run on a day they are."""
    failures: list[str] = []
    count = 0
    if support := check.rulebook.support:
        known = {item.id for item in check.rulebook.items}
        for key, ids in (("broad", support.broad), ("certain", support.certain)):
            failures += [f"{SETTINGS}: {key}: no rule {rule_id}" for rule_id in sorted(ids - known)]
    for built_in in check.rulebook.built_in:
        for example, flagged in (
            *((e, True) for e in built_in.must_flag),
            *((e, False) for e in built_in.must_pass),
        ):
            count += 1
            found = {f.rule for f in check.check(example_request(example, today), rewriting=False).findings}
            if (built_in.id in found) is not flagged:
                failures.append(f"{example.where}: {built_in.id} {_WRONG[flagged]}")
    for rule in check.rulebook.items:
        day = day_for(rule, today)
        for example, flagged in (*((e, True) for e in rule.must_flag), *((e, False) for e in rule.must_pass)):
            count += 1
            failures += [f"{example.where}: {rule.id} {what}" for what in _example(check, rule, example, flagged, day)]
        if day is None:
            continue
        for text in suggestions(rule):
            count += 1
            for f in check.check(CheckRequest(id=rule.id, draft=text, as_of=today), rewriting=False).findings:
                if f.severity is not Severity.INFO:
                    failures.append(f"{rule.where}: the suggestion of {rule.id} is itself flagged by {f.rule}")
    return failures, count


def missed(check: Check, request: CheckRequest) -> set[Disclosure]:
    """The elements that disclosure sets miss in a text, whether or not the rest of it supports them."""
    every = check.seen(Message(request, fold(request.draft)))
    return {each.requirement.element for each in every if isinstance(each, Missing)}


def suggestions(rule: Rule | DisclosureSet) -> tuple[str, ...]:
    """Every suggestion of a rule or disclosure set."""
    return (rule.suggestion,) if isinstance(rule, Rule) else tuple(r.suggestion for r in rule.requires)


def day_for(rule: Rule | DisclosureSet, today: date) -> date | None:
    """Today where the rule is in force, else a day on which it was; None for one that is never in force."""
    for day in (today, rule.effective_from, rule.effective_to):
        if day is not None and rule.in_force(day):
            return day
    return None


def _example(
    check: Check, rule: Rule | DisclosureSet, example: Example, flagged: bool, day: date | None
) -> Iterator[str]:
    if day is None:
        return
    try:
        request = example_request(example, day)
    except InputError as e:
        yield f"has an example that is no check object: {e}"
        return
    hit = rule.id in check.fired(request)
    if flagged and not hit:
        yield _WRONG[True]
    if flagged and example.missing:
        absent = set(example.missing) - missed(check, request)
        if absent:
            yield f"does not miss {', '.join(sorted(absent))}"
    if not flagged and hit:
        yield _WRONG[False]
