"""The kinds of identifier: what each is called, how sensitive it is, and what may be done with it.

Levels follow JR/T 0171-2020《个人金融信息保护技术规范》§4.2: C3 is what proves an identity or opens an account (passwords, codes),
C2 what names a person or their finances, C1 what is of use inside the firm only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id_card", "bank_card", "account", "mobile", "landline", "passport", "permit", "plate", "email", "wechat", "qq",
    "address", "secret", "gps", "credit_code",
]  # fmt: skip
Klass = Literal["identity", "financial", "contact", "location", "secret", "organisation"]
Level = Literal["C1", "C2", "C3"]


@dataclass(frozen=True, slots=True)
class KindFacts:
    """`noun` is the Chinese name, also in placeholders (〔手机号1〕); `may` says in Chinese what may be done with one."""

    noun: str
    klass: Klass
    level: Level
    may: str


_OWN = "办事需要时可对本人以掩码复述；别人的一律不说；不进模型、日志"
_NUMBER = "回复里只能写掩码（如尾号），完整号码请本人在官方页面核对；不进模型、日志"

KINDS: dict[Kind, KindFacts] = {
    "id_card": KindFacts("身份证号", "identity", "C2", _NUMBER),
    "passport": KindFacts("护照号", "identity", "C2", _NUMBER),
    "permit": KindFacts("证件号", "identity", "C2", _NUMBER),
    "plate": KindFacts("车牌号", "identity", "C2", _OWN),
    "bank_card": KindFacts("银行卡号", "financial", "C2", _NUMBER),
    "account": KindFacts("账号", "financial", "C2", _NUMBER),
    "mobile": KindFacts("手机号", "contact", "C2", _OWN),
    "landline": KindFacts("座机号", "contact", "C2", _OWN + "；机构公布的电话不在此列"),
    "email": KindFacts("邮箱", "contact", "C2", _OWN + "；机构公布的邮箱不在此列"),
    "wechat": KindFacts("微信号", "contact", "C2", _OWN + "；公众号、官方账号不在此列"),
    "qq": KindFacts("QQ号", "contact", "C2", _OWN + "；机构公布的客服QQ不在此列"),
    "address": KindFacts("住址", "location", "C2", "不复述到门牌；网点、机构地址不在此列；不进模型、日志"),
    "gps": KindFacts("位置坐标", "location", "C2", "不复述；不进模型、日志"),
    "secret": KindFacts("密码", "secret", "C3", "不索取、不复述、不代填、不转交；不进模型、日志"),
    "credit_code": KindFacts("统一社会信用代码", "organisation", "C1", "公开信息，回复可写；客户单位的代码不进模型、日志"),
}  # fmt: skip
