"""Reading knowledge documents: what is kept, and every way a file can be wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from replydraft.domain.draft import Emotion, Intent
from replydraft.domain.finding import sha256_text
from replydraft.errors import ContentError
from replydraft.knowledge.documents import load_knowledge, parse_document, searchable

SCRIPT = """---
id: s1
title: 换还款日
kind: script
status: approved
version: "1.10"
audience: public
effective_from: 2026-01-01
effective_to: 2026-12-31
tags: [还款, "日期"]
intents: [repayment, process]
situations:
  - '换.{0,4}日子'
emotions: [calm]
---

## 共情
- 想配合发薪日，
  很合理。
* 明白您的意思。

## 正文
- 向机构提出就行。

## 背景
- 这里的横线不是选项。
- 原样保留。
"""


def test_a_script_keeps_its_parts_as_alternatives_and_other_headings_as_they_are() -> None:
    doc = parse_document(SCRIPT, "s1.md")
    assert doc.items("共情") == ("想配合发薪日，很合理。", "明白您的意思。")
    assert doc.items("背景") == ("- 这里的横线不是选项。\n- 原样保留。",)
    assert doc.items("提醒") == ()
    assert (doc.version, doc.tags, doc.intents) == ("1.10", ("还款", "日期"), (Intent.REPAYMENT, Intent.PROCESS))
    assert doc.emotions == (Emotion.CALM,)
    assert [p.heading for p in searchable(doc)] == ["正文", "背景"]
    passage = doc.passage("共情")
    assert passage is not None
    assert passage.sha256 == sha256_text(passage.text)
    assert (passage.effective_from, passage.effective_to) == (date(2026, 1, 1), date(2026, 12, 31))


def test_front_matter_and_text_are_enough_and_what_is_not_said_is_not_quotable(tmp_path: Path) -> None:
    doc = parse_document("---\nid: a\nkind: policy\n---\n放款前不收费。\n", "a.md")
    assert (doc.status, doc.audience, doc.title, doc.titled) == ("draft", "internal", "放款前不收费。", False)
    (tmp_path / "a.md").write_text("---\nid: a\nkind: policy\n---\n放款前不收费。\n", encoding="utf-8")
    assert load_knowledge(tmp_path).quotable_on(date(2026, 11, 23)) == ()


def test_a_leading_heading_is_the_title_and_text_before_the_first_heading_is_a_passage() -> None:
    doc = parse_document("---\nid: a\nkind: policy\n---\n# 收费\n开头。\n## 细则\n细。\n\\# 不是标题\n", "a.md")
    assert doc.title == "收费"
    assert [(p.heading, p.text) for p in doc.passages] == [("", "开头。"), ("细则", "细。\n# 不是标题")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("没有抬头", r"k\.md:1: must begin with front matter"),
        ("---\nid: a\n", r"k\.md:1: the front matter has no closing"),
        ("---\nkind: policy\n---\n字", r"k\.md:1: id: is missing"),
        ("---\nid: a\n---\n字", r"k\.md:1: kind: is missing"),
        ("---\nid: a\nkind: poem\n---\n字", r"k\.md:3: kind: must be one of"),
        ("---\nid: a\nkind: policy\nstatus: ok\n---\n字", r"k\.md:4: status: must be one of"),
        ("---\nid: a\nkind: policy\neffective_form: 2026-01-01\n---\n字", r"k\.md:4: effective_form: unknown key"),
        ("---\nid: a\nkind: policy\neffective_to: 2026-02-30\n---\n字", r"k\.md:4: effective_to: is not a day"),
        ("---\nid: a\nkind: policy\neffective_to: 1/2/2026\n---\n字", r"k\.md:4: effective_to: must be a day"),
        (
            "---\nid: a\nkind: policy\neffective_from: 2026-02-01\neffective_to: 2026-01-01\n---\n字",
            r"k\.md:5: effective_to: is before effective_from",
        ),
        ("---\nid: a\nkind: policy\nid: b\n---\n字", r"k\.md:4: id: is given twice"),
        ("---\nid: [a\nkind: policy\n---\n字", r"k\.md:\d: not valid YAML"),
        ("---\n- a\n- b\n---\n字", r"k\.md:1: the front matter must be keys and values"),
        ("---\nid: a\nkind: policy\ntags: {a: b}\n---\n字", r"k\.md:4: tags: must be a list of texts"),
        ("---\nid: a\nkind: policy\n---\n\n", r"k\.md:5: has no text"),
        ("---\nid: a\nkind: policy\n---\n## 一\n甲\n## 一\n乙", r"k\.md:7: the heading 一 is there twice"),
        ("---\nid: a\nkind: script\nintents: [wishes]\n---\n字", r"k\.md:4: intents: has an unknown name"),
        ("---\nid: a\nkind: script\nsituations: ['(']\n---\n字", r"k\.md:4: situations: entry 1 is not a regular"),
        ("---\nid: a\nkind: policy\nproduct: {lender: x}\n---\n字", r"k\.md:4: product: only a document of kind"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        parse_document(text, "k.md")


def test_a_folder_that_is_not_there_and_bytes_that_are_not_text_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no such knowledge folder"):
        load_knowledge(tmp_path / "nowhere")
    (tmp_path / "a.md").write_bytes(b"---\nid: a\n\xff")
    with pytest.raises(ContentError, match="is not UTF-8 at byte 10"):
        load_knowledge(tmp_path)


def test_readme_and_hidden_files_are_not_documents(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("README.md", ".x.md", ".git/y.md", "z.txt"):
        (tmp_path / name).write_text("不是文档", encoding="utf-8")
    assert load_knowledge(tmp_path).documents == ()


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def test_of_one_id_the_version_in_force_is_used_and_the_same_version_twice_is_an_error(tmp_path: Path) -> None:
    base = "---\nid: a\nkind: policy\nstatus: approved\naudience: public\n"
    write(tmp_path, "old", base + "version: '9'\neffective_from: 2026-01-01\n---\n旧")
    write(tmp_path, "new", base + "version: '10'\neffective_from: 2026-01-01\n---\n新")
    write(tmp_path, "next", base + "version: '11'\neffective_from: 2027-01-01\n---\n下一版")
    known = load_knowledge(tmp_path)
    assert [p.text for p in known.quotable_on(date(2026, 6, 1))] == ["新"]
    assert [p.text for p in known.quotable_on(date(2027, 6, 1))] == ["下一版"]
    latest = known.document("a")
    assert latest is not None
    assert latest.version == "11"
    write(tmp_path, "twice", base + "version: '9'\n---\n又一个")
    with pytest.raises(ContentError, match="id: a version 9 is already in"):
        load_knowledge(tmp_path)


def test_the_version_of_the_knowledge_follows_its_content(tmp_path: Path) -> None:
    write(tmp_path, "a", "---\nid: a\nkind: policy\n---\n甲")
    before = load_knowledge(tmp_path).version
    assert load_knowledge(tmp_path).version == before
    write(tmp_path, "a", "---\nid: a\nkind: policy\n---\n乙")
    assert load_knowledge(tmp_path).version != before


PRODUCT = """---
id: p
title: 甲贷
kind: product
status: approved
audience: public
product:
  lender: 江岚银行
  lender_type: bank
  secured: false
  amount: {min: 10000, max: 300000}
  term_months: {min: 6, max: 24}
  methods: [annuity]
  rate: {min: 4.25%, max: 0.09, basis: simple}
  fees:
    - {name: 登记费, payee: 登记机构, when: closing, amount: 80}
  conditions:
    - {field: income_monthly, op: at_least, value: 4000.50, reason: 月收入要够}
    - {field: has_vehicle, op: is, value: true, reason: 要有车}
    - {field: occupation, op: not_in, value: [学生], reason: 不面向学生, required: false}
