"""Every rule has its page in docs/rules/, written from the rule itself."""

from __future__ import annotations

from pathlib import Path

from replydraft.compliance.listing import write_docs
from replydraft.compliance.rulebook import load_rulebook

REPO = Path(__file__).resolve().parents[2]


def test_the_pages_are_those_of_the_rules(tmp_path: Path) -> None:
    write_docs(load_rulebook(REPO / "guardrails"), tmp_path)
    kept = REPO / "docs" / "rules"
    fresh = {p.relative_to(tmp_path): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}
    there = {p.relative_to(kept): p.read_text(encoding="utf-8") for p in kept.rglob("*.md")}
    assert there == fresh, "run make docs"
