"""Patterns: folding, vocabulary, look-behinds, and a sieve that never loses a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.compliance.factors import Need, factors_of, holds
from replydraft.compliance.patterns import Vocabulary, folded_pattern
from replydraft.compliance.sieve import Sieve

WORDS = Vocabulary({"sure": "保证|肯定|一定能?", "pass": "批|过(?!程)|{{sure}}下款", "any4": ".{0,4}"})
PATTERNS = [
    WORDS.pattern(p, "test")
    for p in (
        "{{sure}}{{any4}}{{pass}}", "包(?:过|批)", "(?<!不|没有)包过", "[^保]过|批", "\\d+厘", "(?:黑户|白户).{0,3}{{pass}}?", "^对[，,]", "A?PP里",
        "(?=包)包.|过$", "没.*?[批过]不了", "(?:过){2,}", "[一-龥]厘",
    )
]  # fmt: skip

SIEVE = Sieve.of([p.need for p in PATTERNS])


def kept(text: str) -> set[int]:
    """What the sieve lets through."""
    _, mask = SIEVE.masks(text, [(0, len(text))])
    return set(SIEVE.patterns(SIEVE.may_match(mask)))


@pytest.mark.parametrize(
    ("source", "text", "hit"),
    [
        ("利率，最低？", "利率,最低?", True), ("APP", "app", True), (r"\D批\S", "能批的", True), ("（含）", "(含)", True), ("［甲］", "[甲]", True),
        ("(?<!不|没有)包过", "我包过", True), ("(?<!不|没有)包过", "没有包过", False), ("(?<=肯定|必)过", "肯定过", True), ("(?<=肯定|必)过", "不过", False),
    ],
)  # fmt: skip
def test_a_pattern_is_folded_like_the_text(source: str, text: str, hit: bool) -> None:
    assert bool(WORDS.pattern(source, "t").search(text)) is hit


def test_classes_and_escapes_keep_their_case() -> None:
    assert folded_pattern(r"\DABC\S(?P<x>Y)") == r"\Dabc\S(?P<x>y)"


def test_a_need_is_what_a_match_has() -> None:
    def needs(source: str) -> str:
        return shown(WORDS.pattern(source, "t").need)

    def shown(need: Need) -> str:
        return " ".join(
            "/".join(sorted(node, key=lambda f: (len(f), f)))
            if isinstance(node, frozenset)
            else f"({' | '.join(map(shown, node))})"
            for node in need
        )

    assert needs("包过") == "包过"
    assert needs("包过|必批") == "包过/必批"
    assert needs("保证金必退") == "保证金 证金必 金必退"
    assert needs("[甲乙].{0,3}丙") == "乙/甲 丙"
    assert needs("[甲乙]丙?丁") == "乙丁/甲丁/乙丙丁/甲丙丁"
    assert needs("甲{2,3}乙") == "甲甲乙/甲甲甲 甲甲乙"
    assert needs("(?:包过)+丙?") == "包过"
    assert needs("甲.乙|丙.丁") == "丙/甲 (甲 乙 | 丙 丁)"
    assert needs("甲.乙|丙丁") == "甲/丙丁 (甲 乙 | 丙丁)"
    assert needs("{{sure}}了") == "一定了/一定能/保证了/肯定了 一定了/保证了/定能了/肯定了"
    assert needs("甲(?=.*乙)") == "甲 乙"
    assert needs(".{0,3}") == needs("甲|乙?") == ""


@settings(max_examples=400)
@given(st.text(alphabet="保证肯定一能批过程下款包不没有对,黑户白1厘app里了", max_size=24))
def test_the_sieve_never_loses_a_match(text: str) -> None:
    found = {n for n, p in enumerate(PATTERNS) if p.search(text)}
    assert found <= kept(text)
    assert found <= {n for n, p in enumerate(PATTERNS) if holds(p.need, factors_of(text))}


@settings(max_examples=400)
@given(st.text(alphabet="保证肯一能批过下款不没,黑户1厘", max_size=24))
def test_a_look_ahead_changes_no_match(text: str) -> None:
    for pattern in PATTERNS:
        plain = re.compile(pattern.full)
        assert [m.span() for m in pattern.regex.finditer(text)] == [m.span() for m in plain.finditer(text)]


def test_the_sieve_does_sieve() -> None:
    assert len(kept("您好")) <= 3
