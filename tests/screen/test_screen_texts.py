"""What is marked in a text, and what differs between two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.entrypoints.screen.differences import diff_html, pieces, summary
from replydraft.entrypoints.screen.highlights import cuts, highlighted


def finding(
    fid: str, start: int | None, end: int | None, severity: str = "block", message: str = "不行"
) -> dict[str, Any]:
    return {"id": fid, "start": start, "end": end, "severity": severity, "message": message}


def test_a_finding_is_marked_where_it_stands_with_icon_and_words() -> None:
    html = highlighted("您放心，包过的", [finding("f1", 4, 6)])
    assert '您放心，<mark class="rd-mark rd-block"' in html
    assert 'data-span="f1"' in html
    assert "必须修改：不行" in html
    assert "包过</mark>的" in html


def test_text_and_messages_are_escaped() -> None:
    html = highlighted("<img src=x>包过", [finding("f1", 11, 13, message='"><script>')])
    assert "<img" not in html
    assert "<script>" not in html
    assert "&lt;img src=x&gt;" in html


def test_the_worst_of_overlapping_findings_decides_the_colour() -> None:
    html = highlighted("甲乙丙丁", [finding("w", 0, 3, "warn"), finding("b", 2, 4, "block")])
    assert html.index("rd-warn") < html.index("rd-block")
    assert html.count("<mark") == 3
    assert html.count("rd-icon") == 2


def test_offsets_are_code_points() -> None:
    text = "😀😀包过"
    assert [piece for piece, over in cuts(text, [finding("f", 2, 4)]) if over] == ["包过"]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=5))
def test_the_pieces_are_the_text_whatever_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    found = [finding(str(n), a, b) for n, (a, b) in enumerate(spans)]
    assert "".join(piece for piece, _ in cuts(text, found)) == text


@given(
    st.text("年化利率不能保证必1234.5%万三厘\n", max_size=30), st.text("年化利率不能保证必1234.5%万三厘\n", max_size=30)
)
def test_a_difference_holds_both_texts(draft: str, edit: str) -> None:
    diff = pieces(draft, edit)
    assert "".join(p.text for p in diff if p.side != "new") == draft
    assert "".join(p.text for p in diff if p.side != "gone") == edit


@pytest.mark.parametrize(
    ("draft", "edit", "kind"),
    [
        ("年化10.8%起", "年化8.8%起", "number"),
        ("借二十万元", "借三十万元", "number"),
        ("我们不能承诺结果", "我们能承诺结果", "negation"),
        ("结果以审批为准", "结果肯定没问题", "promise"),
    ],
)
def test_changes_of_meaning_are_named(draft: str, edit: str, kind: str) -> None:
    assert summary(pieces(draft, edit))[1][kind] >= 1  # type: ignore[index]


def test_a_whole_number_is_one_change() -> None:
    changed = [p for p in pieces("月供1,250元", "月供1,350元") if p.side != "kept"]
    assert [(p.side, p.text) for p in changed] == [("gone", "1,250"), ("new", "1,350")]


def test_rewording_alone_is_no_change_of_meaning() -> None:
    places, counts = summary(pieces("您好，我来看看", "您好，我来瞧瞧"))
    assert places == 1
    assert counts == {"number": 0, "negation": 0, "promise": 0, "wording": 1}


def test_the_difference_is_shown_escaped_and_only_where_there_is_one() -> None:
    assert diff_html("一样", "一样") == ""
    html = diff_html("利率5%", "利率<b>6%</b>")
    assert "<b>6" not in html
    assert "数字" in html


def test_a_very_long_text_is_compared_by_line() -> None:
    long = "第一行话说到这里\n" * 900
    diff = pieces(long, long + "年化9%\n")
    assert next(p for p in diff if p.side != "kept").text == "年化9%\n"
