"""Who is working here: the name in the bar, what their role lets them see, their password and their API token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.people import Person
from replydraft.domain.permissions import Action
from replydraft.entrypoints.screen.labels import ROLES, known, moment
from replydraft.entrypoints.screen.markup import esc, notice
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Updates, Visit, visiting

if TYPE_CHECKING:
    from replydraft.bootstrap import House

BAR = (
    '<div class="rd-brand"><b>replydraft</b><span>审核台</span></div><span class="rd-spring"></span>'
    '<div class="rd-me"><span class="rd-company" title="{company}">{company}</span>{demo}{who}'
    '<button type="button" class="rd-button rd-small rd-quiet" onclick="window.rdTheme()" title="切换深色或浅色" '
    'aria-label="切换深色或浅色">◐</button>{out}</div>'
)
LOGOUT = (
    '<form method="post" action="/logout" class="rd-logout">'
    '<button class="rd-button rd-small" title="退出登录">退出</button></form>'
)
SIGNED_OUT = '<span data-signed-out="1" hidden></span>'
"""What the page's script takes as: go to the sign-in page."""


def person_words(person: Person) -> str:
    """角色 · 门店"""
    return " · ".join(filter(None, (known(ROLES, person.role), person.branch)))


def top_bar(house: House, person: Person | None) -> str:
    demo = '<span class="rd-badge rd-warm" title="公司、机构与数字均为虚构">演示</span>' if house.operator.demo else ""
    who = f"<b>{esc(person.name)}</b><span class=rd-role>{esc(person_words(person))}</span>" if person else ""
    return BAR.format(company=esc(house.operator.short_name), demo=demo, who=who, out=LOGOUT if person else "")


@dataclass(frozen=True, slots=True)
class Me:
    who: Any
    password_box: Any
    old: Any
    new: Any
    again: Any
    change: Any
    changed: Any
    token_words: Any
    rotate: Any
    token: Any


def identity_tab() -> Me:
    with gr.Column(elem_classes="rd-page rd-narrow-page"):
        who = plain(elem_id="rd-who-am-i")
        with gr.Column(elem_id="rd-password", visible=False) as box:
            plain(value="<h3>改密码</h3><p class=rd-note>改好之后，您在各处的登录都会结束，请用新密码重新登录。</p>")
            old = gr.Textbox(label="现在的密码", type="password", elem_id="rd-password-old", max_length=200)
            new = gr.Textbox(
                label="新密码（至少 10 个字符）", type="password", elem_id="rd-password-new", max_length=200
            )
            again = gr.Textbox(label="新密码再输一遍", type="password", elem_id="rd-password-again", max_length=200)
            with gr.Row(elem_classes="rd-bar-left"):
                change = gr.Button("改密码", size="sm", elem_id="rd-password-change", min_width=90)
            changed = plain(elem_id="rd-password-said")
        words = plain(elem_id="rd-token-words")
        with gr.Row(elem_classes="rd-bar-left"):
            rotate = gr.Button("生成新令牌（旧的立即失效）", elem_id="rd-rotate", size="sm")
        token = plain(elem_id="rd-token")
    return Me(who, box, old, new, again, change, changed, words, rotate, token)


