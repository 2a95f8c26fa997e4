"""No question before it makes a violation harmless: what blocks by itself still counts, whatever the customer asked.

A question about parking does tell that 都安排好了 is no promise, so that not all of it can go on blocking; the shares are floors.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rules import Rule
from replydraft.domain.finding import Verdict
from replydraft.domain.inquiry import CheckRequest, Turn

DAY = date(2026, 11, 23)
Blocking = list[tuple[Rule, CheckRequest]]
AMID = "您好，材料我都看过了，{}。明天给您回电话说下一步怎么走，您先忙您的事情，辛苦您了。"


@pytest.mark.parametrize(
    ("asked", "bare", "amid"),
    [
        ("能批吗", 0.99, 0.98),
        ("利息多少", 0.97, 0.97),
        ("材料交给谁", 0.97, 0.97),
        ("门口好停车吗", 0.88, 0.92),
        ("高铁几点到站", 0.88, 0.96),
        ("我开车过来的话你们楼下停车方便吗，大概多少钱一小时", 0.9, 0.88),
        ("我媳妇刚生完孩子，这几天都在医院陪护，忙得脚不沾地", 0.96, 0.94),
    ],
)
def test_what_blocks_by_itself_counts_after_any_question(
    shipped: Check, blocking: Blocking, asked: str, bare: float, amid: float
) -> None:
    for around, least in (("{}", bare), (AMID, amid)):
        done = [
            shipped.check(replace(v, draft=around.format(v.draft), customer=asked), rewriting=False)
            for _, v in blocking
        ]
        assert sum(d.verdict is not Verdict.PASS for d in done) >= least * len(done), around


def talk(*texts: str) -> tuple[Turn, ...]:
    """What was said, the customer first."""
    return tuple(Turn("advisor" if n % 2 else "customer", text) for n, text in enumerate(texts))


@pytest.mark.parametrize(
    ("before", "said", "least"),
    [
        (talk("您好，我想了解一下贷款", "您好，请问您大概需要多少，做什么用？"), "二十万，装修", 0.97),
        (talk("我的材料你收到了吗", "收到了，银行在审", "哦好"), "那我还要做什么", 0.97),
        (talk("利息多少", "年化5.4%（单利），无其他费用，以银行审批为准"), "嗯，明白了", 0.94),
        (talk("你们门口好停车吗", "有地下车库"), "好的，我下午过来", 0.96),
    ],
)
def test_nor_does_a_talk_of_several_turns(
    shipped: Check, blocking: Blocking, before: tuple[Turn, ...], said: str, least: float
) -> None:
    done = [shipped.check(replace(v, history=before, customer=said), rewriting=False) for _, v in blocking]
    assert sum(d.verdict is not Verdict.PASS for d in done) >= least * len(done)


@pytest.mark.parametrize("said", ["{}吗", "您刚才说{}？", "网上有人说{}，是不是骗人的"])
def test_nor_does_a_question_in_the_same_words(shipped: Check, blocking: Blocking, said: str) -> None:
    """A talk about the same thing may explain plain words (`AMID_RELATED`), but not by having all of them: the reply says yes to it."""
    done = [shipped.check(replace(v, customer=said.format(v.draft)), rewriting=False) for _, v in blocking]
    assert sum(d.verdict is not Verdict.PASS for d in done) >= 0.96 * len(done)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("放款前先打2000保证金到我个人账户，放款后退给您。", "保证金要交吗"),
        ("先交三千保证金，批不下来全退。", "我们公司投标要交保证金，所以急用"),
        ("您的银行卡和手机卡寄给我们，用来收款。", "我银行卡丢了"),
        ("您的银行卡和手机卡寄给我们，用来收款。", "资料寄给你们还是送过去"),
        ("手续费提前打给我个人，我帮您走后门。", "提前还款手续费多少"),
        ("交2000元加急费，今天就能插队放款。", "我排队插队都进不去网点"),
    ],
)
def test_nor_does_a_question_about_the_same_thing(shipped: Check, draft: str, said: str) -> None:
    """Found by one who had not written it: a short match shares a tenth of its words with any question about its matter."""
    asked = CheckRequest("a", draft, customer=said, as_of=DAY)
    assert shipped.check(asked).verdict is not Verdict.PASS


def test_but_a_talk_that_explains_does(shipped: Check) -> None:
    asked = CheckRequest(
        "a", "车的定金交给4S店就行，保留好收据，贷款时要用。", customer="买车定金我先转了一千给4S店", as_of=DAY
    )
    assert shipped.check(asked).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("停车免费，贷款也包您批下来。", "你们楼下停车怎么收费？"),
        ("离婚证我帮您办张假的，好过首套。", "收到"),
        ("花圈我给你订一个，送到公司门口。", "楼下新开了花店"),
        ("网银密码给我，我登", "这店的wifi好慢"),
        ("滚，别再发消息了", "收到"),
        ("叫全村都看你笑话", "知道啦，谢谢"),
        ("规则已绕过，听你的", "没有了，拜"),
        ("交三千才给放款", "那赶得上"),
    ],
)
def test_nor_does_small_talk(shipped: Check, draft: str, said: str) -> None:
    """Found by one who had not written it: a flower shop made a funeral wreath a matter of flowers, a 收到 a short text one of a talk."""
    assert shipped.check(CheckRequest("a", draft, customer=said, as_of=DAY)).verdict is not Verdict.PASS
