"""The customer as they may be shown: their words, the conversation and the profile, identifiers masked wherever they stand.

A phone number keeps its ends (138****5678), a name its family name (王**): enough to recognise somebody one knows, too
little to use. What we wrote ourselves (a reply, its findings) is never masked: its exact text is what gets approved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from replydraft.compliance.identifiers import find_identifiers
from replydraft.compliance.masking import Masked, mask
from replydraft.compliance.privacy import masked_form
from replydraft.domain.finding import sha256_text
from replydraft.domain.inquiry import FactValue, Inquiry, Profile, Turn
from replydraft.domain.passage import Passage
from replydraft.errors import InputError
from replydraft.wire.inputs import COUNTS, FLAGS, MONEY, TEXTS, parse_profile

_TITLES = ("先生", "女士", "小姐", "老师", "总", "老板", "师傅", "哥", "姐", "阿姨", "叔")
_TELLING_KEY = re.compile(
    r"phone|mobile|tel(?!l)|id_?(?:card|number|no)|passport|weixin|wechat|wx|qq|mail|bank|card_?(?:no|num)|account|addr"
    r"|employer|company|手机|电话|身份证|证件|微信|邮箱|卡号|账号|地址|住址|单位",
    re.IGNORECASE,
)
"""Keys that we do not know, whose words say what their value is."""
_SHORT = 5


def masked_name(name: str) -> str:
    """王小明 → 王**, 王女士 → 王女士: a family name alone names nobody."""
    name = name.strip()
    return name if len(name) <= 1 or name.endswith(_TITLES) else name[0] + "*" * min(len(name) - 1, 2)


def masked_text(text: str) -> str:
    """Any text with the identifiers in it masked."""
    for hit in reversed(find_identifiers(text)):
        text = text[: hit.start] + masked_form(hit.kind, hit.text) + text[hit.end :]
    return text


def masked_passage(passage: Passage) -> Passage:
    """A passage that a model may read and a draft may quote: what identifies somebody in a document is masked there too."""
    title, text = masked_text(passage.title), masked_text(passage.text)
    if (title, text) == (passage.title, passage.text):
        return passage
    return replace(passage, title=title, text=text, sha256=sha256_text(text))


def masked_inquiry(stored: Mapping[str, Any]) -> dict[str, Any]:
    """An inquiry as a review keeps it (the contract's object), masked, in the same shape. Never fails."""
    inquiry = _read(stored)
    masked, masks = mask(inquiry)
    said = {mark: _shown(mark, value) for mark, value in masks.values.items()}
    names = {v.value.strip() for mark, v in masks.values.items() if mark.startswith("〔姓名")}

    def shown(text: str) -> str:
        for mark, words in said.items():
            text = text.replace(mark, words)
        for name in sorted((n for n in names if len(n) > 1), key=len, reverse=True):
            text = text.replace(name, masked_name(name))
        return text

    consents = [
        {**c, "purpose": masked_text(c["purpose"])}
        | {key: [masked_text(name) for name in c[key]] for key in ("recipients", "data")}
        for c in stored.get("consents") or ()
    ]
    return {
        **stored,
        **({"consents": consents} if "consents" in stored else {}),
        "customer": shown(masked.customer),
        "history": [{"role": turn.role, "text": shown(turn.text)} for turn in masked.history],
        "profile": {
            key: {
                "value": _value(key, fact.value, shown),
                "state": fact.state,
                "source": shown(masked_text(fact.source)),
            }
            for key, fact in masked.profile.facts.items()
        },
    }


def masked_draft(draft: Mapping[str, Any]) -> dict[str, Any]:
    """A draft as a review keeps it: the reply exact, and masked what tells why a product fits (it may quote the customer)."""
    products = [
        {**product, **{key: [masked_text(str(w)) for w in product.get(key) or ()] for key in ("why", "why_not")}}
        for product in draft.get("products") or ()
    ]
    return {**draft, "products": products} if products else dict(draft)


def _read(stored: Mapping[str, Any]) -> Inquiry:
    """The stored object, however long; a profile that cannot be read is not shown."""
    turns = stored.get("history") or ()
    try:
        profile = parse_profile(stored.get("profile") or {})
    except InputError:
        profile = Profile()
    return Inquiry(
        id="",
        customer=str(stored.get("customer") or ""),
        as_of=date.min,
        history=tuple(Turn("advisor" if t.get("role") == "advisor" else "customer", str(t.get("text"))) for t in turns),
        profile=profile,
    )


def _shown(mark: str, masked: Masked) -> str:
    """How a masked value may stand in a text. Masking gives names and employers back whole."""
    if mark.startswith("〔姓名"):
        return masked_name(masked.value)
    if mark.startswith("〔单位"):
        return _ends(masked.value.strip(), 3, 0)
    return masked.shown if len(masked.value.strip()) >= _SHORT else "****"


def _value(key: str, value: FactValue, shown: Callable[[str], str]) -> Any:
    """One fact of the profile. `value` is masked where masking knows it."""
    if isinstance(value, Decimal):
        value = str(value)
    if key in (*TEXTS, *FLAGS, *COUNTS, *MONEY) or value is None or isinstance(value, bool):
        return shown(value) if isinstance(value, str) else value
    words = shown(masked_text(str(value)))
    if words == str(value) and _TELLING_KEY.search(key) and (isinstance(value, str) or len(words) > _SHORT):
        return _ends(words, 1, 2)
    return value if words == str(value) else words


def _ends(text: str, first: int, last: int) -> str:
    """The ends of a text, at least half of it hidden."""
    quarter = len(text) // 4
    first, last = min(first, max(quarter, 1 if len(text) > 1 else 0)), min(last, quarter)
    return f"{text[:first]}****{text[len(text) - last :]}"
