"""The customer: conversation as bubbles, profile, what was understood.

Identifiers are masked wherever they stand, until somebody who may asks to see them (`unmasked`), on record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from replydraft.compliance.masking import mask
from replydraft.domain.inquiry import IDENTIFIER_KEYS, Inquiry
from replydraft.domain.review import Review, ReviewState
from replydraft.drafting.heard import heard
from replydraft.entrypoints.screen.consent_view import consents_html
from replydraft.entrypoints.screen.labels import (
    CHANNELS,
    EMOTIONS,
    FACT_STATES,
    INTENTS,
    STATES,
    clock,
    fact_name,
    fact_words,
    known,
    moment,
)
from replydraft.entrypoints.screen.markup import badge, button, esc, lines, tier_badge
from replydraft.entrypoints.screen.standing import Standing
from replydraft.errors import InputError
from replydraft.wire.inputs import parse_inquiry

Turn = tuple[str, str]
"""(role, words)."""
Fact = tuple[str, str, str, str]
"""(key, words, state, source)."""
UNREADABLE = "（这条记录里的客户消息读不出来）"
NAMELESS = "未具名"


def masked_name(name: str) -> str:
    """王小明 → 王**, 王女士 → 王女士: a family name alone names nobody."""
    name = name.strip()
    if len(name) <= 1 or name.endswith(
        ("先生", "女士", "小姐", "老师", "总", "老板", "师傅", "哥", "姐", "阿姨", "叔")
    ):
        return name or NAMELESS
    return name[0] + "*" * min(len(name) - 1, 2)


def masked_value(key: str, shown: str) -> str:
    """An identifier as the screen may show it. `shown` is already masked where masking knows its shape."""
    if key == "name":
        return masked_name(shown)
    if "*" in shown or len(shown) <= 1:
        return shown
    keep = 3 if key in ("address", "employer") else 2
    return shown[:keep] + "*" * min(max(len(shown) - keep, 1), 6)


def _read(review: Review) -> Inquiry | None:
    try:
        stored = {k: v for k, v in review.inquiry.items() if v is not None}
        return parse_inquiry(stored, today=date.fromisoformat(str(review.inquiry.get("as_of"))))
    except (InputError, ValueError):
        return None


def _shown(review: Review, *, unmasked: bool = False) -> tuple[str, list[Turn], list[Fact]]:
    """(customer's message, turns, facts), all masked unless `unmasked`."""
    inquiry = _read(review)
    if inquiry is None:
        return UNREADABLE, [], []
    facts: list[Fact] = []
    if unmasked:
        for key, fact in inquiry.profile.facts.items():
            facts.append((key, fact_words(key, fact.value), fact.state, fact.source))
        return inquiry.customer, [(t.role, t.text) for t in inquiry.history], facts
    masked, masks = mask(inquiry)
    name = inquiry.profile.text("name")

    def whole(text: str) -> str:
        out = masks.restore_masked(text)
        return out.replace(name, masked_name(name)) if name and len(name.strip()) > 1 else out

    for key, fact in masked.profile.facts.items():
        value: Any = whole(fact.value) if isinstance(fact.value, str) else fact.value
        words = masked_value(key, str(value)) if key in IDENTIFIER_KEYS else fact_words(key, value)
        facts.append((key, words, fact.state, fact.source))
    return whole(masked.customer), [(t.role, whole(t.text)) for t in masked.history], facts


def shown_customer(review: Review) -> tuple[str, str]:
    """(masked name, masked message) for a row of the queue."""
    said, _, facts = _shown(review)
    return next((words for key, words, _, _ in facts if key == "name"), NAMELESS), said


def customer_html(review: Review, stands: Standing, *, unmasked: bool = False) -> str:
    """Who, what they wrote, what we know of them, what we understood, and who has taken it."""
    if review.erased:
        gone = '<p class="rd-note">这位客户的信息已按要求删除，只留下了当时的留痕。</p>'
        return _head(review, [], stands, unmasked=False) + gone
    said, turns, facts = _shown(review, unmasked=unmasked)
    head = _head(review, facts, stands, unmasked=unmasked)
    consents = consents_html(stands, unmasked=unmasked)
    return head + _bubbles(turns, said) + _understood(review.draft) + _profile(facts, _heard(review)) + consents


def _head(review: Review, facts: list[Fact], stands: Standing, *, unmasked: bool) -> str:
    told = {key: words for key, words, _, _ in facts}
    bits = [told[k] for k in ("phone", "city") if k in told]
    channel = review.inquiry.get("channel")
    bits += [known(CHANNELS, channel)] if channel else []
    bits += [review.branch] if review.branch else []
    bits += [f"来自 {moment(review.created_at)}"]
    return (
        f'<header class="rd-who"><h2>{esc(told.get("name", NAMELESS))}</h2><span>{esc(" · ".join(bits))}</span>'
        f'<span class="rd-spring"></span><div class="rd-acts">{_look(stands, unmasked)}{_claim(review, stands)}</div></header>'
    )


def _claim(review: Review, stands: Standing) -> str:
    """Who has it and until when, and what this person can do about that."""
    until = f"，到 {clock(stands.until)}" if stands.until else ""
    if stands.mine:
        return badge("state", f"您已领取{until}") + button("release", "交还", kind="rd-small")
    if stands.held_by:
        take = button("take_over", "接手", kind="rd-small") if stands.may_take_over else ""
        return badge("warm", f"{stands.held_by}已领取{until}", icon="⚠") + take
    shown = ReviewState.PENDING if review.state is ReviewState.CLAIMED else review.state
    state = badge("state", known(STATES, shown.value))
    return state + (button("claim", "领取", kind="rd-small") if stands.may_claim else "")


def _look(stands: Standing, unmasked: bool) -> str:
    if unmasked:
        return badge("warm", "正在显示完整信息", icon="⚠") + button("mask", "重新遮盖", kind="rd-small")
    if not stands.may_unmask:
        return ""
    return (
        '<details class="rd-look"><summary class="rd-button rd-small rd-quiet">显示完整信息</summary><div>'
        '<input type="text" maxlength="100" data-reason="" placeholder="为什么要看（可不填，会留痕）" '
        f'aria-label="查看完整信息的原因">{button("unmask", "显示", kind="rd-small")}</div></details>'
    )


def _bubbles(turns: list[Turn], said: str) -> str:
    out = [
        f'<div class="rd-bubble rd-{esc(role)}"><span>{"客户" if role == "customer" else "我们"}</span>'
        f"<p>{lines(text)}</p></div>"
        for role, text in turns
    ]
    out.append(f'<div class="rd-bubble rd-customer is-last"><span>客户 · 刚发来</span><p>{lines(said)}</p></div>')
    return f'<div class="rd-talk" tabindex="0" aria-label="对话"><div class="rd-turns">{"".join(out)}</div></div>'


def _understood(draft: dict[str, Any]) -> str:
    tier, emotion = str(draft.get("tier")), str(draft.get("emotion"))
    intents = draft.get("intents") or [draft.get("intent")]
    chips = "".join(badge("chip", known(INTENTS, i)) for i in intents)
    asks = "、".join(fact_name(str(a)) for a in draft.get("asks") or ())
    mood_kind = "chip" if emotion == "calm" else "warm"
    rows = [
        ("意图", chips),
        ("情绪", badge(mood_kind, known(EMOTIONS, emotion))),
        ("分级", f"{tier_badge(tier)} <span>{esc(draft.get('tier_reason') or '')}</span>"),
        ("还不知道", f"<span>{esc(asks)}</span>" if asks else '<span class="rd-note">要紧的都知道了</span>'),
    ]
    return '<dl class="rd-understood">' + "".join(f"<div><dt>{t}</dt><dd>{d}</dd></div>" for t, d in rows) + "</dl>"


def _heard(review: Review) -> str:
    """What they said of themselves, as chips: read from the masked words, whoever looks."""
    inquiry = _read(review)
    if inquiry is None:
        return ""
    return "".join(
        f'<span class="rd-fact rd-said" title="客户在对话里说的，没有登记，也没有核实"><i>{esc(fact_name(key))}</i>'
        f"{esc(fact_words(key, value))}</span>"
        for key, value in heard(mask(inquiry)[0]).items()
    )


def _profile(facts: list[Fact], said: str) -> str:
    rest = [f for f in facts if f[0] not in ("name",)]
    said = (
        f'<div class="rd-profile" aria-label="对话里说的"><span class="rd-note">对话里说的（没有登记）</span>{said}</div>'
        if said
        else ""
    )
    if not rest:
        return f'<p class="rd-note rd-profile">客户画像：还没有登记。</p>{said}'
    chips = "".join(
        f'<span class="rd-fact" title="{esc(known(FACT_STATES, state))}{esc("，" + source if source else "")}">'
        f"<i>{esc(fact_name(key))}</i>{esc(words)}{_state(state)}</span>"
        for key, words, state, source in rest
    )
    return f'<div class="rd-profile" aria-label="客户画像">{chips}</div>{said}'


def _state(state: str) -> str:
    return {"verified": "<em>✓ 已核验</em>", "expired": "<em>⚠ 已过期</em>", "provided": "<em>有材料</em>"}.get(
        state, ""
    )
