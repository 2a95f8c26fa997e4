"""Who is working here: one local person, named at first start, and their token for the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.entrypoints.screen.labels import moment
from replydraft.entrypoints.screen.markup import esc, notice
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.review_actions import ScreenRefusal
from replydraft.entrypoints.screen.trouble import report

if TYPE_CHECKING:
    from replydraft.bootstrap import House
    from replydraft.domain.people import Person

Updates = dict[Any, Any]
BAR = (
    '<div class="rd-brand"><b>replydraft</b><span>审核台</span></div><span class="rd-spring"></span>'
    '<div class="rd-me"><span class="rd-company" title="{company}">{company}</span>{demo}<b>{name}</b>'
    '<button type="button" class="rd-button rd-small rd-quiet" onclick="window.rdTheme()" title="切换深色或浅色">◐</button></div>'
)


def top_bar(house: House) -> str:
    person = house.store.people.first()
    demo = '<span class="rd-badge rd-warm" title="公司、机构与数字均为虚构">演示</span>' if house.operator.demo else ""
    return BAR.format(company=esc(house.operator.short_name), demo=demo, name=esc(person.name if person else "未登记"))


@dataclass(frozen=True, slots=True)
class Welcome:
    panel: Any
    name: Any
    begin: Any
    said: Any


@dataclass(frozen=True, slots=True)
class Me:
    who: Any
    rotate: Any
    token: Any


def welcome_form() -> Welcome:
    with gr.Column(elem_id="rd-welcome", visible=False) as panel, gr.Column(elem_id="rd-welcome-box"):
        plain(
            value="<h2>第一次使用，先认识一下</h2><p>您批准、退回或升级的每一条回复，都会以这个姓名留痕。"
            "只保存在这台电脑上。</p>"
        )
        name = gr.Textbox(
            label="您的姓名", placeholder="例如：张敏", max_length=30, elem_id="rd-welcome-name", autofocus=True
        )
        begin = gr.Button("开始使用", variant="primary", elem_id="rd-welcome-begin")
        said = plain()
    return Welcome(panel, name, begin, said)


def identity_tab() -> Me:
    with gr.Column(elem_classes="rd-page"):
        who = plain(elem_id="rd-who-am-i")
        with gr.Row(elem_classes="rd-bar-left"):
            rotate = gr.Button("生成新令牌（旧的立即失效）", elem_id="rd-rotate", size="sm")
        token = plain(elem_id="rd-token")
    return Me(who, rotate, token)


@dataclass(frozen=True, slots=True)
class Identity:
    """Naming the person, showing them, and their token."""

    house: House
    bar: Any
    welcome: Welcome
    me: Me

    def connect(self, page: Any) -> None:
        shown = [self.bar, self.welcome.panel, self.welcome.said, self.me.who, self.me.token]
        quiet = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(self.look, None, shown, **quiet)
        for event in (self.welcome.begin.click, self.welcome.name.submit):
            event(self.begin, [self.welcome.name], shown, concurrency_id="identity", concurrency_limit=1, **quiet)
        self.me.rotate.click(
            self.rotate, None, [self.me.who, self.me.token], concurrency_id="identity", concurrency_limit=1, **quiet
        )

    def look(self) -> Updates:
        try:
            person = self.house.store.people.first()
            return {
                self.bar: top_bar(self.house),
                self.welcome.panel: gr.update(visible=person is None),
                self.me.who: self._who(person),
            }
        except Exception as error:
            return {self.welcome.said: report(error)}

    def begin(self, name: str) -> Updates:
        """Name the local person; only once."""
        try:
            person = self.house.store.people.first()
            if person is None:
                if len((name or "").strip()) < 2:
                    raise ScreenRefusal("请填写您的姓名（至少两个字）。")
                person = self.house.store.people.ensure(name)
            out: Updates = {self.bar: top_bar(self.house), self.welcome.panel: gr.update(visible=False)}
            return out | {self.welcome.said: "", self.me.who: self._who(person)}
        except Exception as error:
            return {self.welcome.said: report(error)}

    def rotate(self) -> Updates:
        """A new token, shown once; every older one of this person stops working."""
        try:
            person = self.house.store.people.first()
            if person is None:
                raise ScreenRefusal("请先登记您的姓名。")
            old = self._live(person)
            token = self.house.store.keys.create_for(person)
            for key in old:
                self.house.store.keys.revoke(str(key["id"]), actor=person.name)
            return {self.me.who: self._who(person), self.me.token: _token_html(token)}
        except Exception as error:
            return {self.me.token: report(error)}

    def _live(self, person: Person) -> list[dict[str, Any]]:
        """This person's tokens that still work, oldest first."""
        keys: list[dict[str, Any]] = self.house.store.keys.list()
        return [k for k in keys if k["kind"] == "user" and k["name"] == person.name and not k["revoked_at"]]

    def _who(self, person: Person | None) -> str:
        if person is None:
            return "<h2>我的</h2><p class=rd-note>还没有登记姓名。</p>"
        live = self._live(person)
        until = "还没有令牌。"
        if live:
            made, ends = (datetime.fromisoformat(str(live[-1][k])) for k in ("created_at", "expires_at"))
            until = f"有一个在用的令牌，{moment(made)} 生成，{ends:%Y-%m-%d} 到期。"
        return (
            f"<h2>{esc(person.name)}</h2><p class=rd-note>{moment(person.created_at)} 登记。您的每个决定都以这个姓名留痕。</p>"
            f"<h3 class=rd-gap>接口令牌</h3><p>CRM 等程序以您的名义提交决定时用它（<code>Authorization: Bearer ru_…</code>）。{until}"
            "令牌只在生成时显示一次，存档里只留指纹。</p>"
        )


def _token_html(token: str) -> str:
    return (
        notice("ok", "新令牌已生成，请现在复制保存；离开这一页就不再显示。")
        + f'<div class="rd-secret"><code id="rd-token-text">{esc(token)}</code>'
        '<button type="button" class="rd-button rd-primary" onclick="window.rdCopy(\'rd-token-text\')">复制</button></div>'
    )
