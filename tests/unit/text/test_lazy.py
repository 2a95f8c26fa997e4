"""Expressions compiled at their first use: all of them do compile, and behave like compiled ones."""

from __future__ import annotations

import re

import pytest

from replydraft.compliance import check, masking  # noqa: F401  # load every module that has some
from replydraft.text import lazy


def test_every_expression_compiles() -> None:
    assert len(lazy.ALL) > 100
    for one in lazy.ALL:
        assert one.search("\0") or one.pattern


def test_it_behaves_like_a_compiled_one() -> None:
    one = lazy.lazy("A(b)?", re.IGNORECASE)
    assert one.sub("x", "ab-A") == "x-x"
    assert [m[0] for m in one.finditer("abA")] == ["ab", "A"]


def test_a_mistake_shows_at_the_first_use() -> None:
    wrong = lazy.lazy("(")
    lazy.ALL.pop()
    with pytest.raises(re.error):
        wrong.search("")
