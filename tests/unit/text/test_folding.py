"""Folding: disguises undone, offsets kept, ordinary text left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.text.folding import fold


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("包 过", "包过"), ("包-过", "包过"), ("包.过", "包过"), ("无*视*征*信", "无视征信"), ("包💯过", "包过"), ("必☆批", "必批"),
        ("保\u200b证\u2060过", "保证过"), ("包guo", "包过"), ("下kuan", "下款"), ("zhengxin花了", "征信花了"), ("Zheng Xin 花了", "征信 花了"),
        ("b过的", "包过的"), ("zhēng xìn 花了", "征信 花了"), ("徵信不看", "征信不看"), ("貸款額度", "贷款额度"), ("流氺", "流水"),
        ("&#21253;&#36807;", "包过"), ("&nbsp;您好", " 您好"), ("１３％，ＬＰＲ", "13%,lpr"), ("年化③％", "年化3%"), ("⑴先", "1先"),
        ("无、视、征、信", "无视征信"), ("亻呆讠正能批", "保证能批"), ("\u202e批定一\u202c", "一定批"), ("唔使查征信", "不用查征信"), ("𝟛个点", "3个点"),
    ],
)  # fmt: skip
def test_disguises_are_undone(given_text: str, plain: str) -> None:
    folded = fold(given_text)
    assert folded.text == plain
    assert folded.original == given_text


@pytest.mark.parametrize(
    "text",
    [
        "您好,请带身份证和流水。", "等额本息/等额本金都可以", "3-5天到账", "利率3.85%,按日计息", "不看重流水 也不看重学历",
        "一、二、三、四", "app里可以查", "您的申请—已提交……", "wifi密码", "有pos机的商户",
    ],
)  # fmt: skip
def test_ordinary_text_stays(text: str) -> None:
    assert fold(text).text == text


def test_spans_lead_back_to_the_original() -> None:
    original = "放心，保\u200b证*通*过哈，zheng xin不看"
    folded = fold(original)
    at = folded.text.index("保证通过")
    start, end = folded.span(at, at + 4)
    assert original[start:end] == "保\u200b证*通*过"
    at = folded.text.index("征信")
    start, end = folded.span(at, at + 2)
    assert original[start:end] == "zheng xin"
    assert folded.span(at, at + 1) == (start, end)


def test_an_emoji_is_one_character_of_the_original() -> None:
    original = "😀😀包😀过"
    folded = fold(original)
    at = folded.text.index("包过")
    assert original[slice(*folded.span(at, at + 2))] == "包😀过"


def test_plain_text_shares_its_offsets() -> None:
    folded = fold("您的情况可以尝试申请,以审批为准。")
    assert folded.starts is None
    assert folded.span(3, 7) == (3, 7)


@given(
    st.text(
        alphabet=st.sampled_from("包过保证 征信zhengxin*-.·\u200b&#;贷貸😀①１３％，。\n\u202e\u202c亻呆b"), max_size=80
    )
)
def test_spans_are_ordered_and_inside(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200))
def test_never_fails(text: str) -> None:
    folded = fold(text)
    start, end = folded.span(0, len(folded.text))
    assert 0 <= start <= end <= len(text)


def test_a_long_text_is_linear() -> None:
    text = "您的APP里面看了 a流水 和社保都比较稳定😀，可以先試試银行的产品。" * 2500
    begun = time.process_time()
    fold(text)
    assert time.process_time() - begun < 5
