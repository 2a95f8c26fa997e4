"""What rules saw counts where a wrong is likely; a broad rule says nothing elsewhere, any other finding is lowered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_book import in_letters, rule, write_book

from replydraft.compliance import rulebook, talk
from replydraft.compliance.check import Check
from replydraft.compliance.examples import run_examples
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.compliance.support import Support
from replydraft.domain.finding import CheckResult, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

DAY = date(2026, 11, 23)
TABLE = "-1.0\t-1.0\n便宜\t1.000\t8.0000\t8.0000\n包过\t1.000\t0.1000\t0.1000\n放心\t1.000\t8.0000\t-20.0000\n核对\t1.000\t-8.0000\t-8.0000\n"
PAD = "，这一句只是为了够长才写的而已"
SETTINGS = "likelihood: {block: 0.5, warn: 0.4, count: 0}\n"
WEIGHTS = dict.fromkeys(FEATURES, 0.0) | {"seen worst wrong": 3.0, "RD0101": 0.0, "RD0102": 0.0}
CUT = "".join(f"{name}\t0\t0\n" for name in FEATURES[:-1])
SURE = rule(
    id="RD0102", name="sure-money", match=[{"any": "必到账"}], unless=None,
    must_flag=["必到账", "今天必到账", "明天必到账", "必到账的", "您必到账"],
)  # fmt: skip


def book(
    folder: Path, *, settings: str = SETTINGS, table: str = TABLE, weights: Mapping[str, float] | None = None
) -> Path:
    path = write_book(folder, rule(severity="warn"), SURE)
    (path / "support.yaml").write_text(settings, encoding="utf-8")
    (path / "support.tsv").write_text(in_letters(table), encoding="utf-8")
    rows = WEIGHTS | dict(weights or {})
    (path / "likelihood.tsv").write_text("".join(f"{name}\t{w}\t0\n" for name, w in rows.items()), encoding="utf-8")
    return path


def broad_book(folder: Path) -> Path:
    return book(folder, settings=f"{SETTINGS}broad: [RD0101]\n")


def run(rules: Path | RuleBook, draft: str, *history: Turn) -> CheckResult:
    rulebook = load_rulebook(rules) if isinstance(rules, Path) else rules
    return Check(rulebook).check(CheckRequest("a", draft, history=history or None, as_of=DAY))


def test_a_warning_in_a_text_that_reads_wrong_counts_in_full(tmp_path: Path) -> None:
    (f,) = run(book(tmp_path), f"放心，包过{PAD}").findings
    assert (f.severity, f.message.startswith("只是")) == (Severity.WARN, False)


def test_in_one_that_does_not_it_is_shown_but_does_not_count(tmp_path: Path) -> None:
    done = run(book(tmp_path), f"包过两个字先核对一下{PAD}")
    (f,) = done.findings
    assert (f.rule, f.severity, done.verdict) == ("RD0101", Severity.INFO, Verdict.PASS)
    assert "请您看一眼" in f.message


def test_what_blocks_becomes_a_warning_and_no_pass(tmp_path: Path) -> None:
    done = run(book(tmp_path), f"先核对一下，必到账{PAD}")
    (f,) = done.findings
    assert (f.rule, f.severity, done.verdict) == ("RD0102", Severity.WARN, Verdict.WARN)
    assert "请您核对" in f.message


def test_only_far_below_every_other_share_does_it_not_count(tmp_path: Path) -> None:
    path = book(tmp_path, settings="likelihood: {block: 0.5, warn: 0.4, count: 0.2}\n")
    assert run(path, f"先核对一下再说必到账{PAD}").verdict is Verdict.PASS
    assert run(path, f"放心，必到账{PAD}").verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("weights", "severity"),
    [({"RD0102": 9.0}, Severity.BLOCK), ({"RD0101": 9.0}, Severity.WARN), ({"over_promise": 9.0}, Severity.BLOCK),
     ({"blocks": 9.0}, Severity.BLOCK), ({"bias": 9.0}, Severity.BLOCK), ({"seen text": 9.0}, Severity.BLOCK),
     ({"answer seen talk": 9.0}, Severity.WARN), ({"others": 9.0}, Severity.WARN)],
)  # fmt: skip
def test_each_weight_speaks_where_it_should(tmp_path: Path, weights: dict[str, float], severity: Severity) -> None:
    (f,) = run(book(tmp_path, weights=weights), f"先核对一下，必到账{PAD}").findings
    assert f.severity is severity


def test_a_promise_among_proper_sentences_stays_one(tmp_path: Path) -> None:
    proper = "资料先核对一下，核对好了再说。" * 6
    assert run(book(tmp_path), f"{proper}您放心，必到账。{proper}").verdict is Verdict.BLOCK


def test_a_proper_clause_beside_it_does_not_excuse_it(tmp_path: Path) -> None:
    path = book(tmp_path, settings="likelihood: {block: 0.2, warn: 0.2, count: 0.2}\n")
    assert run(path, f"先核对一下再说必到账{PAD}").verdict is Verdict.PASS
    assert run(path, f"先核对一下，再核对一遍，必到账{PAD}").verdict is Verdict.BLOCK


def test_a_rule_that_nobody_weighed_counts_in_full(tmp_path: Path) -> None:
    path = book(tmp_path)
    lines = (path / "likelihood.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (path / "likelihood.tsv").write_text("".join(x for x in lines if not x.startswith("RD0102")), encoding="utf-8")
    assert run(path, f"先核对一下，必到账{PAD}").verdict is Verdict.BLOCK


def test_a_certain_rule_counts_in_full(tmp_path: Path) -> None:
    path = book(tmp_path, settings=f"{SETTINGS}certain: [RD0102]\n")
    assert run(path, f"先核对一下，必到账{PAD}").verdict is Verdict.BLOCK
    assert run(path, f"包过两个字先核对一下{PAD}").verdict is Verdict.PASS
    bad = book(tmp_path / "b", settings=f"{SETTINGS}certain: [RD0999]\n")
    failures, _ = run_examples(Check(load_rulebook(bad)), DAY)
    assert any("certain: no rule RD0999" in failure for failure in failures)


def test_in_what_a_program_drafted_what_blocks_is_a_warning_at_least(tmp_path: Path) -> None:
    check = Check(load_rulebook(book(tmp_path, settings="likelihood: {block: 0.5, warn: 0.4, count: 0.2}\n")))
    asked = CheckRequest("a", f"先核对一下再说必到账{PAD}", as_of=DAY)
    assert check.check(asked).verdict is Verdict.PASS
    assert check.check(replace(asked, drafted=True)).verdict is Verdict.WARN


def test_a_short_text_that_answers_nobody_is_not_doubted(tmp_path: Path) -> None:
    assert run(book(tmp_path), "核对，必到账").verdict is Verdict.BLOCK
    assert run(book(tmp_path), "核对，必到账", Turn("customer", "能到账吗")).verdict is Verdict.WARN


def test_a_text_that_answers_nobody_is_likelier_wrong_than_a_reply(tmp_path: Path) -> None:
    draft, talk = f"先核对一下再说必到账{PAD}", Turn("customer", "能到账吗")
    path = book(
        tmp_path, settings="likelihood: {block: 0.9, warn: 0.9, count: 0.02, alone: 3}\n", weights={"bias": 8.5}
    )
    assert [run(path, draft).verdict, run(path, draft, talk).verdict] == [Verdict.BLOCK, Verdict.WARN]
    path = book(tmp_path, settings="likelihood: {block: 0.9, warn: 0.9, count: 0.02}\n", weights={"bias": 8.5})
    assert run(path, draft).verdict is Verdict.WARN
    kept = [cached_rulebook(path, tmp_path / "home").support for _ in range(2)]
    assert all(k is not None and k.likelihood == load_rulebook(path).support.likelihood for k in kept)  # type: ignore[union-attr]


def test_without_settings_every_rule_counts(tmp_path: Path) -> None:
    assert run(write_book(tmp_path, rule()), f"包过两个字先核对一下{PAD}").verdict is Verdict.BLOCK
    assert run(book(tmp_path / "b", settings="certain: []\n"), f"先核对，必到账{PAD}").verdict is Verdict.BLOCK


def test_a_broad_rule_warns_where_a_wrong_is_likely(tmp_path: Path) -> None:
    (f,) = run(broad_book(tmp_path), f"放心，包过{PAD}").findings
    assert (f.rule, f.severity, f.message.startswith("只是")) == ("RD0101", Severity.WARN, False)


@pytest.mark.parametrize("draft", [f"包过两个字先核对一下{PAD}", "放心，包过"])
def test_elsewhere_it_says_nothing_and_why_can_be_asked(tmp_path: Path, draft: str) -> None:
    check = Check(load_rulebook(broad_book(tmp_path)))
    request = CheckRequest("a", draft, as_of=DAY)
    done = check.check(request, explain_allowed=True)
    assert (done.findings, done.allowed) == ((), ("RD0101：只是话题相近，整段话不像在违规，不算命中",))
    assert check.fired(request) == {"RD0101"}


def test_a_broad_rule_repeats_no_other_finding_of_its_family(tmp_path: Path) -> None:
    done = run(broad_book(tmp_path), f"放心，包过，必到账{PAD}")
    assert [f.rule for f in done.findings] == ["RD0102"]
    assert [f.rule for f in run(broad_book(tmp_path), f"放心，包过，真的包过{PAD}").findings] == ["RD0101"]


def test_the_kept_copy_of_the_rules_decides_the_same(tmp_path: Path) -> None:
    path = book(tmp_path, settings=f"{SETTINGS}broad: [RD0999]\ncertain: [RD0998]\n")
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.support is not None
        assert kept.support.likelihood == load_rulebook(path).support.likelihood  # type: ignore[union-attr]
        assert (sorted(kept.support.broad), sorted(kept.support.certain)) == (["RD0999"], ["RD0998"])
        assert run(kept, f"包过两个字先核对一下{PAD}").verdict is Verdict.PASS
    (path / "support.tsv").write_text(in_letters(TABLE.replace("-8.0000", "8.0000")), encoding="utf-8")
    assert run(cached_rulebook(path, tmp_path / "home"), f"包过先核对{PAD}").verdict is Verdict.WARN
    book(tmp_path, weights={"seen worst wrong": 0.0, "bias": -1.0})
    assert run(cached_rulebook(path, tmp_path / "home"), f"放心，必到账{PAD}").verdict is Verdict.WARN


def test_the_odds_are_those_of_the_unit_vector(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(in_letters(TABLE), encoding="utf-8")
    support = Support(HeldFile.of(path))
    twice, once = 1 + math.log(2), 1.0
    wrong = (twice * 8 + once * -8) / math.sqrt(twice**2 + once**2) - 1
    money = (twice * -20 + once * -8) / math.sqrt(twice**2 + once**2) - 1
    assert support.odds("放心放心核对") == pytest.approx((wrong, (wrong + money) / 2))
    assert support.odds("") == pytest.approx((-1, -1))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("likelihood: {block: 1.5, warn: 0.4, count: 0.1}\n", "from 0 to 1"),
        ("likelihood: {block: high, warn: 0.4, count: 0.1}\n", "from 0 to 1"),
        ("likelihood: {block: 0.5, warn: 0.4}\n", "from 0 to 1"),
        ("likelihood: {block: 0.5, warn: 0.4, count: 0.45}\n", "not be above"),
        ("likelihood: {block: 0.5, warn: 0.4, count: 0.1, more: 1}\n", "not a known key"),
        ("likelihood: {block: 0.5, warn: 0.4, count: 0.1, alone: 4}\n", "from 0 to 3"),
        ("threshold: 0.3\n", "not a known key"),
        ("broad: [RD0101]\n", "need likelihood"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, settings: str, words: str) -> None:
    with pytest.raises(ContentError, match=words):
        load_rulebook(book(tmp_path, settings=settings))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("support.tsv", None, "cannot be read"), ("likelihood.tsv", None, "cannot be read"),
        ("likelihood.tsv", "seen\t0\t0\n", "no weight for bias"), ("likelihood.tsv", CUT, "no weight for unseen wrong"), ("likelihood.tsv", "bias\t0\n", "two weights"),
        ("likelihood.tsv", "bias\tmuch\t0\n", "two weights"), ("likelihood.tsv", CUT.replace("bias\t0", "bias\tnan") + "unseen wrong\t0\t0\n", "that is none"),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused(tmp_path: Path, name: str, content: str | None, words: str) -> None:
    path = book(tmp_path)
    if content is None:
        (path / name).unlink()
    else:
        (path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=words):
        load_rulebook(path)


def test_a_weight_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="weight that is none"):
        load_rulebook(book(tmp_path, weights={"bias": math.nan}))


def test_a_table_changed_behind_the_rules_changes_nothing_until_they_are_read_again(tmp_path: Path) -> None:
    path, home = book(tmp_path), tmp_path / "home"
    running = Check(load_rulebook(path))
    cached_rulebook(path, home)
    starting = Check(cached_rulebook(path, home))
    (path / "support.tsv").write_text(in_letters(TABLE.replace("\t8.0", "\t-8.0")), encoding="utf-8")
    request = CheckRequest("a", f"放心，包过{PAD}", as_of=DAY)
    assert [one.check(request).verdict for one in (running, starting)] == [Verdict.WARN] * 2
    again = Check(cached_rulebook(path, home))
    assert again.check(request).verdict is Verdict.PASS
    assert again.version == load_rulebook(path).version != running.version


def test_rules_that_change_while_they_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path)
    read_talk = talk.read_talk

    def late(folder: Path) -> object:
        (path / "support.tsv").write_text(in_letters(TABLE.replace("8", "7")), encoding="utf-8")
        return read_talk(folder)

    monkeypatch.setattr(rulebook, "read_talk", late)
    with pytest.raises(ContentError, match="changed while"):
        load_rulebook(path)
    assert load_rulebook(path).support is not None


def test_a_rule_that_comes_while_they_are_read_is_refused_or_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path)
    (path / "over_promise" / "RD0102-sure-money.yaml").rename(tmp_path / "late.yaml")
    content_of = rulebook.content_of

    def then_late(*where: Path) -> object:
        now = content_of(*where)
        if (tmp_path / "late.yaml").exists():
            (tmp_path / "late.yaml").rename(path / "over_promise" / "RD0102-sure-money.yaml")
        return now

    monkeypatch.setattr(rulebook, "content_of", then_late)
    with pytest.raises(ContentError, match="changed while"):
        load_rulebook(path)
    assert len(load_rulebook(path).rules) == 2


def test_a_table_of_one_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="needs two biases"):
        run(book(tmp_path, table="-1.0\n包过\t1.000\t0.1000\n"), f"便宜，包过{PAD}")


def test_a_name_that_no_rule_has_is_said_by_the_rules_own_test(tmp_path: Path) -> None:
    failures, _ = run_examples(Check(load_rulebook(book(tmp_path, settings=f"{SETTINGS}broad: [RD0999]\n"))), DAY)
    assert any("no rule RD0999" in line for line in failures)
