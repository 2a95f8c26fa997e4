"""The sorter: what it works out, that the talk counts, that no long text stops it, and that a damaged file is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from replydraft.domain.draft import Intent, Tier
from replydraft.domain.inquiry import Turn
from replydraft.drafting.sorter import MESSAGE, NONE, TABLE, TALK, Sorter, pieces_of, shipped
from replydraft.drafting.triage import RISKS
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

Held = dict[str, Any]


def held() -> Held:
    with np.load(TABLE, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def made_of(parts: Held) -> Sorter:
    raw = io.BytesIO()
    np.savez(raw, **parts)
    return Sorter(HeldFile(Path("sorter.npz"), "", raw.getvalue()))


def test_it_says_shares_of_every_intent_tier_and_risk() -> None:
    said = shipped().of("我这单到哪一步了")
    assert set(said.intents) == set(Intent)
    assert set(said.tiers) == set(Tier)
    assert set(said.risks) == {NONE, *(r.name for r in RISKS)}
    assert sum(said.tiers.values()) == pytest.approx(1, abs=1e-5)
    assert sum(said.risks.values()) == pytest.approx(1, abs=1e-5)
    assert all(0 <= share <= 1 for share in (*said.intents.values(), *said.tiers.values()))
    assert said.grave == pytest.approx(said.tiers[Tier.SENIOR] + said.tiers[Tier.URGENT], abs=1e-5)


def test_what_was_said_before_counts_and_nothing_is_remembered() -> None:
    talk = [Turn("advisor", "对方有没有让您先转钱？")]
    alone, after = shipped().of("转了"), shipped().of("转了", talk)
    assert alone != after
    assert shipped().of("转了") == alone


def test_parts_tell_who_said_what() -> None:
    one = [Turn("customer", "好"), Turn("advisor", "行")]
    pieces, parts = pieces_of(lambda text: [7] * len(text), "可以吗", one)
    assert len(pieces) == len(parts) == 1 + 2 + 1 + 3 + 1
    assert parts == [0, 2, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("text", ["", " ", "？", "钱" * 4_000, "🙂" * 300, "\x00\u200b"])
def test_no_text_stops_it(text: str) -> None:
    said = shipped().of(text, [Turn("customer", text)] * 9)
    assert sum(said.tiers.values()) == pytest.approx(1, abs=1e-5)


def test_of_a_long_message_both_ends_are_read() -> None:
    pieces, parts = pieces_of(
        lambda text: [ord(c) for c in text], "甲" * 900 + "乙" * 900, [Turn("advisor", "丙" * 99)] * 9
    )
    assert len(pieces) <= TALK + MESSAGE + 3
    assert {ord("甲"), ord("乙"), ord("丙")} <= set(pieces)
    assert len(pieces) == len(parts)


def _without(name: str) -> Callable[[Held], None]:
    return lambda parts: parts.__delitem__(name)


def _other_words(old: bytes, new: bytes) -> Callable[[Held], None]:
    def change(parts: Held) -> None:
        told = bytes(parts["about"])
        assert old in told
        parts["about"] = np.frombuffer(told.replace(old, new), np.uint8)

    return change


def _not_a_number(parts: Held) -> None:
    parts["first"] = parts["first"] * np.nan


def _another_width(parts: Held) -> None:
    parts["last"] = parts["last"][:, 1:]


@pytest.mark.parametrize(
    "damage",
    [
        _without("0 out"),
        _without("last bias"),
        _other_words(b'"overdue"', b'"overdone"'),
        _other_words(b'"risks": [""', b'"risks": ["self_harm"'),
        _other_words(b'"heads"', b'"hands"'),
        _not_a_number,
        _another_width,
    ],
)
def test_a_damaged_file_is_refused(damage: Callable[[Held], None]) -> None:
    parts = held()
    damage(parts)
    with pytest.raises(ContentError, match="holds no sorter"):
        made_of(parts)


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(ContentError, match="holds no sorter"):
        Sorter(HeldFile(TABLE, "", TABLE.read_bytes()[:-1000]))
