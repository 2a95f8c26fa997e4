"""A trail changed behind the program's back, made whole again, and held against what its checkpoints remember."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from anchor_samples import WINDOWS, anchored, brief, chain, named, signed
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.domain.anchors import (
    compare,
    examine,
)
from replydraft.domain.audit import GENESIS, first_broken


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
        damage = compare(chain(contents), checkpoints, signed=signed, window=window)
        assert brief(damage) == [("reordered", n) for n in range(11, 31)]


def test_records_exchanged_over_a_distance_are_both_found_again() -> None:
    checkpoints = anchored(chain(range(1, 201)), [100, 180])
    far = [*range(1, 20), 170, *range(21, 170), 20, *range(171, 201)]
    unanchored = [*range(1, 20), *range(21, 201), 20]
    for window in (8, 64, 4096):
        damage = compare(chain(far), checkpoints, signed=signed, window=window)
        assert brief(damage) == [("reordered", 20), ("reordered", 170)]
        damage = compare(chain(unanchored), checkpoints, signed=signed, window=window)
        assert [d.what for d in damage] == ["record 20 was moved: it now stands at place 200"]


def test_damage_in_every_second_record_is_named() -> None:
    checkpoints = anchored(chain(range(1, 301)), [100, 200, 300])
    contents = [f"x{n}" if n % 2 else n for n in range(1, 301)]
    assert named(compare(chain(contents), checkpoints, signed=signed, window=16)) == set(range(1, 301, 2))


def test_records_that_say_the_same_are_counted() -> None:
    written = chain(["same"] * 10)
    checkpoints = anchored(written, [10])
    assert compare(written, checkpoints, signed=signed) == ()
    assert [d.kind for d in compare(chain(["same"] * 9), checkpoints, signed=signed)] == ["checkpoint", "missing"]
    mixed = ["a", "s", "b", "s", "c", "s", "d", "s", "e"]
    checkpoints = anchored(chain(mixed), [9])
    assert brief(compare(chain(mixed[:1] + mixed[2:]), checkpoints, signed=signed)) == [("missing", 2)]
    assert brief(compare(chain([*mixed[:2], "s", *mixed[2:]]), checkpoints, signed=signed)) == [("inserted", 3)]
