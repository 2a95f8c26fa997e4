"""`kb import`: what is written, what is refused, and that it stays quick."""

from __future__ import annotations

import json
import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.errors import InputError
from replydraft.knowledge.documents import load_knowledge, parse_document
from replydraft.knowledge.importing import ImportReport, import_jsonl
from replydraft.knowledge.near_duplicates import near_duplicates

TODAY = date(2026, 11, 23)


def run(folder: Path, *lines: Any, approve_as: str | None = "甲 乙") -> ImportReport:
    source = folder / "in.jsonl"
    source.write_text(
        "".join((x if isinstance(x, str) else json.dumps(x, ensure_ascii=False)) + "\n" for x in lines),
        encoding="utf-8",
    )
    return import_jsonl(source, folder / "kb", approve_as=approve_as, today=TODAY)


def levels(report: ImportReport) -> list[tuple[str, str]]:
    return [(p.where.rsplit(":", 1)[1], p.level) for p in report.problems]


def test_what_was_given_is_what_is_read(tmp_path: Path) -> None:
    text = "# 不是标题\n## 也不是\n\\# 带反斜杠\n---\n- 一\n  二：“三”"
    report = run(
        tmp_path, {"id": "a/b 中?", "title": '题: "目" #1', "text": text, "kind": "policy", "tags": ["甲", "a: b"]}
    )
    assert (report.written, report.problems) == (1, [])
    (doc,) = load_knowledge(tmp_path / "kb").documents
    assert (doc.id, doc.title, doc.kind.value, doc.tags) == ("a/b 中?", '题: "目" #1', "policy", ("甲", "a: b"))
    assert [p.text for p in doc.passages] == [text]
    assert (doc.status, doc.approved_by, doc.approved_on) == ("approved", "甲 乙", TODAY)
    assert load_knowledge(tmp_path / "kb").quotable_on(date(2000, 1, 1))


def test_without_an_approver_they_are_drafts(tmp_path: Path) -> None:
    run(tmp_path, {"id": 7, "text": "字"}, approve_as=None)
    known = load_knowledge(tmp_path / "kb")
    assert [(d.id, d.status) for d in known.documents] == [("7", "draft")]
    assert known.quotable_on(TODAY) == ()


def test_a_bad_line_is_named_and_the_rest_is_written(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        {"id": "a", "text": "甲"},
        "{不是 JSON",
        "",
        {"id": "b"},
        {"id": "a", "text": "又一个"},
        {"id": "c", "text": "丙", "kind": "poem"},
        {"id": "d", "text": "丁", "tags": "x"},
        ["x"],
        '{"id": "e", "text": "\\ud800"}',
        {"id": "f", "text": "己"},
    )
    assert report.written == 2
    assert levels(report) == [(n, "error") for n in ("2", "4", "5", "6", "7", "8", "9")]
    assert {d.id for d in load_knowledge(tmp_path / "kb").documents} == {"a", "f"}


def test_a_source_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        import_jsonl(tmp_path / "nothing.jsonl", tmp_path / "kb", today=TODAY)


def test_near_duplicates_warn_and_are_written(tmp_path: Path) -> None:
    text = "放款之前不收取任何费用，有人要求先交保证金、验资费、解冻费的，都请拒绝并告诉我们，谨防受骗。"
    report = run(
        tmp_path,
        {"id": "a", "text": text},
        {"id": "b", "text": text + "！"},
        {"id": "c", "text": "等额本息每月还的一样多。"},
    )
    assert (report.written, levels(report)) == (3, [("2", "warning")])
    again = run(tmp_path, {"id": "d", "text": text})
    assert levels(again) == [("1", "warning")]
    assert run(tmp_path, {"id": "c", "text": "等额本息每月还的一样多。"}).problems == []


def test_contradicting_figures_for_one_product_are_refused_whichever_comes_first(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        {"id": "a", "kind": "product", "title": "畅行贷", "text": "年化利率5.4%起，额度最高20万元。"},
        {"id": "b", "kind": "product", "title": "畅行贷", "text": "年化利率6.8%起，额度最高20万元。"},
        {"id": "c", "kind": "product", "title": "安心贷", "text": "年化利率4%—8%，期限12—36个月。"},
        {"id": "d", "text": "安心贷的年化利率为6%，以合同为准。"},
        {"id": "e", "text": "安心贷期限最长5年。"},
    )
    assert sorted(levels(report)) == [("1", "error"), ("2", "error"), ("5", "error")]
    assert {d.id for d in load_knowledge(tmp_path / "kb").documents} == {"c", "d"}
    later = run(tmp_path, {"id": "f", "kind": "product", "title": "安心贷", "text": "年化利率9.9%。"})
    assert (later.written, levels(later)) == (0, [("1", "error")])
    changed = run(tmp_path, {"id": "c", "kind": "product", "title": "安心贷", "text": "年化利率9.9%。"})
    assert (changed.written, changed.problems) == (1, [])


def test_ids_that_would_share_a_file_do_not(tmp_path: Path) -> None:
    names = ["a b", "a%20b", "A", "a", "..", ".x", "README", "长" * 300, "长" * 300 + "x", "../../out"]
    assert run(tmp_path, *({"id": n, "text": f"第{k}条"} for k, n in enumerate(names))).written == len(names)
    assert {d.id for d in load_knowledge(tmp_path / "kb").documents} == set(names)
    assert {p.name for p in tmp_path.iterdir()} == {"in.jsonl", "kb"}


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda s: s.strip() and s.isprintable()), st.text(max_size=80))
def test_any_printable_id_and_text_survive(tmp_path_factory: pytest.TempPathFactory, doc_id: str, text: str) -> None:
    folder = tmp_path_factory.mktemp("kb")
    body = "".join(c for c in text if c.isprintable() or c == "\n").strip() or "字"
    assert run(folder, {"id": doc_id, "title": doc_id, "text": body}).written == 1
    (doc,) = load_knowledge(folder / "kb").documents
    assert (doc.id, doc.passages[0].text) == (doc_id.strip(), body)


@pytest.mark.slow
def test_ten_thousand_documents_are_imported_in_seconds(tmp_path: Path) -> None:
    rng = random.Random(5)
    lines = [
        {
            "id": str(n),
            "kind": "product",
            "title": f"第{n}号贷",
            "text": "".join(rng.choices("还款利率合同放款机构审批资料征信", k=120)),
        }
        for n in range(10_000)
    ]
    started = time.perf_counter()
    assert run(tmp_path, *lines).written == 10_000
    assert time.perf_counter() - started < 60


def test_near_duplicates_of_many_equal_texts_are_each_told_once() -> None:
    found = list(near_duplicates((str(n), "同一句话写了很多遍，看看会不会太慢。") for n in range(2000)))
    assert len(found) == 1999
    assert {other for _, other, _ in found} == {"0"}


def test_what_is_written_parses_by_itself(tmp_path: Path) -> None:
    run(tmp_path, {"id": "a", "text": "甲"})
    (file,) = (tmp_path / "kb").rglob("*.md")
    assert parse_document(file.read_text(encoding="utf-8"), "x").version
