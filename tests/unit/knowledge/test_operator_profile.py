"""The operator profile: every key is checked, and the safe default presents nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from replydraft.domain.operator import MATTERS, OperatorProfile, Retention, SecondPerson
from replydraft.errors import ContentError
from replydraft.knowledge.operator_profile import load_operator, operator_lines, safe_default

REPO = Path(__file__).resolve().parents[3]
LEAST = 'company = "某公司"\nlicence_status = "居间服务机构，不放款"\n'


def load(folder: Path, text: str) -> OperatorProfile:
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
        (LEAST + 'second_person_tiers = ["urgent"]\n', "second_person_tiers: unknown key"),
        (LEAST + "second_person = 1\n", "second_person: must be a table"),
        (LEAST + '[second_person]\ntiers = ["all"]\n', r"second_person\.tiers: must be of routine, senior, urgent"),
        (LEAST + '[second_person]\ntiers = "urgent"\n', r"second_person\.tiers: must be a list of texts"),
        (LEAST + '[second_person]\nmatters = ["fees"]\n', r"second_person\.matters: must be of rate_commitment"),
        (LEAST + "[second_person]\nalone_after_s = -1\n", r"second_person\.alone_after_s: .* from 0 to 86400"),
        (LEAST + "[second_person]\nalone_after_s = 86401\n", r"second_person\.alone_after_s: must be a whole number"),
        (LEAST + "[second_person]\nalone_after_s = false\n", r"second_person\.alone_after_s: must be a whole number"),
        (LEAST + "[second_person]\nalone_after_s = 1.5\n", r"second_person\.alone_after_s: must be a whole number"),
        (LEAST + "[second_person]\nalone = 0\n", r"second_person\.alone: must be true or false"),
        (
            LEAST + "[second_person]\nalone = false\nalone_after_s = 5\n",
            r"second_person\.alone_after_s: has no meaning",
        ),
        (LEAST + "[second_person]\nwho = 2\n", r"second_person\.who: unknown key"),
        (LEAST + "[retention]\ncustomer_days = 29\n", r"retention\.customer_days: .* from 30 to 36500"),
        (LEAST + "[retention]\ncustomer_days = 36501\n", r"retention\.customer_days: must be a whole number"),
        (LEAST + "[retention]\nsign_in_days = 0\n", r"retention\.sign_in_days: .* from 1 to 3650"),
        (LEAST + '[retention]\nsign_in_days = "180"\n', r"retention\.sign_in_days: must be a whole number"),
        (LEAST + "[retention]\ndays = 1\n", r"retention\.days: unknown key"),
        (LEAST + "claim_minutes = 0\n", "claim_minutes: must be a whole number from 1 to 1440"),
        (LEAST + "claim_minutes = 1441\n", "claim_minutes: must be a whole number from 1 to 1440"),
        (LEAST + "claim_minutes = true\n", "claim_minutes: must be a whole number"),
        (LEAST + "bubble_s = -1\n", "bubble_s: must be a whole number from 0 to 600"),
        (LEAST + "bubble_s = 601\n", "bubble_s: must be a whole number from 0 to 600"),
        (LEAST + "checkpoint_url = 1\n", "checkpoint_url: must be text"),
        (LEAST + 'checkpoint_url = "ftp://a.example/x"\n', "checkpoint_url: must be an address"),
        (LEAST + 'checkpoint_url = "a.example/x"\n', "checkpoint_url: must be an address"),
        (LEAST + 'checkpoint_url = "https://"\n', "checkpoint_url: must be an address"),
        (LEAST + 'checkpoint_url = "https://a b.example"\n', "checkpoint_url: must be an address"),
        (LEAST + 'checkpoint_url = "https://a.example:x/"\n', "checkpoint_url: is not a valid address"),
        (LEAST + 'hosts = ["a.example"]\ncheckpoint_url = "https://u:p@a.example"\n', "checkpoint_url: must carry no"),
        (
            LEAST + 'checkpoint_url = "https://a.example/x"\n',
            "checkpoint_url: its host a.example is not listed in hosts",
        ),
        (LEAST + 'checkpoint_url = "http://127.0.0.1:9/x"\n', "checkpoint_url: its host 127.0.0.1 is not listed"),
        (
            LEAST + 'hosts = ["a.example"]\ncheckpoint_url = "https://a.example.evil.example"\n',
            "is not listed in hosts",
        ),
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


def test_silence_means_the_usual_second_person_and_retention(tmp_path: Path) -> None:
    profile = load(tmp_path, LEAST)
    assert profile.second_person == SecondPerson(("urgent",), MATTERS, 60)
    assert profile.retention == Retention(1095, 180)
    assert (profile.claim_minutes, profile.bubble_s, profile.checkpoint_url) == (30, 8, "")


def test_the_demo_profile_states_what_silence_means() -> None:
    profile, usual = load_operator(REPO / "operator.toml"), safe_default()
    for key in ("second_person", "retention", "claim_minutes", "bubble_s", "checkpoint_url"):
        assert getattr(profile, key) == getattr(usual, key)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    profile = load(
        tmp_path,
        LEAST
        + 'hosts = ["Log.Example", "127.0.0.1", "::1"]\nclaim_minutes = 1440\nbubble_s = 0\n'
        + 'checkpoint_url = " https://log.example:8443/audit "\n'
        + '[second_person]\ntiers = ["urgent", "senior", "urgent"]\nmatters = ["third_party"]\nalone_after_s = 0\n'
        + "[retention]\ncustomer_days = 30\nsign_in_days = 3650\n",
    )
    assert profile.second_person == SecondPerson(("urgent", "senior"), ("third_party",), 0)
    assert profile.retention == Retention(30, 3650)
    assert (profile.claim_minutes, profile.bubble_s) == (1440, 0)
    assert profile.checkpoint_url == "https://log.example:8443/audit"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://[::1]/x", "HTTPS://LOG.EXAMPLE"])
def test_a_checkpoint_may_go_to_a_listed_host(tmp_path: Path, url: str) -> None:
    hosts = 'hosts = ["log.example", "127.0.0.1", "::1"]\n'
    assert load(tmp_path, LEAST + hosts + f'checkpoint_url = "{url}"\n').checkpoint_url == url


@pytest.mark.parametrize("empty", ["tiers = []\nmatters = []\n", "alone = false\n", "alone = true\n"])
def test_a_second_person_may_be_never_due_or_never_alone(tmp_path: Path, empty: str) -> None:
    second = load(tmp_path, LEAST + "[second_person]\n" + empty).second_person
    assert second.tiers == (() if "tiers" in empty else ("urgent",))
    assert second.matters == (() if "matters" in empty else MATTERS)
    assert second.alone_after_s == (None if "false" in empty else 60)
