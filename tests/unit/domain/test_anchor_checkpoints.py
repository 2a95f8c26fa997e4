"""The checkpoints themselves, the chain alone, and both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from anchor_samples import anchor, anchored, brief, chain, signed

from replydraft.domain.anchors import (
    Checkpoint,
    UnreadableCheckpoint,
    all_broken,
    checkpoint_line,
    compare,
    examine,
    read_checkpoints,
)
from replydraft.domain.audit import AuditEvent, first_broken, link


def test_checkpoints_are_held_against_each_other() -> None:
    written = chain(range(1, 13))
    one, two, three, four = anchored(written, [3, 6, 9, 12])

    def said(*checkpoints: Checkpoint) -> list[tuple[str, int]]:
        return brief(compare(written, checkpoints, signed=signed))

    assert said(one, two, three, four) == []
    assert said(one, two, three) == [], "a file cut off at its end cannot be told from an older one"
    assert said(one, two, two, three, four) == [("checkpoint", 4)]
    assert "twice" in compare(written, [one, two, two, three, four], signed=signed)[0].what
    assert said(one, three, four) == [("checkpoint", 4)]
    assert said(two, three, four) == [("checkpoint", 1)]
    assert said(one, three, two, four) == [("checkpoint", 4)]
    forged = replace(two, signature="0" * 128)
    assert said(one, forged, three, four) == [("checkpoint", 4)]
    assert said(forged) == [("checkpoint", 4)]
    other = anchor(written[3:6], one, at="2026-11-25T01:00:00.000000+00:00")
    assert said(one, other, three, four) == [("checkpoint", 7)]
    assert said(one, two, other, three, four) == [("checkpoint", 4)]


def test_records_without_a_checkpoint_of_their_own_do_not_hide_the_others() -> None:
    written = chain(range(1, 13))
    one, _, three = anchored(written, [3, 6, 12])
    gap = ("checkpoint", 4)
    anything = chain([1, 2, 3, "x", "y", "z", 7, 8, 9, 10, 11, 12])
    assert brief(compare(anything, [one, three], signed=signed)) == [gap]
    fewer = chain([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12])
    assert brief(compare(fewer, [one, three], signed=signed)) == [gap, ("missing", 4)]
    more = chain([1, 2, 3, 4, 5, 6, 6.5, 7, 8, "x", 10, 11, 12])
    assert brief(compare(more, [one, three], signed=signed)) == [gap, ("inserted", 7), ("altered", 9)]


def test_a_head_that_does_not_fit_is_seen_though_every_record_says_the_same() -> None:
    """As where somebody found other contents with the same short digest."""
    written = chain(range(1, 11))
    wrong = anchor(written[:5], head="f" * 64)
    assert brief(compare(written, [wrong, anchor(written[5:], wrong)], signed=signed)) == [("altered", 5)]


def test_a_checkpoint_comes_back_from_its_line() -> None:
    checkpoints = anchored(chain(range(1, 9)), [3, 8])
    lines = [checkpoint_line(c) for c in checkpoints]
    assert read_checkpoints(["", *lines, "\n"]) == checkpoints


@pytest.mark.parametrize(
    "change",
    [
        {"first": 0}, {"first": True}, {"last": 4}, {"digests": ["0"]}, {"digests": 5}, {"digests": [1, 2, 3]},
        {"head": "x" * 64}, {"head": "0" * 64 + "\n"}, {"previous": None}, {"at": "today"},
        {"at": "2026-11-24T00:00:00"}, {"at": "2026-11-24T00:00:00+08:00"}, {"key_id": ""}, {"signature": "0"},
        {"more": 1},
    ],
)  # fmt: skip
def test_a_line_that_is_no_checkpoint_is_named(change: dict[str, Any]) -> None:
    import json

    line = checkpoint_line(anchor(chain([1, 2, 3])))
    broken = json.dumps(json.loads(line) | change)
    for bad in (broken, line[:-1], "[]", "[" * 100_000):
        with pytest.raises(UnreadableCheckpoint, match="line 2 is not a checkpoint"):
            read_checkpoints([line, bad])


def test_every_break_of_the_chain_is_named() -> None:
    events = chain(range(1, 13))
    assert all_broken(events) == ()
    events[2] = replace(events[2], payload={"n": "x"})
    events[5] = link(6, events[5].at, "别人", "k", "s", {}, events[4].hash)
    del events[8]
    assert [(d.kind, d.sequence) for d in all_broken(events)] == [("altered", 3), ("altered", 6), ("missing", 9)]
    assert first_broken(events) == all_broken(events)[0].what


def test_of_a_record_that_hangs_in_the_air_only_that_one_is_named() -> None:
    events = chain(range(1, 6))
    for broken in (replace(events[2], hash="0" * 64), replace(events[2], previous="0" * 63 + "1")):
        assert brief(all_broken([*events[:2], broken, *events[3:]])) == [("altered", 3)]


def test_records_out_of_order_or_there_twice_are_told_from_missing_ones() -> None:
    one, two, three, four = chain(range(1, 5))
    assert brief(all_broken([one, three, two, four]))[0] == ("reordered", 2)
    assert ("inserted", 2) in brief(all_broken([one, two, two, three, four]))


@pytest.mark.parametrize("size", [50, 1000])
def test_the_list_of_breaks_is_bounded(size: int) -> None:
    events = [replace(e, actor="x") for e in chain(range(size))]
    assert len(all_broken(events, limit=100)) == min(size, 100)
    assert len(all_broken([events[0], replace(events[1], sequence=10**15)], limit=100)) == 100


def test_both_together_name_a_record_once() -> None:
    written = chain(range(1, 13))
    checkpoints = anchored(written, [5, 10])

    def said(events: Sequence[AuditEvent]) -> list[tuple[str, int]]:
        return brief(examine(events, checkpoints, signed=signed).damage)

    edited = [*written[:3], replace(written[3], payload={}), *written[4:]]
    assert said(edited) == [("altered", 4)]
    assert said([*written[:3], *written[4:]]) == [("missing", 4)]
    assert said([*written[:9], replace(written[9], hash="0" * 64), *written[10:]]) == [("altered", 10)]
    assert said([*written[:2], replace(written[2], hash="0" * 64), *written[3:]]) == [("altered", 3)]
    unanchored = [*written[:3], replace(written[3], payload={}), *written[4:11], replace(written[11], payload={})]
    assert said(unanchored) == [("altered", 4), ("altered", 12)]
