"""The overlays shown in the docs load beside the shipped rules, hold to their own examples, and are not in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.listing import rule_lines, rule_page, write_docs
from replydraft.compliance.overlay_examples import run_overlay
from replydraft.compliance.overlays import applying
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.compliance.scaffold import new_rule
from replydraft.errors import InputError

REPO = Path(__file__).parents[2]
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook(REPO / "guardrails", REPO / "docs" / "examples" / "overlays")


def test_no_overlay_is_in_force_as_shipped() -> None:
    assert load_rulebook(REPO / "guardrails").overlays == ()


def test_their_examples_hold(book: RuleBook) -> None:
    check = Check(book)
    assert [o.mark for o in book.overlays] == ["chengdong@1.0.0", "shili-bank@1.1.0"]
    for overlay in book.overlays:
        failures, count = run_overlay(check, overlay, TODAY)
        assert failures == []
        assert count > 100


def test_they_are_listed_explained_and_documented(book: RuleBook, tmp_path: Path) -> None:
    overlays = applying(book.overlays, "城东", ())
    rows = {row["id"]: row for row in rule_lines(book, TODAY, overlays)}
    assert (rows["RD0801"]["severity"], rows["RD0801"]["overlays"]) == ("block", ["chengdong@1.0.0"])
    assert rows["RX0801"]["overlays"] == ["chengdong@1.0.0"]
    assert "RX0801" not in {row["id"] for row in rule_lines(book, TODAY)}
    assert "版本 1.0.0+chengdong" not in rule_page(book, "RD0801")
    assert "+chengdong.1.0.0" in rule_page(book, "RD0801", overlays)
    assert "分店：城东、城东分店" in rule_page(book, "RD0801")
    assert rule_page(book, "RX0801").startswith("# RX0801 shop-visit-pressed")
    (tmp_path / "overlay-gone.md").write_text("x", encoding="utf-8")
    write_docs(book, tmp_path)
    assert {p.name for p in tmp_path.glob("overlay-*.md")} == {"overlay-chengdong.md", "overlay-shili-bank.md"}
    assert "overlay-chengdong.md" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert (tmp_path / "RX0801.md").exists()


def test_a_new_rule_of_an_overlay_has_a_number_of_its_own(book: RuleBook, tmp_path: Path) -> None:
    path = new_rule(book, tmp_path / "chengdong", "pressure", "shop-again", "2026-11-28", prefix="RX")
    assert path.relative_to(tmp_path).as_posix() == "chengdong/pressure/RX0802-shop-again.yaml"
    with pytest.raises(InputError):
        new_rule(book, tmp_path, "pressure", "shop-visit-pressed", "2026-11-28")