---
正文。
"""


def test_product_facts_are_exact() -> None:
    product = parse_document(PRODUCT, "p.md").product
    assert product is not None
    assert (product.rate_min, product.rate_max) == (Decimal("0.0425"), Decimal("0.09"))
    assert product.fees[0].amount == Decimal(80)
    assert [c.value for c in product.conditions] == [Decimal("4000.50"), True, ("学生",)]
    assert [c.required for c in product.conditions] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("min: 4.25%", "min: 12%", "product.rate.max"),
        ("max: 0.09", "max: 9", "a rate per year is a fraction"),
        ("min: 10000", "min: 900000", "product.amount.max: is smaller than min"),
        ("[annuity]", "[pyramid]", "product.methods: must be a list of"),
        ("when: closing", "when: secretly", r"product.fees\[0\].when: must be one of"),
        ("op: at_least", "op: about", r"product.conditions\[0\].op"),
        ("value: 4000.50", "value: viel", r"product.conditions\[0\].value: must be a number"),
        ("min: 6,", "min: 6.5,", "product.term_months: must be whole months"),
        ("secured: false", "secured: maybe", "product.secured: must be true or false"),
        ("lender_type: bank", "lender_kind: bank", "product.lender_kind: unknown key"),
        ("min: 10000", "min: NaN", "must be a number that is not negative"),
    ],
)
def test_product_facts_that_are_wrong_name_their_key_and_line(old: str, new: str, message: str) -> None:
    with pytest.raises(ContentError, match=rf"p\.md:7: .*{message}|p\.md:7: {message}"):
        parse_document(PRODUCT.replace(old, new), "p.md")
