"""What lint says of a knowledge base that can be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from replydraft.knowledge.documents import Knowledge, load_knowledge, parse_document
from replydraft.knowledge.lint import LintProblem, lint

TODAY = date(2026, 11, 23)
REPO = Path(__file__).resolve().parents[3]
PRODUCT = """product:
  lender: 江岚银行
  lender_type: bank
  secured: false
  amount: {min: 10000, max: 300000}
  term_months: {min: 6, max: 24}
  methods: [annuity]
  rate: {min: 4%, max: 9%, basis: simple}
  conditions: [{field: income_monthly, op: at_least, value: 1, reason: 有收入}]
  documents: [身份证]
  purposes: [消费]
  prohibited_purposes: [炒股]
"""


def doc(name: str, text: str, head: str = "", kind: str = "policy") -> str:
    known = f"id: {name}\nkind: {kind}\nstatus: approved\naudience: public\napproved_by: 甲\napproved_on: 2026-01-01\n"
    if "title:" not in head:
        known += f"title: {name}的标题\n"
    return f"---\n{known}{head}---\n{text}\n"


def problems(*texts: str) -> list[LintProblem]:
    docs = tuple(parse_document(text, f"{n}.md") for n, text in enumerate(texts))
    return lint(Knowledge(docs, "v"), today=TODAY)


def messages(*texts: str) -> list[tuple[str, str]]:
    return [(p.level, p.message) for p in problems(*texts)]


def test_our_own_knowledge_has_no_error_and_only_expired_documents_warn() -> None:
    found = lint(load_knowledge(REPO / "knowledge"), today=TODAY)
    assert [p for p in found if p.level == "error"] == []
    assert all("expired" in p.message or "reviewed" in p.message for p in found)


def test_a_sound_document_has_no_problem() -> None:
    assert problems(doc("a", "放款前不收费。")) == []


def test_expiry_review_and_approval_are_told() -> None:
    assert messages(doc("a", "字", "effective_to: 2026-11-22\n")) == [
        ("warning", "expired on 2026-11-22: no longer quoted")
    ]
    assert messages(doc("a", "字", "effective_to: 2026-12-01\nreview_by: 2026-11-22\n")) == [
        ("warning", "expires on 2026-12-01"),
        ("warning", "was to be reviewed by 2026-11-22"),
    ]
    nobody = "---\nid: a\ntitle: 某\nkind: policy\nstatus: approved\n---\n字"
    assert ("error", "approved, but approved_by does not say by whom") in messages(nobody)


def test_two_versions_in_force_on_one_day_are_an_error() -> None:
    first = doc("a", "甲", 'version: "1"\neffective_to: 2026-12-31\n')
    assert problems(first, doc("a", "乙", 'version: "2"\neffective_from: 2027-01-01\n')) == []
    assert ("error", "versions 1 and 2 of a are in force on the same days") in messages(
        first, doc("a", "乙", 'version: "2"\neffective_from: 2026-12-31\n')
    )


def test_a_script_in_parts_needs_its_substance_and_short_parts() -> None:
    assert ("error", "a script in parts needs a part 正文") in messages(doc("a", "## 共情\n- 嗯。", "", "script"))
    long = doc("a", f"## 正文\n- {'长' * 161}", "intents: [fees]\n", "script")
    assert messages(long) == [("warning", "正文: 161 characters, more than 160")]


def test_figures_that_contradict_a_products_facts_are_errors() -> None:
    good = doc("p", "额度1万—30万元，期限6—24个月，年化利率（单利）4%—9%。", "title: 甲享贷\n" + PRODUCT, "product")
    assert problems(good) == []
    wrong = good.replace("年化利率（单利）4%—9%", "年化利率（单利）4%—19%")
    assert [m for m in messages(wrong) if m[0] == "error"] == [
        ("error", "says 年化利率（单利）4%—19%, its facts say 0.04 to 0.09")
    ]
    assert problems(good, doc("s", "甲享贷的年化利率是6%，以合同为准。")) == []
    elsewhere = problems(good, doc("s", "甲享贷的年化利率是3.2%，以合同为准。"))
    assert [(p.where, p.level) for p in elsewhere] == [("1.md", "error")]
    assert problems(good, doc("s", "乙享贷的年化利率是3.2%，以合同为准。")) == []


def test_product_facts_that_cannot_be_are_errors() -> None:
    body = "额度1万—30万元。"
    dear = doc("p", body, PRODUCT.replace("max: 9%", "max: 30%"), "product")
    assert any("above 24%" in m for _, m in messages(dear))
    bare = doc("p", body, PRODUCT.replace("secured: false", "secured: true"), "product")
    assert ("error", "secured, but collateral does not say by what") in messages(bare)
    both = doc("p", body, PRODUCT.replace("[炒股]", "[消费]"), "product")
    assert ("error", "allows and forbids the same purpose: 消费") in messages(both)


def test_near_duplicates_warn_once_and_only_between_documents_in_use() -> None:
    text = "还款日期能不能更改由放款机构决定，请在它的官方渠道提出申请，没有改成之前请照原来的日期还款，以免逾期。"
    found = problems(
        doc("a", text), doc("b", text.replace("申请，", "申请；")), doc("c", "完全是另外一回事，说的是服务费的收取。")
    )
    assert [(p.where, p.level) for p in found] == [("1.md", "warning")]
    assert problems(doc("a", text), doc("b", text).replace("approved\n", "retired\n", 1)) == []
