"""Patterns: folding, vocabulary, look-behinds, and a sieve that never loses a match."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.compliance.factors import Need, factors_of
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

SIEVE = Sieve([p.need for p in PATTERNS])


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
            "".join(sorted(node, key=lambda f: (len(f), f)))
            if isinstance(node, frozenset)
            else f"({' | '.join(map(shown, node))})"
            for node in need
        )

    assert needs("包过") == "包过"
    assert needs("包过|必批") == "包过必批"
    assert needs("[甲乙].{0,3}丙") == "乙甲 丙"
    assert needs("[甲乙]丙?丁") == "乙甲 丙丁乙丁甲丁"
    assert needs("(?:包过)+丙?") == "包过"
    assert needs("甲.乙|丙.丁") == "丙甲 (甲 乙 | 丙 丁)"
    assert needs("{{sure}}了") == "一定保证肯定 定了能了证了"
    assert needs(".{0,3}") == needs("甲|乙?") == ""


@settings(max_examples=400)
@given(st.text(alphabet="保证肯定一能批过程下款包不没有对,黑户白1厘app里了", max_size=24))
def test_the_sieve_never_loses_a_match(text: str) -> None:
    kept = set(SIEVE.may_match(factors_of(text)))
    assert {n for n, p in enumerate(PATTERNS) if p.search(text)} <= kept


def test_the_sieve_does_sieve() -> None:
    assert len(set(SIEVE.may_match(factors_of("您好")))) <= 3
