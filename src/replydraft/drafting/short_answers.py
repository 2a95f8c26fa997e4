"""One sentence for each everyday question of a message that asks several, where the chosen script leaves it open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from replydraft.domain.draft import Brief, Intent, Tier
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.cases import case_of
from replydraft.drafting.parts import parts
from replydraft.drafting.triage import plain

MOST = 4
_NOT_HERE = frozenset({Intent.OFF_TOPIC, Intent.INJECTION, Intent.SMALLTALK, Intent.FRAUD_REPORT, Intent.EMERGENCY})


@dataclass(frozen=True, slots=True)
class Topic:
    """`cue`: how it is asked; `told`: how a reply shows that it has been answered. `always`: alone in a message too."""

    cue: str
    told: str
    answer: str | Callable[[OperatorProfile], str]
    always: bool = False


def our_fee(operator: OperatorProfile) -> str:
    """What we charge at most, as the operator profile has it; "" where it has nothing."""
    fee = next((f for f in operator.fees if f.rate_max is not None or f.amount is not None), None)
    if fee is None:
        return ""
    most = f"放款本金的{_percent(fee.rate_max)}" if fee.rate_max is not None else f"{fee.amount}元"
    return f"我们的{fee.name}最高不超过{most}，放款成功后才收，具体比例写进书面合同。"


TOPICS: tuple[Topic, ...] = (
    Topic(
        r"保证(?!金|人)|包过|包批|百分(?:之)?百|(?:一定|肯定)能?(?:批|过|下)|打包票",
        r"不(?:能|敢)[^。]{0,4}(?:保证|承诺|打包票)|谁(?:也|都)不能",
        "能不能批要看放款机构审批，谁也不能提前打包票。",
        always=True,
    ),
    Topic(
        r"先[^。]{0,10}(?:打钱|打给|打款|放款|放给|给我|到账)[^。]{0,8}(?:再|后)[^。]{0,4}(?:签|合同)|不签合同",
        r"签好|签完|先签",
        "没有先打钱、后签合同的做法：都是您看清合同并签好，机构审批通过，钱才放到您本人的卡上。",
        always=True,
    ),
    Topic(
        r"(?:利率|利息|年化)(?:是|要|大概|一般|怎么|现在)?(?:多少|几|怎么算|咋算)|多少(?:利率|利息|年化)|(?<!收)(?<!要)(?<!费)几个点|几厘",
        r"利率(?:要|得|会)?看|年化约|因人而异",
        "利率要看征信、收入和有没有抵押物，批下来才定，比较时看年化综合成本，以合同为准。",
    ),
    Topic(
        r"(?:有|出现)?(?:过)?[^。]{0,3}[一二两三四五几\d]+次?逾期|逾期(?:过)?[一二两三四五几\d]+次|有(?:过)?逾期|逾期过",
        r"次数|隔了多久|结清没有",
        "有过逾期不等于一定不行，机构会看次数、隔了多久、现在结清没有，如实说就好。",
    ),
    Topic(
        r"(?:补上|还上|补了|还了)[^。]*(?:征信|影响|记录)|(?:征信|影响)[^。]*(?:补上了|还上了)",
        r"宽限期",
        "补上了就好。会不会报送征信看那家机构的规定，可以问官方客服有没有宽限期、报了没有，过一阵再查信用报告确认。",
        always=True,
    ),
    Topic(
        r"外国人|外籍|foreigner|work permit|residence permit|passport",
        r"居留",
        "外籍人士一般要看有没有长期居留或工作许可、国内的稳定收入和征信，能办的机构不多，要先问清机构认不认。",
        always=True,
    ),
    Topic(
        r"盖章|公章",
        r"盖章|公章",
        "收入证明或在职证明一般要盖单位公章；开不出来的，可以问机构认不认流水、社保和公积金记录。",
        always=True,
    ),
    Topic(
        r"(?:多久|几天|多长时间|什么时候|啥时候)[^。]{0,6}(?:到账|放款|下款|批|下来|办)|(?:到账|放款|下款|审批|批下来)[^。]{0,6}(?:多久|几天|多长)",
        r"几天|时间(?:主要)?看|时间[^。]{0,8}为准",
        "时间主要看机构审批和资料齐不齐，我不敢跟您定日子。",
    ),
    Topic(
        r"(?:利率|利息|lpr|年化)[^。?？]{0,6}(?:降|下调|调)了?(?:没|吗|么|多少)|(?:又|最近|现在)?降息了",
        r"重定价|LPR",
        "利率降没降要看是哪一笔：浮动利率的到合同约定的重定价日才跟着LPR变，固定利率的合同期内不变，新申请的由机构按当时的定价批。",
        always=True,
    ),
    Topic(
        r"离婚[^。;；]{0,10}(?:债|欠|贷|还)|(?:债务|贷款)[^。;；]{0,8}离婚",
        r"离婚后",
        "离婚后的债务，谁签的合同一般谁还；两个人都签了字、或者钱用在家里共同生活上的，可能算共同债务，具体可以问律师或拨打12348。",
        always=True,
    ),
    Topic(
        r"(?:超过?|高于|突破)了?(?:年化)?24%|24%[^。]{0,8}(?:怎么办|合法|违法|红线|上限)",
        r"按年化24%掌握",
        "综合成本折成年化超过24%的，先要机构出示明示表说明、要求调低，没签的别签，不理会可以打12378反映。",
        always=True,
    ),
    Topic(r"服务费|中介费|居间费|收费|你们[^。]{0,6}(?:收|要)多少|几个点|怎么收", r"\d%|\d元", our_fee),
    Topic(
        r"能(?:贷|借|批|给|下)(?:到|我)?多少|额度(?:多少|有多少|多大)|最多(?:贷|借|批)",
        r"额度[^。]{0,10}(?:评估|审批|为准)|能批多少",
        "能批多少看收入、征信和现有负债，以机构审批为准。",
    ),
    Topic(
        r"(?:要|需)不?(?:要)?[^。]{0,3}抵押|不用抵押|没有?抵押",
        r"抵押",
        "不一定要抵押，没有房产车辆的可以看信用类，只是收入和征信会看得更细。",
    ),
    Topic(r"提前(?:还|结清)", r"提前", "提前还款一般可以，收不收违约金看合同约定。"),
    Topic(
        r"(?:会|要|需要)?不?会?查征信|影响征信",
        r"查询记录|查一次",
        "查征信要您先授权，每申请一次会留一条查询记录。",
    ),
)


def short_answers(brief: Brief, reply: str, *, each: bool = False) -> tuple[str, ...]:
    """Sentences for what the message asks and `reply` leaves open, in the order they were asked; at most `MOST`.

    `each`: a single question is answered as well.
    """
    text, understood = plain(brief.inquiry.customer), brief.triage
    if understood.tier is not Tier.ROUTINE or understood.intents[0] in _NOT_HERE:
        return ()
    several = each or len(parts(text)) > 1
    fees = understood.intents[0] is Intent.FEES
    case = case_of(text)
    found: list[tuple[int, str]] = []
    for topic in TOPICS:
        alone = topic.always or (fees and topic.answer is our_fee)
        cue = re.search(topic.cue, text)
        if case is not None and not topic.always:
            continue
        if not (several or alone) or cue is None or re.search(topic.told, reply):
            continue
        answer = topic.answer if isinstance(topic.answer, str) else topic.answer(brief.operator)
        if topic.answer is our_fee and "放款成功后" in reply:
            answer = answer.partition("，")[0] + "。"
        if answer:
            found.append((cue.start(), answer))
    return tuple(answer for _, answer in sorted(found)[:MOST])


def _percent(rate: Decimal | None) -> str:
    return f"{((rate or Decimal(0)) * 100).normalize():f}%"


def answers(told: tuple[str, ...], part: str) -> bool:
    """Whether one of these answers is to this clause of a message."""
    return any(t.answer in told and re.search(t.cue, part) for t in TOPICS if isinstance(t.answer, str))
