"""The rule book keeps its word: each rule's own examples, one test a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.examples import day_for, example_request, missed, suggestions
from replydraft.compliance.matching import Matcher
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.compliance.rules import DisclosureSet, Entry, Example, Rule
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.folding import fold

FOLDER = Path(__file__).parents[2] / "guardrails"
TODAY = date(2026, 11, 23)


@cache
def book() -> RuleBook:
    return load_rulebook(FOLDER)


@cache
def check() -> Check:
    return Check(book())


ITEMS = book().items
each = pytest.mark.parametrize("item", ITEMS, ids=[i.id for i in ITEMS])


def _day(item: Rule | DisclosureSet) -> date:
    day = day_for(item, TODAY)
    assert day is not None, f"{item.id} is never in force"
    return day


@each
def test_flags_what_it_must(item: Rule | DisclosureSet) -> None:
    wrong = []
    for example in item.must_flag:
        request = example_request(example, _day(item))
        if item.id not in check().fired(request):
            wrong.append(example.draft)
        elif example.missing:
            lacking = missed(check(), request)
            wrong += [f"{example.draft}: {m}" for m in example.missing if m not in lacking]
    assert not wrong


@each
def test_lets_pass_what_it_must(item: Rule | DisclosureSet) -> None:
    flagged = [e.draft for e in item.must_pass if item.id in check().fired(example_request(e, _day(item)))]
    assert not flagged


@each
def test_suggestions_may_be_sent_as_they_are(item: Rule | DisclosureSet) -> None:
    for text in suggestions(item):
        request = CheckRequest(id=item.id, draft=text, as_of=TODAY)
        found = check().check(request).findings
        bad = [f.rule for f in found if f.severity is not Severity.INFO]
        assert not bad, text


def _fires(rule: Rule, example: Example) -> bool:
    request = example_request(example, TODAY)
    matches, _ = Matcher([rule], []).run(Message(request, fold(request.draft)))
    return bool(matches)


@pytest.mark.parametrize("rule", book().rules, ids=[r.id for r in book().rules])
def test_every_entry_is_exercised(rule: Rule) -> None:
    def alone(entry: Entry) -> Rule:
        return replace(rule, match=(entry,), unless=())

    idle = [e.where for e in rule.match if not any(_fires(alone(e), x) for x in rule.must_flag)]
    assert not idle, "match entries that no must_flag needs"
    for n, exemption in enumerate(rule.unless):
        without = replace(rule, unless=(*rule.unless[:n], *rule.unless[n + 1 :]))
        used = any(_fires(without, x) and not _fires(rule, x) for x in rule.must_pass)
        assert used, f"{exemption.where}: an exemption that no must_pass needs"


def test_the_book_covers_every_family_with_sixty_rules() -> None:
    families = {r.family.value for r in book().rules} | ({"missing_disclosure"} if book().disclosures else set())
    assert len(ITEMS) >= 60
    assert families >= {
        "over_promise", "misleading_cost", "missing_disclosure", "privacy_leak", "illegal_intermediation", "credit_repair",
        "collection_conduct", "pressure", "injection", "tone",
    }  # fmt: skip


def test_every_law_is_cited_somewhere_or_reserved_for_a_detector() -> None:
    for item in ITEMS:
        assert item.citations, f"{item.id} rests on nothing"
        shown = book().cite(item.citations)
        assert all(c.article is None or c.level == "A" for c in shown)
