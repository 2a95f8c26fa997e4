"""Pinyin, English words, pictures and reversed writing inside a Chinese reply; ordinary letters stay letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.text.folding import fold


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("再闹就给你挂wang上", "再闹就给你挂网上"),
        ("找个借kuan人签字", "找个借款人签字"),
        ("明早上门zhua人", "明早上门抓人"),
        ("开张pin困证明", "开张贫困证明"),
        ("条款不yong看", "条款不用看"),
        ("bao zhuang一下流水", "包装一下流水"),
        ("他yu qi三次", "他逾期三次"),
        ("这都能gao定", "这都能搞定"),
        ("先交shou xu费", "先交手续费"),
        ("不yòng来", "不用来"),
    ],
)
def test_pinyin_reads_as_characters(written: str, read: str) -> None:
    assert fold(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "用ai客服也行",
        "这个app很好",
        "加微信zhangwei聊",
        "发到mail里",
        "lpr下调了",
        "找linda办",
        "wifi密码在前台",
        "看kpi考核",
        "型号di300",
        "登录ka.example.com",
    ],
)
def test_other_letters_stay(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("这单guarantee过", "这单保证过"),
        ("no problem，包您满意", "没问题,包您满意"),
        ("fee全免", "费用全免"),
        ("不👀征信也行", "不看征信也行"),
        ("交点💰就能办", "交点钱就能办"),
        ("包💯过", "包过"),
        ("表❤哥❤在❤那❤边", "表哥在那边"),
        ("材料收齐了👀", "材料收齐了👀"),
        ("please approve my loan as soon as possible thanks", "please approve my loan as soon as possible thanks"),
    ],
)
def test_words_of_other_scripts(written: str, read: str) -> None:
    assert fold(written).text == read


def test_a_message_written_backwards_is_read_forwards() -> None:
    said = "您放心这单保证包过"
    folded = fold(said[::-1])
    assert folded.text == said
    at = said.index("保证")
    start, end = folded.span(at, at + 2)
    assert folded.original[start:end] == "证保"


@pytest.mark.parametrize(
    "text", ["好的", "谢谢老板,改日再聊", "祝生意兴隆,万事如意", "叮咚!快递到了", "上海自来水来自海上"]
)
def test_a_short_ordinary_message_is_not_turned(text: str) -> None:
    assert fold(text).text == text


@given(st.text(alphabet="包过征信kuanzheg 您的，。AI💰👀", max_size=40))
def test_offsets_stay_inside_the_text(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
