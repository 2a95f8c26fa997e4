"""What is marked in a text, and what differs between two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.entrypoints.screen.differences import diff_html, pieces, summary
from replydraft.entrypoints.screen.highlights import cuts, highlighted
from replydraft.entrypoints.screen.serious_words import words_of


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


def sides(draft: str, edit: str) -> list[tuple[str, str]]:
    return [(p.side, p.text) for p in pieces(draft, edit) if p.side != "kept"]


@pytest.mark.parametrize(
    ("draft", "edit", "changed"),
    [
        ("先别慌，再看看方案。", "您好，再看看方案。", [("gone", "先别慌，"), ("new", "您好，")]),
        ("您好，您工作稳定，可以先看方案。", "您好，您工作稳当，可以先看方案。", [("gone", "稳定"), ("new", "稳当")]),
        ("提交前会征得您同意", "提交前会征得你同意", [("gone", "您"), ("new", "你")]),
        ("请马上打110报警，保留记录。", "请马上打120急救，保留记录。", [("gone", "110报警"), ("new", "120急救")]),
        ("放款前不收任何费用。", "放款前不收任何费用。有事再找我。", [("new", "有事再找我。")]),
        ("资料不齐，先补材料。", "先补材料。", [("gone", "资料不齐，")]),
        (
            "我们帮您看了几个方案，明天给您答复。", "客户经理会联系您说明，明天给您答复。",
            [("gone", "我们帮您看了几个方案，"), ("new", "客户经理会联系您说明，")],
        ),
    ],
)  # fmt: skip
def test_what_changed_stands_in_words_and_clauses(draft: str, edit: str, changed: list[tuple[str, str]]) -> None:
    assert sides(draft, edit) == changed


def test_a_text_written_anew_is_one_gone_and_one_new_passage() -> None:
    draft = "先别慌，现在抓紧止损，不要再转账。马上打给您银行的官方客服。"
    edit = "您的条件可以试着申请，最终以机构审批结果为准。具体年化利率以明示表为准。"
    assert sides(draft, edit) == [("gone", draft), ("new", edit)]
    assert diff_html(draft, edit).count("is-line") == 2


@pytest.mark.parametrize(
    "text",
    [
        "收入稳定", "工作平稳", "别人家", "特别好", "分别说明", "批不批看机构", "能不能借", "有没有逾期", "不错的条件",
        "不过要看征信", "不少客户", "保证金", "保证人", "有一定的要求", "不动产", "非常感谢", "除非机构同意", "十分感谢",
        "一个电话", "第一步", "差不多", "对不起", "未来", "无论哪家", "马上打电话报警", "没关系", "未成年人", "一次性说清",
    ],
)  # fmt: skip
def test_a_character_inside_another_word_is_nothing_serious(text: str) -> None:
    assert {kind for _, kind in words_of(text)} == {"wording"}


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("这笔稳过", "稳", "promise"), ("您这条件很稳", "稳", "promise"), ("一定能批", "一定", "promise"),
        ("马上放款", "马上", "promise"), ("我给您保证", "保证", "promise"), ("百分之百下款", "百分之百", "promise"),
        ("我这边不能承诺结果", "不能承诺", "negation"), ("不一定能批", "不一定", "negation"), ("别给验证码", "别", "negation"),
        ("不收费用", "不", "negation"), ("请勿转账", "勿", "negation"), ("审批不过审", "不", "negation"),
        ("没有逾期", "没有", "negation"), ("百分之八", "百分之八", "number"), ("二十万元", "二十万", "number"),
    ],
)  # fmt: skip
def test_what_is_said_in_earnest_is_named(text: str, word: str, kind: str) -> None:
    assert [w for w in words_of(text) if w[1] != "wording"] == [(word, kind)]
