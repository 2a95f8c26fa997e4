"""Of findings on the same words, which one stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replydraft.compliance.settling import settled
from replydraft.domain.finding import Family, Finding, FindingSource, Severity, finding_at

TEXT = "综合下来一年也就利率6%，很划算"


def finding(
    rule: str, words: str, severity: Severity, source: FindingSource, family: Family = Family.MISLEADING_COST
) -> Finding:
    start = TEXT.index(words)
    return finding_at(
        (rule, rule, "1"), (start, start + len(words), words),
        family=family, severity=severity, message="看一眼", suggestion="照合同说", citations=(), source=source,
    )  # fmt: skip


FIGURE = finding("RD0291", "6%", Severity.BLOCK, "grounding")


@pytest.mark.parametrize("severity", [Severity.BLOCK, Severity.WARN])
def test_what_was_worked_out_stands_before_what_only_reads_so(severity: Severity) -> None:
    longer = finding("RD0224", "一年也就利率6%", severity, "rule")
    assert settled([longer, FIGURE]) == settled([FIGURE, longer]) == [FIGURE]


@pytest.mark.parametrize(
    ("severity", "family", "stand"),
    [
        (Severity.WARN, Family.MISLEADING_COST, ["RD0224"]),
        (Severity.BLOCK, Family.OVER_PROMISE, ["RD0224", "RD0291"]),
    ],
)
def test_but_not_before_a_graver_or_another_wrong(severity: Severity, family: Family, stand: list[str]) -> None:
    figure = replace(FIGURE, severity=severity)
    longer = finding("RD0224", "一年也就利率6%", Severity.BLOCK, "rule", family)
    assert [f.rule for f in settled([longer, figure])] == stand
