"""`replydraft cost` with everything that can be asked of it, as JSON and as a colleague reads it."""

from __future__ import annotations

import json

import pytest
from in_process import call, objects
from jsonschema import Draft202012Validator

from replydraft.wire.schemas import SCHEMAS

LOAN = ("cost", "--principal", "100000", "--periods", "12", "--method", "flat")


def test_every_option_reaches_the_calculator() -> None:
    more = (
        *("--instalment", "8833.3", "--upfront-fee", "1000元", "--upfront-separate", "--closing-fee", "0.5%"),
        *("--fee", "担保费=0.1%@each_period@某担保公司", "--fee", "评估费=80元@upfront"),
        *("--start", "2026-01-31", "--early-after", "6", "--early-fee", "1%", "--lender-type", "private"),
    )
    out = objects(*LOAN, *more)[0]
    Draft202012Validator(SCHEMAS["cost.out"]).validate(out)
    told = {(f["name"], f["payee"], f["total"]) for f in out["fees"]}
    assert told == {
        ("一次性费用", None, "1000.00"),
        ("期末费用", None, "500.00"),
        ("担保费", "某担保公司", "1200.00"),
        ("评估费", None, "80.00"),
    }
    assert out["received"] == "99920.00"
    assert out["schedule"][0]["date"] == "2026-02-28"
    assert out["schedule"][0]["payment"] == "8933.30"
    assert (out["early"]["after"], out["early"]["fee"]) == (6, "500.00")
    assert out["ceiling"]["verified"]


def test_dated_flows() -> None:
    out = objects("cost", "--principal", "1000", "--start", "2026-01-01", "--flow", "2027-01-01=1120")[0]
    Draft202012Validator(SCHEMAS["cost.out"]).validate(out)
    assert out["annualised_effective"] == pytest.approx(0.12, abs=1e-6)


def test_a_colleague_reads_what_is_paid_to_whom_and_when() -> None:
    more = (
        "--fee",
        "担保费=2%@upfront@某[担保]公司",
        "--start",
        "2026-01-31",
        "--lender-type",
        "bank",
        "--early-after",
        "3",
    )
    said = call(*LOAN, "--rate", "6%", *more).stdout.replace("\n", "")
    for part in (
        "借 100,000.00 元，等本等息，12期（每月一期），到手 98,000.00 元",
        "年化（单利）",
        "年化（复利 IRR）",
        "利息和费用合计 8,000.00 元，连本金一共付 108,000.00 元",
        "担保费 2,000.00 元（放款时，从放款里扣；收款方：某[担保]公司）",
        "还完第3期（2026-04-30）就结清",
        "上限：年化 24.00%，按单利比未超过",
        "不是所有银行贷款的上限",
        "2026-02-28",
        "公告〔2021〕第3号",
    ):
        assert part in said


def test_no_ceiling_is_said_to_be_none() -> None:
    said = call(*LOAN, "--rate", "6%", "--lender-type", "pawn").stdout.replace("\n", "")
    assert "上限：典当行" in said
    assert "24.00%" not in said
    assert "上限" not in call(*LOAN, "--rate", "6%").stdout


def test_a_long_schedule_is_cut_unless_it_is_wanted_whole() -> None:
    args = ("cost", "--principal", "1000000", "--periods", "60", "--rate", "3.85%")
    short, full = call(*args).stdout, call(*args, "--full").stdout
    assert "│ 30 │" not in short
    assert "│ 60 │" in short
    assert "--full" in short
    assert all(f"│ {n} │" in full for n in range(10, 61))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--fee-per-period", "0.6"), "write 0.6% or 60%"),
        (("--fee", "担保费"), "fee: must be like"),
        (("--fee", "担保费=2%"), "fee: must be like"),
        (("--fee", "担保费=2%@soon"), "fees[0].when"),
        (("--fee", "担保费=2@upfront"), "fees[0].fraction"),
        (("--flow", "2026-12-31"), "flow: must be a date and yuan"),
        (("--early-after", "12"), "early_after"),
        (("--instalment", "5000"), "instalment: adds up to less"),
        (("--start", "2026-02-30"), "start: must be a date"),
    ],
)
def test_what_cannot_be_priced_is_named(args: tuple[str, ...], says: str) -> None:
    assert says in call(*LOAN, *args, status=1).stderr


def test_a_dear_rate_without_its_sign_is_priced_with_a_warning() -> None:
    assert "0.6 has no %: taken as 60% a year" in call(*LOAN, "--rate", "0.6", "--json").stderr
    for rate in ("60%", "0.06"):
        assert not call(*LOAN, "--rate", rate, "--json").stderr


def test_the_amount_is_required() -> None:
    assert "principal: is required" in call("cost", "--json", status=1).stderr


def test_a_loan_without_a_price_is_refused() -> None:
    refused = call("cost", "--principal", "100000", "--periods", "12", status=1)
    assert "rate: is required" in refused.stderr
    assert not refused.stdout
    assert "年化（单利）0.00%" in call("cost", "--principal", "100000", "--periods", "12", "--rate", "0").stdout


def test_the_readings_of_a_phrase_are_printed_whole_however_narrow_the_terminal() -> None:
    said = call("cost", "--phrase", "月息一分，分24期").stdout
    assert "…" not in said
    for part in (
        "利息，每月 1%，按没还的本金算：年化（单利）12.00% · 年化（复利 IRR）12.68%",
        "算法：按还没还的本金算",
        "要问清楚：",
    ):
        assert part in said
    assert "还算不出年化" in call("cost", "--phrase", "中介费一万二").stdout
    assert "没有说价格" in call("cost", "--phrase", "您好").stdout


def test_many_at_once_and_a_bad_line_in_its_place() -> None:
    lines = [
        {"id": "a", "phrase": "日息万五"},
        {"id": "b", "principal": 100000, "periods": 12, "method": "flat", "fee_per_period": "0.6%"},
        {"id": "c", "principal": 100000},
        {"principal": 1000, "periods": 12, "rate": "12%"},
    ]
    stdin = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    phrase, flat, bad, unnamed = objects("cost", "--jsonl", stdin=stdin, status=1)
    assert (phrase["id"], phrase["readings"][0]["annualised_nominal"]) == ("a", pytest.approx(0.1825))
    assert (flat["id"], flat["total_cost"]) == ("b", "7200.00")
    assert (bad["id"], bad["error"]["line"], bad["error"]["field"]) == ("c", 3, "periods")
    assert (
        unnamed["total_cost"]
        == objects("cost", "--principal", "1000", "--periods", "12", "--rate", "12%")[0]["total_cost"]
    )
    assert "id" not in unnamed
    call("cost", "--jsonl", "--principal", "100", stdin=stdin, status=2)


def test_a_phrase_needs_no_option() -> None:
    assert objects("cost", "月息一分") == objects("cost", "--phrase", "月息一分")
    call("cost", "月息一分", "--phrase", "月息二分", status=2)
