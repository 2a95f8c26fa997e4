"""The learned second look: it warns of a family nothing else was found of, and never blocks, clears or guesses from little."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import in_letters, rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.rewrite import rewritten
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Family, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError
from replydraft.text.folding import fold

SETTINGS = (
    "version: 1.0.0\nfamilies:\n"
    "  - {family: over_promise, id: RD0190, name: reads-like-a-promise, share: 0.6, message: 看一眼, suggestion: 以审批为准, citations: []}\n"
)
LIKELIHOOD = (
    "".join(f"{name}\t0\t0\n" for name in FEATURES if name != "unseen odds") + "unseen odds\t3\t0\nunseen gap\t0\t3\n"
)
"""How likely a wrong is, in a text no rule sees anything in: its odds; which of several it is: how far it is ahead."""
TABLE = "over_promise\n-2.0\n核对\t1.00\t-9.00\n稳稳\t1.00\t9.00\n"
TWO = SETTINGS + (
    "  - {family: pressure, id: RD0890, name: reads-like-pushing, share: 0.6, message: 看一眼, suggestion: 不急, citations: []}\n"
)
LONG = "您这个情况稳稳的，材料齐了我就往上送"


def book(folder: Path, settings: str = SETTINGS, table: str | None = TABLE) -> Path:
    path = write_book(folder, rule())
    (path / "classifier.yaml").write_text(settings, encoding="utf-8")
    (path / "support.yaml").write_text("likelihood: {block: 0, warn: 0, count: 0}\n", encoding="utf-8")
    (path / "support.tsv").write_text(in_letters("-1.0\t-1.0\n稳稳\t1.0\t0.0\t0.0\n"), encoding="utf-8")
    (path / "likelihood.tsv").write_text(LIKELIHOOD, encoding="utf-8")
    if table is not None:
        (path / "classifier.tsv").write_text(in_letters(table, named=True), encoding="utf-8")
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


def test_a_text_that_answers_nobody_needs_a_share_of_its_own(tmp_path: Path) -> None:
    likely = run(book(tmp_path), LONG).findings
    assert [f.rule for f in likely] == ["RD0190"]
    quiet = book(tmp_path / "quiet", SETTINGS.replace("share: 0.6", "share: 0.6, alone: 1.0"))
    assert not run(quiet, LONG).findings
    assert [f.rule for f in run(quiet, LONG, Turn("customer", "能批吗")).findings] == ["RD0190"]
    with pytest.raises(ContentError, match=r"alone must be a number from 0\.0 to 1\.0"):
        load_rulebook(book(tmp_path / "bad", SETTINGS.replace("share: 0.6", "share: 0.6, alone: 2")))


def test_what_a_rule_found_it_does_not_repeat_and_does_not_lower(tmp_path: Path) -> None:
    done = run(book(tmp_path), f"包过，{LONG}")
    assert [(f.rule, f.severity) for f in done.findings] == [("RD0101", Severity.BLOCK)]
    assert run(book(tmp_path), "包过，先核对核对核对一下您的资料").verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("own", "found"), [("", {"RD0190", "RD0890"}), ("own: 0.2\n", {"RD0190"}), ("own: 0.0001\n", {"RD0190", "RD0890"})]
)
def test_of_several_families_the_likeliest_and_those_nearly_as_likely(
    tmp_path: Path, own: str, found: set[str]
) -> None:
    table = "over_promise\tpressure\n-2.0\t-2.0\n稳稳\t1.00\t30.00\t25.00\n"
    assert {f.rule for f in run(book(tmp_path, own + TWO, table), LONG).findings} == found


def test_the_likeliest_counts_though_a_rule_found_it(tmp_path: Path) -> None:
    table = "over_promise\tpressure\n-2.0\t-2.0\n稳稳\t1.00\t40.00\t30.00\n"
    weights = LIKELIHOOD + "over_promise seen\t0\t9\n"
    path = book(tmp_path, "own: 0.2\n" + TWO, table)
    (path / "likelihood.tsv").write_text(weights, encoding="utf-8")
    assert {f.rule for f in run(path, f"包过，{LONG}").findings} == {"RD0101"}
    assert {f.rule for f in run(book(tmp_path, TWO, table), f"包过，{LONG}").findings} == {"RD0101", "RD0890"}


@pytest.mark.parametrize("support", [None, "certain: [RD0101]\n"])
def test_without_a_likelihood_it_is_refused(tmp_path: Path, support: str | None) -> None:
    path = book(tmp_path)
    (path / "support.yaml").unlink()
    if support is not None:
        (path / "support.yaml").write_text(support, encoding="utf-8")
    with pytest.raises(ContentError, match="needs the likelihood"):
        run(path, LONG)


@pytest.mark.parametrize(
    ("draft", "history"),
    [
        ("您稳稳的", ()),
        ("您这份资料先核对一下再稳稳地往上送", ()),
    ],
)
def test_it_does_not_guess_from_little(tmp_path: Path, draft: str, history: tuple[Turn, ...]) -> None:
    assert run(book(tmp_path), draft, *history).findings == ()


@pytest.mark.parametrize(
    ("settings", "table", "said"),
    [
        (SETTINGS, None, "cannot be read"),
        (SETTINGS, "tone\n-2.0\n稳稳\t1.00\t9.00\n", "idf and letters"),
        (SETTINGS, "over_promise\n-2.0\n0.01\n稳稳\t1.00\n", "idf and letters"),
        (SETTINGS, "over_promise\n-2.0\n0.01\n稳稳\tx\tPP\n", "idf and letters"),
        (SETTINGS.replace("0.6", "0.2"), TABLE, "from 0.5 to 0.99"),
        ("own: -1\n" + SETTINGS, TABLE, "own must be"),
        ("own: true\n" + SETTINGS, TABLE, "own must be"),
        (SETTINGS.replace("citations: []", "citations: [XX99]"), TABLE, "XX99"),
        (SETTINGS.replace("over_promise", "promises"), TABLE, "family"),
    ],
)
def test_a_broken_one_is_refused_or_stops_the_check(
    tmp_path: Path, settings: str, table: str | None, said: str
) -> None:
    with pytest.raises(ContentError, match=said):
        run(book(tmp_path, settings, table), LONG)


def test_the_kept_copy_has_it_and_the_version_covers_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    first = load_rulebook(path).version
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.classifier is not None
        assert kept.classifier.likenesses[0].id == "RD0190"
    (path / "classifier.tsv").write_text(in_letters(TABLE.replace("9.00", "1.00"), named=True), encoding="utf-8")
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


def test_a_rule_warns_from_the_share_on_from_which_the_second_look_would(tmp_path: Path) -> None:
    path = book(tmp_path)
    write_book(tmp_path, rule(severity="warn"))
    (path / "support.yaml").write_text("likelihood: {block: 0.95, warn: 0.95, count: 0.95}\n", encoding="utf-8")
    weights = "".join(f"{name}\t0\t0\n" for name in (*FEATURES, "RD0101") if name != "bias") + "bias\t1.0\t0\n"
    (path / "likelihood.tsv").write_text(weights, encoding="utf-8")
    assert [(f.rule, f.severity) for f in run(path, f"包过，{LONG}").findings] == [("RD0101", Severity.WARN)]
    (path / "classifier.yaml").write_text(SETTINGS.replace("0.6", "0.9"), encoding="utf-8")
    assert [(f.rule, f.severity) for f in run(path, f"包过，{LONG}").findings] == [("RD0101", Severity.INFO)]
    drafted = CheckRequest("a", f"包过，{LONG}", as_of=date(2026, 11, 23), drafted=True)
    assert [f.severity for f in Check(load_rulebook(path)).check(drafted).findings] == [Severity.WARN]


@pytest.mark.parametrize("rewrite", ["append", "replace", "drop"])
def test_a_rewrite_does_with_its_suggestion_what_the_file_says(tmp_path: Path, rewrite: str) -> None:
    settings = SETTINGS.replace("citations: []", f"citations: [], rewrite: {rewrite}")
    path = book(tmp_path, settings)
    for rules in (load_rulebook(path), *(cached_rulebook(path, tmp_path / "home") for _ in (1, 2))):
        assert rules.rewriting() == {"RD0101": "replace", "RD0190": rewrite}
    found = run(path, f"资料我看了，明天回您。{LONG}。").findings
    once = (
        "资料我看了，明天回您。" + {"append": f"{LONG}。以审批为准。", "replace": "以审批为准。", "drop": ""}[rewrite]
    )
    text = f"资料我看了，明天回您。{LONG}。"
    request = CheckRequest("a", text, as_of=date(2026, 11, 23))
    assert rewritten(request, fold(text), found, modes=rules.rewriting(), recheck=lambda t: (fold(t), [])) == once
    with pytest.raises(ContentError, match="rewrite"):
        load_rulebook(book(tmp_path, settings.replace(f"rewrite: {rewrite}", "rewrite: never")))
