"""Trees: what numbers say together, added to what their sum says."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.trees import TABLE, Trees, read_trees
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError

DAY = date(2026, 11, 23)
TREE = "length\t20\t<\t3\ntalk\t1.5\t>\t1\n-1\n2.5\nodds\t0\t<\t1\n-0.25\n0.5\n"
"""Up to 20 characters: up to 1.5 of the talk -1, above or without one 2.5. Above 20: up to 0 -0.25, else 0.5."""
SECOND = "is tone\t0.5\t<\t1\n0\n10\n"


def read(folder: Path, text: str) -> Trees:
    (folder / TABLE).write_text(text, encoding="utf-8")
    trees = read_trees(folder)
    assert trees is not None
    return trees


@pytest.mark.parametrize(
    ("values", "log_odds"),
    [
        ({"length": 20, "talk": 1.5}, -1),
        ({"length": 20, "talk": 1.6}, 2.5),
        ({"length": 5}, 2.5),
        ({"length": 21, "odds": 0.0}, -0.25),
        ({"length": 21, "odds": 0.1, "talk": -5}, 0.5),
        ({"talk": 0}, -1),
        ({"length": 21, "odds": 0.1, "is tone": True}, 10.5),
    ],
)
def test_each_tree_adds_what_stands_at_the_end_of_its_way(
    tmp_path: Path, values: dict[str, float], log_odds: float
) -> None:
    assert read(tmp_path, TREE + SECOND).of(values) == log_odds


def test_no_table_is_no_trees(tmp_path: Path) -> None:
    assert read_trees(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        TREE.rstrip("\n").rpartition("\n")[0] + "\n",
        TREE.replace("\t3\n", "\t2\n"),
        TREE.replace("\t3\n", "\t4\n"),
        TREE.replace("\t3\n", "\t0\n"),
        TREE.replace("length\t20\t<", "length\t20\t="),
        TREE.replace("2.5", "much"),
        TREE.replace("talk\t1.5\t>\t1", "talk\t1.5\t1"),
        TREE.replace("talk", ""),
        "\n" + TREE,
        "",
    ],
)
def test_a_misshapen_table_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError, match="needs lines of what is asked"):
        read(tmp_path, text).of({"length": 5})


def test_what_they_say_decides(tmp_path: Path) -> None:
    path = write_book(tmp_path, rule())
    weights = "".join(f"{name}\t{0}\t0\n" for name in (*FEATURES, "RD0101"))
    tables = {
        "support.yaml": "likelihood: {block: 0.5, warn: 0.5, count: 0.3}\n",
        "support.tsv": "-1.0\t-1.0\n1\t1\n",
        "likelihood.tsv": weights,
    }
    for name, text in tables.items():
        (path / name).write_text(text, encoding="utf-8")

    def severity(draft: str) -> Severity:
        kept = Check(cached_rulebook(path, tmp_path / "home"))
        asked = CheckRequest("a", draft, as_of=DAY)
        (f,) = kept.check(asked).findings
        assert (f,) == Check(load_rulebook(path)).check(asked).findings
        return f.severity

    long = "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走"
    first = load_rulebook(path).version
    assert severity(long) is Severity.BLOCK
    read(path, "length\t10\t<\t1\n3\n-3\n")
    assert load_rulebook(path).version != first
    assert severity(long) is Severity.INFO
    read(path, "length\t10\t<\t1\n-3\n3\n")
    assert severity(long) is Severity.BLOCK
    (path / "likelihood.tsv").write_text(weights.replace("bias\t0", "bias\t-3.1"), encoding="utf-8")
    assert severity(long) is Severity.INFO, "what is unlikely by its weights is not asked of the trees"


def test_ours_are_in_order_and_answer_anything() -> None:
    trees = read_trees(Path(__file__).parents[3] / "guardrails")
    assert trees is not None
    chance = random.Random(3)
    names = [
        "length",
        "odds",
        "wrong",
        "talk",
        "weighed",
        "shared",
        "gap",
        "rules",
        "is tone",
        "odds tone",
        "talk money",
    ]
    for _ in range(50):
        values = {name: chance.uniform(-6, 6) for name in names if chance.random() < 0.7}
        assert abs(trees.of(values)) < 20
