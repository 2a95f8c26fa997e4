"""Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replydraft.text.numerals import find_numerals, parse_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十五万", "350000"), ("35万", "350000"), ("3万5", "35000"), ("三万五", "35000"), ("三万五千", "35000"), ("十五", "15"),
        ("二百五", "250"), ("三千零五", "3005"), ("一万零五百", "10500"), ("壹佰贰拾", "120"), ("两千", "2000"), ("半", "0.5"),
        ("百分之三", "0.03"), ("百分之三点五", "0.035"), ("千分之五", "0.005"), ("万分之五", "0.0005"), ("3成", "0.3"), ("三成五", "0.35"),
        ("3.85%", "0.0385"), ("5‰", "0.005"), ("20w", "200000"), ("8k", "8000"), ("1,500.50", "1500.50"), ("一点五万", "15000"),
        ("三万半", "35000"), ("一三八", "138"), ("一亿两千万", "120000000"), ("〇", "0"), ("百万", "1000000"),
    ],
)  # fmt: skip
def test_values(text: str, value: str) -> None:
    assert parse_numeral(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "贷款", "点五", "三点", "百分之", "三百五百", "%", "成"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_numeral(text)


def test_found_with_offsets() -> None:
    text = "借35万分三十六期，百分之十的首付，还了3成，实到3万5"
    found = list(find_numerals(text))
    assert [n.text for n in found] == ["35万", "三十六", "百分之十", "3成", "3万5"]
    assert all(text[n.start : n.end] == n.text for n in found)


DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    """An independent writer of 1 to 99,999,999 in Chinese, for the round trip."""

    def section(k: int) -> str:
        out, zero = "", False
        for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            d, k = divmod(k, size)
            if d:
                out += ("零" if zero and out else "") + DIGITS[d] + unit
                zero = False
            else:
                zero = True
        return out

    high, low = divmod(n, 10_000)
    if not high:
        return section(low)
    gap = "零" if low and low < 1000 else ""
    return section(high) + "万" + gap + (section(low) if low else "")


@given(st.integers(1, 99_999_999))
def test_what_is_written_is_read(n: int) -> None:
    assert parse_numeral(chinese(n)) == n


@given(st.text(max_size=60))
def test_never_fails_and_offsets_fit(text: str) -> None:
    for n in find_numerals(text):
        assert text[n.start : n.end] == n.text
