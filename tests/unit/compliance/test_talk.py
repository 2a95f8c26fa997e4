"""A reply is read together with the talk before it: it is warned of, doubted or left alone by what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from small_book import in_letters, rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.message import Message
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.talk import about
from replydraft.domain.finding import CheckResult, Family, Severity, Verdict
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.errors import ContentError
from replydraft.text.folding import fold

DAY = date(2026, 11, 23)
SECOND_LOOK = (
    "version: 1.0.0\nown: 0.4\nfamilies:\n"
    "  - {family: over_promise, id: RD0190, name: reads-like-a-promise, share: 0.9, message: 看一眼, suggestion: 以审批为准, citations: []}\n"
    "  - {family: tone, id: RD1090, name: reads-like-contempt, share: 0.9, message: 看一眼, suggestion: 您别急, citations: []}\n"
)
CLASSES = "over_promise\ttone\n-2.0\t-2.0\n稳稳\t1.00\t9.00\t0.00\n"
TALK = "wrong\tmoney\tover_promise\ttone\n-1.0\t-1.0\t-1.0\t-1.0\n停车\t1.0\t-30.0\t0.0\t-30.0\t0.0\n能批\t1.0\t30.0\t0.0\t30.0\t0.0\n"
SUPPORT = "likelihood: {block: 0.5, warn: 0.5, count: 0.3}\n"
WEIGHTS = dict.fromkeys((*FEATURES, "RD0101"), (0, 0)) | {
    f"{kind} {state} talk": (3, 3 if state == "unseen" else 0) for kind in ("answer", "reply") for state in ("seen", "unseen")
}  # fmt: skip


def table(weights: Mapping[str, tuple[float, float]]) -> str:
    return "".join(f"{name}\t{wrong}\t{own}\n" for name, (wrong, own) in weights.items())


def moved(mark: str) -> str:
    """TALK with 能批 as it stands where the mark says, in its place in the order."""
    *first, parking, passes = TALK.splitlines(keepends=True)
    return "".join([*first, *sorted([parking, mark + passes])])


def book(folder: Path, **files: str) -> Path:
    path = write_book(folder, rule())
    for name, text in {
        "classifier.yaml": SECOND_LOOK, "classifier.tsv": CLASSES, "talk.tsv": TALK,
        "support.yaml": SUPPORT, "support.tsv": "-1.0\t-1.0\n稳稳\t1.0\t9.0\t9.0\n", "likelihood.tsv": table(WEIGHTS), **files,
    }.items():  # fmt: skip
        of_runs = name in ("classifier.tsv", "talk.tsv", "support.tsv")
        lines = in_letters(text, named=name != "support.tsv") if of_runs else text
        (path / name).write_text(lines, encoding="utf-8")
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


REPLY = "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走，您先忙您的事情吧，辛苦您了"
LONG = "放心吧，" + "材料我都看过了，明天给您回电话说下一步，" * 3


def test_a_longer_reply_is_read_with_the_talk_too(tmp_path: Path) -> None:
    (f,) = run(book(tmp_path), LONG, "我这种到底能批吗能批吗").findings
    assert (f.rule, f.text, f.message) == ("RD0190", LONG, "看一眼")
    assert run(book(tmp_path), LONG, "门口好停车吗").findings == ()


def test_the_words_of_the_reply_are_read_apart_from_those_of_the_talk(tmp_path: Path) -> None:
    path = book(tmp_path, **{"talk.tsv": moved("›")})
    assert [f.rule for f in run(path, "能批", "门口").findings] == ["RD0190"]
    assert run(path, "放心吧", "我这种到底能批吗").findings == ()
    assert run(path, "放心吧", "›能批").findings == ()


@pytest.mark.parametrize(("mark", "ours", "asked"), [("‹", True, False), ("¿", False, True)])
def test_who_said_it_counts(tmp_path: Path, mark: str, ours: bool, asked: bool) -> None:
    path = book(tmp_path, **{"talk.tsv": moved(mark)})
    said_by_us = (Turn("customer", "我先看看"), Turn("advisor", "您这种能批"))
    assert bool(run(path, "放心吧", "好", *said_by_us).findings) is ours
    assert bool(run(path, "放心吧", "我这种到底能批吗", Turn("advisor", "您说")).findings) is asked
    assert run(path, "放心吧", "好", Turn("customer", "我这种能批吗"), Turn("advisor", "您说")).findings == ()
    assert bool(run(path, "放心吧", "‹能批").findings) is asked


@pytest.mark.parametrize(
    ("customer", "draft", "severity"),
    [
        ("我这种到底能批吗", "包过的", Severity.BLOCK),
        ("门口好停车吗", "包过的", Severity.INFO),
        (None, "包过的", Severity.BLOCK),
        ("我这种到底能批吗", REPLY, Severity.BLOCK),
        ("门口好停车吗", REPLY, Severity.INFO),
    ],
)
def test_what_a_rule_saw_is_doubted_by_what_was_asked(
    tmp_path: Path, customer: str | None, draft: str, severity: Severity
) -> None:
    assert [f.severity for f in run(book(tmp_path), draft, customer).findings if f.rule == "RD0101"] == [severity]


@pytest.mark.parametrize("draft", ["包过的", REPLY])
@pytest.mark.parametrize(("plain", "severity"), [(0.3, Severity.INFO), (1.5, Severity.WARN)])
def test_no_talk_excuses_what_blocks_in_plain_words(
    tmp_path: Path, draft: str, plain: float, severity: Severity
) -> None:
    path = book(tmp_path, **{"likelihood.tsv": table(WEIGHTS | {"seen text": (plain, 0)})})
    (f,) = run(path, draft, "门口好停车吗").findings
    assert (f.rule, f.severity) == ("RD0101", severity)
    write_book(path.parent, rule(severity="warn"))
    assert [f.severity for f in run(path, draft, "门口好停车吗").findings] == [Severity.INFO]


@pytest.mark.parametrize(
    ("customer", "severity"),
    [
        ("门口好停车吗", Severity.WARN),
        ("门口好停车吗，我三号来", Severity.INFO),
        ("门口好停车吗，一定在三号前过吗", Severity.WARN),
        ("停车的合同一定要签吗", Severity.INFO),
    ],
)
def test_a_talk_that_takes_up_some_of_the_words_explains_them(
    tmp_path: Path, customer: str, severity: Severity
) -> None:
    path = book(tmp_path, **{"likelihood.tsv": table(WEIGHTS | {"seen text": (1.5, 0)})})
    (f,) = run(path, "这单一定在三号前过", customer).findings
    assert (f.rule, f.text, f.severity) == ("RD0101", "一定在三号前过", severity)


@pytest.mark.parametrize(("customer", "counts"), [("我这种到底能批吗", True), ("门口好停车吗", False)])
def test_a_broad_rule_is_supported_by_the_talk_too(tmp_path: Path, customer: str, counts: bool) -> None:
    path = book(tmp_path, **{"support.yaml": f"{SUPPORT}broad: [RD0101]\n"})
    assert bool(run(path, REPLY, customer).findings) is counts


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("talk.tsv", TALK.replace("wrong\tmoney", "any\tmoney"), "needs columns"),
        ("talk.tsv", TALK.replace("30.0\t0.0\t30.0", "30.0\t30.0"), "needs columns"),
        ("classifier.yaml", SECOND_LOOK.replace("own: 0.4", "own: 2"), "own"),
    ],
)
def test_a_broken_table_is_refused_or_stops_the_check(tmp_path: Path, file: str, text: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        run(book(tmp_path, **{file: text}), "放心吧", "我这种到底能批吗")


def test_the_kept_copy_has_it_and_the_version_covers_it(tmp_path: Path) -> None:
    path = book(tmp_path)
    first = load_rulebook(path).version
    for _ in range(2):
        kept = cached_rulebook(path, tmp_path / "home")
        assert kept.talk is not None
        asked = CheckRequest("a", "放心吧", customer="我这种到底能批吗", as_of=DAY)
        assert [f.rule for f in Check(kept).check(asked).findings] == ["RD0190"]
    (path / "talk.tsv").write_text(in_letters(TALK.replace("30.0", "29.0"), named=True), encoding="utf-8")
    assert load_rulebook(path).version != first


OURS = Path(__file__).parents[3] / "guardrails"


@pytest.mark.parametrize(
    ("customer", "draft", "family", "harmless"),
    [
        (
            "我这情况您给个准话，到底下不下得来",
            "您就安心回家等着吧",
            Family.OVER_PROMISE,
            "快递今天能送到吗",
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


def test_how_far_a_reply_and_its_talk_are_about_the_same_is_told() -> None:
    request = CheckRequest("a", "能批的", customer="能批吗", history=(Turn("advisor", "您说"),), as_of=DAY)
    told = about("能批的", Message(request, fold("能批的")).said)
    assert (told["shared"], told["asked shared"], told["asked taken"]) == (0.5, 0.5, 0.5)
    assert (told["asked length"], told["said length"]) == (3, len("您说|您说|能批吗"))
    empty = about("能批的", "您说能批|您说能批|嗯。")
    assert (empty["shared"], empty["asked shared"], empty["asked length"]) == (0.5, 0.0, 1)


def test_and_the_trees_hear_it(tmp_path: Path) -> None:
    tree = "asked length\t2\t<\t1\n3\n-3\n"
    path = book(tmp_path, **{"trees.tsv": tree, "likelihood.tsv": table(WEIGHTS | {"bias": (4, 0)})})
    assert [run(path, REPLY, said).verdict for said in ("嗯。", "您说能批吗")] == [Verdict.BLOCK, Verdict.WARN]
