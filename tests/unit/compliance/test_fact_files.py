"""Dated facts and ceilings: refused with file and line where they are wrong; the shipped ones say what they may."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from replydraft.compliance.fact_files import read_facts
from replydraft.costs.ceilings import ceiling_for
from replydraft.errors import ContentError

SHIPPED = read_facts(Path(__file__).parents[3] / "guardrails")
FACT = """- id: lpr_1y
  value: "0.03"
  from: 2026-01-01
  to: null
  level: B
  source: 公布值
"""
CEILING = """- id: cap
  name: 上限
  lenders: [private]
  value: 4 × lpr_1y
  from: 2026-01-01
  to: null
  level: A
  source: 某规定
"""


def write(folder: Path, facts: str = FACT, ceilings: str = CEILING) -> Path:
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    (folder / "ceilings.yaml").write_text(ceilings, encoding="utf-8")
    return folder


def test_both_files_are_read(tmp_path: Path) -> None:
    assert [(f.id, f.lenders) for f in read_facts(write(tmp_path))] == [("lpr_1y", ()), ("cap", ("private",))]
    assert read_facts(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("facts", "ceilings", "says", "where"),
    [
        (FACT.replace('"0.03"', "null"), CEILING, "value: is missing", "facts.yaml:2"),
        (FACT.replace("0.03", "3.0"), CEILING, "value: must be a fraction per year", "facts.yaml:2"),
        (FACT.replace("0.03", "3%"), CEILING, "cap is a multiple of it", "facts.yaml:2"),
        (FACT + FACT, CEILING, "another entry for 'lpr_1y'", "facts.yaml:9"),
        (FACT.replace("to: null", "to: 2025-01-01"), CEILING, "to: is before from", "facts.yaml:4"),
        (FACT.replace("level: B", "level: D"), CEILING, "level: must be one of", "facts.yaml:5"),
        (FACT + "  lenders: [bank]\n", CEILING, "lenders: is not a known key", "facts.yaml:7"),
        (FACT, CEILING.replace("lpr_1y", "lpr_5y"), "there is no fact 'lpr_5y'", "ceilings.yaml:4"),
        (FACT, CEILING.replace("4 × lpr_1y", "四倍LPR"), "value: must be a fraction", "ceilings.yaml:4"),
        (FACT, CEILING.replace("4 × lpr_1y", "24"), "value: must be a fraction", "ceilings.yaml:4"),
        (FACT, CEILING.replace("4 × lpr_1y", "null"), "scope: is missing", "ceilings.yaml:1"),
        (FACT, CEILING.replace("[private]", "[]"), "lenders: is missing", "ceilings.yaml:3"),
        (FACT, CEILING.replace("  name: 上限\n", ""), "name: is missing", "ceilings.yaml:1"),
        (FACT, CEILING + CEILING.replace("id: cap", "id: other"), "another entry for 'private'", "ceilings.yaml:13"),
        (FACT, CEILING.replace("2026-01-01", "soon"), "from: must be a date", "ceilings.yaml:5"),
        (FACT, "cap: 0.24\n", "must be a list", "ceilings.yaml"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, facts: str, ceilings: str, says: str, where: str
) -> None:
    with pytest.raises(ContentError, match=says) as e:
        read_facts(write(tmp_path, facts, ceilings))
    assert e.value.where == f"{tmp_path.name}/{where}"


def test_entries_that_follow_one_another_are_fine(tmp_path: Path) -> None:
    earlier = FACT.replace("2026-01-01", "2025-01-01").replace("to: null", "to: 2025-12-31")
    assert len(read_facts(write(tmp_path, earlier + FACT))) == 3


@pytest.mark.parametrize(
    ("lender", "day", "value"),
    [
        ("bank", date(2025, 10, 1), 0.24),
        ("bank", date(2025, 9, 30), None),
        ("small_loan", date(2025, 12, 23), None),
        ("small_loan", date(2026, 6, 1), 0.24),
        ("small_loan", date(2028, 1, 1), 0.12),
        ("private", date(2021, 1, 1), 0.154),
        ("private", date(2024, 7, 21), 0.138),
        ("private", date(2024, 7, 22), 0.134),
        ("private", date(2026, 7, 31), 0.12),
        ("private", date(2020, 12, 31), None),
        ("consumer_finance", date(2026, 6, 1), None),
        ("trust", date(2026, 6, 1), None),
        ("pawn", date(2026, 6, 1), None),
        ("nobody", date(2026, 6, 1), None),
    ],
)
def test_the_shipped_ceilings_by_lender_and_day(lender: str, day: date, value: float | None) -> None:
    ceiling, note = ceiling_for(lender, day, SHIPPED)
    assert (ceiling.value if ceiling else None) == (pytest.approx(value) if value else None)
    assert (note is None) is (value is not None)


def test_the_banks_line_is_said_to_be_no_cap_on_every_loan() -> None:
    ceiling, _ = ceiling_for("bank", date(2026, 6, 1), SHIPPED)
    assert ceiling is not None
    assert "不是所有银行贷款的上限" in ceiling.basis


def test_the_shipped_lpr_has_no_gap_and_ends_verified_where_it_was_last_found() -> None:
    series = [f for f in SHIPPED if f.id == "lpr_1y"]
    for one, following in pairwise(series):
        assert one.effective_to is not None
        assert following.effective_from is not None
        assert (following.effective_from - one.effective_to).days == 1
    last = series[-1]
    assert last.checked_to is not None
    ceiling, _ = ceiling_for("private", last.checked_to.replace(year=last.checked_to.year + 1), SHIPPED)
    assert ceiling is not None
    assert not ceiling.verified
    assert f"只核到{last.checked_to}" in ceiling.basis
