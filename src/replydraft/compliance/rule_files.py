"""One rule file as data: what each key means stands at `Rule`, `Entry` and `DisclosureSet`; what is incomplete is refused with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from replydraft.compliance.agreeing import KINDS, ConsentNeed, Whom, read_need
from replydraft.compliance.patterns import Pattern, Vocabulary
from replydraft.compliance.rules import (
    FAMILY_NUMBERS,
    STANCES,
    DisclosureSet,
    Entry,
    Example,
    Law,
    Requirement,
    Rewriting,
    Rule,
    Scope,
    Status,
)
from replydraft.compliance.yaml_reader import Reading
from replydraft.domain.finding import Disclosure, Family, Severity
from replydraft.domain.inquiry import Channel
from replydraft.errors import ContentError

_ID = re.compile(r"R[DX](\d{2})\d{2}")
"""RD: of the base. RX: of an overlay."""
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_ENTRY = (
    *(
        "any",
        "with",
        "without",
        "scope",
        "without_scope",
        "customer",
        "history",
        "without_history",
        "stance",
        "channel",
        "sender",
    ),
    *("send_hours", "note", "ledger", "needs_consent"),
)
_RULE = (
    *(
        "id",
        "name",
        "family",
        "severity",
        "status",
        "effective",
        "message",
        "suggestion",
        "citations",
        "match",
        "unless",
    ),
    *("must_flag", "must_pass", "owner", "version", "rewrite", "false_positives", "note"),
)
_SET = (
    *("id", "name", "topic", "message", "status", "effective", "citations", "trigger", "requires", "unless"),
    *("must_flag", "must_pass", "owner", "version", "anew", "note"),
)
_CONTEXT = ("customer", "history", "profile", "send_at", "channel", "sender", "as_of", "evidence", "consents")
LEAST_EXAMPLES = 5


def read_rule(r: Reading, path: Path, words: Vocabulary, laws: Mapping[str, Law]) -> Rule:
    """A rule from the mapping of its file. Raises ContentError."""
    r.only(_RULE)
    family = Family(r.choice("family", tuple(Family)))
    rule_id, name = _identity(r)
    if FAMILY_NUMBERS.get(rule_id[2:4]) is not family:
        raise r.fail(f"the number of {family} is another", "id")
    if path.stem != f"{rule_id}-{name}":
        raise r.fail(f"the file must be named {rule_id}-{name}.yaml", "id")
    start, end = _effective(r)
    return Rule(
        id=rule_id,
        name=name,
        family=family,
        severity=Severity(r.choice("severity", tuple(Severity))),
        status=cast(Status, r.choice("status", ("draft", "stable", "retired"))),
        effective_from=start,
        effective_to=end,
        message=r.text("message"),
        suggestion=r.text("suggestion"),
        citations=_citations(r, laws),
        match=tuple(read_entry(r.inner(e, "match"), words, "sentence") for e in r.items("match", required=True)),
        unless=tuple(read_entry(r.inner(e, "unless"), words, "sentence") for e in r.items("unless")),
        must_flag=read_examples(r, "must_flag"),
        must_pass=read_examples(r, "must_pass"),
        owner=r.text("owner"),
        version=read_version(r),
        rewrite=cast(Rewriting, r.choice("rewrite", ("replace", "append", "drop"), default="replace")),
        where=r.where("id"),
    )


def read_disclosures(content: Any, shown: str, words: Vocabulary, laws: Mapping[str, Law]) -> list[DisclosureSet]:
    """The disclosure sets of one file: a mapping, or a list of them. Raises ContentError."""
    values = content if isinstance(content, list) else [content]
    return [_disclosure_set(Reading(v, shown), words, laws) for v in values]


def _disclosure_set(r: Reading, words: Vocabulary, laws: Mapping[str, Law]) -> DisclosureSet:
    r.only(_SET)
    set_id, name = _identity(r)
    if FAMILY_NUMBERS.get(set_id[2:4]) is not Family.MISSING_DISCLOSURE:
        raise r.fail("a disclosure set is numbered RD03nn", "id")
    if "trigger" not in r.value:
        raise r.fail("is missing", "trigger")
    trigger = r.inner(r.value["trigger"], "trigger")
    trigger.only(("draft", "customer"))
    if not trigger.value:
        raise r.fail("names neither draft nor customer", "trigger")
    start, end = _effective(r)
    return DisclosureSet(
        id=set_id,
        name=name,
        topic=r.text("topic"),
        message=r.text("message"),
        status=cast(Status, r.choice("status", ("draft", "stable", "retired"), default="stable")),
        effective_from=start,
        effective_to=end,
        citations=_citations(r, laws),
        trigger_draft=tuple(read_entry(trigger.inner(e, "draft"), words, "sentence") for e in trigger.items("draft")),
        trigger_customer=_patterns(trigger, "customer", words),
        requires=tuple(read_requirement(r.inner(q, "requires"), words) for q in r.items("requires", required=True)),
        unless=tuple(read_entry(r.inner(e, "unless"), words, "text") for e in r.items("unless")),
        must_flag=read_examples(r, "must_flag"),
        must_pass=read_examples(r, "must_pass"),
        owner=r.text("owner", default="合规组"),
        version=read_version(r) if "version" in r.value else "1.0.0",
        where=r.where("id"),
        anew=_patterns(r, "anew", words),
    )


def read_requirement(r: Reading, words: Vocabulary) -> Requirement:
    r.only(("element", "severity", "satisfied_by", "undone_by", "softened_by", "suggestion", "note", "needs_consent"))
    satisfied = _patterns(r, "satisfied_by", words)
    if not satisfied:
        raise r.fail("is missing", "satisfied_by")
    return Requirement(
        element=Disclosure(r.choice("element", tuple(Disclosure))),
        severity=Severity(r.choice("severity", tuple(Severity))),
        satisfied_by=satisfied,
        softened_by=_patterns(r, "softened_by", words),
        suggestion=r.text("suggestion"),
        where=r.where("element"),
        needs_consent=_need(r, words),
        undone_by=_patterns(r, "undone_by", words),
    )


def _identity(r: Reading) -> tuple[str, str]:
    rule_id, name = r.text("id"), r.text("name")
    if not _ID.fullmatch(rule_id):
        raise r.fail("must look like RD0101", "id")
    if not _NAME.fullmatch(name):
        raise r.fail("must be lower-case words joined by hyphens", "name")
    return rule_id, name


def read_version(r: Reading) -> str:
    version = r.text("version")
    if not _VERSION.fullmatch(version):
        raise r.fail("must look like 1.0.0", "version")
    return version


def _effective(r: Reading) -> tuple[date | None, date | None]:
    if "effective" not in r.value:
        return None, None
    period = r.inner(r.value["effective"], "effective")
    period.only(("from", "to"))
    return period.day("from"), period.day("to")


def _citations(r: Reading, laws: Mapping[str, Law]) -> tuple[str, ...]:
    keys = []
    for item in r.items("citations", required=True):
        c = r.inner(item, "citations")
        c.only(("key",))
        key = c.text("key")
        if key not in laws:
            raise c.fail(f"citations.yaml has no {key!r}", "key")
        keys.append(key)
    return tuple(keys)


def _patterns(r: Reading, key: str, words: Vocabulary) -> tuple[Pattern, ...]:
    return tuple(words.pattern(p, f"{r.where(key)} ({key} {n})") for n, p in enumerate(r.texts(key), 1))


def read_entry(r: Reading, words: Vocabulary, scope: str) -> Entry:
    r.only(_ENTRY)
    any_of = _patterns(r, "any", words)
    if not any_of:
        raise r.fail("is missing", "any")
    for pattern in any_of:
        if not pattern.need and pattern.search(""):
            raise r.fail("matches an empty text", "any")
    stance = frozenset(r.texts("stance") or ("asserted",))
    if "any" in stance:
        stance = frozenset(STANCES)
    if not stance <= set(STANCES):
        raise r.fail(f"must be `any` or some of {', '.join(STANCES)}", "stance")
    channel = frozenset(r.texts("channel"))
    if not channel <= set(Channel):
        raise r.fail(f"must be some of {', '.join(Channel)}", "channel")
    return Entry(
        any_of=any_of,
        with_all=_patterns(r, "with", words),
        without=_patterns(r, "without", words),
        scope=cast(Scope, r.choice("scope", ("clause", "sentence", "text"), default=scope)),
        customer=_patterns(r, "customer", words),
        history=_patterns(r, "history", words),
        stance=stance,
        channel=channel,
        sender=cast(Literal["human", "auto"], r.choice("sender", ("human", "auto"))) if "sender" in r.value else None,
        send_hours=_hours(r),
        where=r.where("any"),
        without_scope=(
            cast(Scope, r.choice("without_scope", ("clause", "sentence", "text")))
            if "without_scope" in r.value
            else None
        ),
        ledger=_ledger(r),
        needs_consent=_need(r, words),
        without_history=_patterns(r, "without_history", words),
    )


def _ledger(r: Reading) -> Literal["known", "unknown"] | None:
    if "needs_consent" in r.value:
        return "known"
    return cast(Literal["known", "unknown"], r.choice("ledger", ("known", "unknown"))) if "ledger" in r.value else None


def _need(r: Reading, words: Vocabulary) -> ConsentNeed | None:
    """`needs_consent`: which data (some of `agreeing.KINDS`, or `text`: as the text says), for whom."""
    if "needs_consent" not in r.value:
        return None
    n = r.inner(r.value["needs_consent"], "needs_consent")
    n.only(("data", "recipient"))
    data, whom = n.texts("data"), n.choice("recipient", ("text", "us", "any"), default="text")
    if not data or (data != ("text",) and not set(data) <= set(KINDS)):
        raise n.fail(f"must be `text` or some of {', '.join(KINDS)}", "data")
    return read_need(() if data == ("text",) else data, cast(Whom, whom), words, r.where("needs_consent"))


def _hours(r: Reading) -> tuple[int, int] | None:
    if "send_hours" not in r.value:
        return None
    hours = r.inner(r.value["send_hours"], "send_hours")
    hours.only(("from", "to"))
    found = (hours.value.get("from"), hours.value.get("to"))
    if not all(isinstance(h, int) and not isinstance(h, bool) and 0 <= h <= 24 for h in found):
        raise r.fail("needs whole hours `from` and `to`, 0 to 24", "send_hours")
    return cast(tuple[int, int], found)


def read_examples(r: Reading, key: str, *, least: int = LEAST_EXAMPLES) -> tuple[Example, ...]:
    found = []
    for item in r.items(key, required=True):
        if isinstance(item, str):
            found.append(Example(item, (), (), r.where(key)))
            continue
        e = r.inner(item, key)
        e.only(("draft", "missing", *_CONTEXT))
        missing = e.texts("missing")
        if not set(missing) <= set(Disclosure):
            raise e.fail("names an unknown element", "missing")
        context = tuple((k, v) for k, v in e.value.items() if k in _CONTEXT)
        found.append(Example(e.text("draft"), context, tuple(map(Disclosure, missing)), e.where("draft")))
    if len(found) < least and r.choice("status", ("draft", "stable", "retired"), default="stable") != "draft":
        raise r.fail(f"has {len(found)} examples; at least {least} are needed", key)
    if len({(e.draft, repr(e.context)) for e in found}) != len(found):
        raise ContentError(f"{key}: an example stands twice", where=r.where(key))
    return tuple(found)
