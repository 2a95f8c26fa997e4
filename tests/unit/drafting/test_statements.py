"""What an amount of a message is: wanted, earned, turned over, paid each month, owed, owned or charged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from replydraft.domain.draft import Tier
from replydraft.domain.inquiry import Inquiry, Turn
from replydraft.drafting.facts import known_keys, said, stated_flag
from replydraft.drafting.needs import needs
from replydraft.drafting.parts import parts
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain, triage

DAY = date(2026, 11, 28)


def asked(text: str, *history: Turn) -> Inquiry:
    return Inquiry("t", text, DAY, history)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "每月到手6000，房贷3200，车贷再1500，想再借15万",
            [(Role.INCOME, 6000), (Role.MONTHLY, 3200), (Role.MONTHLY, 1500), (Role.WANTED, 150_000)],
        ),
        ("小超市一个月流水6万左右，要30万进货", [(Role.TURNOVER, 60_000), (Role.WANTED, 300_000)]),
        ("房子值三百万，按揭还欠80万", [(Role.OWNED, 3_000_000), (Role.OWED, 800_000)]),
        ("房贷90万没还完", [(Role.OWED, 900_000)]),
        ("月薪七千五，想弄5w", [(Role.INCOME, 7500), (Role.WANTED, 50_000)]),
        ("想借10到20万", [(Role.WANTED, 200_000)]),
        ("转给他两万了", [(Role.CHARGED, 20_000)]),
        ("20万一年利息才6000", [(Role.CHARGED, 6000)]),
        ("我退休金4800块，老伴也有", [(Role.INCOME, 4800)]),
        ("电话13800138000，卡尾号6621", []),
        ("35岁，分36期，年化4.8%，30天", []),
        ("5000", []),
    ],
)
def test_each_amount_is_what_the_words_beside_it_say(text: str, found: list[tuple[Role, int]]) -> None:
    assert [(a.role, a.value) for a in amounts(plain(text))] == [(r, Decimal(v)) for r, v in found]


def test_what_is_paid_each_month_is_not_repeated_as_wanted() -> None:
    words = said(asked("工资6000，房贷3200，想再借15万周转"))
    assert (words.income, words.amount) == ("工资6000", "15万")
    assert said(asked("月收入1万5，借3万")).income == "收入1万5"


def test_somebody_with_wages_has_said_what_they_do() -> None:
    assert {"occupation", "income_monthly"} <= known_keys(asked("装修要20万，工资8000，公积金有交"))
    assert "occupation" in known_keys(asked("那我明天去", Turn("customer", "打卡的，每月七千")))


@pytest.mark.parametrize(
    ("text", "flag", "value"),
    [
        ("我开了个小饭馆", "business", True),
        ("月薪八千，想周转一下", "business", False),
        ("上个月信用卡忘还了三天", "overdue", True),
        ("从没逾期过", "overdue", False),
        ("没房子抵押", "has_property", False),
        ("车能不能再抵押", "has_vehicle", True),
        ("利息多少", "business", None),
    ],
)
def test_flags(text: str, flag: str, value: bool | None) -> None:
    assert stated_flag(asked(text), flag) is value


def test_who_is_employed_is_not_asked_about_a_licence() -> None:
    inquiry = asked("我每月工资6000，房贷3200，想再借15万周转")
    assert "business_years" not in needs(inquiry, triage(inquiry))


def test_a_wife_without_a_job_is_no_trouble_with_repaying() -> None:
    assert triage(asked("我老婆想贷8万给孩子交学费，她没工作，行吗")).tier is Tier.ROUTINE
    assert triage(asked("失业了，房贷还不上怎么办")).tier is not Tier.ROUTINE


def test_the_parts_of_a_message_that_ask() -> None:
    found = parts("你好，想问下房子抵押能贷多少，最快几天放款，你们收不收服务费？谢谢")
    assert found == ("想问下房子抵押能贷多少", "最快几天放款", "你们收不收服务费?")
    assert parts("好的谢谢，我明天过去") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("想借五六万装修", 60_000), ("缺个三四万", 40_000), ("要七八万进货", 80_000), ("贷个两三万", 30_000)],
)
def test_two_digits_side_by_side_are_one_or_the_other(text: str, value: int) -> None:
    (wanted,) = (a for a in amounts(text) if a.role is Role.WANTED)
    assert wanted.value == value
    assert wanted.rough


@pytest.mark.parametrize(
    "text",
    ["去年办的20万还没还完", "上次你们给我批了15万", "之前贷的8万", "信用卡额度5万", "花呗的额度有3万", "当时只批8万"],
)
def test_what_was_granted_before_is_not_wanted_now(text: str) -> None:
    assert Role.WANTED not in {a.role for a in amounts(text)}


@pytest.mark.parametrize("text", ["之前说的借20万", "上次问过想贷20万", "现在想借20万", "申请额度20万"])
def test_what_was_asked_for_before_still_is(text: str) -> None:
    assert [a.value for a in amounts(text) if a.role is Role.WANTED] == [200_000]


@pytest.mark.parametrize(
    "text", ["对方说借10万到手9.5万，12期每期9200", "3万到手2.4万", "贷5万实际到手只有4万2", "借8000到手6500"]
)
def test_what_came_of_a_loan_is_no_wage(text: str) -> None:
    assert Role.INCOME not in {a.role for a in amounts(text)}


@pytest.mark.parametrize("text", ["月薪1万到手8000", "每个月到手9500", "工资到手7千", "想借10万，到手工资9000"])
def test_what_came_of_a_wage_is(text: str) -> None:
    assert Role.INCOME in {a.role for a in amounts(text)}
