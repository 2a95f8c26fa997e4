"""Sound-alikes and look-alikes of trade words are found; ordinary words, names and their neighbours are not."""

from __future__ import annotations

import pytest

from replydraft.text.alikes import find_alikes
from replydraft.text.folding import fold


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("怔芯不好也能做", "征信"), ("征芯花了", "征信"), ("我们忘贷也接", "网贷"), ("这单包锅的", "包过"), ("当天下歀", "下款"),
        ("黑沪能做", "黑户"), ("余期了也行", "逾期"), ("帮您代款", "贷款"), ("先收砍投息", "砍头息"), ("银航那边有人", "银行"),
        ("走内步渠道", "内部"), ("验证玛发我", "验证码"), ("信用卡套限", "套现"), ("审劈有人", "审批"), ("贷欵到手", "贷款"), ("包庄一下流水", "包装"),
    ],
)  # fmt: skip
def test_a_disguise_reads_as_the_word_it_stands_for(text: str, word: str) -> None:
    assert word in {w for _, _, w in find_alikes(text)}
    assert word in fold(text).text


@pytest.mark.parametrize(
    "text",
    [
        "郑欣女士您好，周末愉快", "您之前报过名吗", "政策放宽以后再看", "银杏叶黄了", "下个月花销多少", "这一代款式挺好看", "真正心动的产品再买",
        "借呗和花呗都结清了", "月息一分", "年化伍点玖%", "年利率伍点壹壹", "年化伍点玖%", "还完之后可以再申请", "订金和定金不是一回事", "到期日前还清", "一年花多少", "每年花在利息上的钱", "和同事商量一下", "以证件为准",
        "保险费另算，但保险可以不买", "客服热线95588", "货款已经付给商户", "全部批复都在官网", "名字写错了可以更正", "我姓刘，水生的水",
    ],
)  # fmt: skip
def test_ordinary_words_and_names_stay(text: str) -> None:
    assert not [hit for hit in find_alikes(text) if text[hit[0] : hit[1]] != hit[2]]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("这笔包\n过的", "包过"), ("逾\r\n期了", "逾期"), ("零成\n本", "成本"), ("砍头\n息先扣", "砍头息")],
)
def test_a_word_cut_by_a_line_break_is_whole(text: str, plain: str) -> None:
    folded = fold(text)
    assert plain in folded.text
    at = folded.text.index(plain)
    start, end = folded.span(at, at + len(plain))
    assert text[start:end].replace("\r", "").replace("\n", "") == plain


@pytest.mark.parametrize("text", ["您好\n请问要多少钱", "可以的\n确定后告诉我", "第一\n第二", "资料收到了\n解一下"])
def test_lines_of_their_own_stay_apart(text: str) -> None:
    assert "\n" in fold(text).text


def test_a_reply_inside_json_is_read_as_said() -> None:
    text = '{"reply": "\\u653e\\u5fc3\\uff0c\\u5305\\u8fc7", "note": "a\\"b"}'
    folded = fold(text)
    assert "放心,包过" in folded.text
    at = folded.text.index("包过")
    assert text[slice(*folded.span(at, at + 2))] == "\\u5305\\u8fc7"
    assert fold('{"a": "\\ud83d"}').text  # half a pair of surrogates


def test_an_emoji_inside_a_number_is_gone() -> None:
    assert "13812345678" in fold("138😊1234✅5678").text
