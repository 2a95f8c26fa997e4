"""Figures are read as value and unit, exactly where they stand; words that only look like figures are not."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.compliance.quantities import quantities


def read(text: str) -> list[tuple[str, str, tuple[Decimal, ...]]]:
    return [(q.text, q.unit, q.values) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "hit", "unit", "values"),
    [
        ("年化10.8%左右", "10.8%", "rate", ["0.108"]),
        ("百分之十以内", "百分之十", "rate", ["0.1"]),
        ("月息3厘", "3厘", "rate", ["0.003"]),
        ("月息一分二", "一分二", "rate", ["0.012"]),
        ("低了5个点", "5个点", "rate", ["0.05"]),
        ("每天万分之五", "万分之五", "rate", ["0.0005"]),
        ("日息万五", "万五", "rate", ["0.0005"]),
        ("日息万二点五，一年折下来", "万二点五", "rate", ["0.00025"]),
        ("余额加起来7万8，117万封顶", "7万8", "money", ["78000"]),
        ("余额加起来7万8，117万封顶", "117万", "money", ["1170000"]),
        ("到手29万8500。", "29万8500", "money", ["298500"]),
        ("总利息1万5145.50元", "1万5145.50元", "money", ["15145.50"]),
        ("首付三成六万", "六万", "money", ["60000"]),
        ("首付两成九百三十六", "九百三十六", "money", ["936"]),
        ("最多评估价的七成", "七成", "rate", ["0.7"]),
        ("借20万", "20万", "money", ["200000"]),
        ("共5,000元", "5,000元", "money", ["5000"]),
        ("二十万元整", "二十万元", "money", ["200000"]),
        ("还差3万5", "3万5", "money", ["35000"]),
        ("月薪8k", "8k", "money", ["8000"]),
        ("每天一块九", "一块九", "money", ["1.9"]),
        ("额度10-20万", "10-20万", "money", ["100000", "200000"]),
        ("三五万就够", "三五万", "money", ["30000", "50000"]),
        ("分36期", "36期", "period", ["36"]),
        ("用两年半", "两年半", "month", ["30"]),
        ("一个半月后", "一个半月", "month", ["1.5"]),
        ("半年内", "半年", "month", ["6"]),
        ("两三个工作日", "两三个工作日", "workday", ["2", "3"]),
        ("每月要还三千六七，紧", "三千六七", "money", ["3600", "3700"]),
        ("月供三千六七百块", "三千六七百块", "money", ["3600", "3700"]),
        ("每月五六千的收入", "五六千", "money", ["5000", "6000"]),
        ("差一万二三千", "一万二三千", "money", ["12000", "13000"]),
        ("３到５天", "３到５天", "day", ["3", "5"]),
        ("一周内", "一周", "day", ["7"]),
        ("2026年3月31日止", "2026年3月31日", "date", ["2026", "3", "31"]),
        ("2026-03-31止", "2026-03-31", "date", ["2026", "3", "31"]),
        ("三月五号到期", "三月五号", "date", ["0", "3", "5"]),
        ("下午3点半来", "下午3点半", "time", ["930"]),
        ("早上9:30开门", "9:30", "time", ["570"]),
        ("近半年查了两次", "两次", "times", ["2"]),
        ("同时问了3家", "3家", "thing", ["3"]),
        ("罚息是1.5倍", "1.5倍", "倍", ["1.5"]),
        ("民法典第六百七十六条", "第六百七十六条", "article", ["676"]),
        ("拨打400-123-4567", "400-123-4567", "phone", ["4001234567"]),
        ("拨打12378", "12378", "phone", ["12378"]),
    ],
)
def test_read_with_value_and_unit(text: str, hit: str, unit: str, values: list[str]) -> None:
    assert (hit, unit, tuple(map(Decimal, values))) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "第一，先看一下，一般一起办，一定要想清楚",
        "一家机构、一位同事、一种方式、一笔贷款、哪一种",
        "1. 身份证 2. 收入证明",
        "1、身份证；2、流水",
        "①身份证②流水",
        "见[1]和[2]",
        "〔手机号1〕〔姓名2〕",
        "会打您137****4152，放到尾号0443的卡，证件110***********002X",
        "有两个办法，分三步",
        "五险一金、二手房、4S店、B2B",
        "千万别信，十分抱歉，万一呢，一旦逾期",
        "这两天、过两天、好几年、几十块、数十家、十几万",
        "一分钱都不收",
        "六位数字的验证码",
        "“包装”两个字",
    ],
)
def test_not_figures(text: str) -> None:
    assert read(text) == []


def test_kinds_follow_the_words_around() -> None:
    kinds = {q.text: q.kind for q in quantities("服务费3000元，借5万，年化8%，12期，查2次，到2026年1月")}
    assert kinds == {
        "3000元": "fee", "5万": "amount", "8%": "rate", "12期": "term", "2次": "count", "2026年1月": "date",
    }  # fmt: skip


def test_an_amount_followed_by_a_term_is_two_figures() -> None:
    assert [q.text for q in quantities("借10万12期每月还9000")] == ["10万", "12期", "9000"]


@given(st.text(alphabet="借还0123456789.,%-到至万元期年月日个天一二三十百半两点分之厘〔〕① ", max_size=60))
def test_spans_are_slices_in_order(text: str) -> None:
    found = quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.values for q in found)
