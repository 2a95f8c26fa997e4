"""The hash chain as arithmetic: any change to any record is seen at the first record it touches."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.domain.audit import GENESIS, AuditEvent, canonical, export_line, first_broken, first_broken_line, link

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
payloads = st.lists(st.dictionaries(st.text(max_size=3), values, max_size=3), min_size=3, max_size=8)


def chain(contents: list[dict[str, Any]]) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for n, payload in enumerate(contents, 1):
        previous = events[-1].hash if events else GENESIS
        events.append(link(n, f"2026-11-24T00:00:{n:02d}+00:00", "周可", "text.checked", f"t{n}", payload, previous))
    return events


@given(payloads)
def test_what_was_written_holds_also_through_json(contents: list[dict[str, Any]]) -> None:
    events = chain(contents)
    assert first_broken(events) is None
    lines = [export_line(event) for event in events]
    assert first_broken_line(lines) is None
    loose = [json.dumps(json.loads(line), indent=None) for line in lines]
    assert first_broken_line(["", *loose, "\n"]) is None


@given(payloads, st.data())
def test_a_changed_record_is_named(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    events = chain(contents)
    n = data.draw(st.integers(0, len(events) - 1))
    field = data.draw(st.sampled_from(["at", "actor", "kind", "subject", "hash", "previous", "payload"]))
    change: Any = {**contents[n], "改": 1} if field == "payload" else "changed"
    events[n] = replace(events[n], **{field: change})
    said = first_broken(events)
    assert said is not None
    assert f"record {n + 1} " in said


@given(payloads, st.data())
def test_a_missing_record_is_named(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    events = chain(contents)
    n = data.draw(st.integers(0, len(events) - 2))
    assert f"record {n + 1} is missing" in (first_broken(events[:n] + events[n + 1 :]) or "")


@given(payloads, st.data())
def test_swapped_records_are_named(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    events = chain(contents)
    n = data.draw(st.integers(0, len(events) - 2))
    events[n], events[n + 1] = events[n + 1], events[n]
    assert f"record {n + 1} is missing or out of order" in (first_broken(events) or "")


def test_a_rebuilt_record_breaks_the_one_after_it() -> None:
    events = chain([{"n": 1}, {"n": 2}, {"n": 3}])
    old = events[1]
    events[1] = link(2, old.at, "别人", old.kind, old.subject, old.payload, old.previous)
    assert "record 3 does not follow record 2" in (first_broken(events) or "")


def test_a_part_is_proved_from_a_known_hash() -> None:
    events = chain([{"n": n} for n in range(5)])
    assert first_broken(events[2:], start=events[1].hash, sequence=3) is None
    assert "record 3 does not follow" in (first_broken(events[2:], start=events[0].hash, sequence=3) or "")


@pytest.mark.parametrize(
    "line",
    ["x", "[]", "{}", "null", '{"sequence": NaN}', '{"a":1,"a":2}', "[" * 100_000],
)
def test_a_line_that_is_no_record_is_named(line: str) -> None:
    first, second, third = (export_line(e) for e in chain([{}, {}, {}]))
    assert first_broken_line([first, second, third]) is None
    assert first_broken_line([first, line, third]) == "line 2 is not an audit record"


def test_a_key_given_twice_or_added_is_no_record() -> None:
    (line,) = (export_line(e) for e in chain([{"verdict": "pass"}]))
    twice = line.replace('"verdict":"pass"', '"verdict":"block","verdict":"pass"')
    more = line.replace("{", '{"note":1,', 1)
    for changed in (twice, more):
        assert changed != line
        assert first_broken_line([changed]) == "line 1 is not an audit record"


def test_canonical_json_has_one_form() -> None:
    assert canonical({"乙": 1, "a": [1.5, None]}) == '{"a":[1.5,null],"乙":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": float("nan")})
