"""Names that are introduced as names never reach a model, and words that only look like one do."""

from __future__ import annotations

from datetime import date

import pytest

from replydraft.compliance.identifiers import find_identifiers
from replydraft.compliance.masking import mask
from replydraft.domain.inquiry import Fact, Inquiry, Profile, Turn

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我老婆叫李娜，她能一起签吗", "李娜"),
        ("你好，我叫纪云舒，想装修", "纪云舒"),
        ("我叫王建国想借10万", "王建国"),
        ("我叫阿依古丽，在喀什开店", "阿依古丽"),
        ("我叫买买提·吐尔逊，想问利率", "买买提·吐尔逊"),
        ("您好，我是陈思远，上周咨询过", "陈思远"),
        ("联系人：赵志强，有事打他电话", "赵志强"),
        ("紧急联系人填的周海燕", "周海燕"),
        ("担保人是欧阳明华", "欧阳明华"),
        ("我爱人孙晓梅在幼儿园上班", "孙晓梅"),
        ("户名施嘉怡，卡是工行的", "施嘉怡"),
        ("法人代表郑永强，股东有两个", "郑永强"),
        ("收件人 何淑芬", "何淑芬"),
        ("我同事吴立新介绍来的", "吴立新"),
        ("他叫冯浩然，欠我三万", "冯浩然"),
        ("姓名：蒋文静", "蒋文静"),
        ("上次是朱明辉先生接待我的。朱明辉先生在吗", "朱明辉"),
        ("我妈（许桂兰）是共同借款人", "许桂兰"),
        ("配偶：沈佳宁 身份证稍后发", "沈佳宁"),
        ("有个叫韩志远的业务员找我", "韩志远"),
    ],
)
def test_an_introduced_name_is_masked_and_comes_back(text: str, name: str) -> None:
    masked, masks = mask(Inquiry("n1", text, DAY))
    assert name not in masked.customer
    assert "〔姓名1〕" in masked.customer
    assert masks.restore(masked.customer) == text
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "王先生您好，我叫您王哥行吗",
        "这叫高利贷吧",
        "我是农民，家里种地",
        "我是江西人，在外地打工",
        "我老婆商量后再说，我老公常年在外",
        "我爱人全职在家，没有收入",
        "联系人要填几个，担保人需要什么条件",
        "借款人应该怎么还，配偶要签字吗",
        "他叫我先交钱，叫什么服务费",
        "我是司机，车贷还剩8期",
        "收款人和户名对不上怎么办",
        "我是经理，公司马上发工资",
        "法人变更过，经办人换了",
        "您是李总吗，我想借10万",
        "我是党员，征信没问题",
        "我家人都支持，我朋友能不能一起借",
        "客户叫什么、电话多少你们保密吗",
        "名字写错了要改吗",
    ],
)
def test_what_is_no_name_stays(text: str) -> None:
    masked, masks = mask(Inquiry("n2", text, DAY))
    assert masked.customer == text
    assert not masks.values


def test_a_name_once_told_is_hidden_wherever_it_stands() -> None:
    asked = Inquiry(
        "n3",
        "李娜的工资流水行吗",
        DAY,
        (Turn("customer", "我老婆叫李娜"), Turn("advisor", "好的，李娜女士一起签就行")),
        Profile({"name": Fact("王建国"), "note": Fact("李娜月入8000")}),
    )
    masked, masks = mask(asked)
    seen = masked.customer + "".join(t.text for t in masked.history) + str(masked.profile.text("note"))
    assert "李娜" not in seen
    assert seen.count("〔姓名2〕") == 4
    assert masks.restore(masked.customer) == asked.customer
