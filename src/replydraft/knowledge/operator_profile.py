"""Reading the operator profile (`operator.toml`): every key is checked, nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from replydraft.domain.operator import MATTERS, OperatorProfile, PartnerLender, Retention, SecondPerson, ServiceFee
from replydraft.errors import ContentError

_KEYS = frozenset(
    [
        "company",
        "short_name",
        "licence_status",
        "may_present_products",
        "demo",
        "regions",
        "address",
        "office_hours",
        "hosts",
        "claim_minutes",
        "bubble_s",
        "checkpoint_url",
        "second_person",
        "retention",
        "partners",
        "fees",
        "hotlines",
    ]
)
_TIERS = ("routine", "senior", "urgent")


class _Table:
    """One table of the file with checked readers."""

    def __init__(self, values: Any, path: Path, within: str = "") -> None:
        self.path, self.within = path, within
        if not isinstance(values, Mapping):
            raise ContentError(f"{within}: must be a table", where=str(path))
        self.values: Mapping[str, Any] = values

    def fail(self, key: str, message: str) -> ContentError:
        name = f"{self.within}.{key}" if self.within else key
        return ContentError(f"{name}: {message}", where=str(self.path))

    def known(self, keys: Collection[str]) -> None:
        for key in self.values:
            if key not in keys:
                raise self.fail(key, f"unknown key; known are {', '.join(sorted(keys))}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self.fail(key, "is missing")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fail(key, "must be text that is not empty" if default is None else "must be text")
        return value.strip()

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(key, "must be true or false")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(key, "must be a list of texts")
        return tuple(value)

    def some_of(self, key: str, allowed: Collection[str], default: tuple[str, ...]) -> tuple[str, ...]:
        """Words of `allowed`, each once, in the order of the file."""
        words = self.texts(key, default)
        if not all(word in allowed for word in words):
            raise self.fail(key, f"must be of {', '.join(allowed)}")
        return tuple(dict.fromkeys(words))

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.fail(key, f"must be a whole number from {least} to {most}")
        return value

    def table(self, key: str) -> _Table:
        """The table under `key`, empty where it is not there."""
        return _Table(self.values.get(key, {}), self.path, key)

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fail(key, "must be a day as YYYY-MM-DD, without quotes")
        return value

    def number(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.fail(key, "must be a number")
        number = Decimal(value)
        if not number.is_finite() or number < 0:
            raise self.fail(key, "must be a number that is not negative")
        return number

    def tables(self, key: str) -> tuple[_Table, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, "must be a list of tables")
        return tuple(_Table(v, self.path, f"{key}[{n}]") for n, v in enumerate(value))


def load_operator(path: Path) -> OperatorProfile:
    """The operator profile of one TOML file. Raises ContentError naming file and key."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text, parse_float=Decimal)
    except OSError as e:
        raise ContentError(f"the operator profile cannot be read: {e.strerror}", where=str(path)) from None
    except UnicodeDecodeError as e:
        raise ContentError(f"is not UTF-8 at byte {e.start}", where=str(path)) from None
    except tomllib.TOMLDecodeError as e:
        raise ContentError(f"is not valid TOML: {e}", where=str(path)) from None
    table = _Table(values, path)
    table.known(_KEYS)
    company, usual = table.text("company"), safe_default()
    return OperatorProfile(
        company=company,
        short_name=table.text("short_name", company),
        licence_status=table.text("licence_status"),
        may_present_products=table.flag("may_present_products"),
        partners=tuple(_partner(t) for t in table.tables("partners")),
        fees=tuple(_fee(t) for t in table.tables("fees")),
        hotlines=tuple(_hotline(t) for t in table.tables("hotlines")),
        regions=table.texts("regions"),
        office_hours=table.text("office_hours", ""),
        address=table.text("address", ""),
        hosts=table.texts("hosts"),
        second_person=_second_person(table.table("second_person")),
        retention=_retention(table.table("retention")),
        claim_minutes=table.whole("claim_minutes", usual.claim_minutes, 1, 1440),
        bubble_s=table.whole("bubble_s", usual.bubble_s, 0, 600),
        checkpoint_url=_checkpoint_url(table),
        demo=table.flag("demo"),
    )


