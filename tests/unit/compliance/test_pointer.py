"""The pointer: what it works out, what it reads of long sources, and that a damaged one is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_book import CITATIONS, rule, write_book
from small_transformer import WIDTH, numbers, rows_by_hand, times

from replydraft.compliance.check import Check
from replydraft.compliance.pointer import FIGURES, KINDS, MOST, PARTS, REPLY, SOURCES, TABLE, Pointer, Text, chunks
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.domain.inquiry import CheckRequest, Evidence
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile
from replydraft.text.pieces import Pieces
from replydraft.text.transformer import MARKS

FIGURES_SET = "figures: {{named: {}, let_go: {}, tables: [pointer.npz, figures.tsv]}}\n"
PIECES = [*(f"<{n}>" for n in range(MARKS + KINDS)), "\u2581", "首", "付", "成", "二", "三", "套"]
KNOWN = {piece: n for n, piece in enumerate(PIECES)}
RATE, MONEY = 0, 1


def parts() -> dict[str, Any]:
    """A small pointer of made-up numbers."""
    last = {"asks": (WIDTH, WIDTH), "answers": (WIDTH, WIDTH), "none": (1, WIDTH)}
    return numbers(PIECES, places=SOURCES + REPLY + 12, parts=PARTS, last=last)


def kept(folder: Path, held: Mapping[str, Any]) -> Pointer:
    np.savez(folder / TABLE, **held)
    return Pointer(HeldFile.of(folder / TABLE))


def pieces(text: str) -> list[int]:
    return [KNOWN[c] for c in "\u2581" + text] if text else []


def by_hand() -> list[float]:
    """The shares of 首付【二成】 in the reply 首【二成】 after 首付二成，三套三成, and of none."""
    held, rate = parts(), MARKS + RATE
    source = [*pieces("首付"), rate, *pieces("二成"), *pieces("三套"), rate, *pieces("三成"), 1]
    reply = [*pieces("首"), rate]
    ids = [0, *source, *reply, 1]
    xs = rows_by_hand(held, ids, [0] * (len(source) + 1) + [PARTS - 1] * (len(reply) + 1))
    first, second, ours = (n for n, i in enumerate(ids) if i == rate)
    asks = times(held, "asks", xs[ours])
    scores = [
        sum(a * b for a, b in zip(asks, times(held, "answers", xs[n]), strict=True)) / math.sqrt(WIDTH)
        for n in (first, second)
    ]
    scores += times(held, "none", xs[ours])
    return [math.exp(s) / sum(map(math.exp, scores)) for s in scores]


SOURCE = Text("首付二成三套三成", 0, ((2, 4, RATE), (6, 8, RATE)))


def test_it_works_out_what_the_formulas_say(tmp_path: Path) -> None:
    found = kept(tmp_path, parts()).shares("首二成", [(1, 3, RATE)], [SOURCE])
    assert found is not None
    assert [*found[0].shares.values(), found[0].none] == pytest.approx(by_hand(), abs=0.01)
    assert list(found[0].shares) == [(0, 0), (0, 1)]


def test_the_value_in_the_reply_is_not_seen_but_its_kind(tmp_path: Path) -> None:
    pointer = kept(tmp_path, parts())
    two, three = (pointer.shares(f"首{n}成", [(1, 3, RATE)], [SOURCE]) for n in "二三")
    assert two == three
    assert pointer.shares("首三成", [(1, 3, MONEY)], [SOURCE]) != three


def test_what_is_not_figured_or_too_long_is_not_read(tmp_path: Path) -> None:
    pointer = kept(tmp_path, parts())
    assert pointer.shares("首付", [], [SOURCE]) is None
    assert pointer.shares("首" * REPLY, [(0, 1, RATE)], [SOURCE]) is None
    assert pointer.shares("首" * (REPLY - 2), [(0, 1, RATE)], [SOURCE]) is not None
    assert pointer.shares("首二成", [(1, 3, RATE)], []) == []


def test_what_was_said_of_a_reply_is_said_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pointer = kept(tmp_path, parts())
    first = [pointer.shares(f"首{'付' * n}二成", [(n + 1, n + 3, RATE)], [SOURCE]) for n in range(40)]
    monkeypatch.setattr(Pieces, "of", lambda *_: pytest.fail("was read again"))
    assert pointer.shares(f"首{'付' * 39}二成", [(40, 42, RATE)], [SOURCE]) == first[39]


def test_long_sources_are_read_in_stretches_that_lose_no_figure() -> None:
    known = Pieces(PIECES, [0.0] * len(PIECES), marks=MARKS + KINDS, unknown=3)
    sources = [Text("首付二成" * n, 0, tuple((4 * i + 2, 4 * i + 4, RATE) for i in range(n))) for n in (20, 60, 3, 100)]
    found = list(chunks(known, sources))
    assert len(found) > MOST
    assert all(len(chunk.pieces) == len(chunk.parts) <= SOURCES for chunk in found)
    assert [of for chunk in found for of, _ in chunk.figures] == [
        (n, i) for n, s in enumerate(sources) for i in range(len(s.marks))
    ]
    assert all(chunk.pieces[at] == MARKS + RATE for chunk in found for _, at in chunk.figures)


def test_hostile_sources_cost_no_more_than_what_is_read(tmp_path: Path) -> None:
    pointer = kept(tmp_path, parts())
    found = pointer.shares("首二成", [(1, 3, RATE)], [Text("首付" * 5_000, 0, ()) for _ in range(50)])
    assert found is not None
    assert found[0].none == 1.0


@pytest.mark.parametrize("how", ["lacks one", "another width", "no number", "too few parts", "cut short"])
def test_a_damaged_one_is_refused_and_named(tmp_path: Path, how: str) -> None:
    held = parts()
    if how == "lacks one":
        del held["asks"]
    elif how == "another width":
        held["answers"] = held["answers"][:, 1:]
    elif how == "no number":
        held["none bias"] = np.array([np.nan], np.float32)
    elif how == "too few parts":
        held["parts"] = held["parts"][1:]
    pointer = kept(tmp_path, held)
    if how == "cut short":
        (tmp_path / TABLE).write_bytes((tmp_path / TABLE).read_bytes()[:-3000])
        pointer = Pointer(HeldFile.of(tmp_path / TABLE))
    with pytest.raises(ContentError, match=TABLE):
        pointer.shares("首二成", [(1, 3, RATE)], [SOURCE])


def book(folder: Path, *, named: float = 0.5, let_go: float = 0.3) -> Path:
    """Rules that doubt figures, and name every one."""
    path = write_book(folder, rule(), citations=CITATIONS | dict.fromkeys(("CP8", "CP20"), CITATIONS["AA1"]))
    np.savez(path / TABLE, **parts())
    tables = {
        "support.yaml": FIGURES_SET.format(named, let_go),
        "support.tsv": "-1.0\t-1.0\n1\t1\n",
        FIGURES: "equal\t0\t<\t1\n4\n4\n",
    }
    for name, text in tables.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def named(rules: RuleBook) -> list[str | None]:
    evidence = Evidence(("首付20%，二套25%。",), ())
    asked = CheckRequest("a", "首付20%。", evidence=evidence, as_of=date(2026, 11, 23))
    return [f.text for f in Check(rules).check(asked).findings if f.rule in ("RD1101", "RD0291")]


def test_the_rules_say_when_a_figure_is_named(tmp_path: Path) -> None:
    for share, wanted in ((0.9, ["20%"]), (0.99, [])):
        path = book(tmp_path / str(share), named=share)
        assert named(load_rulebook(path)) == wanted
        assert named(cached_rulebook(path, tmp_path / "home")) == wanted
        assert named(cached_rulebook(path, tmp_path / "home")) == wanted


@pytest.mark.parametrize("name", [TABLE, FIGURES])
def test_rules_that_were_set_with_it_are_refused_without(tmp_path: Path, name: str) -> None:
    path = book(tmp_path)
    (path / name).unlink()
    with pytest.raises(ContentError, match=rf"set with {name}, which is missing"):
        load_rulebook(path)


def test_more_is_not_let_go_than_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="let_go must not be above named"):
        load_rulebook(book(tmp_path, named=0.4, let_go=0.5))


@pytest.mark.parametrize("name", [TABLE, FIGURES])
def test_a_damaged_one_lets_nothing_pass(tmp_path: Path, name: str) -> None:
    path = book(tmp_path)
    before = load_rulebook(path).version
    (path / name).write_bytes((path / name).read_bytes()[:-3])
    assert load_rulebook(path).version != before
    with pytest.raises(ContentError, match=name):
        named(load_rulebook(path))
