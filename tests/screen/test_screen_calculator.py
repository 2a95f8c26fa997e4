"""算一算: what is typed is priced both ways, mistakes stand at their field, price talk is read and asked about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from screen_browser import enter, says, served, window

from replydraft.costs.affordability import Lines, burden
from replydraft.costs.phrases import read_phrase
from replydraft.costs.quote import quote
from replydraft.costs.sheet_making import terms_sheet
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.calculator_form import filled, form_html, read_form, values_of
from replydraft.entrypoints.screen.calculator_view import answer_html, reading_html
from replydraft.entrypoints.screen.sheet_actions import Misfilled

TYPED = {"principal": "10万", "periods": "12", "unit": "month", "method": "flat", "fee_per_period": "0.6"}


def test_what_is_typed_is_what_is_priced() -> None:
    typed = read_form(
        TYPED
        | {"upfront_fee": "３%", "income": "1.2万", "debts": "0", "lender_type": "small_loan", "upfront_how": "beside"}
    )
    terms = typed.terms
    assert (terms.principal, terms.periods, terms.fee_per_period) == (Decimal(100_000), 12, Decimal("0.006"))
    assert [(f.fraction, f.deducted) for f in terms.fees] == [(Decimal("0.03"), False)]
    assert (typed.income, typed.debts, terms.lender_type) == (Decimal(12_000), Decimal(0), "small_loan")


def test_the_official_example_by_its_instalment() -> None:
    """公告〔2021〕3号: 100,000 with a fee of 1,000 and 12 times 8,833.3 is 12.80% simple, 13.58% compound."""
    typed = read_form({"principal": "100,000", "periods": "12期", "instalment": "8833.3元", "upfront_fee": "1000元"})
    priced = quote(typed.terms)
    assert priced.annualised_nominal == pytest.approx(0.1280, abs=5e-5)
    assert priced.annualised_effective == pytest.approx(0.1358, abs=5e-5)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"principal": ""}, "principal", "请填借多少"),
        ({"principal": "-5"}, "principal", "大于 0"),
        ({"periods": ""}, "periods", "请填分几期"),
        ({"periods": "1.5"}, "periods", "整数"),
        ({"periods": "5000"}, "periods", "整数"),
        ({"fee_per_period": ""}, "rate", "价格还没填"),
        ({"fee_per_period": "六厘"}, "fee_per_period", "百分数"),
        ({"fee_per_period": "120"}, "fee_per_period", "不能超过"),
        ({"rate": "0.045"}, "rate", "请带上 %"),
        ({"rate": "-1"}, "rate", "不小于 0"),
        ({"rate": "4.5", "instalment": "9000"}, "instalment", "只填一个"),
        ({"instalment": "9000", "method": "bullet"}, "instalment", "等额本息、等本等息"),
        ({"instalment": "100", "fee_per_period": ""}, "instalment", "比本金还少"),
        ({"upfront_fee": "5"}, "upfront_fee", "带上单位"),
        ({"upfront_fee": "100%"}, "upfront_fee", "小于本金"),
        ({"upfront_fee": "10万"}, "upfront_fee", "没有到手的钱"),
        ({"income": "很多"}, "income", "例如 8000"),
    ],
)
def test_a_mistake_stands_at_its_field(change: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(Misfilled) as refused:
        read_form(TYPED | change)
    assert words in refused.value.wrong[field]
    html = form_html(TYPED | change, refused.value.wrong)
    label = next(part for part in html.split("<label") if f'data-field="{field}"' in part)
    assert words in label
    assert "aria-invalid" in label


def test_the_form_keeps_what_was_typed_and_escapes_it() -> None:
    html = form_html(values_of({"phrase": '"><script>alert(1)</script>'}), {})
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_an_unknown_lender_has_no_ceiling_and_an_unknown_income_no_share() -> None:
    typed = read_form(TYPED)
    held = burden(typed.terms, typed.income, typed.debts, Lines())
    html = answer_html(quote(typed.terms), terms_sheet(typed.terms, as_of=today()), held)
    assert "还不清楚谁放款，不能说上限" in html
    assert "先问清收入和现有月供" in html
    assert "13.03%" in html
    assert html.count("<tr>") >= 13


def test_price_talk_is_shown_with_every_meaning_and_the_question() -> None:
    html = reading_html(read_phrase("月息一分", as_of=today()))
    assert "12.00%（单利）" in html
    assert "先问一句" in html
    assert "年化还算不出来" in html
    assert "没有读出价格" in reading_html(read_phrase("你好", as_of=today()))
    assert "<script" not in reading_html(read_phrase("月息1%<script>", as_of=today()))


@pytest.mark.parametrize(
    ("phrase", "filled_in"),
    [
        ("10万分12期每月还9000", {"principal": "100000", "periods": "12", "instalment": "9000"}),
        ("借5万，两年还清，月息8厘", {"principal": "50000", "periods": "24", "instalment": ""}),
        ("月息一分", {"principal": "", "periods": "", "instalment": ""}),
        ("借1000用7天还1100", {"principal": "1000", "periods": "", "instalment": ""}),
    ],
)
def test_what_the_phrase_says_is_filled_in(phrase: str, filled_in: dict[str, str]) -> None:
    read = read_phrase(phrase, as_of=today())
    out = filled(values_of({"phrase": phrase}), read)
    assert {name: out[name] for name in filled_in} == filled_in
    typed = filled_in | {"principal": "8万", "periods": "6", "rate": "5"}
    kept = filled(values_of(typed), read)
    assert (kept["principal"], kept["periods"], kept["instalment"]) == ("8万", "6", filled_in["instalment"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("demo"), "demo") as address:
        yield address


def fill(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"#rd-calc-form [data-field={name}]", value)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 900, 390])
def test_in_a_browser(browser: Any, demo: str, width: int) -> None:
    with window(browser, demo, width=width) as page:
        enter(page, demo, "周敏") if width > 400 else page.goto(demo)
        if width <= 400:
            page.click(".people button:has-text('周敏')")
        page.get_by_role("tab", name="算一算").click()
        page.wait_for_selector("#rd-calc-form [data-act=calculate]")
        fill(page, phrase="10万分12期每月还9000")
        page.press("#rd-calc-form [data-field=phrase]", "Enter")
        page.wait_for_function("document.querySelector('#rd-calc-form [data-field=instalment]').value === '9000'")
        page.click("[data-act=calculate]")
        says(page, "#rd-calc-answer", "14.45%")
        fill(page, phrase="月息一分", principal="", periods="", instalment="")
        page.press("#rd-calc-form [data-field=phrase]", "Enter")
        says(page, "#rd-calc-said", "先问一句")
        says(page, "#rd-calc-answer", "还没有算")  # nothing of another loan stands below a phrase
        page.click("[data-act=calculate]")
        says(page, "#rd-calc-form .rd-wrong", "请填借多少")
        fill(page, principal="10万", periods="12", rate="36")
        page.click("[data-act=calculate]")
        says(page, "#rd-calc-answer", "36.00%")
        for wrong in ({"principal": "abc"}, {"principal": "-10万"}, {"periods": "0"}, {"rate": ""}):
            fill(page, principal="10万", periods="12", rate="36")
            page.click("[data-act=calculate]")
            says(page, "#rd-calc-answer", "36.00%")
            fill(page, **wrong)
            page.click("[data-act=calculate]")
            says(page, "#rd-calc-answer", "还没有算")
        assert page.input_value("#rd-calc-form [data-field=phrase]") == "月息一分"
        fill(page, principal="10万", periods="12", fee_per_period="0.6", upfront_fee="3%", income="12000", debts="1500")
        page.select_option("#rd-calc-form [data-field=method]", "flat")
        page.select_option("#rd-calc-form [data-field=lender_type]", "small_loan")
        page.press("#rd-calc-form [data-field=debts]", "Enter")
        says(page, "#rd-calc-answer", "18.87%")
        for words in (
            "20.59%",
            "10,200元",
            "97,000元",
            "没有超过参考上限",
            "过重，不要鼓励这个金额",
            "还款计划（12 期",
        ):
            says(page, "#rd-calc-answer", words)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#rd-calc-answer summary:has-text('成本明示表')")
        page.click("#rd-calc-answer [data-copy]")
        says(page, "#rd-toast", "已复制")
        assert "【成本明示（测算）】按所给条件" in page.evaluate("navigator.clipboard.readText()")
        with page.expect_download() as coming:
            page.click("#rd-calc-answer [data-picture=save]")
        assert coming.value.suggested_filename.endswith("100000元-12个月.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
