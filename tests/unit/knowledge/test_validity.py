"""When a document may be quoted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from replydraft.knowledge.documents import Document, parse_document
from replydraft.knowledge.validity import in_force, quotable

DAY = date(2026, 11, 23)


def doc(**fields: str) -> Document:
    given_ = {"status": "approved", "audience": "public"} | fields
    head = "\n".join(f'{k}: "{v}"' for k, v in given_.items())
    return parse_document(f"---\nid: a\nkind: policy\n{head}\n---\n字", "a.md")


def test_both_ends_count_and_no_date_does_not_limit() -> None:
    assert quotable(doc(effective_from="2026-11-23", effective_to="2026-11-23"), DAY)
    assert not quotable(doc(effective_from="2026-11-24"), DAY)
    assert not quotable(doc(effective_to="2026-11-22"), DAY)
    assert quotable(doc(), date.min)
    assert quotable(doc(), date.max)


def test_the_day_of_approval_and_the_review_date_are_not_looked_at() -> None:
    assert quotable(doc(approved_on="2027-05-01", review_by="2020-01-01"), DAY)


def test_drafts_retired_and_internal_ones_are_never_quotable() -> None:
    assert not quotable(doc(status="draft"), DAY)
    assert not quotable(doc(status="retired"), DAY)
    assert not quotable(doc(audience="internal"), DAY)


@given(st.dates(), st.dates(), st.dates())
def test_in_force_is_the_closed_interval(a: date, b: date, day: date) -> None:
    first, last = min(a, b), max(a, b)
    if first.year < 1000:
        return
    known = doc(effective_from=first.isoformat(), effective_to=last.isoformat())
    assert in_force(known, day) == (first <= day <= last)
