"""来源: a document once, and nothing said that the figures above contradict."""

from __future__ import annotations

from typing import Any

import pytest

from replydraft.entrypoints.screen.evidence_view import evidence_html, is_phone


def cited(marker: int, quote: str, doc_id: str = "script-a", version: str = "1.0") -> dict[str, Any]:
    return {
        "marker": marker, "doc_id": doc_id, "version": version, "title": f"《{doc_id}》", "quote": quote, "sha256": "ab" * 32,
    }  # fmt: skip


def figure(source: str) -> dict[str, Any]:
    return {"text": "110", "kind": "count", "source": source, "detail": "拨打110报警"}


def test_a_document_stands_once_with_all_its_pieces() -> None:
    pieces = [
        cited(1, "第一段的原文"),
        cited(2, "第二段的原文"),
        cited(3, "另一份", "script-b"),
        cited(4, "新版", version="2.0"),
    ]
    html = evidence_html({"citations": pieces}, "")
    assert html.count("《script-a》") == 2
    assert html.count("<summary><b>[") == 3
    assert "等 2 处" in html
    assert all(f"<blockquote>{c['quote']}</blockquote>" in html for c in pieces)


def test_without_citations_the_figures_are_not_denied() -> None:
    assert "除了上面列出的数字" in evidence_html({"figures": [figure("passage")]}, "110")
    for figures in ([], [figure("customer")]):
        html = evidence_html({"figures": figures}, "110")
        assert "这份草稿没有引用知识片段" in html
        assert "除了" not in html


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("110", "请马上拨打110报警"), ("96110", "也可以打反诈专线96110"), ("12378", "可以拨打12378反映"), ("119", "有危险就打119"),
        ("12363", "人民银行的投诉电话是12363"), ("95588", "银行客服95588可以挂失"), ("400-600-1234", "热线400-600-1234"),
        ("12348", "法律援助热线：12348"),
    ],
)  # fmt: skip
def test_a_number_to_call_is_no_quantity(number: str, text: str) -> None:
    figure = {"text": number, "kind": "count", "source": "passage", "detail": ""}
    assert is_phone(figure, text)
    html = evidence_html({"figures": [figure]}, text)
    assert "电话" in html
    assert "数量" not in html


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        ("110", "count", "本期共110个名额"), ("3", "count", "拨打3次都没人接"), ("12378", "amount", "拨打前先付12378元"),
        ("5倍", "count", "客服说最高5倍"), ("120", "count", "评分120以上优先"),
    ],
)  # fmt: skip
def test_a_quantity_stays_one(number: str, kind: str, text: str) -> None:
    assert not is_phone({"text": number, "kind": kind, "source": "passage", "detail": ""}, text)


def test_how_it_came_to_be_is_said_in_chinese() -> None:
    versions = {"program": "0.1.0", "operator": "e8b0", "model": "embedded"}
    html = evidence_html({"versions": versions, "drafter": "embedded", "latency_ms": 39.9}, "")
    for word in ("机构资料", "模型", "没有用大模型"):
        assert word in html
    for word in ("operator", "model", "embedded"):
        assert word not in html
    assert "qwen3" in evidence_html({"versions": {"model": "openai:qwen3"}}, "")