def safe_default() -> OperatorProfile:
    """Presents no products, names no partner, contacts no host."""
    return OperatorProfile(
        company="本机构",
        short_name="本机构",
        licence_status="贷款居间服务机构，不是银行，不发放贷款",
        hotlines=(("金融消费者投诉维权热线", "12378"), ("报警电话", "110"), ("急救电话", "120"), ("反诈专线", "96110")),
    )


def listed_hosts(operator: OperatorProfile) -> frozenset[str]:
    """The hosts that may be contacted, as they stand in a parsed address: whole names in lower case, no brackets."""
    return _names(operator.hosts)


def _names(hosts: Collection[str]) -> frozenset[str]:
    return frozenset(h.strip().strip("[]").lower() for h in hosts)


def operator_lines(operator: OperatorProfile) -> tuple[str, ...]:
    """What a reply may say of us, as texts: the evidence behind figures that come from the operator profile."""
    fees = ("；".join(p for p in (f"{f.name}：收款方{f.payee}", f.when, _price(f), f.note) if p) for f in operator.fees)
    lines = (
        f"{operator.company}（{operator.short_name}），{operator.licence_status}",
        f"服务地区：{'、'.join(operator.regions)}" if operator.regions else "",
        f"地址：{operator.address}" if operator.address else "",
        f"服务时间：{operator.office_hours}" if operator.office_hours else "",
        *fees,
        *(f"{name}：{number}" for name, number in operator.hotlines),
        *(f"合作机构：{p.name}（{p.document}）" for p in operator.partners),
    )
    return tuple(line for line in lines if line)


def _price(fee: ServiceFee) -> str:
    if fee.rate_max is not None:
        limit = f"不超过放款金额的{(fee.rate_max * 100).normalize():f}%"
        return "" if fee.note.startswith(limit) else limit
    return f"{fee.amount:f}元" if fee.amount is not None else ""


def _second_person(table: _Table) -> SecondPerson:
    table.known(("tiers", "matters", "alone", "alone_after_s"))
    usual = SecondPerson()
    alone = table.flag("alone", True)
    if not alone and "alone_after_s" in table.values:
        raise table.fail("alone_after_s", "has no meaning where alone = false; leave one of them out")
    return SecondPerson(
        tiers=table.some_of("tiers", _TIERS, usual.tiers),
        matters=table.some_of("matters", MATTERS, usual.matters),
        alone_after_s=table.whole("alone_after_s", usual.alone_after_s or 0, 0, 86_400) if alone else None,
    )


def _retention(table: _Table) -> Retention:
    table.known(("customer_days", "sign_in_days"))
    usual = Retention()
    return Retention(
        customer_days=table.whole("customer_days", usual.customer_days, 30, 36_500),
        sign_in_days=table.whole("sign_in_days", usual.sign_in_days, 1, 3_650),
    )


def _checkpoint_url(table: _Table) -> str:
    """The address, empty where nothing is posted. Loopback must be listed in `hosts` like any other host."""
    key = "checkpoint_url"
    url = table.text(key, "")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise table.fail(key, "is not a valid address") from None
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() or not c.isprintable() for c in url):
        raise table.fail(key, "must be an address that begins with http:// or https:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise table.fail(key, "must carry no user name or password")
    if host not in _names(table.texts("hosts")):
        raise table.fail(key, f"its host {host} is not listed in hosts")
    return url


def _partner(table: _Table) -> PartnerLender:
    table.known(("name", "kind", "document", "expires"))
    return PartnerLender(table.text("name"), table.text("kind"), table.text("document"), table.day("expires"))


def _fee(table: _Table) -> ServiceFee:
    table.known(("name", "payee", "when", "rate_max", "amount", "note"))
    rate, amount = table.number("rate_max"), table.number("amount")
    if (rate is None) == (amount is None):
        raise table.fail("rate_max", "give either rate_max or amount")
    if rate is not None and rate >= 1:
        raise table.fail("rate_max", "is a fraction of the principal, below 1")
    return ServiceFee(table.text("name"), table.text("payee"), table.text("when"), rate, amount, table.text("note", ""))


def _hotline(table: _Table) -> tuple[str, str]:
    table.known(("name", "number"))
    return table.text("name"), table.text("number")
