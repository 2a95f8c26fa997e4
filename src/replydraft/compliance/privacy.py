"""Leaks: identifiers in a reply that should not be there, and another person's debt or income beside their name.

`find_identifiers` says what is in the text; here is decided what may stay: masked numbers, hotlines and a colleague's
work number may, the customer's own full number may not (个人信息保护法 第六、五十一条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from replydraft.compliance.citing import Cites
from replydraft.compliance.digits import comparable, view
from replydraft.compliance.identifier_kinds import KINDS, Kind
from replydraft.compliance.identifiers import Identifier, find_identifiers
from replydraft.compliance.names import SURNAMES
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.domain.inquiry import IDENTIFIER_KEYS, CheckRequest, Profile
from replydraft.text.folding import Folded
from replydraft.text.lazy import lazy

VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class LeakRule:
    """How one kind of identifier is reported."""

    id: str
    name: str
    citations: tuple[str, ...]


LEAKS: dict[Kind, LeakRule] = {
    "id_card": LeakRule("RD0401", "full-identity-number", ("PI28", "PI51", "CC1038")),
    "bank_card": LeakRule("RD0402", "full-bank-card", ("PI28", "PI51", "JR")),
    "mobile": LeakRule("RD0403", "full-mobile-number", ("PI6", "PI51", "CC1038")),
    "landline": LeakRule("RD0404", "private-landline", ("PI6", "PI51")),
    "passport": LeakRule("RD0405", "passport-number", ("PI28", "PI51")),
    "permit": LeakRule("RD0406", "permit-number", ("PI28", "PI51")),
    "plate": LeakRule("RD0407", "plate-number", ("PI6", "PI51")),
    "email": LeakRule("RD0408", "email-address", ("PI6", "PI51")),
    "wechat": LeakRule("RD0409", "wechat-account", ("PI6", "PI51")),
    "qq": LeakRule("RD0410", "qq-account", ("PI6", "PI51")),
    "address": LeakRule("RD0411", "full-address", ("PI6", "PI51", "CC1033")),
    "account": LeakRule("RD0412", "full-account-number", ("PI28", "PI51")),
    "secret": LeakRule("RD0413", "secret-value", ("PI28", "PI51", "JR")),
    "gps": LeakRule("RD0416", "exact-place", ("PI28", "PI51")),
}
"""A kind that is not here may be written: a company's credit code is public."""
PLACEHOLDER = LeakRule("RD0414", "unresolved-placeholder", ("PI51",))
OTHER_PERSON = LeakRule("RD0415", "another-persons-finances", ("PI10", "PI25", "CC1032"))

