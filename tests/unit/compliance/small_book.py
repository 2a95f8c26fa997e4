"""A small rule book on disk, for tests of the loader and the checker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from replydraft.compliance.tables import lines_of

VOCABULARY = {"sure": "保证|肯定|一定|绝对", "pass": "批|过|下款"}
CITATIONS = {
    "AA1": {"law": "《甲法》", "article": "第一条", "level": "A", "rank": "law", "effective_from": None, "effective_to": None},
    "BB2": {"law": "《乙办法》", "article": "第九条", "level": "B", "rank": "rule", "effective_from": None, "effective_to": None},
}  # fmt: skip


def rule(**changes: Any) -> dict[str, Any]:
    """A complete over-promise rule; a change to None takes the key away."""
    made: dict[str, Any] = {
        "id": "RD0101",
        "name": "sure-pass",
        "family": "over_promise",
        "severity": "block",
        "status": "stable",
        "effective": {"from": None, "to": None},
        "message": "承诺了审批结果。",
        "suggestion": "最终以贷款机构审批为准。",
        "citations": [{"key": "AA1"}, {"key": "BB2"}],
        "match": [{"any": "{{sure}}.{0,6}{{pass}}|包过"}],
        "unless": [{"any": "验收"}],
        "must_flag": ["保证给您批", "肯定能过", "一定下款", "包过", "绝对批"],
        "must_pass": ["不保证能批", "能包过吗", "验收一定要过", "别信包过", "以审批为准"],
        "owner": "合规",
        "version": "1.0.0",
    }
    made.update(changes)
    return {k: v for k, v in made.items() if v is not None}


def disclosure(**changes: Any) -> dict[str, Any]:
    """A complete disclosure set on prices."""
    made: dict[str, Any] = {
        "id": "RD0301",
        "name": "price-quoted",
        "topic": "报价",
        "message": "报了价没说年化。",
        "citations": [{"key": "BB2"}],
        "trigger": {"draft": [{"any": r"日息|每期\d+"}], "customer": ["利息多少"]},
        "requires": [
            {
                "element": "annualised_rate",
                "severity": "block",
                "satisfied_by": ["年化"],
                "softened_by": ["明示表"],
                "suggestion": "折合年化以《综合融资成本明示表》为准。",
            }
        ],
        "must_flag": ["日息万五", "每期800", "日息很低", "每期900元", {"draft": "不高的", "customer": "利息多少"}],
        "must_pass": ["日息万五，年化18.25%", "每期800，年化9%", "您好", "您几点来", "资料带齐"],
    }
    made.update(changes)
    return {k: v for k, v in made.items() if v is not None}


def in_letters(table: str, *, named: bool = False) -> str:
    """A table of runs whose weights are written as numbers, as it stands in a rules folder; what is no such table stays as it is."""
    lines = table.splitlines()
    names = lines.pop(0).split("\t") if named and lines else []
    try:
        biases, *rows = [line.split("\t") for line in lines]
        read = [(run, float(idf), [*map(float, weights)]) for run, idf, *weights in rows]
        return "".join(f"{line}\n" for line in lines_of(names, [*map(float, biases)], read))
    except ValueError:
        return table


Writer = Callable[..., Path]


def write_book(
    folder: Path,
    *rules: dict[str, Any],
    disclosures: list[dict[str, Any]] | None = None,
    vocabulary: dict[str, Any] | None = None,
    citations: dict[str, Any] | None = None,
    facts: list[dict[str, Any]] | None = None,
) -> Path:
    """Write a rules folder and return its path."""
    book = folder / "rules"
    for r in rules or (rule(),):
        path = book / str(r.get("family", "x")) / f"{r.get('id')}-{r.get('name')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(r, allow_unicode=True, sort_keys=False), encoding="utf-8")
    if disclosures:
        (book / "disclosures").mkdir(exist_ok=True)
        (book / "disclosures" / "sets.yaml").write_text(
            yaml.safe_dump(disclosures, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    for name, content in (
        ("vocabulary", VOCABULARY if vocabulary is None else vocabulary),
        ("citations", CITATIONS if citations is None else citations),
        ("facts", facts or []),
    ):
        (book / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return book
