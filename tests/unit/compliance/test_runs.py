"""Runs of characters are weighed as the formula says, by one table or by several read as one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_book import in_letters

from replydraft.compliance import runs
from replydraft.compliance.runs import LINK, MOST, Joint, Read, Table, counted, linked
from replydraft.compliance.tables import MOST_STEPS, lettered, lines_of, table_of_runs
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

ONE = "-1.0\t0.5\n放心\t1.250\t8.00\t-2.00\n核对\t2.500\t-8.00\t0.01\n的\t1.000\t-0.33\t0.00\n"
OTHER = "tone\n-2.0\n放心\t1.50\t-4.25\n稳稳的\t3.00\t9.00\n"


def table(text: str, *, named: bool = False) -> Table:
    return as_it_is(in_letters(text, named=named), named=named)


def as_it_is(text: str, *, named: bool = False) -> Table:
    return Table(HeldFile(Path("t.tsv"), "", text.encode()), named=named, shape="needs rows")


def formula(biases: tuple[float, ...], rows: Mapping[str, tuple[float, ...]], text: str) -> list[float]:
    """Manning, Raghavan, Schuetze (2008), ch. 6.4: (1 + ln tf) · idf, divided by the length of the vector."""
    known = {run: n for run, n in counted(text).items() if run in rows}
    values = {run: rows[run][0] * (1 + math.log(n)) for run, n in known.items()}
    norm = math.sqrt(sum(v * v for v in values.values())) or 1.0
    return [b + sum(v * rows[run][k] for run, v in values.items()) / norm for k, b in enumerate(biases, 1)]


@pytest.mark.parametrize("text", ["放心放心，放心核对的的", "核对", "稳稳的放心", "不相干", "", "放心" * 1500])
def test_several_tables_read_as_one_say_what_the_formula_says_of_each(text: str) -> None:
    one, other = table(ONE), table(OTHER, named=True)
    read = Read(lambda: joint)
    joint = Joint((one, other))
    rows = {"放心": (1.25, 8.0, -2.0), "核对": (2.5, -8.0, 0.01), "的": (1.0, -0.33, 0.0)}
    others = {"稳稳的": (3.0, 9.0), "放心": (1.5, -4.25)}
    for _ in range(2):
        assert read.odds(one, text) == pytest.approx(formula((-1.0, 0.5), rows, text), abs=1e-12)
        assert read.odds(other, text) == pytest.approx(formula((-2.0,), others, text), abs=1e-12)
    assert Read().odds(one, text) == read.odds(one, text)
    assert other.names == ("tone",)


def test_runs_are_of_one_to_three_characters_with_white_space_as_one_blank_and_no_longer_text() -> None:
    assert dict(counted("好好\n \n的")) == {
        "好": 2,
        "\x20": 1,
        "的": 1,
        "好好": 1,
        "好 ": 1,
        " 的": 1,
        "好好 ": 1,
        "好 的": 1,
    }
    assert counted("a" * (MOST + 9))["a"] == MOST


@pytest.mark.parametrize("numbers", ["x\tPP", "nan\tPP", "inf\tPP", "1e9\tPP", "1.0\tPPP", "1.0\t好好", "1.0\t", "1.0"])
def test_a_number_that_is_none_stops_the_text_that_has_its_run(numbers: str) -> None:
    bad = as_it_is(f"-1.0\n0.5\n放心\t{numbers}\n核对\t1.0\tP\n")
    assert Read().odds(bad, "核对") == (-0.5,)
    with pytest.raises(ContentError, match="needs rows") as error:
        Read().odds(bad, "放心核对")
    assert error.value.where == "t.tsv"


@pytest.mark.parametrize("text", ["", "x\n1\n", "-1.0\n", "-1.0\n1\t1\n", "-1.0\t1.0\n1\n", "-1.0\n放心\t1.0\tPP\n"])
def test_a_table_with_other_first_lines_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match="needs rows"):
        as_it_is(text)
    with pytest.raises(ContentError, match="needs rows"):
        as_it_is(f"tone\tpressure\n{text}", named=True)


WEIGHTS = st.floats(-300, 300).map(lambda w: round(w, 2))


@given(st.dictionaries(st.sampled_from("放心核对的稳"), st.tuples(WEIGHTS, WEIGHTS), max_size=6))
def test_what_is_written_is_read_again(rows: dict[str, tuple[float, float]]) -> None:
    lines = lines_of((), (-1.5, 0.25), [(run, 1.0, weights) for run, weights in rows.items()])
    read = as_it_is("".join(f"{line}\n" for line in lines))
    assert read.biases == (-1.5, 0.25)
    for run, weights in rows.items():
        largest = max(max(map(abs, both)) for both in rows.values())
        assert Read().odds(read, run) == pytest.approx(
            [-1.5 + weights[0], 0.25 + weights[1]], abs=0.51 * max(0.01, largest / MOST_STEPS)
        )


RUNS = st.text("放心核对的稳 ,a1\U0001f4a1", min_size=1, max_size=3)


@given(st.sets(RUNS, max_size=30), st.lists(RUNS, max_size=20))
def test_a_table_that_is_searched_says_what_it_says_taken_apart(held: set[str], asked: list[str]) -> None:
    lines = [f"{run}\t1.5\t{lettered((n,))}\n" for n, run in enumerate(sorted(held))]
    one, apart = (as_it_is("-1.0\n0.1\n" + "".join(lines)) for _ in range(2))
    assert set(apart.written) == held
    assert [one.searched(run) for run in (*asked, *held)] == [apart.written.get(run) for run in (*asked, *held)]
    assert [one.row(run) for run in asked] == [apart.row(run) for run in asked]


def test_a_text_reads_the_same_before_and_after_the_tables_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["放心放心，放心核对的的", "核对", "稳稳的放心", "不相干"]
    searched = Joint((table(ONE), table(OTHER, named=True)))
    before = [list(searched.odds(counted(text)).values()) for text in texts]
    monkeypatch.setattr(runs, "OFTEN", 3)
    apart = Joint((table(ONE), table(OTHER, named=True)))
    assert [list(apart.odds(counted(text)).values()) for text in texts * 2] == before * 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("核对\t1\tP\n放心\t1\tP\n", "in order"),
        ("放心\t1\tP\n放心\t1\tQ\n", "in order"),
        ("放心\t1\n", "needs rows"),
        ("放心\t1\tP\tP\n", "needs rows"),
        ("放心\t1\tP\n\n", "needs rows"),
        ("放心\t1\tP", "needs rows"),
        ("放心\t1\tPP\n", "needs rows"),
        ("放心\t1\t\n", "needs rows"),
    ],
)
def test_a_table_out_of_order_or_form_is_refused_when_the_rules_are_read(tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "t.tsv").write_text("-1.0\n1\n" + lines, encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        table_of_runs(tmp_path / "t.tsv", named=False, letters=1, shape="needs rows")


@pytest.mark.parametrize(
    "text", ["", "-1.0\n", "-1.0\n0\n", "-1.0\n-1\n", "-1.0\nnan\n", "inf\n1\n", "x\n1\n", "1\t1\n1\n"]
)
def test_a_table_whose_first_lines_are_missing_or_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="needs rows"):
        table_of_runs(tmp_path / "t.tsv", named=False, letters=1, shape="needs rows")


def test_a_row_that_is_no_text_stops_the_text_that_has_its_run() -> None:
    file = HeldFile(Path("t.tsv"), "", "-1.0\n1\n放心\t1\t".encode() + b"\xff\n" + "核对\t1\tP\n".encode())
    with pytest.raises(ContentError, match="needs rows"):
        Read().odds(Table(file, named=False, shape="needs rows"), "放心")


def test_the_letters_of_an_address_are_no_words() -> None:
    with_it = linked("您可登录https://www.bank.example.com/zt/2016/?v=14954&qr=1#a了解，或www.b.example，见1.2节")
    assert with_it == f"您可登录{LINK}了解，或{LINK}，见1.2节"
    assert counted("见https://a.example/b") == counted(f"见{LINK}")