_LEFT_OVER = lazy(r"〔[^〔〕\d\n]{1,8}\d{1,4}〕")
_HOTLINE = lazy(r"(?:400|800|95|12|110|119|120|96|100)\d{0,8}")
_OFFICE_LINE = lazy(
    r"咨询电话|客服|热线|有(?:什么|任何)?(?:疑问|异议)[^。；;他她家]{0,4}(?:拨打?|致电)(?![他她您你]|[^，。]{0,3}家)|服务(?:电话|时间)|投诉|网点|支行|分行|营业|总机|工作时间|电话银行"
)
"""Around a landline that a firm answers."""
_WORK_LINE = lazy(r"工作(?:微信|手机|电话|号)|公司(?:配|统一|发)的|值班(?:电话|手机|号)|企业微信|办公电话")
_ASKS_STAFF = lazy(
    r"(?:你|您)们?(?:公司|那边|那里|这边)?的?(?:客服|经理|主管|同事|值班)?的?(?:电话|手机|微信|号码|联系方式)|值班(?:电话|手机|号码|的?是谁)|(?:怎么|咋|如何)(?:联系|找)(?:你|您)|(?:我|我该)找谁|加(?:你|您)"
)
_KEEP_IT = lazy(
    r"(?:请勿|切勿|勿|请不要|不要)[^。；;，,您我他她]{0,6}(?:告诉|告知|泄[露漏]|提供|透露|转发|外[传泄])|对方自称"
    r"|有效期?[为：: ]{0,2}\d{1,2} ?分钟|\d{1,2} ?分钟内?(?:输入)?有效"
)
_SIGNED = lazy(
    r"^\s*【[^】]{2,16}】|【[^】]{2,16}】\s*$|任何人[^。；，,]{0,4}索[取要][^。；]{0,8}(?:诈骗|骗子|骗局)|工作人员(?:绝不|不会)[^。；，,]{0,4}索[取要]"
)
_A_CODE = lazy(r"(?<!密)码[^。；;，,]{0,3}$")
_BETWEEN_PEOPLE = lazy(r"我(?![行司])|她|他(?!人)|给我|发(?:过)?来|报(?:过来|一下)|念|密码|口令|先生|女士|客户")
"""A notice that brings its reader a code is signed or says that whoever asks for it is a fraud, forbids to pass it on, and speaks of
nobody: 【…】验证码…，切勿告诉任何人."""
_OFFICE = lazy(
    r"(?:我们|咱们|我司|本公司|我公司|本行|我行|本店|门店|网点|支行|分行|分公司|营业[部厅]|总部|(?<![您你他她户])公司)(?:的|公司|门店)?(?:新|办公)?(?:地址|位置)?(?:现在|已|就|都)?(?:是|在|搬到|搬至|迁到|迁至|位于)?[：: ]*$"
    r"|(?:邮?寄|快递)(?:资料|材料|合同)?(?:到|至|往|回)[：: ]?$"
)
"""Right before an address that is our own, or a bank's."""
_GO = lazy(r"(?:请|可以?|直接|携[^，。]{1,6})(?:前往|到|去|来)[：: ]?$")
_AT_WORK = lazy(r"面签|签约|签合同|办理|网点|柜台|前台|窗口")
_ASKS_OFFICE = lazy(
    r"(?:你|您)们(?:的)?(?:公司|门店|店|办公室|地址|新地址)?(?:是|具体)?(?:在|搬)(?:到)?(?:哪|什么地方|几楼|几号)|(?:你|您)们的?(?:新|公司|门店)?地址|(?:怎么|咋)(?:去|走|过去|找)(?:你|您)们"
)
_SOMEBODYS = lazy(
    rf"[他她](?!人)|住(?!房)|家(?!银行|店|门店|公司|机构|网点|分店)|户[口籍]|单元|欠|债|堵|催|老赖|客户(?!经理|服务|中心)|邻居|同事|朋友|[老小][{SURNAMES}]|[{SURNAMES}](?:先生|女士|姐|哥|总|叔|姨)"
)
"""Where the text speaks of a person or a dwelling, no address in it is an office's."""
_TITLE = "先生|女士|小姐|大姐|大哥|姐|哥|总|老板|师傅|阿姨|叔叔|叔|大爷|同学|老师"
_PERSON = lazy(rf"(?<![\u4e00-\u9fa5])?([{SURNAMES}])[\u4e00-\u9fa5]{{0,2}}?(?:{_TITLE})")
_NUMERAL = r"(?:\d|[一二两三四五六七八九十]+(?:万|千|百|次|笔|期|个月|天))"
_FINANCE = lazy(
    rf"(?:逾期|欠|拖欠|贷|借|批|月供|收入|工资|流水|负债|年薪|网贷|还款)[^。！？!?\n您你]{{0,12}}{_NUMERAL}"
    rf"|{_NUMERAL}[^。！？!?\n您你]{{0,8}}(?:逾期|欠款|没还|网贷|负债|贷款)"
)


def find_leaks(
    request: CheckRequest, folded: Folded, rulebook: Cites, *, own: frozenset[str] = frozenset()
) -> list[Finding]:
    """Every leak of one text as a finding of family `privacy_leak` that blocks.

    `own` are numbers and addresses of our own firm (digits or lower-case text) that a reply may contain.
    """
    known = _known(request.profile)
    findings = []
    for hit in find_identifiers(request.draft):
        key = comparable(hit.text)
        if (
            hit.kind not in LEAKS
            or key in own
            or _hotline(hit, key, request.draft)
            or (hit.kind == "secret" and _own_code(hit, request))
            or (hit.kind == "address" and _office(hit, request))
            or (hit.kind in {"mobile", "wechat", "landline"} and _work_line(request))
        ):
            continue
        findings.append(_finding(LEAKS[hit.kind], hit, key in known, rulebook))
    findings.extend(_placeholders(request.draft, rulebook))
    findings.extend(_other_people(request, folded, rulebook))
    return findings


def _own_code(hit: Identifier, request: CheckRequest) -> bool:
    """A notice that brings its reader a code and forbids to pass it on; nobody sends one in a talk, and nobody sends a password."""
    text = request.draft
    if request.customer or request.history or _BETWEEN_PEOPLE.search(text):
        return False
    is_code = _A_CODE.search(text, 0, hit.start) is not None
    return is_code and _SIGNED.search(text) is not None and _KEEP_IT.search(text) is not None


def _office(hit: Identifier, request: CheckRequest) -> bool:
    """An address that is said to be an office's, or asked for as ours, in a text that speaks of no person and no dwelling."""
    text = request.draft
    if _SOMEBODYS.search(text):
        return False
    before = text[max(0, hit.start - 16) : hit.start]
    asked = request.customer and _ASKS_OFFICE.search(request.customer)
    return bool(_OFFICE.search(before) or asked or (_GO.search(before) and _AT_WORK.search(text)))


