"""Masking: nobody's identifiers reach a model. Placeholders such as 〔手机号1〕 stand for values of one inquiry only.

A map restores only its own placeholders; what a model made up, or took from another inquiry, stays visible and is
named by `invented`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from replydraft.compliance.digits import comparable
from replydraft.compliance.identifier_kinds import KINDS, Kind
from replydraft.compliance.identifiers import find_identifiers
from replydraft.compliance.names import find_names
from replydraft.compliance.privacy import masked_form
from replydraft.domain.consent import Consent, Ledger
from replydraft.domain.inquiry import IDENTIFIER_KEYS, Fact, FactValue, Inquiry, Profile
from replydraft.text.lazy import lazy

_PLACEHOLDER = lazy(r"〔([^〔〕\d\n]{1,8})(\d{1,4})〕")
_PROFILE_NOUNS = {
    "name": "姓名", "phone": "手机号", "id_card": "身份证号", "wechat": "微信号", "employer": "单位", "address": "住址",
    "bank_card": "银行卡号", "email": "邮箱", "qq": "QQ号",
}  # fmt: skip
_PROFILE_KINDS: dict[str, Kind] = {
    "phone": "mobile", "id_card": "id_card", "wechat": "wechat", "address": "address", "bank_card": "bank_card",
    "email": "email", "qq": "qq",
}  # fmt: skip
_NOUNS: dict[Kind, str] = {kind: facts.noun for kind, facts in KINDS.items()}
_LOOKALIKE = lazy(
    rf"[\[【「<《(（{{](?:{'|'.join(sorted({*_NOUNS.values(), *_PROFILE_NOUNS.values()}))})\d{{1,3}}[\]】」>》)）}}]"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """One masked value: the text as first seen, and how it may be shown."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class MaskMap:
    """The way back, for one inquiry. `values` maps a placeholder to what it stands for."""

    values: Mapping[str, Masked] = field(default_factory=lambda: MappingProxyType({}))

    def restore(self, text: str) -> str:
        """The text with every own placeholder replaced by the original value; others stay."""
        return _PLACEHOLDER.sub(lambda m: self.values[m[0]].value if m[0] in self.values else m[0], text)

    def restore_masked(self, text: str) -> str:
        """As `restore`, but numbers and addresses in the form that may be shown (138****5678); names come back whole."""
        return _PLACEHOLDER.sub(lambda m: self.values[m[0]].shown if m[0] in self.values else m[0], text)

    def hide(self, text: str) -> str:
        """The way there again: every known value, whole or in the form it may be shown, becomes its placeholder."""
        known = {form: mark for mark, m in self.values.items() for form in (m.value, m.shown) if len(form) > 1}
        for form in sorted(known, key=len, reverse=True):
            text = text.replace(form, known[form])
        return text

    def invented(self, text: str) -> list[str]:
        """Placeholders of the text that this inquiry never had (other brackets included), in order, once each."""
        found = [*_PLACEHOLDER.finditer(text), *_LOOKALIKE.finditer(text)]
        return list(dict.fromkeys(m[0] for m in sorted(found, key=lambda m: m.start()) if m[0] not in self.values))


class _Masker:
    """Hands out placeholders: one a value, numbered by noun, never one that the texts already contain."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.values: dict[str, Masked] = {}
        self._taken = taken
        self._by_key: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self.literals: dict[str, str] = {}

    def placeholder(self, noun: str, value: str, shown: str) -> str:
        key = (noun, comparable(value))
        if key not in self._by_key:
            n = self._counts.get(noun, 0) + 1
            while f"〔{noun}{n}〕" in self._taken:
                n += 1
            self._counts[noun] = n
            self._by_key[key] = f"〔{noun}{n}〕"
            self.values[f"〔{noun}{n}〕"] = Masked(value, shown)
        return self._by_key[key]

    def text(self, text: str) -> str:
        """The text with identifiers and known literals replaced. Placeholders already in the text are left alone."""
        spans = [(h.start, h.end, self.placeholder(_NOUNS[h.kind], h.text, masked_form(h.kind, h.text)))
                 for h in find_identifiers(text)]  # fmt: skip
        for literal, mark in self.literals.items():
            spans += [(m.start(), m.end(), mark) for m in re.finditer(re.escape(literal), text)]
        spans += [(a, b, self.placeholder("姓名", text[a:b], text[a:b])) for a, b in sorted(find_names(text))]
        for start, end, mark in reversed(_disjoint(spans)):
            text = text[:start] + mark + text[end:]
        return text


def mask(inquiry: Inquiry) -> tuple[Inquiry, MaskMap]:
    """The inquiry without identifiers (customer text, history, profile), and the way back. Never fails."""
    texts = [inquiry.customer, *(t.text for t in inquiry.history)]
    values = [f.value for f in inquiry.profile.facts.values() if isinstance(f.value, str)]
    masker = _Masker(frozenset(m[0] for text in (*texts, *values) for m in _PLACEHOLDER.finditer(text)))
    facts: dict[str, Fact] = {}
    for key, fact in inquiry.profile.facts.items():
        if key in IDENTIFIER_KEYS and fact.value is not None and str(fact.value).strip():
            value = str(fact.value).strip()
            kind = _PROFILE_KINDS.get(key)
            mark = masker.placeholder(_PROFILE_NOUNS[key], value, masked_form(kind, value) if kind else value)
            if len(value) >= (3 if key in {"employer", "address"} else 2):
                masker.literals[value] = mark
            facts[key] = replace(fact, value=mark)
    for text in (*texts, *values):
        for start, end in sorted(find_names(text)):
            name = text[start:end]
            masker.literals.setdefault(name, masker.placeholder("姓名", name, name))
    for key, fact in inquiry.profile.facts.items():
        if key not in facts:
            facts[key] = replace(fact, value=_masked_value(masker, fact.value))
    masked = replace(
        inquiry,
        customer=masker.text(inquiry.customer),
        history=tuple(replace(t, text=masker.text(t.text)) for t in inquiry.history),
        profile=Profile({key: facts[key] for key in inquiry.profile.facts}),
        ledger=_masked_ledger(masker, inquiry.ledger),
    )
    return masked, MaskMap(MappingProxyType(masker.values))


def _masked_ledger(masker: _Masker, ledger: Ledger | None) -> Ledger | None:
    if ledger is None:
        return None

    def agreed(c: Consent) -> Consent:
        names, data = (tuple(map(masker.text, said)) for said in (c.recipients, c.data))
        return replace(c, purpose=masker.text(c.purpose), recipients=names, data=data)

    return replace(ledger, consents=tuple(map(agreed, ledger.consents)))


def _masked_value(masker: _Masker, value: FactValue) -> FactValue:
    """A number that is an identifier (a phone under a key we do not know) is one too."""
    if value is None or isinstance(value, bool):
        return value
    text = str(value)
    masked = masker.text(text)
    return masked if isinstance(value, str) or masked != text else value


def _disjoint(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Longest first, overlaps dropped, in order of place."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(span[1] <= s or e <= span[0] for s, e, _ in kept):
            kept.append(span)
    return sorted(kept)
