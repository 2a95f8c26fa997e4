"""The operator profile: every key is checked, and the safe default presents nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from replydraft.errors import ContentError
from replydraft.knowledge.operator_profile import load_operator, operator_lines, safe_default

REPO = Path(__file__).resolve().parents[3]
LEAST = 'company = "某公司"\nlicence_status = "居间服务机构，不放款"\n'


def load(folder: Path, text: str) -> object:
    file = folder / "operator.toml"
    file.write_text(text, encoding="utf-8")
    return load_operator(file)


def test_the_demo_profile_can_be_read() -> None:
    profile = load_operator(REPO / "operator.toml")
    assert profile.demo
    assert profile.may_present_products
    assert profile.partners[0].expires == date(2027, 12, 31)
    assert profile.fees[0].rate_max == Decimal("0.02")
    lines = "\n".join(operator_lines(profile))
    assert "2%" in lines
    assert "12378" in lines


def test_silence_presents_no_products(tmp_path: Path) -> None:
    file = tmp_path / "operator.toml"
    file.write_text(LEAST, encoding="utf-8")
    assert not load_operator(file).may_present_products
    assert not safe_default().may_present_products
    assert safe_default().partners == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('licence_status = "x"', "company: is missing"),
        (LEAST + "may_present_product = true\n", "may_present_product: unknown key"),
        (LEAST + 'may_present_products = "yes"\n', "may_present_products: must be true or false"),
        (LEAST + "regions = [1]\n", "regions: must be a list of texts"),
        (LEAST + 'second_person_tiers = ["all"]\n', "second_person_tiers: must be of"),
        (LEAST + '[[partners]]\nname = "甲"\nkind = "bank"\n', r"partners\[0\]\.document: is missing"),
        (
            LEAST + '[[partners]]\nname = "甲"\nkind = "bank"\ndocument = "x"\nexpires = "2027"\n',
            r"expires: must be a day",
        ),
        (LEAST + '[[fees]]\nname = "费"\npayee = "甲"\nwhen = "后"\n', r"fees\[0\]\.rate_max: give either"),
        (LEAST + '[[fees]]\nname = "费"\npayee = "甲"\nwhen = "后"\nrate_max = 2\n', "is a fraction"),
        (LEAST + '[[hotlines]]\nname = "x"\nnumber = 110\n', r"hotlines\[0\]\.number: must be text"),
        ("company = ", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ContentError, match=rf"operator\.toml: .*{message}"):
        load(tmp_path, text)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_operator(tmp_path / "none.toml")
