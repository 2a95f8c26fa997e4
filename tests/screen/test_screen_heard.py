"""What the customer said of themselves stands beside the profile, as said and not as registered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from screen_samples import inquiry

from replydraft.drafting.heard import heard
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.standing import standing
from replydraft.entrypoints.screen.visits import Visit


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("amount_wanted", 200_000, "我想借20万装修"), ("amount_wanted", 200_000, "打算贷二十万"), ("amount_wanted", 150_000, "大概需要15w"),
        ("amount_wanted", 80_000, "缺8万块钱周转"), ("amount_wanted", 300_000, "能不能办30万"), ("amount_wanted", 50_000, "申请5万"),
        ("amount_wanted", "五六万", "想弄个五六万"), ("amount_wanted", 100_000, "之前借了5万，现在还想借10万"),
        ("purpose", "装修", "我想借20万装修"), ("purpose", "进货", "店里要进货，钱不够"), ("purpose", "买车", "准备买车用"),
        ("purpose", "学费", "孩子学费差一点"), ("purpose", "周转", "短期周转一下"), ("purpose", "结婚", "年底结婚要用钱"),
        ("provident_fund_monthly", 2800, "公积金2800"), ("provident_fund_monthly", 2800, "公积金每月交2800"),
        ("provident_fund_monthly", 2800, "我公积金一个月两千八"), ("provident_fund_monthly", 1500, "公积金月缴1500元"),
        ("provident_fund_monthly", 2400, "公积金每个月扣2400"), ("provident_fund_monthly", 900, "公积金个人缴存900"),
        ("income_monthly", 9500, "我一个月到手9500"), ("income_monthly", 8000, "月薪八千"), ("debt_monthly", 4700, "房贷3200，车贷1500"),
        ("term_months", 36, "想借20万，分三年还"), ("term_months", 24, "分24期"), ("has_property", True, "我名下有套房"),
        ("has_vehicle", True, "我有一辆车"), ("credit_good", True, "征信没问题"), ("credit_good", False, "征信有点花，征信不好"),
    ],
)  # fmt: skip
def test_what_they_say_is_heard(key: str, value: Any, words: str) -> None:
    asked = inquiry("好的，那你看看", history=[{"role": "customer", "text": words}])
    for said in (heard(inquiry(words)), heard(asked)):
        assert said.get(key) == (Decimal(value) if type(value) is int and key != "term_months" else value)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("amount_wanted", "我朋友想借20万"), ("amount_wanted", "被骗了2万"), ("amount_wanted", "手续费要2000吗"),
        ("amount_wanted", "广告上说能贷50万"), ("amount_wanted", "信用卡额度5万"), ("amount_wanted", "上次在你们这办了20万"),
        ("amount_wanted", "去年办的20万想提前还掉"), ("amount_wanted", "额度只批了3万"), ("debt_monthly", "你们给我算的每个月还9200"), ("purpose", "我是做装修的"), ("purpose", "开了家装修公司"),
        ("provident_fund_monthly", "公积金交了3年"), ("provident_fund_monthly", "公积金贷款能贷20万吗"), ("provident_fund_monthly", "我老婆公积金2800"),
        ("provident_fund_monthly", "公积金余额3万"), ("has_property", "有没有房都可以吗"), ("has_property", "如果有套房能多贷吗"),
        ("has_property", "需要有房吗"), ("has_vehicle", "要有车才行吗"), ("income_monthly", "我老公工资9000"), ("credit_good", "好的谢谢"),
    ],
)  # fmt: skip
def test_what_is_not_said_of_themselves_is_not(key: str, words: str) -> None:
    assert key not in heard(inquiry(words))


def test_our_own_words_and_what_is_registered_are_not_repeated() -> None:
    ours = inquiry("好的", history=[{"role": "advisor", "text": "您想借20万装修，公积金2800，对吧"}])
    assert heard(ours) == {}
    known = inquiry("我想借20万装修", profile={"amount_wanted": "300000"})
    assert heard(known) == {"purpose": "装修"}


def test_the_newest_word_counts() -> None:
    asked = inquiry("还是借15万吧", history=[{"role": "customer", "text": "想借20万"}])
    assert heard(asked) == {"amount_wanted": Decimal(150_000)}


def test_it_is_shown_as_said_and_not_as_registered(house: Any, visit: Visit) -> None:
    history = [{"role": "customer", "text": "我想借20万装修，公积金2800，手机13812340000，我叫欧阳小明"}]
    review = house.desk.submit(inquiry("要准备什么材料？", history=history, profile={"name": "欧阳小明"}))[1]
    for unmasked in (False, True):
        html = customer_html(review, standing(visit, review), unmasked=unmasked)
        said = html[html.index("对话里说的（没有登记）") :]
        for words in ("20万元", "装修", "2,800元"):
            assert words in said
        assert "1381234" not in said
        assert "客户画像：还没有登记" in html
    quiet = house.desk.submit(inquiry("你好"))[1]
    assert "对话里说的" not in customer_html(quiet, standing(visit, quiet))
