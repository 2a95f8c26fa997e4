"""What identifies a person is found in any spelling, with exact spans; what does not is left alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.compliance import checksums
from replydraft.compliance.identifiers import find_identifiers

ID, ID_X, ID15 = "320583199111114566", "11010519491231002X", "330106620714317"
CARD19, CARD16 = "6217003885421430443", "4096667235354696"
MOBILE = "13700004152"


@pytest.mark.parametrize(
    ("text", "kind", "hit"),
    [
        (f"您留的是{MOBILE}对吧", "mobile", MOBILE),
        ("给她回个电话 137-0000-4152", "mobile", "137-0000-4152"),
        ("打+86 137 0000 4152找人", "mobile", "+86 137 0000 4152"),
        ("号码是１３７００００４１５２", "mobile", "１３７００００４１５２"),
        ("号码一三七零零零零四一五二", "mobile", "一三七零零零零四一五二"),
        ("幺三七 零零零零 四幺五二是他", "mobile", "幺三七 零零零零 四幺五二"),
        ("打这个l37OOOO4l52", "mobile", "l37OOOO4l52"),
        ("电话一三7零0零0四1五2", "mobile", "一三7零0零0四1五2"),
        ("手机 1 3 7 0 0 0 0 4 1 5 2", "mobile", "1 3 7 0 0 0 0 4 1 5 2"),
        ("加电话腰山起零零零零思腰舞儿", "mobile", "腰山起零零零零思腰舞儿"),
        (f"证件{ID}", "id_card", ID),
        ("身份证 3205 8319 9111 1145 66", "id_card", "3205 8319 9111 1145 66"),
        ("3.2.0.5.8.3.1.9.9.1.1.1.1.1.4.5.6.6", "id_card", "3.2.0.5.8.3.1.9.9.1.1.1.1.1.4.5.6.6"),
        ("身份证1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x", "id_card", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x"),
        (f"老证件号{ID15}", "id_card", ID15),
        ("先发320583，剩下的接着19911111后面4566", "id_card", "320583，剩下的接着19911111后面4566"),
        ("身份证320583199111114561", "id_card", "320583199111114561"),
        (f"打到{CARD19}", "bank_card", CARD19),
        ("6217 0038 8542 1430 443", "bank_card", "6217 0038 8542 1430 443"),
        ("6_2_1_7_0_0_3_8_8_5_4_2_1_4_3_0_4_4_3", "bank_card", "6_2_1_7_0_0_3_8_8_5_4_2_1_4_3_0_4_4_3"),
        ("卡号 6217003885421430440", "bank_card", "6217003885421430440"),
        ("公积金账号3201 0099 4417", "account", "3201 0099 4417"),
        ("护照号E61234578", "passport", "E61234578"),
        ("回乡证H0456123788", "permit", "H0456123788"),
        ("K765432(4)", "permit", "K765432(4)"),
        ("开粤B7K205来的", "plate", "粤B7K205"),
        ("发xiaoman.luo@anyi-mail.cn", "email", "xiaoman.luo@anyi-mail.cn"),
        ("邮箱 luoxm[at]anyi-mail.cn", "email", "luoxm[at]anyi-mail.cn"),
        (f"{MOBILE}@anyi-mail.cn", "email", f"{MOBILE}@anyi-mail.cn"),
        ("她微信号：luo_xm1988", "wechat", "luo_xm1988"),
        ("加v：luoxm1988", "wechat", "luoxm1988"),
        ("他薇❤是 l x m 1 9 8 8", "wechat", "l x m 1 9 8 8"),
        ("扣扣 370221458", "qq", "370221458"),
        ("住在柳溪小区3幢2单元1201室", "address", "柳溪小区3幢2单元1201室"),
        ("密码是Luo1988", "secret", "Luo1988"),
        ("验证码：482913", "secret", "482913"),
        ("安全码 417", "secret", "417"),
        ("验证码是四八二九一三", "secret", "四八二九一三"),
        ("住在柳溪小区三号楼二单元五零一", "address", "柳溪小区三号楼二单元五零一"),
        ("他定位在31.230416, 121.473701", "gps", "31.230416, 121.473701"),
        ("坐标：纬度30.2741，经度120.1551", "gps", "30.2741，经度120.1551"),
        ("他店的信用代码91330100MA2ABCDE7C", "credit_code", "91330100MA2ABCDE7C"),
        ("我们银行的王经理，微信是wangjl_88", "wechat", "wangjl_88"),
        ("电话1-877-470-6287，是他本人", "mobile", "1-877-470-6287"),
    ],
)
def test_found_with_its_exact_span(text: str, kind: str, hit: str) -> None:
    found = find_identifiers(text)
    assert [(f.kind, f.text) for f in found] == [(kind, hit)]
    assert text[found[0].start : found[0].end] == hit


@pytest.mark.parametrize(
    "text",
    [
        "138****5678、尾号0443、证件末四位4566",
        "客服400-123-4567，也可拨95588、12378",
        "公司座机请打客服热线0571-88001234",
        f"订单号{MOBILE}，流水号{CARD19}",
        "合同编号：20261123004715",
        "申请单号 AD202611230045178",
        "金额13700004152元",
        "0000000000000000和1111111111111111",
        "信用代码91330100MA2ABCDE7A",
        "关注“某某银行”微信查询，微信号是：moumou_95500",
        "客服QQ：800012345，技术问题邮箱：tech@moumou.example.com",
        "签证处地址：演示市东城区演示胡同5号2号楼A座901室",
        "买的是柳溪小区三室一厅",
        "密码要六位，验证码有六位数字",
        "2026-11-23 15:30，从2026年1月到2026年12月",
        "IP 192.168.100.12，版本13.7.0000.4152",
        "借10万分36期，月供3042.19元，共109518.84元",
        "一二三四五六七八九十，七上八下",
        "您的验证码请自己在App里输入，密码不要告诉任何人",
        "微信上聊，QQ也行，WeChat works too",
        "我们在滨江区演示路1号办公",
        "账号00000000",
        "320583199113114566",
        "320583199111114561",
        "4096667235354697",
        "x137000041529",
        "在美国请拨打1-877-470-6287，当地座机拨011-800-800-95516",
        "技术问题值班电话：021-38929999-2049",
    ],
)
def test_left_alone(text: str) -> None:
    assert find_identifiers(text) == []


def test_an_identity_number_wins_over_a_card_and_a_mobile_inside_it() -> None:
    both = f"{ID_X}，{CARD16}，{MOBILE}"
    assert [f.kind for f in find_identifiers(both)] == ["id_card", "bank_card", "mobile"]


def test_zero_width_and_keycap_marks_belong_to_the_span() -> None:
    hidden = "\u200b".join(MOBILE)
    keycaps = "".join(f"{d}\ufe0f\u20e3" for d in MOBILE)
    for spelled in (hidden, keycaps):
        text = f"他的电话{spelled}。"
        (found,) = find_identifiers(text)
        assert (found.kind, found.text) == ("mobile", spelled)


@given(st.text(alphabet="零一二三137 -.xX@张电话号v微信〔〕,，0123456789", max_size=80))
def test_spans_are_slices_in_order_and_never_overlap(text: str) -> None:
    found = find_identifiers(text)
    assert all(text[f.start : f.end] == f.text and f.text for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_very_long_text_is_quick() -> None:
    text = ("您好，借10万分36期每期3042.19元，" + "1 3 7 0 " * 8 + "abc lIO|oi 一二三四五六七八九 ") * 900
    started = time.process_time()
    find_identifiers(text[:100_000])
    assert time.process_time() - started < 8


@pytest.mark.parametrize("flip", range(17))
def test_one_wrong_digit_breaks_the_check_digit(flip: int) -> None:
    wrong = ID[:flip] + str((int(ID[flip]) + 1) % 10) + ID[flip + 1 :]
    assert checksums.id18(ID)
    assert not checksums.id18(wrong)
    card = CARD19[:flip] + str((int(CARD19[flip]) + 1) % 10) + CARD19[flip + 1 :]
    assert checksums.luhn(CARD19)
    assert not checksums.luhn(card)


def test_credit_codes_have_a_check_character() -> None:
    assert checksums.credit_code("91330100MA2ABCDE7C")
    assert not checksums.credit_code("91330100MA2ABCDE7D")
