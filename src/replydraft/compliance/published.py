"""Contacts that an institution publishes: 关注“…”微信，微信号是…, 官方客服QQ：…, 签证处地址：…. Nobody's personal data.

Only words right before or behind decide, and a person between them and the contact takes the excuse away:
银行的王经理，微信是… stays a person's.
"""

from __future__ import annotations

from replydraft.text.lazy import lazy

_BEFORE, _BEHIND = 40, 12
_INSTITUTION = lazy(
    r"客服|官方|公众号|公众平台|订阅号|服务号|小程序|视频号|企业微信|关注|技术(?:支持|问题|咨询)|值班|热线|总机|前台|(?:总|分|支)行(?!的)|银行(?!的|卡|上班|工作)|网点|营业(?:厅|部|网点)"
    r"|签证处|[使领]馆|(?:登记|征信|服务|审批|政务|调解|仲裁|公积金|结算|信用卡|客户服务|呼叫|调解)中心|(?:我司|本公司|我们公司|公司)(?:的|公开)?(?:地址|电话|邮箱|总机|网址)?[是为：:]"
    r"|法院|监管(?:局|部门)|税务局|派出所|街道办|受理(?:部门|电话|邮箱)|投诉(?:电话|邮箱|渠道)|举报|合规(?:部|邮箱)|平台(?!的)"
)
_BEHIND_IT = lazy(r"客服|官方|公众号|值班电话|办公时间|营业时间|工作时间|总机")
_PERSON = lazy(
    r"[他她]|先生|女士|小姐|[哥姐叔姨](?![们])|经理|顾问|客户(?!服务)|本人|私人|个人|我的|我老|老板|同学|朋友|家人|[父母爸妈]|业务员|信贷员"
)


def published(text: str, start: int, end: int) -> bool:
    """Whether the contact `start:end` of a text stands there as an institution's own."""
    before = text[max(0, start - _BEFORE) : start]
    named = [m.end() for m in _INSTITUTION.finditer(before)]
    if named and not _PERSON.search(before, named[-1]):
        return True
    behind = _BEHIND_IT.search(text, end, min(len(text), end + _BEHIND))
    return behind is not None and not _PERSON.search(before) and not _PERSON.search(text, end, behind.start())