@dataclass(frozen=True, slots=True)
class Identity:
    """Showing the person, what they may see, their password and their token."""

    house: House
    bar: Any
    me: Me
    tabs: tuple[tuple[Any, Action], ...]
    """Tabs that only some may see, and what they must be allowed for it."""
    seen: Any
    """gr.State: who the page was last shown as."""

    def connect(self, page: Any, timer: Any) -> None:
        m = self.me
        shown = [self.bar, m.who, m.password_box, m.token_words, self.seen, *(tab for tab, _ in self.tabs)]
        quiet = {"api_visibility": "private", "show_progress": "hidden"}
        lane = quiet | {"concurrency_id": "identity", "concurrency_limit": 2}
        page.load(visiting(self.house, self.look, failed=lambda e: {m.who: report(e)}), None, shown, **quiet)
        timer.tick(
            visiting(self.house, self.follow, failed=lambda _: {self.seen: gr.skip()}), [self.seen], shown, **quiet
        )
        m.change.click(
            visiting(self.house, self.change, failed=lambda e: {m.changed: report(e)}),
            [m.old, m.new, m.again], [m.changed, m.old, m.new, m.again], **lane,
        ).then(None, None, None, js="() => window.rdSignedOut()", api_visibility="private")  # fmt: skip
        m.rotate.click(
            visiting(self.house, self.rotate, failed=lambda e: {m.token: report(e)}),
            None,
            [m.token_words, m.token],
            **lane,
        )

    def look(self, visit: Visit) -> Updates:
        person = visit.person
        tabs = {tab: gr.update(visible=visit.reaches(action)) for tab, action in self.tabs}
        return tabs | {
            self.bar: top_bar(self.house, person),
            self.me.who: _who(person),
            self.me.password_box: gr.update(visible=person.has_password),
            self.me.token_words: self._token_words(person),
            self.seen: (person.id, person.role, person.branch),
        }

    def follow(self, visit: Visit, seen: tuple[str, str, str] | None) -> Updates:
        """Again where somebody changed their role or branch meanwhile, or another person signed in here."""
        person = visit.person
        return {self.seen: gr.skip()} if seen == (person.id, person.role, person.branch) else self.look(visit)

    def change(self, visit: Visit, old: str, new: str, again: str) -> Updates:
        """One's own password, the old one proven first; it ends every session of theirs, this one too."""
        person, people = visit.person, self.house.store.people
        if new != again:
            raise ScreenRefusal("两次输入的新密码不一样，请再输一遍。")
        people.sign_in(person.name, old, address=visit.address)
        people.set_password(person.id, new, actor=person.name)
        said = notice("ok", "密码已改好，请用新密码重新登录。") + SIGNED_OUT
        return {self.me.changed: said} | dict.fromkeys((self.me.old, self.me.new, self.me.again), "")

    def rotate(self, visit: Visit) -> Updates:
        """A new token, shown once; every older one of this person stops working."""
        person = visit.person
        old = self._live(person)
        token = self.house.store.keys.create_for(person)
        for key in old:
            self.house.store.keys.revoke(str(key["id"]), actor=person.name)
        return {self.me.token_words: self._token_words(person), self.me.token: _token_html(token)}

    def _live(self, person: Person) -> list[dict[str, Any]]:
        """This person's tokens that still work, oldest first."""
        keys: list[dict[str, Any]] = self.house.store.keys.list()
        return [k for k in keys if k["kind"] == "user" and k["name"] == person.name and not k["revoked_at"]]

    def _token_words(self, person: Person) -> str:
        live = self._live(person)
        until = "还没有令牌。"
        if live:
            made, ends = (datetime.fromisoformat(str(live[-1][k])) for k in ("created_at", "expires_at"))
            until = f"有一个在用的令牌，{moment(made)} 生成，{ends:%Y-%m-%d} 到期。"
        return (
            "<h3 class=rd-gap>接口令牌</h3><p>CRM 等程序以您的名义提交决定时用它"
            f"（<code>Authorization: Bearer ru_…</code>）。{until}令牌只在生成时显示一次，存档里只留指纹。</p>"
        )


def _who(person: Person) -> str:
    branch = esc(person.branch) if person.branch else "不分门店"
    no_password = "" if person.has_password else "<p class=rd-note>演示身份没有密码，只能在本机的演示里使用。</p>"
    return (
        f"<h2>{esc(person.name)}</h2><dl class=rd-facts><div><dt>角色</dt><dd>{esc(known(ROLES, person.role))}</dd></div>"
        f"<div><dt>门店</dt><dd>{branch}</dd></div><div><dt>开通</dt><dd>{moment(person.created_at)}</dd></div></dl>"
        f"<p class=rd-note>您的每个决定都以这个姓名留痕。角色和门店由管理员调整。</p>{no_password}"
    )


def _token_html(token: str) -> str:
    return (
        notice("ok", "新令牌已生成，请现在复制保存；离开这一页就不再显示。")
        + f'<div class="rd-secret"><code id="rd-token-text">{esc(token)}</code>'
        '<button type="button" class="rd-button rd-primary" onclick="window.rdCopy(\'rd-token-text\')">复制</button></div>'
    )
