"""What is said about other matters than a loan: 稳的，您等着 after 高铁票抢到没 promises no loan.

A reply is an aside only where the customer's last message names another matter, neither that message nor the reply has any word
of lending, money owed or data, and the reply none of the trade either. Without a message of the customer nothing is an aside.
What blocks in plain words of its own (`weighing`) is none.
"""

from __future__ import annotations

from replydraft.compliance.message import Message
from replydraft.domain.finding import Family
from replydraft.text.lazy import lazy

FAMILIES = frozenset(
    {
        Family.OVER_PROMISE, Family.PRESSURE, Family.ILLEGAL_INTERMEDIATION, Family.MISLEADING_COST,
        Family.MISSING_DISCLOSURE, Family.CREDIT_REPAIR, Family.COLLECTION_CONDUCT,
    }
)  # fmt: skip
"""What the words of an aside may be let go for: leaks, orders that are not ours and rudeness are wrong on any matter."""

_OTHER = lazy(
    r"高铁|火车|动车|飞机|航班|机票|车票|抢票|快递|驿站|取件码|外卖|电梯|物业|搬家|货梯|相亲|喜糖|喜酒|婚礼|婚宴|球赛|比赛|乒乓|广场舞|团购|种子|苹果|水果|蔬菜|"
    r"小猫|老猫|猫粮|小狗|遛狗|宠物|挂历|日历|台历|体检|膝盖|感冒|针灸|停车费|停车券|停车押金|停车场|洗车|修车|车位|打印机|复印|公众号|评论区|直播间?|双十一|抢购|优惠券|"
    r"吃饭|午饭|晚饭|早饭|夜宵|做饭|吃啥|点菜|火锅|羊肉|烧烤|奶茶|喝茶|茶叶|喝酒|唱歌|天气|下雨|暴雨|下雪|降温|刮风|作业|家长会|考试|分数|招聘|招人|面试|实习|年会|"
    r"wi-?fi|无线网|空调|会议室|厕所|洗手间|旅游|旅行|民宿|电影|演唱会|门票|游戏|足球|篮球|世界杯|健身|跑步|保姆|月嫂|驾照|学车|科目[一二三四]|彩票|麻将|钓鱼|花店|理发|"
    r"冷库|仓储|货架|收割机修|秧苗|鱼塘水|生日|过年好|拜年|红娘|牵线|挂号|疫苗|药店|手机壳|充电|充值卡|话费|流量套餐|宽带|燃气|水管|漏水|锁匠|开锁|搬运"
)
_LENDING = lazy(
    r"贷|借|息|利率|年化|费率|征信|逾期|还款|还钱|还上|还不上|欠|债|催|额度|提额|审批|初审|终审|复审|批下|批了|批不批|[能会必准定包获拒秒]批|放款|下款|批款|银行|抵押|质押|押车|"
    r"担保|流水|月供|分期|信用|黑户|白户|机构|中介|服务费|手续费|居间|前期费|保证金|授权|面签|资质|负债|公积金|社保|营业执照|法院|律师|起诉|坐牢|老赖|"
    r"黑名单|失信|套现|花呗|借呗|白条|客户资料|客户名单|身份证|展期|续贷|过桥|垫资|提前结清|利滚利|本金|通讯录|包装|办下来|下来没|能下|下得来|反诈|诈骗|被骗|刷单"
)
_TRADE = lazy(
    r"合同|条款|证明|评估|收入|工资|执照|房本|房产|过户|对公|账户|转到|转回|收款|到账|打款|款到|尾款|货款|卡里|卡背面|进账|现金|个点|[百十]万|\d{2,}万|[\d一二三两四五六七八九十]+%|"
    r"名额|修复|异议|记录|报告|评分|后台|风控|系统|内部|渠道|关系硬|条件|资格|这单|一单|单子|客户|这类|通过|过件|过审|秒过|包过|稳过|能过|都过|必过|不过关|申请|审|副作用|影响|"
    r"不还|再拖|再不|结清|上门|曝光|单位|邻居|老婆|老公|媳妇|家人|家里人|爸妈|父母|丈母娘|孩子|亲戚|朋友圈|验证码|密码|指纹|人脸|抖音|微博|微信号|名下|名义|挂靠|"
    r"盖章|公章|刻|假|造|模板|代签|替您签|签了|先签|备案|监管|央行|金监|政策|投诉|官方|国家|费|回扣|返点|红包|成本|零风险|没风险|无风险|担责"
)
"""What a reply about a loan speaks of; a few of these are also of other matters, where a doubt is no harm."""


def other_matter(message: Message) -> str | None:
    """The word that shows that this is about something else than a loan; None where it may be about one."""
    if not message.customer or _LENDING.search(message.customer):
        return None
    if _LENDING.search(message.text) or _TRADE.search(message.text):
        return None
    named = _OTHER.search(message.customer)
    return named[0] if named else None
