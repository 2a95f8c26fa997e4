"""The sign-in page as plain HTML: no script needed, nothing from elsewhere, its style and its few rules inside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from replydraft.domain.operator import OperatorProfile
from replydraft.domain.people import Person
from replydraft.entrypoints.screen.labels import ROLES, known
from replydraft.entrypoints.screen.markup import esc

STYLE = Path(__file__).with_name("login.css").read_text("utf-8")
SCRIPT = "try{var t=localStorage.getItem('rd-theme');if(t)document.documentElement.dataset.theme=t}catch(e){}"
"""The person's choice of colours on the screen holds here too; without script the system's does."""
CLI = "replydraft users add 姓名 --role admin"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page has to say: who is here to enter, what was typed, what went wrong or well."""

    operator: OperatorProfile
    next: str
    name: str = ""
    wrong: str = ""
    well: str = ""


def _page(shown: Shown, title: str, body: str) -> str:
    demo = '<span class="badge">演示</span>' if shown.operator.demo else ""
    said = f'<p class="wrong" role="alert">✕ {esc(shown.wrong)}</p>' if shown.wrong else ""
    said += f'<p class="well" role="status">✓ {esc(shown.well)}</p>' if shown.well else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(title)} · replydraft 审核台</title><style>{STYLE}</style><script>{SCRIPT}</script></head>"
        f'<body><main><header><b>replydraft</b><span>审核台</span>{demo}</header><p class="company">'
        f"{esc(shown.operator.company)}</p><h1>{esc(title)}</h1>{said}{body}</main></body></html>"
    )


def _field(label: str, name: str, *, kind: str = "text", value: str = "", complete: str, more: str = "") -> str:
    return (
        f'<label>{esc(label)}<input type="{kind}" name="{name}" value="{esc(value)}" autocomplete="{complete}" '
        f"required {more}></label>"
    )


def _form(shown: Shown, action: str, fields: str, button: str) -> str:
    return (
        f'<form method="post" action="{action}">{fields}<input type="hidden" name="next" value="{esc(shown.next)}">'
        f'<button class="go">{esc(button)}</button></form>'
    )


def _sign_in(shown: Shown, *, focus: bool) -> str:
    at_name, at_password = ("", "autofocus") if shown.name else ("autofocus", "")
    fields = _field(
        "姓名", "name", value=shown.name, complete="username", more=f'maxlength="60" {at_name if focus else ""}'
    ) + _field(
        "密码", "password", kind="password", complete="current-password",
        more=f'maxlength="200" {at_password if focus else ""}',
    )  # fmt: skip
    return _form(shown, "/login", fields, "登录") + '<p class="note">忘了密码，请管理员在「同事」里重设。</p>'


def login_html(shown: Shown, demo: Sequence[Person]) -> str:
    """Name and password; before them, in a demo, one press for each of the fictional people."""
    if not demo:
        return _page(shown, "登录", _sign_in(shown, focus=True))
    people = "".join(
        f'<button name="person" value="{esc(p.id)}"><b>{esc(p.name)}</b><span>{esc(known(ROLES, p.role))}</span></button>'
        for p in demo
    )
    body = (
        '<p>公司、同事和客户都是虚构的。点一位进去看看，不用密码；换一位请先退出。</p><form method="post" action="/login/demo" '
        f'class="people">{people}<input type="hidden" name="next" value="{esc(shown.next)}"></form>'
        f"<details{' open' if shown.wrong else ''}><summary>用姓名和密码登录</summary>{_sign_in(shown, focus=False)}</details>"
    )
    return _page(shown, "想以谁的身份进来？", body)


def first_html(shown: Shown) -> str:
    """Nobody is here yet: whoever sits at this computer becomes the first, an admin."""
    fields = (
        _field(
            "姓名",
            "name",
            value=shown.name,
            complete="username",
            more='maxlength="60" autofocus placeholder="例如：张敏"',
        )
        + _field(
            "密码（至少 10 个字符）",
            "password",
            kind="password",
            complete="new-password",
            more='minlength="10" maxlength="200"',
        )
        + _field(
            "密码再输一遍", "again", kind="password", complete="new-password", more='minlength="10" maxlength="200"'
        )
    )
    said = (
        "<p>先设一位管理员。批准、退回或升级的每一条回复，都会以本人的姓名留痕；其他同事进去以后在「同事」里添加。</p>"
    )
    return _page(shown, "第一次使用", said + _form(shown, "/login/first", fields, "开始使用"))


def nobody_html(shown: Shown, *, empty: bool) -> str:
    """Nobody could sign in from here, and how to change that."""
    why = "这里还没有开通任何账号。" if empty else "这里还没有人设过密码。"
    where = "请在运行 replydraft 的电脑上打开审核台，" if empty else ""
    said = f"<p>{why}{where}{'或者' if empty else '请'}在那台电脑的命令行里添加一位管理员：</p><pre>{esc(CLI)}</pre>"
    return _page(shown, "还不能登录", said + '<p class="note">添加好之后，刷新这一页就可以登录。</p>')
