"""Questions that a reply must not ask: what the message, the conversation or the profile has answered already.

A reply's questions come from scripts, from fixed wording and from what is still needed; each is read for the things it asks,
one by one (您还剩几期、合同上怎么写？ asks two), and what is known is left out of the sentence, the whole sentence where nothing is left.
"""

from __future__ import annotations

import re
from functools import cache

from replydraft.domain.draft import Tier, Triage
from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.facts import known_keys
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain

_SPECIFIC = {
    "overdue_days": r"逾期.{0,4}(?:多久|几天|多少天)|拖了?多久|逾期几天",
    "made_up": r"补上了?吗|还(?:清|上|掉)了?吗|(?:都)?结清了?吗|现在还清",
    "periods_left": r"还?剩(?:下)?几期|剩多少期",
    "all_or_part": r"还?全部还是|一部分|全部还清，还是",
    "credit_enquiries_6m": r"查(?:过|询)?了?.{0,2}几次|申请过几次|查询(?:了)?(?:几次|多不多)",
    "credit_good": r"征信(?!查询).{0,6}(?:有没有|怎么样|如何)|有没有逾期|信用记录",
    "business_years": r"执照.{0,4}(?:几年|多久|哪年)|做了几年|开了多久",
    "business_flow": r"开票、纳税|走开票|靠开票|收款码流水|^纳税还是|^纳税$|流水还是",
    "income_monthly": r"收入|工资(?!打卡)|薪",
    "debt_monthly": r"别的贷款|其他贷款|已有的月供|月供加起来|一共要还",
    "has_property": r"房产|房子|有没有房|名下有",
    "has_vehicle": r"有没有车|车.{0,4}上牌",
    "provident_fund_monthly": r"公积金",
    "social_insurance_months": r"社保",
    "occupation": r"做什么工作|上班还是|职业|从事",
    "purpose": r"用途|做什么用|用在(?:哪|什么)|用来做|做什么(?:用)?$|消费用，还是",
    "lender": r"哪(?:一)?家|哪几家|什么机构",
    "who": r"哪位同事|对方姓名|姓名|(?:转给|是)谁|怎么称呼",
    "paid": r"(?:转|付|收|交)了多少|转出去多少|涉及多少钱|付款金额|转账金额",
    "paid_yet": r"有没有(?:已经)?(?:转|付|交)(?:过|了|出)|转出去了吗|有没有付过",
    "shortfall": r"差多少",
    "due_day": r"哪天还|几号还|还款日是|到还款日",
    "record_true": r"确实逾期过|和实际不符",
    "price": r"利率|每期(?:手续费|还)|报价",
    "stage": r"到哪一步",
    "paid_how": r"打卡|怎么发的?|现金",
    "balance": r"剩多少没还|欠多少|一共要还多少|欠的?本金",
}
_GENERAL = {
    "when": r"什么时候|什么时间|大概时间|时间$|哪天|几号",
    "amount_wanted": r"需要多少|多少钱|金额|预算|(?:借|贷|缺|差|用)多少|^多少",
    "term_months": r"多久|多长时间|期限|几期|期数",
}
"""Words that ask for this where nothing more particular is asked."""
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百几半]+)"
_SAID = {
    "amount_wanted": rf"(?:借|贷|缺|差){_NUMBER}\s*(?:万|千|块|元|w|k)",
    "record_true": r"逾期过|有过逾期|逾期(?:了|过)?[一二两三四五几\d]+次|确实(?:逾期|欠)|(?:记录|报告)[^,。]{0,6}(?:不是我|有误|错)",
    "shortfall": rf"(?:差|缺){_NUMBER}",
    "due_day": rf"(?:今[天晚]|明天|后天|大后天|{_NUMBER}[号日])[^,。]{{0,4}}(?:还|到期|扣|交)",
    "lender": r"借呗|花呗|微粒贷|网商贷|京东|白条|度小满|美团|分期乐|平安|招联|马上消费|360|拍拍贷|支付宝|(?:工商|农业|建设|交通|招商|浦发|中信|光大|民生|兴业|广发|华夏|邮储|农商|商业)银行|[工农建交招中]行(?![为业情])",
    "made_up": r"补上|还清|结清|还上了|还完|(?:还)?没(?:有)?(?:还|补)(?!过)|还不上|拿不出|已经还",
    "periods_left": rf"剩(?:下)?\D{{0,3}}{_NUMBER}\s*(?:期|个月)|还有{_NUMBER}\s*(?:期|个月)",
    "all_or_part": r"还清|结清|清掉|全部还|一次性|还(?:掉)?一部分|先还|提前还掉|还一半",
    "business_flow": r"开票|纳税|税票|收款码|流水",
    "when": rf"昨[天晚日]|前天|今[天早晚]|刚[才刚]|上(?:周|个?月|个?星期)|去年|前年|大前年|{_NUMBER}(?:天|个月|年)(?:前|了)|{_NUMBER}[号日](?!码)|周[一二三四五六日]|早上|下午|半夜",
    "who": r"[王李张刘陈杨赵黄周吴徐孙胡朱郭林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘袁董余苏叶吕魏](?:经理|顾问|主管|店长|主任)|小[\u4e00-\u9fff](?=[^\u4e00-\u9fff]|[昨今前上让叫说骗收拿跟给把个时区孩])|(?:叫|姓)[\u4e00-\u9fff]{1,3}的|自称",
    "paid": rf"(?:转|付|打|交|汇|收|给|充|刷|拿|借|骗)[^,，。]{{0,6}}?(?:\d{{2,}}|{_NUMBER}\s*[万千百])|(?:\d{{2,}}|[一二两三四五六七八九十]+[万千百])(?:块|元)?[^,，。]{{0,5}}(?:转|付|打|汇|交)",
    "paid_yet": r"(?:转|付|打|交|汇)(?:了|过|给)|(?:没|还没|没有)(?:转|付|打|交)",
    "price": rf"\d(?:\.\d+)?\s*%|{_NUMBER}\s*厘|月息|日息|每(?:个)?(?:月|期)[^,，。]{{0,3}}(?:还)?\s*\d{{3,}}|月供[^,，。]{{0,3}}\d{{3,}}|年化\s*\d",
    "paid_how": r"现金|打卡|代发|工资卡|微信(?:发|转|收)|发到卡",
    "stage": r"已经?(?:提交|申请|批|签|放款)|提交了|批下来|签了合同|面签|初审|复审",
}


