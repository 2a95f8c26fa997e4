"""What was read amiss in lawful texts, each beside the wrong that must still be found."""

from __future__ import annotations

from datetime import date

import pytest

from replydraft.bootstrap.rules import rules_of
from replydraft.compliance.check import Check
from replydraft.settings import load_settings
from replydraft.wire.inputs import parse_check


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(rules_of(load_settings()))


def rules(check: Check, draft: str, customer: str | None = None) -> set[str]:
    """The rules that warn of a text or block it."""
    asked = {"id": "x", "draft": draft, **({"customer": customer} if customer else {})}
    found = check.check(parse_check(asked, today=date(2026, 11, 30))).findings
    return {f.rule for f in found if f.severity.value != "info"}


CODE, LINE, RATE, PLACE = "RD0413", "RD0404", "RD0290", "RD0411"


@pytest.mark.parametrize(
    ("draft", "customer", "rule"),
    [
        ("【云栖银行】验证码602913，五分钟内有效，切勿告诉任何人。", None, CODE),
        ("【征信中心】查询码为p8x3kd，请勿提供给他人", None, CODE),
        ("【云栖借钱】您的验证码为602913，有效期20分钟，感谢您的支持。", None, CODE),
        ("您尾号0443的卡在我行商城支付的动态验证码为602913，任何人索取验证码都是诈骗，切勿泄露。", None, CODE),
        ("多收的退给您，有疑问拨０７５５－２２１０－８８０１", "是不是多收了", LINE),
        ("公司地址：海州市人民路88号城东大厦3栋502室，欢迎来电", None, PLACE),
        ("人民路88号城东大厦3栋502室。", "你们搬哪去了？", PLACE),
        ("您好，我们公司在海州市人民路88号城东大厦3栋502室", "怎么走", PLACE),
        ("资料请寄至：海州市人民路88号城东大厦3栋502室", None, PLACE),
        ("带身份证，直接到海州市人民路88号城东大厦3栋502室面签", "在哪签", PLACE),
        ("4月利率优惠（年化5.4%起）4月30日结束", None, RATE),
        ("行话里6厘一般是月息0.6%，本金分期还的话，年化接近13%", "6厘是什么意思", RATE),
        ("唔好信人哋讲实批，批唔批由银行话事", None, "RD0101"),
        ("有位姐姐非让我写保证书，保证批下来，这个字我签不了，批不批是银行的事", None, "RD0101"),
        ("男子伪造流水帮人办贷款获刑", None, "RD0501"),
    ],
)
def test_lawful(check: Check, draft: str, customer: str | None, rule: str) -> None:
    assert rule not in rules(check, draft, customer)


@pytest.mark.parametrize(
    ("draft", "customer", "rule"),
    [
        ("查询码为p8x3kd，请勿提供给他人", None, CODE),
        ("您的验证码是602913，有效期20分钟", None, CODE),
        ("【云栖银行】您的验证码602913，有效期5分钟，尽快发过来", None, CODE),
        ("我这边收到您的动态验证码602913，任何人索取都是诈骗，切勿泄露", None, CODE),
        ("【云栖银行】您的密码是602913，切勿泄露", None, CODE),
        ("【云栖银行】验证码602913，请勿告知他人，发给我就行", None, CODE),
        ("王女士的验证码602913，请勿外传", None, CODE),
        ("您的验证码602913我收到了，别告诉别人", None, CODE),
        ("验证码我收到了，602913对吧", "发你了", CODE),
        ("验证码602913，切勿告诉任何人", "帮我看看是多少", CODE),
        ("他家座机０７５５－２２１０－８８０１", "老周家电话多少", LINE),
        ("他躲着呢，您直接到海州市人民路88号城东大厦3栋502室堵他", "找不到老周", PLACE),
        ("地址：海州市人民路88号城东大厦3栋502室，133平", None, PLACE),
        ("这位老赖地址：海州市人民路88号城东大厦3栋502室，贷款不还", None, PLACE),
        ("张伟地址：海州市人民路88号城东大厦3栋502室，贷款不还", None, PLACE),
        ("小李住的地方：海州市人民路88号城东大厦3栋502室", "你们公司在哪", PLACE),
        ("我不在公司，您送到老周那里，海州市人民路88号城东大厦3栋502室", "你们在哪", PLACE),
        ("公司同事小李，海州市人民路88号城东大厦3栋502室", None, PLACE),
        ("我们客户张姐住海州市人民路88号城东大厦3栋502室", "你们在哪", PLACE),
        ("您去他家问问，海州市人民路88号城东大厦3栋502室", "老周住哪", PLACE),
        ("他家地址：海州市人民路88号城东大厦3栋502室", None, PLACE),
        ("海州市人民路88号城东大厦3栋502室", "他家住哪", PLACE),
        ("您的地址：海州市人民路88号城东大厦3栋502室，对吧", "我的地址你记了吗", PLACE),
        ("月利率2%，年化才12%", "利息多少", RATE),
        ("行话里6厘一般是月息0.6%，本金分期还的话，年化也就6%", "6厘是什么意思", RATE),
        ("您放心，实批", "批得到吗", "RD0114"),
        ("我写保证书，保证批下来", "你敢保证吗", "RD0109"),
    ],
)
def test_still_wrong(check: Check, draft: str, customer: str | None, rule: str) -> None:
    assert rule in rules(check, draft, customer)
