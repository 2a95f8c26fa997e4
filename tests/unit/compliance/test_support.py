"""Warnings of tentative rules count where their surroundings support them, as `info` elsewhere; nothing else is lowered."""

from __future__ import annotations

import math
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.examples import run_examples
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.support import Support
from replydraft.domain.finding import CheckResult, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError

TABLE = "-1.0\n放心\t1.000\t8.0000\n核对\t1.000\t-8.0000\n包过\t1.000\t0.1000\n"


def book(folder: Path, *, tentative: str = "RD0101", table: str | None = TABLE, threshold: str = "0.3") -> Path:
    path = write_book(folder, rule(severity="warn"), rule(id="RD0102", name="sure-money", match=[{"any": "必到账"}], must_flag=["必到账", "今天必到账", "明天必到账", "必到账的", "您必到账"],
                                           unless=None))  # fmt: skip
    (path / "support.yaml").write_text(f"threshold: {threshold}\ntentative: [{tentative}]\n", encoding="utf-8")
    if table is not None:
        (path / "support.tsv").write_text(table, encoding="utf-8")
    return path


def run(path: Path, draft: str) -> CheckResult:
    return Check(load_rulebook(path)).check(CheckRequest("a", draft, as_of=date(2026, 11, 23)))


def test_supported_it_counts_in_full(tmp_path: Path) -> None:
    (f,) = run(book(tmp_path), "放心，包过").findings
    assert f.severity is Severity.WARN


def test_unsupported_it_is_shown_but_does_not_count(tmp_path: Path) -> None:
    done = run(book(tmp_path), "包过两个字先核对一下")
    (f,) = done.findings
    assert (f.rule, f.severity, done.verdict) == ("RD0101", Severity.INFO, Verdict.PASS)
    assert "请您看一眼" in f.message


MONEY_TABLE = "-1.0\t-1.0\n放心\t1.000\t8.0000\t-20.0000\n便宜\t1.000\t8.0000\t8.0000\n包过\t1.000\t0.1000\t0.1000\n"
PAD = "，这一句只是为了够长才写的而已"


def broad_book(folder: Path, table: str = MONEY_TABLE) -> Path:
    path = book(folder, table=table)
    (path / "support.yaml").write_text("threshold: 0.3\nbroad: {RD0101: 0.5}\n", encoding="utf-8")
    return path


def test_a_broad_rule_warns_in_a_whole_text_that_does_wrong_about_money(tmp_path: Path) -> None:
    (f,) = run(broad_book(tmp_path), f"便宜，包过{PAD}").findings
    assert (f.rule, f.severity) == ("RD0101", Severity.WARN)


@pytest.mark.parametrize("draft", [f"放心，包过{PAD}", "便宜，包过"])
def test_elsewhere_it_says_nothing_and_why_can_be_asked(tmp_path: Path, draft: str) -> None:
    check = Check(load_rulebook(broad_book(tmp_path)))
    request = CheckRequest("a", draft, as_of=date(2026, 11, 23))
    done = check.check(request, explain_allowed=True)
    assert (done.findings, done.allowed) == ((), ("RD0101：只是话题相近，整段话不像在违规，不算命中",))
    assert check.fired(request) == {"RD0101"}


def test_a_short_answer_in_a_conversation_supports_no_broad_rule(tmp_path: Path) -> None:
    asked = CheckRequest("a", f"便宜，包过{PAD}", history=(Turn("customer", "利息多少"),), as_of=date(2026, 11, 23))
    assert Check(load_rulebook(broad_book(tmp_path))).check(asked).findings == ()


def test_a_table_without_weights_of_money_is_an_error_for_a_broad_rule(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="two of them where there are broad rules"):
        run(broad_book(tmp_path, TABLE), f"便宜，包过{PAD}")


def test_the_kept_copy_knows_broad_rules(tmp_path: Path) -> None:
    path = broad_book(tmp_path)
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.support is not None
        assert dict(kept.support.broad) == {"RD0101": 0.5}


def test_a_rule_is_tentative_or_broad(tmp_path: Path) -> None:
    path = broad_book(tmp_path)
    (path / "support.yaml").write_text("threshold: 0.3\ntentative: [RD0101]\nbroad: {RD0101: 0.5}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="tentative too"):
        load_rulebook(path)


def test_what_blocks_is_never_lowered(tmp_path: Path) -> None:
    assert run(book(tmp_path, tentative="RD0101, RD0102"), "先核对一下，必到账").verdict is Verdict.BLOCK


def test_a_rule_that_is_not_tentative_is_never_lowered(tmp_path: Path) -> None:
    assert run(book(tmp_path), "先核对一下，必到账").verdict is Verdict.BLOCK


def test_padding_a_text_does_not_outweigh_what_stands_around_the_words(tmp_path: Path) -> None:
    assert run(book(tmp_path), "放心，包过。" + "资料我先核对。" * 40).verdict is Verdict.WARN


def test_without_a_table_every_rule_counts(tmp_path: Path) -> None:
    assert run(write_book(tmp_path, rule()), "包过两个字先核对一下").verdict is Verdict.BLOCK


def test_the_kept_copy_of_the_rules_decides_the_same(tmp_path: Path) -> None:
    path = book(tmp_path)
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        done = Check(kept).check(CheckRequest("a", "包过两个字先核对一下", as_of=date(2026, 11, 23)))
        assert done.verdict is Verdict.PASS
    (path / "support.tsv").write_text(TABLE.replace("-8.0000", "8.0000"), encoding="utf-8")
    done = Check(cached_rulebook(path, tmp_path / "home")).check(
        CheckRequest("a", "包过先核对", as_of=date(2026, 11, 23))
    )
    assert done.verdict is Verdict.WARN


def test_the_share_is_the_logistic_of_the_unit_vector(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(TABLE, encoding="utf-8")
    support = Support(0.3, frozenset(), path, sha256(path.read_bytes()).hexdigest())
    twice, once = 1 + math.log(2), 1.0
    dot = (twice * 8 + once * -8) / math.sqrt(twice**2 + once**2)
    assert support.of("放心放心核对") == pytest.approx(1 / (1 + math.exp(1 - dot)))
    assert support.of("") == pytest.approx(1 / (1 + math.e))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"threshold": "0.9"}, "from 0 to 0.5"),
        ({"threshold": "high"}, "from 0 to 0.5"),
        ({"table": None}, "cannot be read"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    with pytest.raises(ContentError, match=words):
        load_rulebook(book(tmp_path, **changes))


def test_a_table_changed_behind_the_rules_is_an_error_and_no_pass(tmp_path: Path) -> None:
    path, home = book(tmp_path), tmp_path / "home"
    running = Check(load_rulebook(path))
    cached_rulebook(path, home)
    starting = Check(cached_rulebook(path, home))
    (path / "support.tsv").write_text(TABLE.replace("8", "7"), encoding="utf-8")
    request = CheckRequest("a", "放心，包过", as_of=date(2026, 11, 23))
    assert running.check(request).verdict is Verdict.WARN
    with pytest.raises(ContentError, match="another table"):
        starting.check(request)


def test_a_name_that_no_rule_has_is_said_by_the_rules_own_test(tmp_path: Path) -> None:
    failures, _ = run_examples(Check(load_rulebook(book(tmp_path, tentative="RD0999"))), date(2026, 11, 23))
    assert any("no rule RD0999" in line for line in failures)
