"""The forms of a CostSheet: chat text, page, drawing, picture, JSON; all from one object, none of them loading anything."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sheet_samples import DAY, OURS, PREPAYING, REGISTRATION, product

from replydraft.adapters import pillow_card
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.costs.card_drawing import WIDTH, Words, broken, drawn, width_of
from replydraft.costs.card_html import card_page
from replydraft.costs.card_rows import card_rows
from replydraft.costs.card_svg import svg
from replydraft.costs.ceilings import Ceiling
from replydraft.costs.product_sheet import Wanted, product_sheet
from replydraft.costs.sheet import CostSheet
from replydraft.costs.sheet_json import sheet_json
from replydraft.costs.sheet_words import chat_text
from replydraft.domain.finding import LegalCitation
from replydraft.domain.inquiry import CheckRequest, Evidence
from replydraft.errors import ContentError
from replydraft.knowledge.documents import load_knowledge
from replydraft.knowledge.operator_profile import load_operator
from replydraft.wire.schemas_sheet import SHEET_RESULT

REPO = Path(__file__).parents[3]
LAW = LegalCitation("《个人贷款业务明示综合融资成本规定》（金规〔2026〕2号）", "第三条", "B")


@pytest.fixture
def sheet() -> CostSheet:
    return product_sheet(
        product(fees=(REGISTRATION, PREPAYING)),
        Wanted(Decimal(100_000), 12),
        as_of=DAY,
        service_fees=(OURS,),
        laws=(LAW,),
    )


def test_the_chat_text_says_everything_a_customer_must_know(sheet: CostSheet) -> None:
    text = chat_text(sheet)
    for words in (
        "示例信用贷（示例银行）", "借100,000元，12个月，等额本息，到账100,000元", "（单利；IRR复利", "抵押登记费80元",
        "不动产登记机构", "居间服务费：不超过放款金额的2%（至多2,000元）", "未促成不收", "示例公司对公账户",
        "逾期罚息、违约金以合同为准", "提前还款违约金：1%", "不再收取其他与贷款有关的费用", "以贷款机构出具的为准",
        "2026-11-28",
    ):  # fmt: skip
        assert words in text
    assert re.search(r"年化综合成本8\.\d\d%—13\.\d\d%（单利；IRR复利[^）]+），含居间服务费", text)
    assert re.search(r"其中贷款本身年化4\.\d\d%—9\.\d\d%", text)
    assert len(text) < 480


@pytest.mark.slow
def test_the_chat_text_of_every_product_passes_the_check() -> None:
    knowledge, operator = load_knowledge(REPO / "knowledge"), load_operator(REPO / "operator.toml")
    check, said = Check(load_rulebook(REPO / "guardrails")), 0
    for p in knowledge.products_on(DAY):
        for method in p.methods:
            for amount, months in ((p.amount_min, p.term_max), (p.amount_max, p.term_min)):
                made = product_sheet(p, Wanted(amount, months, method), as_of=DAY, service_fees=operator.fees)
                text, said = chat_text(made), said + 1
                for evidence in (None, Evidence((text,))):
                    result = check.check(CheckRequest("x", text, DAY, evidence=evidence))
                    assert [(p.id, f.rule, f.text, f.missing) for f in result.findings] == []
    assert said > 30


def test_what_stands_on_top_is_the_whole_cost_with_our_fee(sheet: CostSheet) -> None:
    assert sheet.with_service is not None
    assert sheet.with_service.low is not None
    key = {f.label: f.words for f in card_rows(sheet).key}
    assert key["年化综合成本（单利，含服务费上限）"] == "8.14%—13.79%"
    assert key["利息和费用合计（含服务费上限）"] == "4,369.57—7,467.48元"
    assert sheet.with_service.low.total_cost == sheet.low.total_cost + 2000
    [lender] = [f.words for f in card_rows(sheet).facts if f.label == "其中贷款本身"]
    assert "4.35%—9.95%" in lender
    assert "2,369.57—5,467.48元" in lender


def test_without_a_fee_of_ours_the_loan_is_the_whole_cost() -> None:
    key = card_rows(product_sheet(product(), Wanted(Decimal(100_000), 12), as_of=DAY)).key
    assert [f.label for f in key] == ["年化综合成本（单利）", "折合IRR（复利）", "利息和费用合计"]


@pytest.mark.parametrize("verified", [True, False])
def test_a_customers_picture_carries_no_notes_of_ours(sheet: CostSheet, verified: bool) -> None:
    basis = "某上限：年化24.00%（与年化单利比较）。24%为公开解读的表述。来源：某文。核对日2026-11-28，之后有无变化未再核实。"
    page = card_page(replace(sheet, ceiling=Ceiling(0.24, basis, verified, exceeded=False), ceiling_note="不写数值"))
    for ours in ("未再核实", "公开解读", "本知识库", "不写数值", "资料缺项", "尚未核实"):
        assert ours not in page
    assert ("未超过参考上限：某上限：年化24.00%" in page) is verified


def test_the_page_loads_nothing_and_escapes_everything(sheet: CostSheet) -> None:
    page = card_page(replace(sheet, product="<script>alert(1)</script>", lender='"><img src=x>'))
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"https?://|url\(|@import|@font-face|src=", page.replace("&quot;&gt;&lt;img src=x&gt;", ""))
    assert "@media print" in page
    assert "&lt;script&gt;" in page


def test_a_law_that_was_not_read_is_cited_without_an_article(sheet: CostSheet) -> None:
    page = card_page(sheet)
    assert LAW.law in page
    assert "第三条" not in page


def test_the_drawing_is_svg_that_loads_nothing_and_holds_the_same_words(sheet: CostSheet) -> None:
    made = svg(drawn(replace(sheet, lender="甲&乙<银行>")))
    root = ET.fromstring(made)
    assert {e.tag.split("}")[1] for e in root.iter()} == {"svg", "rect", "text"}
    words = "".join(t.text or "" for t in root.iter() if t.tag.endswith("text"))
    for said in (
        "综合融资成本明示（测算）",
        "抵押登记费",
        "示例公司对公账户",
        "以合同为准，产品说明没有写明",
        "甲&乙<银行>",
    ):
        assert said in words
    assert "http" not in made.replace("http://www.w3.org/2000/svg", "")


def test_no_line_of_the_drawing_runs_out_of_it(sheet: CostSheet) -> None:
    for s in drawn(replace(sheet, product="很长的产品名" * 30)).shapes:
        if isinstance(s, Words):
            assert s.x + width_of(s.text, s.size) * 0.9 <= WIDTH


def test_a_number_is_not_broken_in_two() -> None:
    assert broken("利息合计17,899.05—29,536.53元", 13, 110) == ["利息合计", "17,899.05—", "29,536.53元"]


def test_the_json_has_its_shape(sheet: CostSheet) -> None:
    made = json.loads(json.dumps(sheet_json(sheet) | {"for_customer": True}))
    Draft202012Validator(SHEET_RESULT).validate(made)
    assert made["low"]["annualised_nominal"] < made["high"]["annualised_nominal"]
    assert made["gaps"]
    assert made["laws"] == [{"law": LAW.law, "article": "第三条", "level": "B"}]


def test_the_picture_is_a_png(sheet: CostSheet) -> None:
    if pillow_card._found()[0] is None:
        pytest.skip("no Chinese font on this machine")
    drawing = drawn(sheet)
    made = pillow_card.card_png(drawing)
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20]) == drawing.width * pillow_card.SCALE
    assert len(made) > 50_000


def test_without_a_font_the_picture_says_what_to_install(sheet: CostSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pillow_card, "_found", lambda: (None, None))
    with pytest.raises(ContentError, match="fonts-noto-cjk") as refused:
        pillow_card.card_png(drawn(sheet))
    assert refused.value.code == "no_font"


def test_a_font_without_the_characters_draws_no_boxes(sheet: CostSheet) -> None:
    latin = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if latin is None:
        pytest.skip("no Latin font on this machine")
    with pytest.raises(ContentError, match="里没有"):
        pillow_card.card_png(drawn(sheet), font=latin)


def test_a_file_that_is_no_font_is_named(sheet: CostSheet, tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_bytes(b"no font")
    with pytest.raises(ContentError, match=r"x\.ttf"):
        pillow_card.card_png(drawn(sheet), font=tmp_path / "x.ttf")


def test_a_day_before_the_rule_cites_it_not() -> None:
    book = load_rulebook(REPO / "guardrails")
    assert book.as_of(date(2026, 7, 31)).cite(["DISC"]) == ()
    [law] = book.as_of(DAY).cite(["DISC"])
    assert (law.article, law.level) == (None, "B")