def masked_form(kind: Kind, text: str) -> str:
    """How an identifier may be shown: enough to recognise one's own, too little to use."""
    plain, compact = view(text).text, comparable(text)
    match kind:
        case "mobile":
            digits = compact[-11:] if compact.isdigit() else ""
            return f"{digits[:3]}****{digits[-4:]}" if len(digits) == 11 else "***********"
        case "id_card":
            return f"{compact[:3]}***********{compact[-4:].upper()}" if len(compact) in {15, 18} else "******"
        case "bank_card" | "account":
            return f"尾号{compact[-4:]}" if compact[-4:].isdigit() else "尾号****"
        case "email":
            return f"{plain[:1]}***@***"
        case "address" | "gps":
            return "（详细地址略）"
        case "secret":
            return "******"
        case "landline":
            return f"{compact[:3]}****{compact[-2:]}"
        case _:
            return f"{compact[:1]}****{compact[-2:]}"


def masked_finding(finding: Finding) -> str | None:
    """What to put in place of the span of an identifier's finding; None for findings of other rules."""
    kind = next((k for k, rule in LEAKS.items() if rule.id == finding.rule), None)
    return None if kind is None or finding.text is None else masked_form(kind, finding.text)


def _finding(rule: LeakRule, hit: Identifier, own_number: bool, rulebook: Cites) -> Finding:
    if hit.kind == "secret":
        message = "回复里写出了密码、验证码一类的内容，任何人都不该在聊天里传递。"
        suggestion = "密码、验证码请勿在聊天里发送，由您本人在官方页面输入。"
    else:
        whose = "把客户自己的完整" if own_number else "回复里出现了完整的"
        tail = "发了回去，聊天记录一旦外泄就会被冒用。" if own_number else "，会泄露个人信息。"
        message = f"{whose}{KINDS[hit.kind].noun}{tail}"
        suggestion = f"改成“{masked_form(hit.kind, hit.text)}”这样的脱敏写法，完整信息请本人在官方页面核对。"
    return _plain(rule, (hit.start, hit.end, hit.text), message, suggestion, rulebook)


def _other_people(request: CheckRequest, folded: Folded, rulebook: Cites) -> Iterator[Finding]:
    """Somebody who is not the customer, by title, with a debt or income figure beside them."""
    name = request.profile.text("name") if request.profile else None
    if not name:
        return
    for m in _PERSON.finditer(folded.text):
        if m[1] == name[0]:
            continue
        told = _FINANCE.search(folded.text, m.end(), min(len(folded.text), m.end() + 30))
        between = folded.text[m.end() : told.start()] if told else ""
        if told is None or re.search(r"[。！？!?\n您你]", between):
            continue
        start, end = folded.span(m.start(), told.end())
        yield _plain(
            OTHER_PERSON,
            (start, end, request.draft[start:end]),
            "说出了另一位客户的借款、逾期或收入情况，别人的信息不能讲给这位客户。",
            "其他客户的情况我们不能透露，可以跟您说说一般的办理条件。",
            rulebook,
        )


def _placeholders(draft: str, rulebook: Cites) -> Iterator[Finding]:
    """A masking placeholder that nothing stands behind: made up by a model, or of another inquiry."""
    for m in _LEFT_OVER.finditer(draft):
        yield _plain(
            PLACEHOLDER,
            (*m.span(), m[0]),
            "回复里留着没有还原的脱敏占位符，客户看不懂，也可能是模型编出来的信息。",
            "相关信息请您本人在官方页面核对。",
            rulebook,
        )


def _plain(rule: LeakRule, at: tuple[int, int, str], message: str, suggestion: str, rulebook: Cites) -> Finding:
    return finding_at(
        (rule.id, rule.name, VERSION),
        at,
        family=Family.PRIVACY_LEAK,
        severity=Severity.BLOCK,
        message=message,
        suggestion=suggestion,
        citations=rulebook.cite(rule.citations),
    )


def _known(profile: Profile | None) -> frozenset[str]:
    if profile is None:
        return frozenset()
    return frozenset(comparable(v) for k in IDENTIFIER_KEYS if (v := profile.text(k)))


def _hotline(hit: Identifier, key: str, draft: str) -> bool:
    if hit.kind != "landline":
        return False
    around = draft[max(0, hit.start - 14) : hit.start] + " " + draft[hit.end : hit.end + 8]
    return _HOTLINE.fullmatch(key) is not None or _OFFICE_LINE.search(around) is not None


def _work_line(request: CheckRequest) -> bool:
    """The conversation says that the number is a colleague's work line, or the customer asks how to reach us."""
    if (
        request.customer
        and _ASKS_STAFF.search(request.customer)
        and not re.search(r"老客户|别的客户|其他客户", request.draft)
    ):
        return True
    recent = (request.history or ())[-3:]
    return any(t.role == "advisor" and _WORK_LINE.search(t.text) for t in recent)
