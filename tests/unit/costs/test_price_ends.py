"""Where a price ends: digits behind so many points, and what it is paid for."""

from __future__ import annotations

import pytest

from replydraft.costs.phrases import phrase_json, read_phrase


def values(phrase: str) -> list[float]:
    return [round(r["value"], 7) for r in phrase_json(read_phrase(phrase))["readings"]]


POINTS = [
    ("年化三个点二五", 0.0325),
    ("年化3个点25", 0.0325),
    ("年化四个点零五", 0.0405),
    ("年化三个点八", 0.038),
    ("年化三个点24期", 0.03),
    ("年化两个点一共多少", 0.02),
]


@pytest.mark.parametrize(("phrase", "value"), POINTS)
def test_digits_behind_so_many_points(phrase: str, value: float) -> None:
    assert values(phrase) == [value]


@pytest.mark.parametrize(
    ("phrase", "yuan"),
    [
        ("公证费五百五一件", 550),
        ("评估费八百块一件", 800),
        ("手续费二十块一次", 20),
        ("公证费八百块五", 800.5),
        ("公证费五百五", 550),
    ],
)
def test_what_a_price_is_for_is_no_part_of_it(phrase: str, yuan: float) -> None:
    assert values(phrase) == [yuan]
