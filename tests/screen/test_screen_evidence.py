"""来源: a document once, and nothing said that the figures above contradict."""

from __future__ import annotations

from typing import Any

from replydraft.entrypoints.screen.evidence_view import evidence_html


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
