"""What a figure is of, by the words next to it: a rate a year or a month, a fee, a limit, a term, a time limit …

A role is known only where the words say it; "" is unknown and agrees with everything.
"""

from __future__ import annotations

import re

from replydraft.compliance.quantities import Quantity
from replydraft.text.lazy import lazy

_RATES = (
    ("overdue", r"罚息|逾期利率|滞纳"),
    ("penalty", r"违约金"),
    (
        "perfee",
        r"(?:每[月期]|单期|一期|(?<![\d零一二三四五六七八九十])[月期])的?(?:手续费|服务费|费用?)率?|分期费率|分期手续费|账单分期|月费|每期\s?$",
    ),
    ("fee", r"服务费|手续费|担保费|公证费|评估费|佣金|居间报?酬?|保费|管理费|费率|(?<![免息消])费(?![用户])"),
    (
        "day",
        r"日息|日利率|日费率?|每[天日]|按日(?![利费])|一[天日]|(?<![一二两三四五六七八九十百千\d])万[分]?之?[一二三四五六七八九]",
    ),
    ("month", r"月息|月利率|(?<!首)月利息|每月利息|每个?月\s?$"),
    ("lpr", r"LPR(?!\s?[加减+\-－＋—–])|贷款市场报价利率"),
    (
        "points",
        r"LPR\s?[加减+\-－＋—–]|[加减](?!在?一起|起来)(?:浮|调|点)?|[上下](?:浮|调(?![至到为])|点)|[再更][低高降少]|贴息|(?<!补)贴",
    ),
    ("ratio", r"抵押率|首付|成数|评估价|房价|市值|月?收入|工资|负债|占|使用率|折算|通过率"),
    ("annual", r"年化|年利率|利率|年息|单利|复利|IRR|APR|综合成本|成本"),
)
_MONEY = (
    (
        "instalment",
        r"月供|月还款?|(?:每[月期]|每个月|一个月|一期|首月|首期)(?:大?约|大概|差不多|只?要|就|应|需|须|固定|等额|都|一共|大致|连本带[息费利]|本息)*还款?|本期|这期",
    ),
    (
        "fee",
        r"服务费|手续费|担保费|公证费|评估费|登记费|查询费|保费|佣金|管理费|工本费|违约金|罚息|滞纳金|报酬|(?<![免消])费(?!用户)",
    ),
    ("deposit", r"定金|押金|保证金|诚意金"),
    ("granted", r"(?<![可能])批(?:下来|准|复)|审批结果为"),
    ("interest", r"利息|付息|息费|[月日年]息"),
    ("income", r"收入|工资|月薪|月入|年薪|流水|日均|进账|代发"),
    ("paid", r"(?:公积金|社保)(?!贷)|缴存|纳税"),
    ("price", r"评估(?!收)|房价|车价|估价|总价|市值|首付"),
    ("debt", r"负债|欠|本金(?:还有|还剩|剩)|房贷|车贷|余额|剩余?本金|剩下|没还"),
    ("principal", r"(?<!等额)本金|借|贷款金额|放款|到账|到手"),
    ("each", r"(?:每(?:[月期天日]|个月)|一个月)\s?(?:大?约|大概|差不多|少|多|省|收)?\s?$"),
    ("limit", r"额度|封顶|可贷|能批|授信|最高(?:可|能)?[贷借批]"),
)
_TERMS = (
    ("grace", r"宽限"),
    ("validity", r"有效期?|管用|管$|犹豫期|券"),
    ("lookback", r"近$|(?<!超)过去$|(?<!超)过$"),
    ("overdue", r"逾期"),
    ("tenure", r"工龄|社保|公积金|连续|缴|经营|成立|开店"),
    ("done", r"已经?还|还了|还完"),
    ("whole", r"一共|总共|共"),
    ("left", r"剩|还有"),
    ("notice", r"提前$|(?<=[一-龥])(?<![以先])前$|(?<![以目先])前[一-龥]{1,4}$"),
    ("loan", r"(?<!剩余)期限|最长|分$|贷$|借$|可选|年限|还款期|做$"),
)
_DATES = (
    ("begin", r"[自从由]|施行|实施|生效|开始"),
    ("end", r"至|到(?![账手现期])|截[止至]|有效期"),
    ("issued", r"发布|公布|印发"),
    ("payday", r"工资"),
    ("bill", r"账单日|出账|出单"),
    ("due", r"还款|扣款|扣"),
)
_WORDS = {"date": _DATES, "rate": _RATES, "money": _MONEY, "term": _TERMS}
_LEXICON = {
    name: lazy("|".join(f"(?P<{role}>{words})" for role, words in table), re.I) for name, table in _WORDS.items()
}
_AFTER = {
    "rate": lazy(
        r"的?(?P<points>贴息)|的?(?:(?P<overdue>罚息|罚)|(?P<penalty>违约金)|(?P<fee>服务费|手续费|担保费|费率|的费|费)|(?P<month>月利率|月息)|(?P<perfee>月费率)|(?P<day>日息|日利率)|(?P<annual>年化|利率|[（(]?(?:单利|复利|IRR)))",
        re.I,
    ),
    "money": lazy(
        r"[的以]?(?:(?P<limit>额度|封顶|以?内)|(?P<fee>(?![话加和与另再及])[一-龥]{0,2}(?<!消)费(?!率|(?:大?约|大概|是|就|就是|收|为|按|要)?\s?[\d一二三四五六七八九十])|(?:违约金|罚息)(?![^，。\d]{0,4}[\d一二两三四五六七八九]))|(?P<deposit>定金|押金|保证金)|(?P<interest>的?利息)|(?P<instalment>的?月供(?!(?:大?约|大概|差不多|就?是|为|只?要)?\s?[\d一二两三四五六七八九]))|(?P<principal>的?本金)|(?P<debt>负债))"
    ),
    "date": lazy(
        r"(?:当天|那天)?(?:(?P<begin>起|开始|施行|生效|实施|至|到(?![期账手])|[~～—-])|(?P<end>截?止|结束)|(?P<issued>发布|公布|印发)|(?P<payday>发工资|发薪)|(?P<bill>出账|出账单)|(?P<due>还款|扣))"
    ),
    "term": lazy(r"的?(?:(?P<grace>宽限)|(?P<validity>有效|犹豫)|(?P<notice>前)|(?P<loan>月供))"),
}
_PART = lazy(r"[折成]|半(?!点)")
"""八折, 七成 and 一半 are parts of something, no prices."""
_HIGHER_THAN = lazy(r"(?:比[^，。；]{1,10}|[那这][档款家种个])(?<!最)[高低贵]了?出?$")
_BASE, _RECKONED = lazy(r"按这?$"), lazy(r"来?[算收计]")
"""担保费按这25万算: what it is reckoned from."""
_BASIS_POINTS = lazy(r"基点|[Bb][Pp]$")
_FEN = lazy(r"[一二两三1-3]分[一二三四五六七八九半\d]?")
"""一分二 is a price a month."""
_FAMILY = {
    "rate": "rate", "money": "money", "bare": "money", "month": "term", "period": "term", "day": "term", "workday": "term",
    "hour": "term", "date": "date", "minute": "term",
}  # fmt: skip
_APART = {
    "rate": (
        {"annual", "month", "day"}, {"day", "perfee"}, {"annual", "fee", "penalty", "ratio"}, {"annual", "perfee"}, {"fee", "perfee", "penalty", "ratio"},
        {"overdue", "fee", "ratio"}, {"lpr", "fee", "penalty", "ratio"}, {"annual", "points"}, {"points", "ratio"}, {"lpr", "points"}, {"month", "fee", "ratio"}, {"day", "fee", "ratio"},
    ),
    "money": (
        {"instalment", "income", "limit", "price"}, {"fee", "income", "limit", "price", "instalment"}, {"interest", "limit", "income", "price"},
        {"deposit", "limit", "income"}, {"limit", "debt"}, {"principal", "fee"}, {"principal", "interest"}, {"principal", "instalment"}, {"principal", "each"}, {"each", "limit", "price"},
    ),
    "date": ({"begin", "end", "issued"}, {"payday", "bill", "due"}),
    "term": ({"done", "whole", "left"}, {"loan", "lookback", "grace", "validity", "tenure", "overdue"}, {"loan", "lookback", "grace", "validity", "notice"},),
}  # fmt: skip


def role_of(q: Quantity, before: str, after: str) -> str:
    """What a figure is of, from the words of its clause before and after it; "" where they do not say."""
    family = _FAMILY.get(q.unit, "")
    if not family:
        return ""
    if q.unit == "rate" and _BASIS_POINTS.search(q.text):
        return "points"
    part = q.unit == "rate" and _PART.search(q.text)
    if (m := _AFTER[family].match(after)) and not part:
        return m.lastgroup or ""
    if q.unit == "rate" and _HIGHER_THAN.search(before):
        return "points"
    if family == "money" and _BASE.search(before) and _RECKONED.match(after):
        return ""
    last = ""
    for m in _LEXICON[family].finditer(before[-24:]):
        last = m.lastgroup or ""
    if not last and q.unit == "rate" and _FEN.fullmatch(q.text):
        return "month"
    return "ratio" if part and last in ("", "annual", "month") else last


def apart(unit: str, one: str, other: str) -> bool:
    """Whether two roles of a figure cannot be the same thing."""
    if not one or not other or one == other:
        return False
    return any(one in group and other in group for group in _APART.get(_FAMILY.get(unit, ""), ()))
