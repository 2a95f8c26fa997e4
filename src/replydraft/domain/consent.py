"""Consent 授权: what a customer agreed to, for whom, about which data, until when, and whether it was taken back.

A ledger is append-only: a withdrawal is a fact of its own. No ledger (None) means that nobody knows; an empty one means that
nothing was agreed to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

BEIJING = timezone(timedelta(hours=8))
Standing = Literal["in_force", "not_yet", "expired", "withdrawn"]
HOW: dict[str, str] = {"chat": "聊天中确认", "signed": "签署授权书", "lender_page": "在机构页面上授权"}
"""How it was given, and what people read."""
ALL_MATERIAL = "资料"
CREDIT = "征信"
"""Never part of what 资料 stands for: a credit enquiry needs an agreement of its own (征信业管理条例第十八条)."""

_FIRM = ("股份有限公司", "有限责任公司", "有限公司", "公司")
_SHORT = {
    "工行": "工商银行", "农行": "农业银行", "中行": "中国银行", "建行": "建设银行", "交行": "交通银行", "招行": "招商银行",
    "邮储": "邮政储蓄银行", "浦发": "浦发银行", "微众": "微众银行", "网商": "网商银行",
}  # fmt: skip
_LEAST_NAME = 3
"""Characters of a name that may stand for a longer one: 建设银行 for 中国建设银行成都分行."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One agreement: to this purpose, these recipients, this data. Times have a zone."""

    purpose: str
    recipients: tuple[str, ...]
    data: tuple[str, ...]
    given_at: datetime
    until: datetime | None = None
    """The first moment at which it no longer counts."""
    withdrawn_at: datetime | None = None

    def standing(self, at: datetime) -> Standing:
        """How it stands at a moment."""
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return "withdrawn"
        if at < self.given_at:
            return "not_yet"
        return "expired" if self.until is not None and self.until <= at else "in_force"

    def covers(
        self, *, at: datetime, purpose: str | None = None, recipient: str | None = None, data: str | None = None
    ) -> bool:
        """Whether it is in force and names this purpose, recipient and kind of data; what is None is not asked for."""
        return (
            self.standing(at) == "in_force"
            and (purpose is None or purpose in self.purpose)
            and (recipient is None or any(same_party(recipient, name) for name in self.recipients))
            and (data is None or any(includes(agreed, data) for agreed in self.data))
        )


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A consent as the ledger holds it: who recorded it, how it was given, where the evidence is."""

    id: str
    consent: Consent
    how: str
    evidence: str
    recorded_by: str
    recorded_at: datetime
    branch: str = ""
    withdrawn_by: str | None = None
    withdrawal_recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every consent of one customer that is known. `at`: when the ledger was read; None where it came with the request."""

    consents: tuple[Consent, ...] = ()
    at: datetime | None = None

    def in_force(self, at: datetime) -> tuple[Consent, ...]:
        return tuple(c for c in self.consents if c.standing(at) == "in_force")


def end_of(day: date) -> datetime:
    """The first moment after a day in China."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)


def moment_for(ledger: Ledger, send_at: datetime | None, as_of: date) -> datetime:
    """The moment at which consent must be there: when it is sent, else when the ledger was read, else that day's last."""
    return send_at or ledger.at or end_of(as_of) - timedelta(microseconds=1)


def includes(agreed: str, data: str) -> bool:
    """Whether what was agreed to is this kind of data: 资料 is all of it but 征信, and any of it is 资料 in general."""
    if agreed == data:
        return True
    return CREDIT not in (agreed, data) and ALL_MATERIAL in (agreed, data)


def same_party(one: str, other: str) -> bool:
    """Whether two names are one party's: 建行 and 中国建设银行股份有限公司, 江北银行 and its branch."""
    a, b = sorted((_plain(one), _plain(other)), key=len)
    return bool(a) and (a == b or (len(a) >= _LEAST_NAME and a in b))


def _plain(name: str) -> str:
    name = "".join(name.split()).lower()
    for ending in _FIRM:
        name = name.removesuffix(ending)
    for short, long in _SHORT.items():
        if name.startswith(short) and not name.startswith(long):
            return long + name.removeprefix(short).removeprefix("银行")
    return name


def parties(consents: Iterable[Consent]) -> tuple[str, ...]:
    """Everybody whom these consents name, each once."""
    return tuple(dict.fromkeys(name for c in consents for name in c.recipients))
