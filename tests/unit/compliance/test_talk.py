"""A reply is read together with the talk before it: it is warned of, doubted or left alone by what was asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Family, Severity
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError

DAY = date(2026, 11, 23)
SECOND_LOOK = (
    "version: 1.0.0\nanswers: 0.8\nfamilies:\n"
    "  - {family: over_promise, id: RD0190, name: reads-like-a-promise, share: 0.9, message: 看一眼, suggestion: 以审批为准, citations: []}\n"
    "  - {family: tone, id: RD1090, name: reads-like-contempt, share: 0.9, message: 看一眼, suggestion: 您别急, citations: []}\n"
)
CLASSES = "over_promise\ttone\n-2.0\t-2.0\n稳稳\t1.00\t9.00\t0.00\n"
TALK = "wrong\tmoney\tover_promise\ttone\n-1.0\t-1.0\t-1.0\t-1.0\n能批\t1.0\t30.0\t0.0\t30.0\t0.0\n停车\t1.0\t-30.0\t0.0\t-30.0\t0.0\n"
ANSWERS = (
    "bias\t0\ntalk_family_odds\t1\ntalk_wrong_odds\t1\nfamily_odds\t0\nwrong_odds\t0\ntiny\t0\ntiny_family_odds\t0\nanswer\t0\n"
    "answer_talk_family_odds\t1\nanswer_talk_wrong_odds\t1\nanswer_family_odds\t0\nanswer_wrong_odds\t0\n"
)
SUPPORT = "doubt: {block: 0.5, warn: 0.5, count: 0.5}\n"
WEIGHTS = (
    "bias\t0\nfamily_odds\t0\nwrong_odds\t0\nblock\t0\nsame\t0\nothers\t0\nanswer\t0\nanswer_family_odds\t0\n"
    "answer_wrong_odds\t0\ntalk_family_odds\t1\ntalk_wrong_odds\t1\nRD0101\t0\n"
)


def book(folder: Path, **files: str) -> Path:
    path = write_book(folder, rule())
    for name, text in {
        "classifier.yaml": SECOND_LOOK, "classifier.tsv": CLASSES, "talk.tsv": TALK, "answers.tsv": ANSWERS,
        "support.yaml": SUPPORT, "support.tsv": "-1.0\t-1.0\n稳稳\t1.0\t9.0\t9.0\n", "doubt.tsv": WEIGHTS, **files,
    }.items():  # fmt: skip
        (path / name).write_text(text, encoding="utf-8")
    return path


def run(path: Path, draft: str, customer: str | None, *history: Turn) -> CheckResult:
    asked = CheckRequest("a", draft, customer=customer, history=history or None, as_of=DAY)
    return Check(load_rulebook(path)).check(asked)


def test_what_was_asked_makes_the_wrong(tmp_path: Path) -> None:
    path = book(tmp_path)
    (f,) = run(path, "放心吧", "我这种到底能批吗").findings
    assert (f.rule, f.source, f.severity, f.text) == ("RD0190", "classifier", Severity.WARN, "放心吧")
    assert f.message == "和客户的话连起来看：看一眼"
    assert run(path, "放心吧", "门口好停车吗").findings == ()
    assert run(path, "放心吧", None).findings == ()


def test_earlier_turns_and_a_question_in_the_history_count_too(tmp_path: Path) -> None:
    path = book(tmp_path)
    asked = Turn("customer", "我这种到底能批吗")
    assert [f.rule for f in run(path, "放心吧", None, asked).findings] == ["RD0190"]
    assert [f.rule for f in run(path, "放心吧", "真的吗", asked, Turn("advisor", "嗯")).findings] == ["RD0190"]
    assert run(path, "放心吧", None, asked, Turn("advisor", "看银行"), Turn("customer", "门口好停车吗")).findings == ()


LONG = "放心吧，" + "材料我都看过了，明天给您回电话说下一步，" * 3


def test_a_longer_reply_has_a_share_of_its_own(tmp_path: Path) -> None:
    assert run(book(tmp_path / "off"), LONG, "我这种到底能批吗").findings == ()
    path = book(tmp_path / "on", **{"classifier.yaml": f"replies: 0.8\n{SECOND_LOOK}"})
    (f, other) = run(path, LONG, "我这种到底能批吗能批吗").findings
    assert (f.rule, other.rule, f.text) == ("RD0190", "RD1090", LONG)
    assert run(path, LONG, "门口好停车吗").findings == ()


def test_no_talk_excuses_what_a_rule_saw_in_a_longer_reply(tmp_path: Path) -> None:
    draft = "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走，您先忙您的事情吧，辛苦您了"
    (f,) = run(book(tmp_path), draft, "门口好停车吗").findings
    assert (f.rule, f.severity) == ("RD0101", Severity.BLOCK)


def test_the_words_of_the_reply_are_read_apart_from_those_of_the_talk(tmp_path: Path) -> None:
    path = book(tmp_path, **{"talk.tsv": TALK.replace("能批\t", "›能批\t")})
    assert [f.rule for f in run(path, "能批", "门口").findings] == ["RD0190"]
    assert run(path, "放心吧", "我这种到底能批吗").findings == ()
    assert run(path, "放心吧", "›能批").findings == ()


def test_what_blocks_in_an_answer_is_a_warning_at_least(tmp_path: Path) -> None:
    path = book(tmp_path)
    (blocked,) = (f for f in run(path, "包过的", "我这种到底能批吗").findings if f.rule == "RD0101")
    assert blocked.severity is Severity.BLOCK
    (lowered,) = run(path, "包过的", "门口好停车吗").findings
    assert (lowered.rule, lowered.severity) == ("RD0101", Severity.WARN)
    (alone,) = run(path, "包过的", None).findings
    assert alone.severity is Severity.BLOCK


def test_plain_words_block_whatever_was_asked(tmp_path: Path) -> None:
    path = book(tmp_path, **{"doubt.tsv": WEIGHTS.replace("wrong_odds\t0\nblock", "wrong_odds\t9\nblock")})
    (f,) = run(path, "稳稳的包过", "门口好停车吗").findings
    assert (f.rule, f.severity) == ("RD0101", Severity.BLOCK)


@pytest.mark.parametrize(("odds", "severity"), [(9, Severity.WARN), (1, Severity.INFO)])
def test_what_warns_stays_one_in_words_plain_beyond_doubt(tmp_path: Path, odds: int, severity: Severity) -> None:
    weights = WEIGHTS.replace("wrong_odds\t0\nblock", f"wrong_odds\t{odds}\nblock")
    path = book(tmp_path, **{"doubt.tsv": weights, "support.tsv": "-1.0\t-1.0\n稳稳\t1.0\t4.0\t4.0\n"})
    write_book(path.parent, rule(severity="warn"))
    assert [(f.rule, f.severity) for f in run(path, "稳稳的包过", "门口好停车吗").findings] == [("RD0101", severity)]


@pytest.mark.parametrize(("customer", "counts"), [("我这种到底能批吗", True), ("门口好停车吗", False)])
def test_a_broad_rule_is_supported_by_the_talk_too(tmp_path: Path, customer: str, counts: bool) -> None:
    path = book(tmp_path, **{
        "support.yaml": "broad: {RD0101: 0.5}\n",
        "talk.tsv": TALK.replace("30.0\t0.0\t30.0", "30.0\t30.0\t30.0"),
    })  # fmt: skip
    draft = "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走，您先忙您的事情吧，辛苦您了"
    assert bool(run(path, draft, customer).findings) is counts


def test_answers_can_be_switched_off_and_the_doubts_stay(tmp_path: Path) -> None:
    path = book(tmp_path, **{"classifier.yaml": SECOND_LOOK.replace("answers: 0.8\n", "")})
    assert run(path, "放心吧", "我这种到底能批吗").findings == ()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("talk.tsv", TALK.replace("wrong\tmoney", "any\tmoney"), "needs columns"),
        ("talk.tsv", TALK.replace("30.0\t0.0\t30.0", "30.0\t30.0"), "needs columns"),
        ("answers.tsv", ANSWERS.replace("tiny\t0\n", ""), "no weight for tiny"),
        ("answers.tsv", ANSWERS.replace("bias\t0", "bias\tx"), "a name and a weight"),
        ("answers.tsv", ANSWERS.replace("bias\t0", "bias\tnan"), "weight that is none"),
        ("classifier.yaml", SECOND_LOOK.replace("answers: 0.8", "answers: 0.2"), "answers"),
        ("doubt.tsv", WEIGHTS.replace("talk_wrong_odds\t1\n", ""), "talk_wrong_odds"),
    ],
)
def test_a_broken_table_is_refused_or_stops_the_check(tmp_path: Path, file: str, text: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        run(book(tmp_path, **{file: text}), "放心吧", "我这种到底能批吗")


def test_weights_without_their_table_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path)
    (path / "answers.tsv").unlink()
    with pytest.raises(ContentError, match="cannot be read"):
        load_rulebook(path)


def test_the_kept_copy_has_it_and_the_version_covers_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    first = load_rulebook(path).version
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.talk is not None and kept.talk.answers["talk_wrong_odds"] == 1
        asked = CheckRequest("a", "放心吧", customer="我这种到底能批吗", as_of=DAY)
        assert [f.rule for f in Check(kept).check(asked).findings] == ["RD0190"]
    (path / "answers.tsv").write_text(ANSWERS.replace("bias\t0", "bias\t1"), encoding="utf-8")
    assert load_rulebook(path).version != first


OURS = Path(__file__).parents[3] / "guardrails"


@pytest.mark.parametrize(
    ("customer", "draft", "family", "harmless"),
    [
        (
            "我这情况您给个准话，到底下不下得来",
            "您就安心回家等着吧",
            Family.OVER_PROMISE,
            "那我几点到您店里合适",
        ),
        ("流水不太好看，能帮我弄得好看点不", "这个您交给我就行", Family.ILLEGAL_INTERMEDIATION, "签好的申请表我交给谁"),
    ],
)
def test_with_our_tables_a_short_yes_is_judged_by_its_question(
    customer: str, draft: str, family: Family, harmless: str
) -> None:
    check = Check(load_rulebook(OURS))
    found = check.check(CheckRequest("a", draft, customer=customer, as_of=DAY)).findings
    assert family in {f.family for f in found if f.severity is not Severity.INFO}
    other = check.check(CheckRequest("b", draft, customer=harmless, as_of=DAY)).findings
    assert [f.rule for f in other if f.severity is not Severity.INFO] == []
