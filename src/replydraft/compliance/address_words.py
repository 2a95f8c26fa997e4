"""Words around an address: where its name begins, whether somebody lives there, and whether it is an office.

The nearest word decides: 我们公司没要求上门，那就约在我家吧 is a home, 住得远的话可以来我们公司 is an office.
"""

from __future__ import annotations

from replydraft.compliance.published import published
from replydraft.text.lazy import lazy

NAME_STOPS = lazy(
    r"[我你您他她它咱俺们在住是到寄送的了把给请问叫说这那就去租买卖跟有址]|[爸妈父母哥姐弟妹叔姨舅爷奶]家(?!庄|村|沟|湾)"
    r"|户口|户籍|收件|收货|坐落|位于|上门|抵押|房[子产本]|名下|客户|老家|现居|门牌|逾期|快递放?|材料|账单|公司|换成|改[成为]|[话人要会能过再]来|登记|评估|一共|总共|本上|写着|邻居"
)
"""No part of a place's name: the name of an address begins behind the last of them."""
_LIVES = r"住(?![房院宿])|[我他她您你咱哥姐爸妈父母叔姨舅爷奶]们?家(?!公司|银行|店)|家在|家里|户[口籍]|老家|身份证|宿舍|家属|租|业主|房本|产权"
_LIVED_BEFORE = lazy(rf"{_LIVES}|收[件货]|寄[到往]|上门|住址|地址|搬")
_LIVED_BEHIND = lazy(r"^[^。！？!?\n]{0,8}?(?:住(?![房院宿])|业主|的房子|家里)")
_LIVES_FIRMLY = lazy(rf"{_LIVES}|收[件货]|寄[到往]|住址")
_OFFICE = lazy(
    r"公司|门店|网点|营业|支行|分行|总行|服务[点处]|大厅|我们(?!家)|办[公事]|前台|法院|银行(?!的?(?:老|新)?客户)|中心(?!小学|花园|城|路|街)|机构|公证|税务|办税|仲裁|社保|居委|村委|窗口|登记处|政务|车管所|医院|学校|售楼"
    r"|地铁|展厅|会议|食堂|写字楼|派出所|律所|事务所|[来去过]找我|到店|来店|电梯出来|导航|停车|车位|车库|仓库|单位|[开的]店|铺|执照|开会|面签|培训|取号"
)
_BEHIND = lazy(
    r"^[^。！？!?\n，,；;]{0,16}?(?:公司|门店|网点|营业|[支分总]行|大厅|办[公事]|前台|法院|银行|机构|公证|窗口|医院|学校|会议|食堂|律所|事务所|找我|开会|面签|培训|铺)|^.{0,3}[，,].{0,8}(?:前台|大厅|窗口|停车|地铁|导航|电梯出来|到店|报我)"
)
_PERSON = lazy(r"客户|本人|先生|女士|小姐|[他她]|借款人|住户|我(?!们|司|行|公司|处|这)|您(?!来|过来|可以|直接|到)")
_OWN_PLACE = lazy(
    r"(?:公司|门店|网点|营业[部厅]|[支分总]行|银行|中心|法院|[处所局院委]|厅)(?:的|注册|办公)?(?:地址|位置)?(?:就?[在是]|位于|搬[到去]了?|设在|[：:（(，, ]){0,3}$"
)
_OWN_BEHIND = lazy(r"^\s?[（(，,]?(?:就?是)?(?:我们|我司|咱们?|公司的?|本)(?:公司|门店|店|办公|网点|行)")
_WIDE, _SENTENCE = 24, lazy(r"[。！？!?]")


def _before(text: str, start: int) -> str:
    """What is said before the address in its own sentence, as far as it counts."""
    said = text[max(0, start - _WIDE) : start]
    return _SENTENCE.split(said)[-1]


def _last(pattern: object, said: str) -> int:
    return max((m.end() for m in pattern.finditer(said)), default=-1)  # type: ignore[attr-defined]


def lives_there(text: str, start: int, end: int) -> bool:
    """Whether a word right before or behind the address says that somebody lives there or has post there."""
    said = _before(text, start) + text[start : start + 2]
    lived = _last(_LIVED_BEFORE, said)
    if lived >= 0 and lived > _last(_OFFICE, said):
        return True
    return "宿舍" in text[start:end] or _LIVED_BEHIND.search(text[end : end + 12]) is not None


def is_office(text: str, start: int, end: int, *, lived_in: bool) -> bool:
    """Whether the address is that of an institution. `lived_in`: its parts are those of a block of flats or a village,
    so that only a word that names it as an office counts."""
    said = _before(text, start)
    if lived_in:
        return _OWN_PLACE.search(said) is not None or _OWN_BEHIND.search(text[end : end + 12]) is not None
    lived, office = _last(_LIVES_FIRMLY, said + text[start : start + 2]), _last(_OFFICE, said + text[start:end])
    if lived > min(office, len(said)):
        return False
    if office >= 0 and not _PERSON.search((said + text[start:end])[office:]):
        return lived < office
    return _BEHIND.search(text[end : end + 24]) is not None or (lived < 0 and published(text, start, end))
