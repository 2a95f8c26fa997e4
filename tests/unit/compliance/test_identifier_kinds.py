"""The pages say of every kind what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from replydraft.compliance.identifier_kinds import KINDS
from replydraft.compliance.privacy import LEAKS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_on_both_pages(kind: str) -> None:
    facts = KINDS[kind]  # type: ignore[index]
    assert f"| {facts.noun} | `{kind}` | {facts.level} | {facts.may} |" in (DOCS / "zh/privacy.md").read_text("utf-8")
    (row,) = [line for line in (DOCS / "privacy.md").read_text("utf-8").splitlines() if f"`{kind}`" in line]
    assert row.endswith(f"| {facts.noun} | {facts.level} |")


def test_only_what_is_public_may_be_written_in_a_reply() -> None:
    assert KINDS.keys() - LEAKS.keys() == {"credit_code"}
    assert {kind for kind, facts in KINDS.items() if facts.level == "C3"} == {"secret"}
