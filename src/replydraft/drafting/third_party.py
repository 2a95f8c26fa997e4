"""Somebody asks about another person's loan: relatives, employers, friends. They are told nothing, and asked nothing."""

from __future__ import annotations

import re

_KIN = (
    r"(?:老婆|媳妇儿?|妻子|爱人|太太|老公|丈夫|先生|配偶|对象|男朋友|女朋友|男友|女友|未婚[夫妻]|前[夫妻]|家里人|家属|家人|父母|爸妈|爸爸?|妈妈?|父亲|母亲|儿子|女儿|闺女|孩子|"
    r"兄弟|哥哥?|弟弟?|姐姐?|妹妹?|嫂子|姐夫|妹夫|女婿|儿媳妇?|公公|婆婆|岳父|岳母|叔叔?|舅舅?|姑姑?|姨妈?|表[哥弟姐妹]|堂[哥弟姐妹]|爷爷|奶奶|外公|外婆|亲戚)"
)
RELATED = re.compile(_KIN)
"""Somebody of the family is spoken of."""
OTHERS_TAG = "第三方"
"""The tag of scripts for them."""
_FOLK = r"(?:同事|领导|老板|单位|公司|人事|hr|财务|出纳|会计|朋友|闺蜜|同学|室友|房东|邻居|合伙人|员工|师傅|徒弟|村委|居委|社区)"
_WHO = rf"(?:他|她|{_KIN}|{_FOLK}|(?:张|王|李|刘|陈|杨|赵|黄|周|吴)[某\u4e00-\u9fff]{{0,2}})"
_THING = r"(?:贷|借|欠|逾期|征信|额度|账单|还款|月供|批|放款|申请|进度|名下|负债)"
_ASKS = r"(?:多少|几|吗|么|没有?$|了没|没[,。?]|怎么样|情况|进度|有没有|是不是|什么|啥|哪|查|问|核实|了解|知道|打听|透露|告诉我)"
_INTRODUCED = re.compile(
    rf"我(?:就)?是(?!公司|单位|厂里|贵公司|你们)(?:他|她|[\u4e00-\u9fff]{{1,4}}的)(?:们)?的?(?P<kin>{_KIN}|{_FOLK})|我是(?:某?单位|公司|厂里|村委|居委|社区|派出所)的?(?:人事|hr|财务|出纳|会计|领导|[\u4e00-\u9fff]{{0,3}}$|,)"
)
_LOOKED_UP = re.compile(
    rf"(?:帮(?:我|忙)?|想|能不能|可以|能)?(?:查|打听|问|看|核实|了解|知道|告诉我)(?:一下|下|问|看|到|我)*(?:我|俺|我们)?(?:的)?{_WHO}(?:的|在|有没有|是不是|名下|那笔)*[^,。?!]{{0,8}}{_THING}"
    rf"|(?:{_KIN}|同事|朋友|员工|室友|邻居)的(?:贷款|借款|申请|征信)[^,。?!]{{0,6}}{_ASKS}"
    rf"|(?:我|俺)?(?:的)?(?:{_KIN}|同事|员工|朋友|他|她)(?:最近|是不是|有没有|上次|之前)*(?:在|跟|向|从|找)你们(?:这儿?|那儿?|家|公司|平台|手上)?[^,。?!]{{0,10}}{_THING}[^,。?!]{{0,10}}{_ASKS}"
)
_OWN = re.compile(
    r"担保人|共同借款|共借|一起(?:贷|借|办|申请|签)|授权(?:我|给我)|本人(?:同意|在旁|就在)|我本人|我自己(?:的|在)|(?:想|要|打算|准备)(?:给|帮|替)?(?:他|她)?(?:办|申请)"
)


def asks_about_another(text: str) -> bool:
    """Whether a folded message asks about the loan of somebody who is not its writer and has let nobody ask."""
    if _OWN.search(text):
        return False
    introduced = _INTRODUCED.search(text)
    if introduced and (introduced["kin"] or re.search(r"员工|同事|核实|背调|[他她]", text)):
        return bool(re.search(_THING, text)) and bool(re.search(_ASKS, text))
    return bool(_LOOKED_UP.search(text))
