"""Pieces: of all ways to cut a text, the likeliest."""

from __future__ import annotations

import random
from functools import cache

import pytest

from replydraft.text.pieces import SPACE, Pieces

KNOWN = ["<begin>", "<unknown>", SPACE, "贷", "款", "贷款", "包", "过", "包过", f"{SPACE}包", "年化率"]
ODDS = [0.0, 0.0, -3.0, -6.0, -6.5, -7.0, -5.0, -5.5, -11.0, -7.5, -9.0]


@pytest.fixture
def pieces() -> Pieces:
    return Pieces(KNOWN, ODDS, marks=2, unknown=1)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("贷款", [SPACE, "贷款"]),
        ("包过", [f"{SPACE}包", "过"]),
        ("过包过", [SPACE, "过", "包", "过"]),
        ("贷 款", [SPACE, "贷", SPACE, "款"]),
        ("年化", [SPACE, "<unknown>", "<unknown>"]),
        ("年化率", [SPACE, "年化率"]),
        ("", [SPACE]),
        ("<begin>", [SPACE, *["<unknown>"] * 7]),
    ],
)
def test_the_likeliest_cut(pieces: Pieces, text: str, cut: list[str]) -> None:
    assert [KNOWN[n] for n in pieces.of(text)] == cut


def test_as_by_trying_every_cut(pieces: Pieces) -> None:
    chance = random.Random(5)

    @cache
    def best(text: str) -> float:
        if not text:
            return 0.0
        ways = [min(ODDS) - 10 + best(text[1:])]
        ways += [odds + best(text[len(p) :]) for p, odds in zip(KNOWN[2:], ODDS[2:], strict=True) if text.startswith(p)]
        return max(ways)

    for _ in range(300):
        text = "".join(chance.choices("贷款包过年化率 x", k=chance.randint(1, 9)))
        value = sum(ODDS[n] if n > 1 else min(ODDS) - 10 for n in pieces.of(text))
        assert value == pytest.approx(best(SPACE + text.replace(" ", SPACE)))


def test_a_hostile_text_is_cut_in_time_proportional_to_its_length(pieces: Pieces) -> None:
    assert len(pieces.of("贷" * 100_000)) == 100_001
