"""授权记录 in the customer's column: what was agreed to, for whom, when, whether it counts; a form for one more."""

from __future__ import annotations

from datetime import UTC, datetime

from replydraft.compliance.showing import masked_text
from replydraft.domain.consent import HOW, ConsentRecord
from replydraft.entrypoints.days import CHINA
from replydraft.entrypoints.screen.markup import badge, button, esc
from replydraft.entrypoints.screen.standing import Standing

RECORD, WITHDRAW = "consent_record", "consent_withdraw"
DATA = ("流水", "身份信息", "资料", "征信")
STANDING = {
    "in_force": ("ok", "✓", "有效"), "not_yet": ("state", "…", "未生效"), "expired": ("warm", "⚠", "已到期"),
    "withdrawn": ("block", "✕", "已撤回"),
}  # fmt: skip


def consents_html(stands: Standing, *, unmasked: bool = False, now: datetime | None = None) -> str:
    """Empty where the customer has no reference or this person may not see it."""
    if stands.consents is None:
        return ""
    now = now or datetime.now(UTC)
    counts = sum(r.consent.standing(now) == "in_force" for r in stands.consents)
    said = f"{counts} 条有效" if counts else "没有有效授权，不能向机构提供资料、查征信"
    rows = "".join(_row(r, stands, now, unmasked=unmasked) for r in reversed(stands.consents))
    new = _form() if stands.may_record else ""
    return (
        f'<section class="rd-consents" aria-label="授权记录"><h3>授权记录<span class="rd-note">{said}</span></h3>'
        f"{f'<ul>{rows}</ul>' if rows else ''}{new}</section>"
    )


def _row(r: ConsentRecord, stands: Standing, now: datetime, *, unmasked: bool) -> str:
    c, standing = r.consent, r.consent.standing(now)
    kind, icon, word = STANDING[standing]
    who, what, why = "、".join(c.recipients), "、".join(c.data), c.purpose
    if not unmasked:
        who, what, why = map(masked_text, (who, what, why))
    when = f"{_day(c.given_at)} {HOW.get(r.how, r.how)}" + (f"，到 {_day(c.until)}" if c.until else "")
    end = f" {_day(c.withdrawn_at)}" if c.withdrawn_at else ""
    back = _withdraw(r.id, who) if stands.may_withdraw and standing in ("in_force", "not_yet") else ""
    return (
        f"<li>{badge(kind, word + end, icon=icon)}<span><b>{esc(what)}</b> → {esc(who)}"
        f'<i title="{esc(f"登记人 {r.recorded_by}")}">{esc(why)} · {esc(when)}</i></span>{back}</li>'
    )


def _withdraw(consent_id: str, who: str) -> str:
    """A press opens the question; a second one answers it."""
    return (
        '<details class="rd-look"><summary class="rd-button rd-small rd-quiet">撤回</summary><div>'
        f"<span>客户要撤回？之后不能再向{esc(who)}提供。</span>"
        f"{button(WITHDRAW, '确认撤回', kind='rd-small', id=consent_id)}</div></details>"
    )


def _form() -> str:
    boxes = "".join(
        f'<label><input type="checkbox" data-field="data" value="{esc(name)}">{esc(name)}</label>' for name in DATA
    )
    ways = "".join(f'<option value="{esc(code)}">{esc(words)}</option>' for code, words in HOW.items())
    return (
        '<details class="rd-consent-new"><summary class="rd-button rd-small">登记授权</summary><div data-form="">'
        '<label class="is-long">给谁<input type="text" maxlength="200" data-field="recipients" placeholder="机构名称，多家用顿号隔开"></label>'
        f"<fieldset><legend>哪些信息</legend>{boxes}</fieldset>"
        '<label>用途<input type="text" maxlength="100" data-field="purpose" value="申请贷款"></label>'
        f'<label>怎么同意的<select data-field="how">{ways}</select></label>'
        '<label class="is-long">凭据在哪（可不填）<input type="text" maxlength="200" data-field="evidence" placeholder="如授权书编号、聊天日期"></label>'
        '<label>有效到<input type="date" data-field="until"></label>'
        f"{button(RECORD, '登记', kind='rd-small')}</div></details>"
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d}"