def known_things(inquiry: Inquiry, triage: Triage) -> frozenset[str]:
    """What needs no asking: profile keys that are known, and things said that no profile key stands for."""
    texts = [plain(t.text) for t in inquiry.history if t.role == "customer"] + [plain(inquiry.customer)]
    known = set(known_keys(inquiry)) - {"lender"}
    known |= {name for name, pattern in _SAID.items() if any(_compiled(pattern).search(t) for t in texts)}
    if any(a.role is Role.OWED for t in texts for a in amounts(t)):
        known.add("balance")
    if triage.tier is Tier.URGENT:
        known = (known - {"amount_wanted"}) | ({"amount_wanted"} if "paid" in known else set())
    elif not known & {"overdue_days", "made_up"}:
        known.discard("when")
    return frozenset(known)


def things_asked(question: str) -> frozenset[str]:
    """What one question, or one item of a list in it, asks for."""
    found = frozenset(name for name, pattern in _SPECIFIC.items() if _compiled(pattern).search(question))
    return found or frozenset(name for name, pattern in _GENERAL.items() if _compiled(pattern).search(question))


_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*")
_ASKS = re.compile(r"[？?]|告诉我|说下|说一下|发我|把.{1,20}给我")
_LEAD = re.compile(
    r"^(?:您把|请告诉我|您告诉我|告诉我|方便说下|方便说一下|方便把|想再了解下，|另外想问下，|另外，|再问一句，|方便问下，|说下|请问)"
)
_SAYS_FIRST = re.compile(r"^(?:我|这)[^，,]{4,}[，,]")
"""What a sentence says before it asks (我请负责同事跟进，您是什么时候转的？)."""
_VERB = re.compile(r"(?:方便)?(?:告诉我|发我|说下|说一下|给我)(?:吗|一下)?$")
_TAIL = re.compile(r"[，,](?:好吗|可以吗|行吗|方便吗)$")
_THEN = re.compile(r"[，,]我(?!们?的).*$")
_AFTERWARDS = re.compile(r"^(?:我(?:帮|把|来|按|看|先|说)|告诉我|还没补)")
"""A sentence that goes on from a question: it goes with it."""
_OPEN = re.compile(r"怎么|什么|哪|吗$|有没有|是不是|多少|几")
"""An item that asks something of its own, which no name here stands for."""
_CUT = re.compile(r"[、，,]|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])")


def without_known(text: str, known: frozenset[str]) -> str:
    """The text without what it asks and somebody has answered. Sentences that ask nothing stay as they are."""
    kept: list[str] = []
    gone = False
    for sentence in _SENTENCE.findall(text):
        if gone and _AFTERWARDS.match(sentence):
            continue
        left = _pruned(sentence, known) if _ASKS.search(sentence) else sentence
        gone = not left
        kept.append(left)
    return "".join(kept)


def _pruned(sentence: str, known: frozenset[str]) -> str:
    mark = sentence[len(sentence.rstrip("。！？!?")) :]
    core = sentence[: len(sentence) - len(mark)]
    core, then = _split(_THEN, core)
    core, tail = _split(_TAIL, core)
    said = _SAYS_FIRST.match(core)
    before = said.group() if said else ""
    core = core[len(before) :]
    found = _LEAD.match(core)
    lead = found.group() if found else ""
    listed, verb = _split(_VERB, core[len(lead) :])
    items = [i for i in _CUT.split(listed) if i]
    asked = [things_asked(i) for i in items]
    if not any(things and things <= known for things in asked):
        return sentence
    kept = [i for i, things in zip(items, asked, strict=True) if not (things and things <= known)]
    if not any(things_asked(i) or _OPEN.search(i) for i in kept):
        return before.rstrip("，,") + "。" if before else ""
    return f"{before}{lead}{'、'.join(kept)}{verb}{tail}{then}{mark}"


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (text[: found.start()], found.group()) if found else (text, "")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
