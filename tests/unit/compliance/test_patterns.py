"""Patterns: folding, vocabulary, look-behinds, and a sieve that never loses a match."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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

SIEVE = Sieve([p.ways for p in PATTERNS])


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


def test_ways_are_what_a_match_has() -> None:
    def sets(source: str) -> list[list[str]]:
        return [["".join(sorted(factors)) for factors in way] for way in WORDS.pattern(source, "t").ways]

    assert sets("包过") == [["包过", "包", "过"]]
    assert sets("包过|必批") == [["包过", "包", "过"], ["必批", "必", "批"]]
    assert sets("[甲乙].{0,3}丙") == [["丙", "乙甲"]]
    assert sets("[甲乙]丙?丁") == [["丙丁乙丁甲丁", "丁", "乙甲"]]
    assert sets("(?:包过)+丙?") == [["包过", "包", "过"]]
    assert sets("{{sure}}了")[0] == ["保证", "定了能了证了", "了", "保"]
    assert () in WORDS.pattern(".{0,3}", "t").ways
    assert () in WORDS.pattern("甲|乙?", "t").ways


@settings(max_examples=400)
@given(st.text(alphabet="保证肯定一能批过程下款包不没有对,黑户白1厘app里了", max_size=24))
def test_the_sieve_never_loses_a_match(text: str) -> None:
    kept = set(SIEVE.may_match(text))
    assert {n for n, p in enumerate(PATTERNS) if p.search(text)} <= kept


def test_the_sieve_does_sieve() -> None:
    assert len(set(SIEVE.may_match("您好"))) <= 3
