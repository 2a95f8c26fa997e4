"""What may be shown of a customer: enough to recognise somebody, too little to use, and never an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.compliance.showing import masked_draft, masked_inquiry, masked_name, masked_text

PHONE, IDENTITY, CARD = "13912345678", "11010519491231002X", "6222021234567890128"


def stored(customer: str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "customer": customer,
        "history": [],
        "profile": {},
        "channel": None,
        "as_of": "2026-11-27",
    } | more


def of(key: str, value: Any) -> Any:
    profile = {key: {"value": value, "state": "stated", "source": ""}}
    return masked_inquiry(stored(profile=profile))["profile"][key]["value"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"电话{PHONE}", "电话139****5678"),
        ("电话139 1234 5678", "电话139****5678"),
        ("电话一三九一二三四五六七八", "电话139****5678"),
        (f"身份证{IDENTITY}", "身份证110***********002X"),
        (f"卡号{CARD}", "卡号尾号0128"),
        ("邮箱 ruolan@example.com", "邮箱 r***@***"),
        ("微信：ruolan_88", "微信：r****88"),
        ("住在海州市滨江区学府路12号3栋502室", "住在（详细地址略）"),
        ("我叫欧阳若兰，欧阳若兰。", "我叫欧**，欧**。"),
        ("想借10万，12期，月收入8000", "想借10万，12期，月收入8000"),
        ("〔手机号1〕是什么", "〔手机号1〕是什么"),
    ],
)
def test_words_are_masked_wherever_they_stand(said: str, shown: str) -> None:
    assert masked_inquiry(stored(said))["customer"] == shown
    turns = [{"role": "advisor", "text": said}]
    assert masked_inquiry(stored(history=turns))["history"] == [{"role": "advisor", "text": shown}]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("name", "欧阳若兰", "欧**"),
        ("name", "王女士", "王女士"),
        ("phone", PHONE, "139****5678"),
        ("phone", 13912345678, "139****5678"),
        ("id_card", IDENTITY, "110***********002X"),
        ("bank_card", int(CARD), "尾号0128"),
        ("wechat", "ruolan_88", "r****88"),
        ("wechat", "ab", "****"),
        ("qq", 123456789, "1****89"),
        ("address", "海州市滨江区学府路12号", "（详细地址略）"),
        ("employer", "海州第一纺织厂", "海****"),
        ("mobile", 13912345678, "139****5678"),
        ("备用电话", PHONE, "139****5678"),
        ("tel", "86668888", "8****88"),
        ("weixin", "ruolan88", "r****88"),
        ("公司地址", "海州市滨江区演示路", "海****示路"),
        ("note", f"紧急联系人{PHONE}", "紧急联系人139****5678"),
        ("emergency", str({"phone": PHONE}), "{'phone': '139****5678'}"),
        ("amount_wanted", "500000", "500000"),
        ("income", 13_000_000, 13_000_000),
        ("account_age", 24, 24),
        ("has_property", True, True),
        ("city", "海州市", "海州市"),
        ("hobby", "钓鱼", "钓鱼"),
    ],
)
def test_facts_are_masked_by_key_and_by_shape(key: str, value: Any, shown: Any) -> None:
    assert of(key, value) == shown


def test_a_known_name_is_masked_in_every_text_and_in_the_source_of_a_fact() -> None:
    profile = {
        "name": {"value": "欧阳若兰", "state": "verified", "source": ""},
        "phone": {"value": PHONE, "state": "stated", "source": f"欧阳若兰来电{PHONE}"},
    }
    shown = masked_inquiry(stored("在吗，我是欧阳若兰", profile=profile))
    assert "欧阳若兰" not in json.dumps(shown, ensure_ascii=False)
    assert PHONE not in json.dumps(shown)
    assert shown["profile"]["phone"]["source"] == "欧**来电139****5678"
    assert shown["profile"]["name"]["state"] == "verified"


def test_the_rest_of_the_object_stays() -> None:
    shown = masked_inquiry(stored("在吗", unread=["图片"], evidence={"passages": ["热线 400-123-4567"], "events": []}))
    assert shown["unread"] == ["图片"]
    assert shown["evidence"]["passages"] == ["热线 400-123-4567"]
    assert (shown["id"], shown["as_of"], shown["channel"]) == ("1", "2026-11-27", None)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"customer": None},
        {"customer": "x", "profile": {"amount_wanted": "许多"}},
        {"customer": "x", "profile": None, "history": None},
        {"id": "", "customer": "（客户信息已按要求删除）", "history": [], "profile": {}},
    ],
)
def test_what_cannot_be_read_is_not_shown_and_no_error(odd: dict[str, Any]) -> None:
    shown = masked_inquiry(odd)
    assert shown["customer"] == str(odd.get("customer") or "")
    assert (shown["history"], shown["profile"]) == ([], {})


def test_a_reply_stays_exact_and_reasons_are_masked() -> None:
    why = {"name": "安居贷", "why": [f"用途“还{PHONE}的钱”在范围内"], "why_not": []}
    draft = {"reply": f"您留的{PHONE}收到了", "products": [why]}
    shown = masked_draft(draft)
    assert shown["reply"] == draft["reply"]
    assert shown["products"][0]["why"] == ["用途“还139****5678的钱”在范围内"]
    assert masked_draft({"reply": "x"}) == {"reply": "x"}


def test_a_family_name_names_nobody() -> None:
    assert [masked_name(n) for n in ("王", "王小明", "欧阳若兰", "张总", " 李四 ", "")] == [
        "王",
        "王**",
        "欧**",
        "张总",
        "李*",
        "",
    ]


@given(st.text(max_size=60), st.sampled_from([PHONE, IDENTITY, CARD]))
def test_no_number_comes_through(around: str, number: str) -> None:
    text = f"{around}，{number}，{around}"
    assert number not in masked_text(text)
    assert number not in masked_inquiry(stored(text))["customer"]
