"""What a text does with a customer's data against what the customer agreed to: recipients and kinds of data it names, and
the consent in force that covers them, or why none does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from replydraft.compliance.patterns import Pattern, Vocabulary
from replydraft.domain.consent import ALL_MATERIAL, BEIJING, Consent, Ledger, includes, parties, same_party
from replydraft.text.folding import fold

Whom = Literal["text", "us", "any"]
KINDS = {"征信": "agreed_credit", "身份信息": "agreed_identity", "流水": "agreed_flow", ALL_MATERIAL: "agreed_material"}
"""Kinds of data, and the vocabulary entry with the words for each; the last one stands for all but 征信."""
US = "我们"
_CUT = re.compile(r".*(?:[给到向由在往跟和与把去让请了这那您你我的是对]|提交|递交|报送|进件|转发|资料|材料|征信|流水)")
_VAGUE = re.compile(
    r"(?:合作|其他|其它|别的|另外|相关|某|哪|各|商业|贷款|放款|金融|多|几|两|三|一|家|个|些|新|大|小|本地)*"
)


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """What a passage needs consent for. `data`: these kinds; empty: those the text names. `recipient`: whom the text names
    (`text`), the same or anybody where it names none (`any`), ourselves (`us`)."""

    data: tuple[str, ...]
    recipient: Whom
    kinds: tuple[tuple[str, Pattern], ...]
    named: Pattern
    never: Pattern
    us: Pattern
    elsewhere: Pattern
    """Purposes that are no loan application."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """For whom and for which data consent is not there, and why."""

    recipients: tuple[str, ...]
    data: tuple[str, ...]
    why: str


def read_need(data: tuple[str, ...], recipient: Whom, words: Vocabulary, where: str) -> ConsentNeed:
    """With the words of the vocabulary. Raises ContentError where it lacks them."""
    kinds = tuple((kind, words.pattern(f"{{{{{name}}}}}", where)) for kind, name in KINDS.items())
    named, never, us, elsewhere = (
        words.pattern(f"{{{{{name}}}}}", where)
        for name in ("agreed_party", "agreed_never", "agreed_us", "agreed_elsewhere")
    )
    return ConsentNeed(data, recipient, kinds, named, never, us, elsewhere)


def unmet(need: ConsentNeed, ledger: Ledger, at: datetime, near: str, around: str) -> Unmet | None:
    """None where consent covers all of it. `near` and `around`: the clause and the sentence, folded; what the clause does
    not say is read from the sentence."""
    data = need.data or _kinds(need, near) or _kinds(need, around) or (ALL_MATERIAL,)
    whom: tuple[str, ...] = (US,)
    if need.recipient != "us":
        whom = _parties(need, ledger, near) or _parties(need, ledger, around)
        if not whom and (never := need.never.search(near)) is not None:
            return Unmet((never[0],), data, f"{never[0]}不是授权书上能写明的接收方")
    missing = [(p, d) for p in whom or (None,) for d in data if not _covered(need, ledger.in_force(at), p, d)]
    if not missing:
        return None
    people = tuple(dict.fromkeys(p for p, _ in missing if p is not None))
    return Unmet(people, tuple(dict.fromkeys(d for _, d in missing)), _why(need, ledger, at, *missing[0]))


def _kinds(need: ConsentNeed, text: str) -> tuple[str, ...]:
    found = tuple(kind for kind, words in need.kinds if words.search(text))
    return tuple(k for k in found if k != ALL_MATERIAL) or found


def _parties(need: ConsentNeed, ledger: Ledger, text: str) -> tuple[str, ...]:
    """Institutions that the text names, without the words before their names: those known as such, and the ledger's."""
    names = (_CUT.sub("", m[0]) for m in need.named.finditer(text, 0, len(text)))
    found = [n for n in names if _VAGUE.sub("", n, count=1) not in _GENERIC]
    for name in (fold(n).text for n in parties(ledger.consents)):
        if name in text and not need.us.search(name) and not any(same_party(name, n) for n in found):
            found.append(name)
    return tuple(dict.fromkeys(found))


_GENERIC = frozenset(
    {"", "银行", "农商行", "信用社", "消费金融", "消金", "小贷", "小额贷款", "担保", "信托", "租赁", "保险"}
)


def _agreed_kinds(need: ConsentNeed, consent: Consent) -> set[str]:
    return {k for said in consent.data for k in _kinds(need, fold(said).text) or (said,)}


def _about(need: ConsentNeed, consent: Consent, party: str | None, data: str | None) -> bool:
    """Whether a consent names this party (None: somebody who may be meant) and this kind of data (None: any)."""
    if data is not None and not any(includes(agreed, data) for agreed in _agreed_kinds(need, consent)):
        return False
    ours = [bool(need.us.search(fold(name).text)) for name in consent.recipients]
    if party == US:
        return any(ours)
    if party is None:
        return need.recipient == "any" or not all(ours)
    return any(same_party(party, fold(name).text) for name in consent.recipients)


def _covered(need: ConsentNeed, consents: Iterable[Consent], party: str | None, data: str) -> bool:
    return any(_about(need, c, party, data) for c in consents if need.elsewhere.search(fold(c.purpose).text) is None)


def _why(need: ConsentNeed, ledger: Ledger, at: datetime, party: str | None, data: str) -> str:
    """Why this is not covered, in Chinese; the newest fact counts."""
    to = f"给{party}" if party else "对外提供"
    once = [c for c in ledger.consents if _about(need, c, party, data)]
    gone = [c for c in once if c.standing(at) == "withdrawn"]
    over = [c for c in once if c.standing(at) == "expired"]
    if any(c.standing(at) == "in_force" for c in once):
        return f"客户同意{to}{data}的用途不是这次贷款申请"
    if gone:
        return f"客户已于{_day(max(c.withdrawn_at for c in gone if c.withdrawn_at))}撤回{to}{data}的授权"
    if over:
        last = max(c.until for c in over if c.until)
        return f"客户{to}{data}的授权已于{_day(last - timedelta(microseconds=1))}到期"
    if once:
        return f"客户{to}{data}的授权还没有生效"
    standing = ledger.in_force(at)
    if party is not None and any(_about(need, c, party, None) for c in standing):
        return f"客户{to}的授权里没有{data}"
    if others := parties(c for c in standing if _about(need, c, None, data)):
        return f"{data}的授权只写了{'、'.join(others[:3])}，没有{party or '其他机构'}"
    return f"没有客户{to}{data}的授权记录"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}"


def asking(found: Unmet) -> str:
    """Words that ask the customer for this consent properly."""
    whom, what = "、".join(found.recipients) or "机构（名称会先告诉您）", "、".join(found.data)
    if found.recipients == (US,):
        return f"看您的{what}前，需要您单独同意：只由我们看，只用于评估这次贷款；您可以随时撤回，不同意也不影响咨询。"
    return (
        f"向{whom}提供您的{what}前，需要您单独同意：用途只是这次贷款申请，接收方是{whom}，内容是{what}；"
        f"您可以随时撤回。不同意的话这一步先不做，不影响咨询。"
    )
