"""The check: findings, context, offsets, verdict."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_book import disclosure, rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Disclosure, Family, Finding, Severity, Verdict, sha256_text
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.folding import Folded
from replydraft.wire.inputs import parse_check

TODAY = date(2026, 11, 23)
BOOK = Path(__file__).parents[3] / "guardrails"


def run(check: Check, draft: str, **context: Any) -> CheckResult:
    return check.check(parse_check({"id": "t", "draft": draft, **context}, today=TODAY))


def small(tmp_path: Path, *rules: dict[str, Any], **more: Any) -> Check:
    return Check(load_rulebook(write_book(tmp_path, *rules, **more)))


def test_a_finding_says_all(tmp_path: Path) -> None:
    check = small(tmp_path)
    draft = "😀放心，保\u200b证能*批"
    result = run(check, draft)
    (f,) = result.findings
    assert (f.rule, f.rule_name, f.rule_version, f.source) == ("RD0101", "sure-pass", "1.0.0", "rule")
    assert (f.family, f.severity, result.verdict) == (Family.OVER_PROMISE, Severity.BLOCK, Verdict.BLOCK)
    assert f.start is not None and f.end is not None
    assert f.text == draft[f.start : f.end] == "保\u200b证能*批"
    assert [c.article for c in f.citations] == ["第一条", None]
    assert result.text_sha256 == sha256_text(draft)
    assert run(check, draft).findings[0].id == f.id
    assert run(check, "哈" + draft).findings[0].id != f.id


def test_nothing_wrong_passes_and_needs_no_rewrite(tmp_path: Path) -> None:
    result = run(small(tmp_path), "最终以银行审批为准。")
    assert (result.verdict, result.findings, result.rewrite) == (Verdict.PASS, (), None)


def test_an_exemption_and_a_stance_let_go_and_say_why(tmp_path: Path) -> None:
    check = small(tmp_path)
    request = parse_check({"id": "t", "draft": "房屋验收一定要过。我们不能保证能批。"}, today=TODAY)
    result = check.check(request, explain_allowed=True)
    assert result.findings == ()
    assert any("例外" in line for line in result.allowed)
    assert any("否定" in line for line in result.allowed)


def test_scopes_with_and_without(tmp_path: Path) -> None:
    def one(n: int, word: str, **entry: Any) -> dict[str, Any]:
        return rule(id=f"RD010{n}", name=f"rule-{n}", match=[{"any": f"包{word}过", **entry}], unless=None)

    check = small(
        tmp_path,
        one(1, "甲", **{"with": ["银行"], "scope": "clause"}),
        one(2, "乙", **{"with": ["银行"]}),
        one(3, "丙", **{"with": ["银行"], "scope": "text"}),
        one(4, "丁", without=["银行"]),
    )

    def rules(draft: str) -> list[str]:
        return [f.rule for f in run(check, draft).findings]

    assert rules("银行，包甲过") == [] and rules("银行包甲过") == ["RD0101"]
    assert rules("银行。包乙过") == [] and rules("银行，包乙过") == ["RD0102"]
    assert rules("银行。包丙过") == ["RD0103"] and rules("包丙过") == []
    assert rules("包丁过") == ["RD0104"] and rules("银行，包丁过") == []


@pytest.mark.parametrize(
    ("entry", "fits", "not_fits"),
    [
        ({"customer": "能批"}, {"customer": "能批吗"}, {"customer": "在吗"}),
        ({"customer": "能批"}, {"history": [{"role": "customer", "text": "能批吗"}]}, {}),
        ({"history": "担保"}, {"history": [{"role": "advisor", "text": "要担保"}]}, {"customer": "要担保"}),
        ({"channel": ["sms"]}, {"channel": "sms"}, {"channel": "wechat"}),
        ({"sender": "auto"}, {"sender": "auto"}, {"sender": "human"}),
        ({"send_hours": {"from": 22, "to": 8}}, {"send_at": "2026-11-23T23:30:00+08:00"}, {"send_at": "2026-11-23T09:00:00+08:00"}),
        ({"send_hours": {"from": 9, "to": 18}}, {"send_at": "2026-11-23T09:00:00+08:00"}, {}),
    ],
)  # fmt: skip
def test_context_conditions(tmp_path: Path, entry: Any, fits: Any, not_fits: Any) -> None:
    check = small(tmp_path, rule(match=[{"any": "行的", **entry}], unless=None))
    assert run(check, "行的", **fits).findings
    assert not run(check, "行的", **not_fits).findings


def test_hours_are_those_of_the_senders_zone(tmp_path: Path) -> None:
    check = small(tmp_path, rule(match=[{"any": "还款", "send_hours": {"from": 22, "to": 8}}], unless=None))
    assert run(check, "还款", send_at="2026-11-23T23:00:00+08:00").findings
    assert not run(check, "还款", send_at="2026-11-23T15:00:00+00:00").findings
    assert datetime.fromisoformat("2026-11-23T15:00:00+00:00") == datetime.fromisoformat("2026-11-23T23:00:00+08:00")


@pytest.mark.parametrize(
    ("customer", "draft", "flagged"),
    [
        ("能包过吗？", "对，没问题", True), ("你们包过的吧", "嗯", True), ("肯定能过对不对", "当然，放心", True), ("能包过吗？", "可以的，以银行审批为准", False),
        ("能包过吗？", "能不能过要看银行", False), ("几点下班", "对，六点", False), ("听说有人包过，别信是吧", "对，别信", False), ("能包过吗？", "好的，我看看您的资料", False),
    ],
)  # fmt: skip
def test_a_short_yes_takes_over_the_question(tmp_path: Path, customer: str, draft: str, flagged: bool) -> None:
    result = run(small(tmp_path), draft, customer=customer)
    assert bool(result.findings) is flagged
    for f in result.findings:
        assert f.start == 0 and f.text == draft[: f.end]


def test_a_missing_element_has_no_span(tmp_path: Path) -> None:
    check = small(tmp_path, disclosures=[disclosure()])
    (f,) = run(check, "日息万五").findings
    assert (f.start, f.end, f.text, f.missing) == (None, None, None, Disclosure.ANNUALISED_RATE)
    assert (f.family, f.severity) == (Family.MISSING_DISCLOSURE, Severity.BLOCK)
    assert run(check, "日息万五，年化18.25%").findings == ()
    assert run(check, "日息万五", history=[{"role": "advisor", "text": "年化18.25%"}]).findings == ()
    assert run(check, "日息万五", history=[{"role": "customer", "text": "年化多少"}]).findings != ()
    assert run(check, "日息万五，以明示表为准").findings[0].severity is Severity.WARN
    assert run(check, "不贵的", customer="利息多少").findings[0].missing is Disclosure.ANNUALISED_RATE


def test_a_topic_opens_only_where_its_entry_fits(tmp_path: Path) -> None:
    gated = disclosure(trigger={"draft": [{"any": "签", "with": ["年息"], "scope": "text"}]})
    check = small(tmp_path, disclosures=[gated])
    assert run(check, "您想清楚再来签").findings == ()
    assert run(check, "年息三厘。来签").findings != ()


def test_of_overlapping_findings_of_a_family_one_stays(tmp_path: Path) -> None:
    check = small(
        tmp_path,
        rule(match=[{"any": "包过"}], severity="warn"),
        rule(id="RD0102", name="longer-one", match=[{"any": "放心包过"}], severity="warn"),
        rule(id="RD0801", name="other-family", family="pressure", match=[{"any": "包过"}], severity="warn"),
    )
    assert [f.rule for f in run(check, "您放心包过").findings] == ["RD0102", "RD0801"]
    assert check.fired(CheckRequest("t", "您放心包过", TODAY)) == {"RD0101", "RD0102", "RD0801"}


def test_further_detectors_add_findings_and_errors_are_not_swallowed(tmp_path: Path) -> None:
    template = run(small(tmp_path / "a"), "包过").findings[0]

    def detector(request: CheckRequest, folded: Folded) -> list[Finding]:
        return [template] if "暗号" in folded.text else []

    def broken(request: CheckRequest, folded: Folded) -> list[Finding]:
        raise RuntimeError("broken")

    book = load_rulebook(tmp_path / "a" / "rules")
    assert run(Check(book, extra=[detector]), "暗号").findings == (template,)
    with pytest.raises(RuntimeError):
        run(Check(book, extra=[broken]), "您好")


def test_a_rule_out_of_force_does_not_flag(tmp_path: Path) -> None:
    check = small(tmp_path, rule(effective={"from": date(2026, 1, 1), "to": None}))
    assert run(check, "包过").findings
    assert not run(check, "包过", as_of="2025-12-31").findings


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("保证包过批征信 ，。*\u200b😀贷１３8\n“”吗？不zhengxi款"), min_size=1, max_size=80)
)
def test_spans_are_slices_of_any_text(text: str) -> None:
    for f in real_check().check(CheckRequest("t", text, TODAY)).findings:
        if f.start is not None and f.end is not None:
            assert 0 <= f.start < f.end <= len(text)
            assert f.text == text[f.start : f.end]


_REAL: list[Check] = []


def real_check() -> Check:
    if not _REAL:
        _REAL.append(Check(load_rulebook(BOOK)))
    return _REAL[0]


@pytest.mark.parametrize(
    "text",
    ["您好" * 50_000, "我们保证给您批下来，" * 10_000, "您的情况要看银行审批。我们收到资料后会告诉您进度！" * 4_000, "1" * 100_000, "包 过" * 33_000, "“" * 100_000],
    ids=["one-sentence", "full-of-wrongs", "ordinary", "digits", "disguised", "marks"],
)  # fmt: skip
def test_a_hundred_thousand_characters_within_a_second(text: str) -> None:
    check = real_check()
    run(check, "您好，保证能批，征信不看，月息三厘。")
    begun = time.process_time()
    run(check, text[:100_000])
    assert time.process_time() - begun < 8
