"""A trail changed behind the program's back, made whole again, and held against what its checkpoints remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.domain.anchors import (
    Checkpoint,
    Damage,
    UnreadableCheckpoint,
    all_broken,
    checkpoint_line,
    compare,
    content_digest,
    examine,
    read_checkpoints,
)
from replydraft.domain.audit import GENESIS, AuditEvent, first_broken, link
from replydraft.domain.checkpoint import body_of, body_sha256, signed_body
from replydraft.domain.finding import sha256_text

KEY = "0123456789abcdef"
WINDOWS = st.sampled_from([1, 2, 5, 9, 16, 4096])


def chain(contents: Sequence[Any]) -> list[AuditEvent]:
    """A whole chain over these contents, numbered from 1: also what somebody makes who hashes everything again."""
    events: list[AuditEvent] = []
    for n, content in enumerate(contents, 1):
        previous = events[-1].hash if events else GENESIS
        at = "2026-11-24T00:00:00.000000+00:00"
        events.append(link(n, at, "周可", "review.approved", "r1", {"n": content}, previous))
    return events


def signature(body: str) -> str:
    return sha256_text("key" + body) * 2


def signed(checkpoint: Checkpoint) -> bool:
    return checkpoint.signature == signature(body_of(checkpoint))


def anchor(events: Sequence[AuditEvent], before: Checkpoint | None = None, **changes: Any) -> Checkpoint:
    fields: dict[str, Any] = {
        "first": events[0].sequence,
        "last": events[-1].sequence,
        "digests": tuple(content_digest(e) for e in events),
        "head": events[-1].hash,
        "at": "2026-11-24T01:00:00.000000+00:00",
        "previous": body_sha256(before),
        "key_id": KEY,
    } | changes
    return Checkpoint(**fields, signature=signature(signed_body(**fields)))


def anchored(events: Sequence[AuditEvent], ends: Sequence[int]) -> list[Checkpoint]:
    """Checkpoints that end at these records."""
    made: list[Checkpoint] = []
    for start, end in zip([0, *ends], ends, strict=False):
        made.append(anchor(events[start:end], made[-1] if made else None))
    return made


def named(damage: Sequence[Damage]) -> set[int]:
    """The original records that are said to be changed, gone or moved."""
    return {d.sequence for d in damage if d.kind in ("altered", "missing", "reordered")}


def brief(damage: Sequence[Damage]) -> list[tuple[str, int]]:
    return [(d.kind, d.sequence) for d in damage]


@dataclass
class Tampered:
    """`size` records were written, the first `ends[-1]` anchored; `contents` is what stands there after `touched`."""

    size: int
    ends: list[int]
    contents: list[str]
    touched: set[int]
    inserted: int
    replaced: int


@st.composite
def tampered(draw: st.DrawFn) -> Tampered:
    """Up to five records edited, deleted, swapped or put in, the end cut off: each original record touched once."""
    size = draw(st.one_of(st.integers(1, 20), st.integers(40, 80)))
    ends = sorted(draw(st.sets(st.integers(1, size), min_size=1, max_size=5)))
    last = ends[-1]
    kept = draw(st.one_of(st.just(size), st.integers(max(0, size - 20), size)))
    touched = set(range(kept + 1, last + 1))
    standing = list(range(1, min(kept, last) + 1))
    victims = draw(st.lists(st.sampled_from(standing), unique=True, max_size=5)) if standing else []
    places: list[list[str]] = [[], *([str(n)] for n in range(1, kept + 1))]
    replaced = 0
    while victims:
        victim = victims.pop()
        touched.add(victim)
        deed = draw(st.sampled_from(["edit", "delete", "swap"]))
        if deed == "swap" and victims:
            other = victims.pop()
            touched.add(other)
            places[victim], places[other] = places[other], places[victim]
        elif deed == "delete":
            places[victim] = []
        else:
            replaced += 1
            places[victim] = [f"edited {victim}"]
    inserted = 0
    if last <= kept and last not in touched:  # before a record that still stands, or it is only a new one
        for _ in range(draw(st.integers(0, 3))):
            inserted += 1
            places[draw(st.integers(0, last - 1))].append(f"new {inserted}")
    contents = [content for place in places for content in place]
    return Tampered(size, ends, contents, touched, inserted, replaced)


@settings(max_examples=400, deadline=None)
@given(tampered(), WINDOWS)
def test_exactly_the_records_that_were_touched_are_named(t: Tampered, window: int) -> None:
    """An original record is named where it was edited, deleted, swapped or cut off; no other one ever is.

    A record put in where another was deleted is what an altered one looks like: the sum of both is what counts.
    """
    written = chain([str(n) for n in range(1, t.size + 1)])
    checkpoints = anchored(written, t.ends)
    trail = chain(t.contents)
    assert first_broken(trail) is None, "the tampering was made whole"
    damage = compare(trail, checkpoints, signed=signed, window=window)
    assert named(damage) == t.touched
    kinds = [d.kind for d in damage]
    assert kinds.count("altered") >= t.replaced - (t.ends[-1] in t.touched)
    assert kinds.count("inserted") <= t.inserted
    if not t.touched:
        assert kinds.count("inserted") == t.inserted
    assert [d.sequence for d in damage] == sorted(d.sequence for d in damage)
    assert examine(trail, checkpoints, signed=signed, window=window).damage == damage


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 60), st.sets(st.integers(1, 60), max_size=6), WINDOWS)
def test_an_untouched_trail_has_no_damage(size: int, ends: set[int], window: int) -> None:
    written = chain([str(n) for n in range(1, size + 1)])
    checkpoints = anchored(written, sorted(end for end in ends if end <= size))
    assert compare(written, checkpoints, signed=signed, window=window) == ()
    seen = examine(written, checkpoints, signed=signed)
    assert (seen.events, seen.damage) == (size, ())
    assert seen.head == (written[-1].hash if written else GENESIS)
    assert seen.anchored == (checkpoints[-1].last if checkpoints else 0)


ONE_DEED: list[tuple[list[Any], list[tuple[str, int]]]] = [
    ([1, 2, 3, 4, "x", 6, 7, 8, 9, 10], [("altered", 5)]),
    ([1, 2, 3, 4, 6, 7, 8, 9, 10], [("missing", 5)]),
    ([1, 2, 3, 4, "x", 5, 6, 7, 8, 9, 10], [("inserted", 5)]),
    (["x", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [("inserted", 1)]),
    ([1, 2, 3, 5, 4, 6, 7, 8, 9, 10], [("reordered", 4), ("reordered", 5)]),
    ([8, 2, 3, 4, 5, 6, 7, 1, 9, 10], [("reordered", 1), ("reordered", 8)]),
    ([2, 3, 4, 5, 6, 7, 8, 1, 9, 10], [("reordered", 1)]),
    ([1, 2, 3, 4, 5, 6], [("checkpoint", 7), ("missing", 7), ("missing", 8)]),
    ([], [("checkpoint", 1), *(("missing", n) for n in range(1, 9))]),
    ([1, 2, 3, 4, 5, 6, 9, 10, 7, 8], [("inserted", 7), ("inserted", 7)]),
    ([10, 2, 3, 4, 5, 6, 7, 8, 9, 1], [("inserted", 1), ("reordered", 1)]),
    ([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [("inserted", 2)]),
    (["a", "b", "c", "d", "e", "f", "g", "h"], [("altered", n) for n in range(1, 9)]),
]  # fmt: skip


@pytest.mark.parametrize("window", [1, 3, 4096])
@pytest.mark.parametrize(("contents", "expected"), ONE_DEED)
def test_each_deed_has_its_name(contents: list[Any], expected: list[tuple[str, int]], window: int) -> None:
    """Ten records written, eight anchored by two checkpoints."""
    checkpoints = anchored(chain(range(1, 11)), [5, 8])
    assert brief(compare(chain(contents), checkpoints, signed=signed, window=window)) == expected


def test_the_sentences_name_the_record_and_where_it_is_now() -> None:
    checkpoints = anchored(chain(range(1, 41)), [40])
    contents = [*range(1, 5), "x", *range(6, 20), *range(21, 30), 31, 30, *range(32, 41)]
    assert [d.what for d in compare(chain(contents), checkpoints, signed=signed)] == [
        "record 5 (review.approved) was altered or replaced",
        "record 20 is missing",
        "record 30 was moved: it now stands at place 30",
        "record 31 was moved: it now stands at place 29",
    ]


def test_a_row_of_records_moved_far_is_named_and_not_what_lies_between() -> None:
    checkpoints = anchored(chain(range(1, 201)), [100, 200])
    contents = [*range(1, 11), *range(31, 151), *range(11, 31), *range(151, 201)]
    for window in (8, 64, 4096):
        assert named(compare(chain(contents), checkpoints, signed=signed, window=window)) == set(range(11, 31))


def test_damage_in_every_second_record_is_named() -> None:
    checkpoints = anchored(chain(range(1, 301)), [100, 200, 300])
    contents = [f"x{n}" if n % 2 else n for n in range(1, 301)]
    assert named(compare(chain(contents), checkpoints, signed=signed, window=16)) == set(range(1, 301, 2))


def test_records_that_say_the_same_are_counted() -> None:
    written = chain(["same"] * 10)
    checkpoints = anchored(written, [10])
    assert compare(written, checkpoints, signed=signed) == ()
    assert [d.kind for d in compare(chain(["same"] * 9), checkpoints, signed=signed)] == ["checkpoint", "missing"]


# --- the checkpoints themselves


def test_checkpoints_are_held_against_each_other() -> None:
    written = chain(range(1, 13))
    one, two, three, four = anchored(written, [3, 6, 9, 12])

    def said(*checkpoints: Checkpoint) -> list[tuple[str, int]]:
        return brief(compare(written, checkpoints, signed=signed))

    assert said(one, two, three, four) == []
    assert said(one, two, three) == [], "a file cut off at its end cannot be told from an older one"
    assert said(one, two, two, three, four) == [("checkpoint", 4)]
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


# --- the chain alone, and both together


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
