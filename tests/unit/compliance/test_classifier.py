"""The learned second look: it warns of a family nothing else was found of, and never blocks, clears or guesses from little."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Family, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError

SETTINGS = (
    "version: 1.0.0\nfamilies:\n"
    "  - {family: over_promise, id: RD0190, name: reads-like-a-promise, share: 0.6, message: 看一眼, suggestion: 以审批为准, citations: []}\n"
)
TABLE = "over_promise\n-2.0\n稳稳\t1.00\t9.00\n核对\t1.00\t-9.00\n"
TWO = SETTINGS + (
    "  - {family: pressure, id: RD0890, name: reads-like-pushing, share: 0.6, message: 看一眼, suggestion: 不急, citations: []}\n"
)
LONG = "您这个情况稳稳的，材料齐了我就往上送"


def book(folder: Path, settings: str = SETTINGS, table: str | None = TABLE) -> Path:
    path = write_book(folder, rule())
    (path / "classifier.yaml").write_text(settings, encoding="utf-8")
    if table is not None:
        (path / "classifier.tsv").write_text(table, encoding="utf-8")
    return path


def run(path: Path, draft: str, *history: Turn) -> CheckResult:
    return Check(load_rulebook(path)).check(CheckRequest("a", draft, history=history or None, as_of=date(2026, 11, 23)))


def test_it_warns_and_names_the_sentence(tmp_path: Path) -> None:
    done = run(book(tmp_path), f"资料我看了。{LONG}。明天见。")
    (f,) = done.findings
    assert (f.rule, f.source, f.severity, f.family) == ("RD0190", "classifier", Severity.WARN, Family.OVER_PROMISE)
    assert f.text is not None
    assert "稳稳" in f.text
    assert done.verdict is Verdict.WARN


def test_what_a_rule_found_it_does_not_repeat_and_does_not_lower(tmp_path: Path) -> None:
    done = run(book(tmp_path), f"包过，{LONG}")
    assert [(f.rule, f.severity) for f in done.findings] == [("RD0101", Severity.BLOCK)]
    assert run(book(tmp_path), "包过，先核对核对核对一下您的资料").verdict is Verdict.BLOCK


@pytest.mark.parametrize(("notices", "found"), [("", 0), ("notices: 0.99\n", 1), ("notices: 1.0\n", 0)])
def test_a_text_that_speaks_to_nobody_has_a_share_of_its_own(tmp_path: Path, notices: str, found: int) -> None:
    assert len(run(book(tmp_path, notices + SETTINGS), "稳稳当当的一款产品，面向本市居民发售").findings) == found


@pytest.mark.parametrize(
    ("nearly", "found"),
    [("", {"RD0190", "RD0890"}), ("nearly: 1.0\n", {"RD0190"}), ("nearly: 11.0\n", {"RD0190", "RD0890"})],
)
def test_of_several_families_those_nearly_as_likely_as_the_likeliest(
    tmp_path: Path, nearly: str, found: set[str]
) -> None:
    table = "over_promise\tpressure\n-2.0\t-2.0\n稳稳\t1.00\t30.00\t20.00\n"
    assert {f.rule for f in run(book(tmp_path, nearly + TWO, table), LONG).findings} == found


def test_the_likeliest_counts_though_a_rule_found_it(tmp_path: Path) -> None:
    table = "over_promise\tpressure\n-2.0\t-2.0\n稳稳\t1.00\t40.00\t30.00\n"
    done = run(book(tmp_path, "nearly: 0.5\n" + TWO, table), f"包过，{LONG}")
    assert {f.rule for f in done.findings} == {"RD0101"}
    done = run(book(tmp_path, TWO, table), f"包过，{LONG}")
    assert {f.rule for f in done.findings} == {"RD0101", "RD0890"}


@pytest.mark.parametrize(
    ("draft", "history"),
    [
        ("您稳稳的", ()),
        (LONG, (Turn("customer", "行吗"),)),
        ("稳稳当当的一款产品，面向本市居民发售", ()),
        ("您这份资料先核对一下再稳稳地往上送", ()),
    ],
)
def test_it_does_not_guess_from_little(tmp_path: Path, draft: str, history: tuple[Turn, ...]) -> None:
    assert run(book(tmp_path), draft, *history).findings == ()


@pytest.mark.parametrize(
    ("settings", "table", "said"),
    [
        (SETTINGS, None, "cannot be read"),
        (SETTINGS, "tone\n-2.0\n稳稳\t1.00\t9.00\n", "as many weights"),
        (SETTINGS, "over_promise\n-2.0\n稳稳\t1.00\n", "as many weights"),
        (SETTINGS, "over_promise\n-2.0\n稳稳\tx\t9.00\n", "as many weights"),
        (SETTINGS.replace("0.6", "0.2"), TABLE, "from 0.5 to 0.99"),
        ("nearly: -1\n" + SETTINGS, TABLE, "nearly must be"),
        ("notices: 0.1\n" + SETTINGS, TABLE, "notices must be"),
        (SETTINGS.replace("citations: []", "citations: [XX99]"), TABLE, "XX99"),
        (SETTINGS.replace("over_promise", "promises"), TABLE, "family"),
    ],
)
def test_a_broken_one_is_refused_or_stops_the_check(
    tmp_path: Path, settings: str, table: str | None, said: str
) -> None:
    with pytest.raises(ContentError, match=said):
        run(book(tmp_path, settings, table), LONG)


def test_a_table_changed_since_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    check = Check(load_rulebook(path))
    (path / "classifier.tsv").write_text(TABLE.replace("9.00", "1.00"), encoding="utf-8")
    with pytest.raises(ContentError, match="another table"):
        check.check(CheckRequest("a", LONG, as_of=date(2026, 11, 23)))


def test_the_kept_copy_has_it_and_the_version_covers_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    first = load_rulebook(path).version
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.classifier is not None
        assert kept.classifier.likenesses[0].id == "RD0190"
    (path / "classifier.tsv").write_text(TABLE.replace("9.00", "1.00"), encoding="utf-8")
    assert load_rulebook(path).version != first


OURS = Path(__file__).parents[3] / "guardrails"


@pytest.mark.parametrize(
    ("draft", "family"),
    [
        ("您这条件报上去，我心里有数，您就等着收好消息吧", Family.OVER_PROMISE),
        ("您前面那位做餐饮的大姐，去年离了婚，欠了十来万，也是在我这儿弄下来的", Family.PRIVACY_LEAK),
        ("名额就剩这么点，您再想想可就让别人拿走了", Family.PRESSURE),
    ],
)
def test_oblique_wrongs_are_warned_of(draft: str, family: Family) -> None:
    found = Check(load_rulebook(OURS)).check(CheckRequest("a", draft, as_of=date(2026, 11, 23))).findings
    assert family in {f.family for f in found if f.severity is not Severity.INFO}
