"""What is counted for each kind of sample set."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from replydraft.domain.draft import Draft, Tier, Triage
from replydraft.domain.finding import CheckResult, Family, Finding, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Inquiry
from replydraft.domain.passage import SearchResult
from replydraft.evaluation.samples import SampleSet
from replydraft.evaluation.scores import Score, Scores
from replydraft.wire.inputs import parse_check, parse_inquiry


def _alarms() -> Score:
    return Score(higher_is_better=False)


def score_guard(samples: SampleSet, check: Callable[[CheckRequest], CheckResult], today: date) -> Scores:
    """Recall by family over violating texts; false alarms (`warn` or `block`) over clean ones; spans that are exact."""
    scores: Scores = {"recall, all labels": Score(), "false alarms on clean": _alarms(), "clean blocked": _alarms()}
    spans = Score()
    for record in samples.records:
        result = check(parse_check(record, today=today))
        live = [f for f in result.findings if f.severity is not Severity.INFO]
        families = {f.family.value for f in live}
        for f in live:
            if f.start is not None and f.end is not None:
                spans.add(record["draft"][f.start : f.end] == f.text)
        for label in record["labels"]:
            scores.setdefault(f"recall {label}", Score()).add(label in families)
            scores["recall, all labels"].add(label in families)
        if not record["labels"]:
            scores["false alarms on clean"].add(bool(families))
            scores["clean blocked"].add(result.verdict is Verdict.BLOCK)
    return dict(sorted(scores.items())) | {"spans equal the text they name": spans}


def score_pii(samples: SampleSet, check: Callable[[CheckRequest], CheckResult], today: date) -> Scores:
    """Identifiers found (a finding covers at least half of the span), and alarms on texts that have none."""
    scores: Scores = {"found, all labels": Score(), "false alarms on look-alikes": _alarms()}
    for record in samples.records:
        request = parse_check({"id": record["id"], "draft": record["draft"]}, today=today)
        leaks = [
            (f.start, f.end)
            for f in check(request).findings
            if f.family is Family.PRIVACY_LEAK and f.severity is not Severity.INFO and f.start is not None and f.end
        ]
        if not record["spans"]:
            scores["false alarms on look-alikes"].add(bool(leaks))
        for span in record["spans"]:
            start, end = span["start"], span["end"]
            found = any(2 * (min(b, end) - max(a, start)) >= end - start for a, b in leaks)
            scores["found, all labels"].add(found)
            scores.setdefault(f"found {span['label']}", Score()).add(found)
    return dict(sorted(scores.items()))


TRACES = frozenset({"RD1101", "RD0290", "RD0291"})
"""The rules that trace figures: a figure without a source, a price that the sources or the reply's own numbers contradict."""


def score_grounding(samples: SampleSet, check: Callable[[CheckRequest], CheckResult], today: date) -> Scores:
    """Altered figures caught, by kind, and named; true replies in which a figure is flagged (`warn` or `block`)."""
    scores: Scores = {"altered caught": Score(), "altered named": Score(), "true replies flagged": _alarms()}
    for record in samples.records:
        asked = {key: record[key] for key in ("id", "customer", "history", "profile")}
        asked["evidence"] = {"passages": record["passages"], "events": []}

        def traced(draft: str, asked: dict[str, Any] = asked) -> list[Finding]:
            found = check(parse_check(asked | {"draft": draft}, today=today)).findings
            return [f for f in found if f.rule in TRACES and f.severity is not Severity.INFO]

        scores["true replies flagged"].add(bool(traced(record["good"])))
        figure, found = record["figure"], traced(record["altered"])
        kinds = [f"altered caught, {figure['kind']}", *(["altered caught, swapped"] if record["swap"] else [])]
        for name in ("altered caught", *kinds):
            scores.setdefault(name, Score()).add(bool(found))
        spans = [(f.start, f.end) for f in found if f.start is not None and f.end is not None]
        scores["altered named"].add(any(a < figure["end"] and figure["start"] < b for a, b in spans))
    return dict(sorted(scores.items()))


def score_draft(samples: SampleSet, draft: Callable[[Inquiry], Draft], today: date) -> Scores:
    """Triage, content and verdict of drafted replies."""
    names = ("intent", "tier", "urgent never routine", "must mention", "must not", "not blocked", "passes clean")
    scores: Scores = {name: Score() for name in names}
    replies: set[str] = set()
    for record in samples.records:
        made, expect = draft(parse_inquiry(record, today=today)), record["expect"]
        replies.add(made.reply)
        scores["intent"].add(bool(set(expect["intents"]) & {i.value for i in made.triage.intents[:2]}))
        scores["tier"].add(made.triage.tier.value == expect["tier"])
        if expect["tier"] == Tier.URGENT:
            scores["urgent never routine"].add(made.triage.tier is not Tier.ROUTINE)
        for pattern in expect.get("must_mention", []):
            scores["must mention"].add(bool(re.search(pattern, made.reply)))
        for pattern in expect.get("must_not", []):
            scores["must not"].add(not re.search(pattern, made.reply))
        scores["not blocked"].add(made.verdict is not Verdict.BLOCK)
        scores["passes clean"].add(made.verdict is Verdict.PASS)
    scores["distinct replies"] = Score(len(replies), len(samples.records))
    return scores


def score_triage(samples: SampleSet, triage: Callable[[Inquiry], Triage], today: date) -> Scores:
    """Intents, tier and escalation of messages; how many grave ones are left to an ordinary advisor, and how many ordinary ones are not."""
    higher = (
        "intent first",
        "intent",
        "tier",
        "urgent found",
        "urgent never routine",
        "senior found",
        "escalated rightly",
    )
    lower = ("routine raised", "routine called urgent", "senior called urgent")
    scores: Scores = {name: Score() for name in higher} | {name: _alarms() for name in lower}
    for record in samples.records:
        asked = {key: record[key] for key in ("id", "customer", "history", "profile") if key in record}
        made, tier = triage(parse_inquiry(asked, today=today)), record["tier"]
        scores["intent first"].add(made.intent.value in record["intents"])
        scores["intent"].add(bool(set(record["intents"]) & {i.value for i in made.intents[:2]}))
        scores["tier"].add(made.tier.value == tier)
        scores["escalated rightly"].add(made.escalate == record["escalate"])
        if tier == Tier.URGENT:
            scores["urgent found"].add(made.tier is Tier.URGENT)
            scores["urgent never routine"].add(made.tier is not Tier.ROUTINE)
        elif tier == Tier.SENIOR:
            scores["senior found"].add(made.tier is not Tier.ROUTINE)
            scores["senior called urgent"].add(made.tier is Tier.URGENT)
        else:
            scores["routine raised"].add(made.tier is not Tier.ROUTINE)
            scores["routine called urgent"].add(made.tier is Tier.URGENT)
    return scores


def score_search(samples: SampleSet, search: Callable[[str, date], SearchResult], today: date) -> Scores:
    """Whether the right document is first, among five, and whether "nothing good enough" is said where it is true."""
    scores: Scores = {name: Score() for name in ("right document first", "right document in five", "abstains rightly")}
    for record in samples.records:
        found = search(record["query"], today)
        docs: list[Any] = [hit.passage.doc_id for hit in found.hits]
        wanted = set(record["docs"])
        scores["abstains rightly"].add(found.nothing_good_enough is not bool(wanted))
        if wanted:
            scores["right document first"].add(bool(wanted & set(docs[:1])))
            scores["right document in five"].add(bool(wanted & set(docs[:5])))
    return scores
