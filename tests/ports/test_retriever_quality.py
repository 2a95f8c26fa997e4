"""How well our own knowledge answers questions it was not copied from, and whether it knows what it does not know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from replydraft.adapters.bm25_index import Bm25Retriever
from replydraft.knowledge.documents import load_knowledge

DAY = date(2026, 11, 23)
REPO = Path(__file__).resolve().parents[2]
ANSWERED = (
    ("你家利率怎么比银行贵这么多", "rate-too-high rate-other-cheaper"),
    ("月息八厘换算年化是多少", "rate-phrase"),
    ("分期的手续费跟利息是一回事吗", "rate-flat-fee fees-other-charges"),
    ("LPR降了我的月供为啥没变", "rate-policy-cut"),
    ("能不能给我便宜点", "rate-haggle"),
    ("我名下一套全款房想做点生意", "match-property match-business"),
    ("车子能抵押借钱吗", "match-vehicle vehicle"),
    ("公积金交了三年能借多少", "match-salary provident-credit"),
    ("开奶茶店缺资金", "match-business micro-business"),
    ("抵押贷和信用贷哪个划算", "match-secured-vs-unsecured"),
    ("家里装修差点钱", "match-renovation renovation"),
    ("贷款能拿去炒股吗", "match-forbidden-purpose purpose-limits"),
    ("大三学生能办吗", "match-student minors-students"),
    ("欠了七八家网贷怎么整合", "match-debt-restructure"),
    ("定期存单可以押着借钱不", "match-deposit-policy deposit-pledge"),
    ("以前逾期过几次还能批吗", "credit-overdue-history"),
    ("征信查询次数太多了", "credit-enquiries"),
    ("黑户有渠道吗", "credit-blacklist"),
    ("花钱能把逾期记录洗掉吗", "credit-repair"),
    ("报告上有一笔不是我借的", "credit-dispute fraud-identity"),
    ("怎么打自己的征信报告", "credit-report-how"),
    ("还完以后几年才消掉", "credit-five-years credit-reporting"),
    ("听说国家有一次性修复政策", "credit-oneoff"),
    ("从没借过款能贷吗", "credit-white"),
    ("后天要还款卡里没钱", "overdue-soon"),
    ("昨天忘记还了会怎样", "overdue-just"),
    ("失业了还不起", "overdue-hardship hardship"),
    ("可以跟机构谈延期吗", "overdue-negotiate"),
    ("催债的打我妈电话", "overdue-collection collection-standard reminder-boundary"),
    ("收到法院传票", "overdue-lawsuit"),
    ("罚息一天多少", "overdue-penalty"),
    ("上了失信名单怎么撤", "overdue-enforced"),
    ("你们收多少服务费", "fees-how-much fee-policy"),
    ("对方让我先交保证金", "fees-upfront no-upfront-fee"),
    ("没批下来退钱吗", "fees-not-approved fees-refund"),
    ("你们靠啥挣钱", "fees-how-we-earn"),
    ("办理的步骤有哪些", "process-overview"),
    ("几天能到账", "process-time"),
    ("审核到哪一步了", "process-status"),
    ("漏接了审核电话", "process-call-missed"),
    ("放款显示成功但没收到", "process-not-received"),
    ("钱打到别人卡上了", "process-wrong-account"),
    ("我不想借了能撤销吗", "process-cancel"),
    ("借呗额度怎么被降了", "app-limit"),
    ("手机号换了收不到验证码", "app-change-phone"),
    ("还款的银行卡想换一张", "app-change-card"),
    ("你们是银行吗", "process-who-are-you"),
    ("为什么要我的身份证", "privacy-why-info privacy-send-id"),
    ("天天接到推销贷款的电话是不是你们卖的", "privacy-leak"),
    ("把我的信息删了", "privacy-delete data-deletion"),
    ("帮我看看我老公欠多少钱", "privacy-third-party third-party"),
    ("授权书签了有啥用", "privacy-authorisation"),
    ("我要投诉你们业务员", "complaint-staff complaint-handling"),
    ("投诉电话是多少", "complaint-channel"),
    ("有人在家门口泼油漆", "emergency-violence"),
    ("活着没意思", "emergency-self-harm"),
    ("妈妈等着做手术", "emergency-medical match-education"),
    ("验证码告诉骗子了", "fraud-code-given"),
    ("说我账户冻结要交解冻费", "fraud-unfreeze"),
    ("名下莫名多了贷款", "fraud-identity"),
    ("有人自称平台客服让我注销账户", "fraud-impersonate"),
    ("需要准备什么材料", "docs-list"),
    ("工资发现金没流水", "docs-income-cash"),
    ("帮我做个假流水", "docs-forged"),
    ("等额本息和先息后本区别", "repay-methods"),
    ("还款日能不能换", "repay-date-change"),
    ("自动扣款没成功", "repay-debit-failed"),
    ("结清证明怎么开", "repay-proof"),
    ("借十万一年每月还多少", "repay-monthly"),
    ("提前还清有违约金吗", "early-fee"),
    ("部分提前还款缩短年限", "early-partial"),
    ("六十岁还能贷吗", "elig-age"),
    ("社保断了半年", "elig-social"),
    ("跑外卖的能申请吗", "elig-freelance"),
    ("给人担保有什么后果", "elig-guarantor"),
    ("你是机器人吗", "smalltalk-robot"),
)
"""Question, and beginnings of ids (after the kind) that answer it."""
OTHER = (
    "今天上海会下雨吗",
    "红烧排骨怎么炖",
    "推荐几部科幻片",
    "世界杯谁夺冠了",
    "帮我写一段Python代码",
    "孩子发烧多少度要吃药",
    "量子力学是什么",
    "附近有好吃的火锅吗",
    "iPhone电池不耐用",
    "狗狗掉毛怎么处理",
    "英语四级怎么复习",
    "减肥吃什么",
    "梦见蛇代表什么",
    "明星离婚了",
    "高铁票退票规则",
    "怎么养多肉植物",
    "微波炉能热牛奶吗",
    "北京到广州多远",
    "打印机连不上电脑",
    "头疼怎么缓解",
    "股票代码600000是哪家",
    "彩票中奖号码",
    "给我讲个故事",
    "油价今天涨了没",
    "护照办理要几天",
    "驾照扣分怎么查",
    "空调不制冷",
    "小区停车费谁定的",
    "论文怎么降重",
    "手机屏幕碎了修要多少钱",
    "怎么注册公众号",
    "快递丢了找谁赔",
    "公司年会节目",
    "医保卡怎么激活",
    "天气预报",
    "房间甲醛怎么除",
    "足球越位规则",
    "如何练腹肌",
    "猫不吃饭",
    "历史上的今天",
)


@pytest.fixture(scope="module")
def retriever() -> Bm25Retriever:
    return Bm25Retriever(load_knowledge(REPO / "knowledge"))


def test_an_answer_is_among_the_first_three(retriever: Bm25Retriever) -> None:
    missed = []
    for question, answers in ANSWERED:
        found = [h.passage.doc_id.partition("-")[2] for h in retriever.search(question, as_of=DAY, k=3).hits]
        if not any(doc_id.startswith(tuple(answers.split())) for doc_id in found):
            missed.append((question, found))
    assert len(missed) <= 0.05 * len(ANSWERED), missed


def test_it_mostly_knows_what_it_knows(retriever: Bm25Retriever) -> None:
    unsure = [q for q, _ in ANSWERED if retriever.search(q, as_of=DAY).nothing_good_enough]
    assert len(unsure) <= 0.12 * len(ANSWERED), unsure


def test_it_mostly_knows_what_it_does_not_know(retriever: Bm25Retriever) -> None:
    sure = [q for q in OTHER if not retriever.search(q, as_of=DAY).nothing_good_enough]
    assert len(sure) <= 0.25 * len(OTHER), sure
