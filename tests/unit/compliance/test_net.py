"""Net: what a reply and its talk say together, which no sum of what each says can."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.net import LAYERS, REPLY, TALK, Net, read_net
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.tables import LEVELS, MOST_STEPS, lettered, lettered_twice, unlettered
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError

DAY = date(2026, 11, 23)
FIRST, SECOND = lettered((10, 0)), lettered((0, 10))
LAYER = "over_promise\twrong\n0\t1\t0\t0\t0\t0\t0\n-0.5\t0\t0\t0\t0\t3\t0\n0.25\t2\t0\n-1\t0\t4\n"
"""Two places; a unit that hears the first place of the reply, one that hears what reply and talk have in common in it; two outputs."""
WORDS = f"0\t0\n1\t1\n包\t1.0\t{FIRST}\n车\t1.0\t{SECOND}\n"
SAID = f"0\t0\n1\t1\n批\t1.0\t{FIRST}\n车\t1.0\t{SECOND}\n"
FAR = math.tanh(10)
TABLES = {LAYERS: LAYER, REPLY: WORDS, TALK: SAID}


def write(folder: Path, **changed: str) -> Path:
    for name, text in (TABLES | {f"{key.replace('_', '-')}.tsv": text for key, text in changed.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def net(folder: Path, **changed: str) -> Net:
    found = read_net(write(folder, **changed))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "said", "promise", "wrong"),
    [
        ("包", "", 0.25 + 2 * FAR, -1),
        ("包", "批", 0.25 + 2 * FAR, -1 + 4 * (3 * FAR * FAR - 0.5)),
        ("包", "车", 0.25 + 2 * FAR, -1),
        ("车", "批", 0.25, -1),
        ("车", "", 0.25, -1),
        ("无", "批", 0.25, -1),
        ("包车", "", 0.25 + 2 * math.tanh(10 / math.sqrt(2)), -1),
    ],
)
def test_both_together_say_what_neither_does(
    tmp_path: Path, text: str, said: str, promise: float, wrong: float
) -> None:
    found = net(tmp_path).odds(text, said)
    assert found == {"over_promise": pytest.approx(promise), "wrong": pytest.approx(wrong)}


def test_letters_are_numbers() -> None:
    levels = [*range(-LEVELS, LEVELS + 1)]
    assert unlettered(lettered(levels), len(levels)) == levels
    steps = [*range(-MOST_STEPS, MOST_STEPS + 1)]
    assert unlettered(lettered_twice(steps), len(steps)) == steps
    assert len(set(lettered(levels))) == len(levels) and lettered(levels).isprintable()
    for text in (" ", "~", "好"):
        with pytest.raises(ValueError, match=text):
            unlettered(text, 1)
    for columns in (0, 2, 4):
        with pytest.raises(ValueError, match="AAA"):
            unlettered("AAA", columns)


def test_no_table_is_no_net(tmp_path: Path) -> None:
    assert read_net(tmp_path) is None


@pytest.mark.parametrize("name", [REPLY, TALK])
def test_a_net_without_one_of_its_tables_is_refused(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(ContentError, match="cannot be read"):
        read_net(tmp_path)


def test_runs_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="in order"):
        net(tmp_path, net_reply=f"0\t0\n1\t1\n车\t1.0\t{SECOND}\n包\t1.0\t{FIRST}\n")


@pytest.mark.parametrize(
    "layers",
    [
        "",
        LAYER.replace("wrong", "any"),
        LAYER.replace("-0.5\t0\t", "-0.5\t"),
        LAYER.replace("-0.5", "much"),
        LAYER.replace("-0.5", "nan"),
        LAYER.rpartition("-1")[0],
        LAYER + "1\t0\t0\n",
    ],
)
def test_misshapen_layers_are_refused(tmp_path: Path, layers: str) -> None:
    with pytest.raises(ContentError, match="needs outputs"):
        net(tmp_path, net=layers).odds("包", "批")


@pytest.mark.parametrize(
    "words",
    [
        WORDS.replace("0\t0\n", "0\t0\t0\n"),
        WORDS.replace("1\t1\n", "1\n"),
        WORDS.replace("1\t1\n", "1\tnan\n"),
        WORDS.replace("0\t0\n", "0\t1\n"),
        WORDS.replace("0\t0\n", "nan\t0\n"),
        WORDS.replace("0\t0\n1\t1\n", "0\n1\n"),
        WORDS.replace(FIRST, FIRST[:1]),
        WORDS.replace(FIRST, f"{FIRST}\t1"),
        WORDS.replace(FIRST, "好好"),
        WORDS.replace("1.0", "much"),
    ],
)
def test_misshapen_places_are_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(ContentError, match="needs"):
        net(tmp_path, net_reply=words).odds("包", "批")


def test_what_it_says_goes_into_the_trees(tmp_path: Path) -> None:
    path = write_book(tmp_path, rule())
    tables = {
        "support.yaml": "likelihood: {block: 0.5, warn: 0.5, count: 0.3, tables: [net.tsv]}\n",
        "support.tsv": "-1.0\t-1.0\n1\t1\n",
        "likelihood.tsv": "".join(f"{name}\t0\t0\n" for name in (*FEATURES, "RD0101")),
        "trees.tsv": "net wrong\t0\t<\t1\n-3\n3\n",
    }
    for name, text in tables.items():
        (path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"set with net\.tsv, which is missing"):
        load_rulebook(path)
    write(path)

    def severity(customer: str) -> Severity:
        kept = Check(cached_rulebook(path, tmp_path / "home"))
        asked = CheckRequest("a", "这个产品是包过的", customer=customer, as_of=DAY)
        (f,) = kept.check(asked).findings
        assert (f,) == Check(load_rulebook(path)).check(asked).findings
        return f.severity

    first = load_rulebook(path).version
    assert severity("批了吗") is Severity.BLOCK
    assert severity("车位呢") is Severity.INFO
    write(path, net=LAYER.replace("\t4\n", "\t-4\n"))
    assert load_rulebook(path).version != first
    assert severity("批了吗") is Severity.INFO
