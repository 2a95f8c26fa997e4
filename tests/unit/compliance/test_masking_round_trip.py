"""What a model may see, and that only this inquiry's placeholders lead back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from replydraft.compliance.identifiers import find_identifiers
from replydraft.compliance.masking import mask
from replydraft.domain.consent import Consent, Ledger
from replydraft.domain.inquiry import Fact, Inquiry, Profile, Turn

MOBILE, OTHER, CARD = "13700004152", "15900008831", "6217003885421430443"


def inquiry(customer: str, *history: str, **facts: object) -> Inquiry:
    profile = Profile({k: Fact(v, "verified", "CRM") for k, v in facts.items()})  # type: ignore[arg-type]
    return Inquiry("i1", customer, date(2026, 11, 23), tuple(Turn("customer", t) for t in history), profile)


def everything(asked: Inquiry) -> str:
    facts = [str(f.value) for f in asked.profile.facts.values()]
    return "\n".join([asked.customer, *(t.text for t in asked.history), *facts])


def test_identifiers_leave_text_history_and_profile() -> None:
    asked = inquiry(
        f"我叫罗小满，在星河物流上班，电话{MOBILE}，想借10万",
        f"卡号{CARD}，身份证11010519491231002X",
        name="罗小满",
        phone=MOBILE,
        employer="星河物流",
        spouse=f"电话{OTHER}",
        amount_wanted=Decimal(100_000),
    )
    masked, masks = mask(asked)
    seen = everything(masked)
    assert not any(secret in seen for secret in ("罗小满", MOBILE, OTHER, CARD, "星河物流", "11010519491231002X"))
    assert find_identifiers(seen) == []
    assert "10万" in masked.customer
    assert masked.profile.number("amount_wanted") == 100_000
    assert masked.profile.facts["phone"].state == "verified"
    assert masks.restore(masked.customer) == asked.customer
    assert masks.restore(masked.history[0].text) == asked.history[0].text


def test_one_value_has_one_placeholder_however_it_is_spelled() -> None:
    masked, _ = mask(inquiry(f"{MOBILE}就是137 0000 4152，也是一三七零零零零四一五二，还有{OTHER}", phone=MOBILE))
    assert masked.customer == "〔手机号1〕就是〔手机号1〕，也是〔手机号1〕，还有〔手机号2〕"
    assert masked.profile.text("phone") == "〔手机号1〕"


def test_what_goes_out_is_masked_and_names_are_whole() -> None:
    _, masks = mask(inquiry("在吗", name="罗小满", phone=MOBILE, bank_card=CARD))
    text = "〔姓名1〕您好，会打您〔手机号1〕，放到〔银行卡号1〕"
    assert masks.restore_masked(text) == "罗小满您好，会打您137****4152，放到尾号0443"
    assert masks.restore(text) == f"罗小满您好，会打您{MOBILE}，放到{CARD}"


def test_only_its_own_placeholders_are_restored() -> None:
    _, masks = mask(inquiry(f"电话{MOBILE}"))
    assert masks.restore("〔手机号1〕〔手机号2〕〔身份证号1〕") == f"{MOBILE}〔手机号2〕〔身份证号1〕"
    assert masks.invented("〔手机号1〕〔手机号2〕【姓名1】〔手机号2〕") == ["〔手机号2〕", "【姓名1】"]


def test_a_placeholder_the_customer_typed_stands_for_nothing() -> None:
    masked, masks = mask(inquiry("〔手机号1〕是什么", phone=MOBILE))
    assert masked.profile.text("phone") == "〔手机号2〕"
    assert masks.restore("〔手机号1〕") == "〔手机号1〕"


def test_a_name_told_in_the_text_is_masked() -> None:
    masked, masks = mask(inquiry("你好，我叫纪云舒，想装修"))
    assert masked.customer == "你好，我叫〔姓名1〕，想装修"
    assert masks.restore_masked("〔姓名1〕女士") == "纪云舒女士"


def test_the_inquiry_itself_is_untouched_where_there_is_nothing_to_mask() -> None:
    asked = inquiry("利率大概多少，3年期的", "借20万")
    masked, masks = mask(asked)
    assert masked == asked
    assert not masks.values


@given(
    st.lists(
        st.sampled_from([MOBILE, CARD, "罗小满", "想借10万", "，", "〔手机号1〕", "137-0000-4152", "微信luo_xm88"]),
        max_size=8,
    )
)
def test_no_identifier_survives_whatever_the_order(parts: list[str]) -> None:
    asked = inquiry("、".join(parts), name="罗小满", phone=MOBILE)
    masked, masks = mask(asked)
    assert find_identifiers(masked.customer) == []
    assert "罗小满" not in masked.customer
    assert masks.invented(masks.restore(masked.customer)) in ([], ["〔手机号1〕"])


def test_what_was_agreed_is_masked_too() -> None:
    agreed = Consent("13812345678 申请贷款", ("江北银行 13812345678",), ("流水",), datetime(2026, 11, 1, tzinfo=UTC))
    masked, masks = mask(replace(inquiry("我的电话是13812345678"), ledger=Ledger((agreed,))))
    assert masked.ledger is not None
    [kept] = masked.ledger.consents
    assert "13812345678" not in str(masked)
    assert (kept.purpose, kept.recipients, kept.data) == ("〔手机号1〕 申请贷款", ("江北银行 〔手机号1〕",), ("流水",))
    assert len(masks.values) == 1
