"""Trees: what numbers say together, added to what their sum says."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.tree_masks import MOST, masks_of
from replydraft.compliance.trees import OFTEN, TABLE, Trees, read_trees
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

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


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_asked_all_at_once_they_say_what_each_says_alone(data: st.DataObject) -> None:
    """Any trees, any numbers, those on a bound and those unknown as well."""
    bounds = st.sampled_from([-2.0, -0.5, 0.0, 1e-35, 1.5, 7.0])

    def lines(depth: int) -> list[str]:
        if not depth or data.draw(st.booleans()):
            return [f"{data.draw(st.integers(-9999, 9999)) / 1000:.4f}"]
        yes, no = lines(depth - 1), lines(depth - 1)
        asked = data.draw(st.sampled_from("abcd"))
        return [f"{asked}\t{data.draw(bounds)}\t{data.draw(st.sampled_from('<>'))}\t{len(yes)}", *yes, *no]

    text = "\n".join(line for _ in range(data.draw(st.integers(1, 4))) for line in lines(4)) + "\n"
    trees = Trees(HeldFile(Path("trees.tsv"), "", text.encode()))
    masks = masks_of(*trees.nodes)
    assert masks is not None
    for _ in range(5):
        values = data.draw(st.dictionaries(st.sampled_from("abcd"), bounds | st.floats(-9, 9)))
        assert masks.of(values) == trees.walked(values)


def test_often_asked_they_go_on_saying_the_same(tmp_path: Path) -> None:
    trees = read(tmp_path, TREE + SECOND)
    assert {trees.of({"length": 21, "odds": 0.1, "is tone": True}) for _ in range(2 * OFTEN)} == {10.5}


def test_a_tree_of_more_ends_than_a_mask_holds_is_walked(tmp_path: Path) -> None:
    text = "".join(f"length\t{n}\t<\t1\n{n}\n" for n in range(MOST)) + "0.5\n"
    trees = read(tmp_path, text)
    assert masks_of(*trees.nodes) is None
    assert [trees.of({"length": 3}) for _ in range(2 * OFTEN)][-1] == 3
    assert trees.of({"length": 99}) == 0.5


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


WEIGHTS = "".join(f"{name}\t{0}\t0\n" for name in (*FEATURES, "RD0101"))
LONG = "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走"


def weighing_book(folder: Path) -> Path:
    path = write_book(folder, rule())
    tables = {
        "support.yaml": "likelihood: {block: 0.5, warn: 0.5, count: 0.3}\n",
        "support.tsv": "-1.0\t-1.0\n1\t1\n",
        "likelihood.tsv": WEIGHTS,
    }
    for name, text in tables.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_misshapen_table_is_refused_from_a_kept_copy_too(tmp_path: Path) -> None:
    path = weighing_book(tmp_path)
    read(path, TREE.replace("\t3\n", "\t2\n"))
    for _ in range(2):
        with pytest.raises(ContentError, match="needs lines of what is asked"):
            Check(cached_rulebook(path, tmp_path / "home")).check(CheckRequest("a", LONG, as_of=DAY))


def test_what_they_say_decides(tmp_path: Path) -> None:
    path, weights = weighing_book(tmp_path), WEIGHTS

    def severity(draft: str) -> Severity:
        kept = Check(cached_rulebook(path, tmp_path / "home"))
        asked = CheckRequest("a", draft, as_of=DAY)
        (f,) = kept.check(asked).findings
        assert (f,) == Check(load_rulebook(path)).check(asked).findings
        return f.severity

    first = load_rulebook(path).version
    assert severity(LONG) is Severity.BLOCK
    read(path, "length\t10\t<\t1\n3\n-3\n")
    assert load_rulebook(path).version != first
    assert severity(LONG) is Severity.INFO
    read(path, "length\t10\t<\t1\n-3\n3\n")
    assert severity(LONG) is Severity.BLOCK
    (path / "likelihood.tsv").write_text(weights.replace("bias\t0", "bias\t-3.1"), encoding="utf-8")
    assert severity(LONG) is Severity.INFO, "what is unlikely by its weights is not asked of the trees"


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
