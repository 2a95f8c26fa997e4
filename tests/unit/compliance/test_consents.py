"""What a reply does with the customer's data against what the customer agreed to."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Family, Finding, Severity
from replydraft.errors import InputError
from replydraft.wire.inputs import parse_check

FOLDER = Path(__file__).parents[3] / "guardrails"
TODAY = date(2026, 11, 23)
SENT = "您的流水我已经发给江北银行了，等消息就行。"
NOBODY = "没有客户给江北银行流水的授权记录"


@cache
def checker() -> Check:
    return Check(load_rulebook(FOLDER))


def consent(**changes: Any) -> dict[str, Any]:
    given = {
        "purpose": "申请装修贷款",
        "recipients": ["江北银行"],
        "data": ["流水"],
        "given_at": "2026-11-02T10:00:00+08:00",
    }
    return given | changes


def run(draft: str, consents: list[dict[str, Any]] | None = None, **more: Any) -> CheckResult:
    asked = {"id": "1", "draft": draft, **({} if consents is None else {"consents": consents}), **more}
    return checker().check(parse_check(asked, today=TODAY))


def found(result: CheckResult) -> Finding | None:
    return next((f for f in result.findings if f.rule == "RD0440"), None)


def test_nobody_knows_and_nothing_changes() -> None:
    assert found(run(SENT)) is None
    assert found(run(SENT, None, send_at="2026-11-23T10:00:00+08:00")) is None


def test_nothing_was_agreed_to() -> None:
    hit = found(run(SENT, []))
    assert hit is not None
    assert (hit.family, hit.severity) == (Family.PRIVACY_LEAK, Severity.BLOCK)
    assert hit.message.startswith(NOBODY)
    assert {(c.law, c.article) for c in hit.citations} == {
        ("《个人信息保护法》", "第十三条"), ("《个人信息保护法》", "第二十三条"), ("《个人信息保护法》", "第二十九条"),
        ("《征信业管理条例》", "第十八条"),
    }  # fmt: skip


def test_the_wording_asks_for_exactly_that_and_may_be_sent() -> None:
    result = run(SENT, [])
    hit = found(result)
    assert hit is not None
    for part in ("江北银行", "流水", "用途", "同意", "撤回", "不同意"):
        assert part in hit.suggestion
    assert run(hit.suggestion, []).verdict.value == "pass"
    assert result.rewrite is not None
    assert "江北银行" in result.rewrite
    assert run(result.rewrite, []).verdict.value == "pass"


def test_what_was_agreed_to_passes_whole() -> None:
    assert run(SENT, [consent()]).verdict.value == "pass"
    assert run("您的征信报告我已经发给江北银行了", [consent(data=["征信报告"])]).verdict.value == "pass"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"withdrawn_at": "2026-11-20T09:00:00+08:00"}, "已于2026-11-20撤回"),
        ({"until": "2026-11-15"}, "已于2026-11-15到期"),
        ({"given_at": "2026-12-01"}, "还没有生效"),
        ({"recipients": ["城东银行"]}, "只写了城东银行，没有江北银行"),
        ({"data": ["征信"]}, "授权里没有流水"),
        ({"purpose": "营销回访"}, "用途不是这次贷款申请"),
    ],
)
def test_it_says_why_it_does_not_count(changes: dict[str, Any], says: str) -> None:
    hit = found(run(SENT, [consent(**changes)]))
    assert hit is not None
    assert says in hit.message


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ({"send_at": "2026-11-20T08:59:00+08:00"}, "pass"),
        ({"send_at": "2026-11-20T09:00:00+08:00"}, "block"),
        ({"send_at": "2026-11-02T09:59:00+08:00"}, "block"),
        ({"as_of": "2026-11-19"}, "pass"),
        ({"as_of": "2026-11-20"}, "block"),
        ({"as_of": "2026-11-02"}, "pass"),
        ({"as_of": "2026-11-01"}, "block"),
    ],
)
def test_the_moment_is_when_it_is_sent_else_that_day(at: dict[str, Any], verdict: str) -> None:
    assert run(SENT, [consent(withdrawn_at="2026-11-20T09:00:00+08:00")], **at).verdict.value == verdict


def test_the_last_day_counts() -> None:
    assert run(SENT, [consent(until="2026-11-23")]).verdict.value == "pass"
    assert run(SENT, [consent(until="2026-11-22")]).verdict.value == "block"


def test_a_newer_consent_stands_beside_an_older_one_that_was_taken_back() -> None:
    old = consent(withdrawn_at="2026-11-10T09:00:00+08:00")
    assert run(SENT, [old, consent(given_at="2026-11-12T09:00:00+08:00")]).verdict.value == "pass"


@pytest.mark.parametrize(
    ("named", "agreed"),
    [
        ("建行", "中国建设银行股份有限公司"),
        ("中国建设银行", "建行"),
        ("江北银行成都分行", "江北银行"),
        ("江北银行", "江北银行股份有限公司"),
    ],
)
def test_one_lender_has_several_names(named: str, agreed: str) -> None:
    assert found(run(f"您的流水已经发给{named}了", [consent(recipients=[agreed])])) is None


@pytest.mark.parametrize(
    ("named", "agreed"), [("城东银行", "江北银行"), ("工行", "农行"), ("江北消费金融", "江北银行")]
)
def test_others_are_others(named: str, agreed: str) -> None:
    assert found(run(f"您的流水已经发给{named}了", [consent(recipients=[agreed])])) is not None


def test_letters_stand_for_lenders_too() -> None:
    assert found(run("您的流水已经发给A银行了", [consent(recipients=["A银行"])])) is None
    assert found(run("您的流水已经发给A银行了", [consent(recipients=["B银行"])])) is not None


def test_a_party_that_only_the_ledger_knows_is_known() -> None:
    both = [consent(recipients=["海州惠民社"], withdrawn_at="2026-11-10"), consent()]
    assert found(run("您的流水已经发给海州惠民社了", both)) is not None
    assert found(run("您的流水已经发给海州惠民社了", [consent(recipients=["海州惠民社"])])) is None


def test_the_bank_that_an_account_is_with_receives_nothing() -> None:
    assert found(run("您在建设银行的流水我已经发给江北银行了", [consent()])) is None


def test_two_lenders_need_two() -> None:
    text = "您的流水我已经发给江北银行和城东银行了"
    hit = found(run(text, [consent()]))
    assert hit is not None
    assert "城东银行" in hit.suggestion
    assert found(run(text, [consent(recipients=["江北银行", "城东银行"])])) is None


def test_who_is_not_named_is_somebody_agreed_to() -> None:
    assert found(run("材料已经递上去了", [consent(data=["资料"])])) is None
    assert found(run("材料已经递上去了", [consent(data=["资料"], recipients=["我们"])])) is not None


def test_a_friend_is_nobody_who_can_be_agreed_to() -> None:
    assert run("您的流水我发给一个朋友了", [consent()]).verdict.value == "block"


def test_material_is_everything_but_credit_records() -> None:
    everything = [consent(data=["资料"])]
    assert found(run(SENT, everything)) is None
    assert found(run("您的征信已经发给江北银行了", everything)) is not None


def test_looking_at_credit_records_needs_consent_for_us() -> None:
    text = "我看了您的征信报告，整体还可以。"
    assert found(run(text, [consent(data=["征信"])])) is not None
    for us in ("我们", "us", "安信助贷服务有限公司"):
        assert found(run(text, [consent(data=["征信"], recipients=[us])])) is None, us


@pytest.mark.parametrize(
    "text",
    [
        "您愿意的话，我把资料提交给江北银行，可以吗？",
        "要把您的流水给江北银行看，需要您单独同意，接收方是江北银行，随时可以撤回",
        "没有您同意我不会把资料给银行",
        "您还没授权，资料我不能发给江北银行",
        "银行查征信要您本人在App上授权",
        "请您在江北银行的授权页面自己点确认，银行会查询征信",
        "资料清单我发给您了",
        "您可以自己去江北银行官网提交申请",
        "是否同意我们把您的流水提供给江北银行？",
        "您的资料我没有给任何人",
        "您撤回授权后，我们就不会再把资料给江北银行了",
        "征信报告您可以在人民银行官网自己查",
        "没经您授权，谁也不能查您的征信",
        "您同意后我们才提交，提交前会再跟您确认一次",
    ],
)
def test_asking_explaining_and_refusing_pass(text: str) -> None:
    assert run(text, []).verdict.value == "pass"


def test_without_a_ledger_a_report_sent_on_is_still_a_wrong() -> None:
    text = "征信报告我发给江北银行的经理看看"
    assert "RD0423" in {f.rule for f in run(text).findings}
    assert run(text, [consent(data=["征信"])]).verdict.value == "pass"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipients": "江北银行"}, "consents[0].recipients"),
        ({"data": []}, "consents[0].data"),
        ({"given_at": "昨天"}, "consents[0].given_at"),
        ({"purpose": " "}, "consents[0].purpose"),
    ],
)
def test_a_wrong_consent_names_its_field_and_not_what_it_says(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        run(SENT, [consent(**wrong)])
    assert refused.value.field == field
    assert "江北银行" not in str(refused.value)


def test_the_quick_copy_of_the_rules_says_the_same(tmp_path: Path) -> None:
    cached_rulebook(FOLDER, tmp_path)
    quick = Check(cached_rulebook(FOLDER, tmp_path))
    for consents in ([], [consent()], [consent(until="2026-11-15")]):
        request = parse_check({"id": "1", "draft": SENT, "consents": consents}, today=TODAY)
        assert quick.check(request) == checker().check(request)
