"""同事: who works here, for those who may read it; accounts, roles and branches for those who may change them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.people import Person
from replydraft.domain.permissions import Action
from replydraft.entrypoints.screen.labels import ROLES, known, moment
from replydraft.entrypoints.screen.markup import badge, button, esc, notice
from replydraft.entrypoints.screen.other_tabs import table
from replydraft.entrypoints.screen.parts import acting, plain
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Updates, Visit, visiting

if TYPE_CHECKING:
    from replydraft.bootstrap import House

CHANGE = Action.PEOPLE_CHANGE
CHOICES = [(word, role) for role, word in ROLES.items()]


@dataclass(frozen=True, slots=True)
class Parts:
    said: Any
    listed: Any
    add_box: Any
    name: Any
    role: Any
    branch: Any
    password: Any
    add: Any
    one_box: Any
    who: Any
    one_role: Any
    one_branch: Any
    keep: Any
    active: Any
    one_password: Any
    reset: Any
    picked: Any
    """gr.State: the id of the person being changed."""

    def all(self) -> list[Any]:
        return [getattr(self, f.name) for f in fields(self)]


def people_parts() -> Parts:
    with gr.Column(elem_classes="rd-page"):
        plain(value="<h2>同事</h2><p class=rd-note>谁能进审核台、能做什么；每次调整都会留痕，停用后立刻生效。</p>")
        said = plain(elem_id="rd-people-said")
        listed = acting(elem_id="rd-people-list")
        with gr.Column(elem_id="rd-person", elem_classes="rd-box", visible=False) as one_box:
            who = plain(elem_id="rd-person-who")
            with gr.Row(elem_classes="rd-fields"):
                one_role = gr.Dropdown(CHOICES, label="角色", elem_id="rd-person-role", min_width=140, filterable=False)
                one_branch = gr.Textbox(label="门店（可空）", elem_id="rd-person-branch", max_length=60, min_width=140)
                keep = gr.Button("保存角色和门店", size="sm", elem_id="rd-person-keep", min_width=130)
            with gr.Row(elem_classes="rd-fields"):
                one_password = gr.Textbox(
                    label="新密码（至少 10 个字符）",
                    type="password",
                    elem_id="rd-person-password",
                    max_length=200,
                    min_width=220,
                )
                reset = gr.Button("重设密码", size="sm", elem_id="rd-person-reset", min_width=100)
                active = gr.Button("停用", size="sm", elem_id="rd-person-active", min_width=100)
        with gr.Column(elem_id="rd-add", elem_classes="rd-box", visible=False) as add_box:
            plain(value="<h3>添加同事</h3><p class=rd-note>初始密码请当面告诉本人，并请其在「我的」里改掉。</p>")
            with gr.Row(elem_classes="rd-fields"):
                name = gr.Textbox(label="姓名", elem_id="rd-add-name", max_length=60, min_width=120)
                role = gr.Dropdown(
                    CHOICES, value="advisor", label="角色", elem_id="rd-add-role", min_width=140, filterable=False
                )
                branch = gr.Textbox(label="门店（可空）", elem_id="rd-add-branch", max_length=60, min_width=120)
                password = gr.Textbox(
                    label="初始密码（至少 10 个字符）",
                    type="password",
                    elem_id="rd-add-password",
                    max_length=200,
                    min_width=200,
                )
                add = gr.Button("添加", variant="primary", size="sm", elem_id="rd-add-go", min_width=90)
        picked = gr.State(None)
    return Parts(
        said, listed, add_box, name, role, branch, password, add, one_box, who, one_role, one_branch, keep, active,
        one_password, reset, picked,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """The tab's behaviour. Every function asks again what its person may do."""

    house: House
    p: Parts

    def connect(self, tab: Any) -> None:
        p, every = self.p, self.p.all()

        def on(event: Any, fn: Any, inputs: list[Any] | None = None) -> None:
            event(
                visiting(self.house, fn, failed=lambda e: {p.said: report(e)}), inputs, every,
                api_visibility="private", show_progress="hidden", concurrency_id="people", concurrency_limit=2,
            )  # fmt: skip

        on(tab.select, self.look)
        on(p.listed.act, self.pick)
        on(p.add.click, self.add, [p.name, p.role, p.branch, p.password])
        on(p.keep.click, self.keep, [p.picked, p.one_role, p.one_branch])
        on(p.active.click, self.toggle, [p.picked])
        on(p.reset.click, self.reset, [p.picked, p.one_password])

    def look(self, visit: Visit, said: str = "") -> Updates:
        changes = visit.reaches(CHANGE)
        boxes = {self.p.add_box: gr.update(visible=changes), self.p.one_box: gr.update(visible=False)}
        return boxes | {self.p.said: said, self.p.listed: people_html(visit), self.p.picked: None}

    def pick(self, visit: Visit, event: gr.EventData) -> Updates:
        return self._one(self._person(visit, str(event._data.get("id", "")))) | {self.p.said: ""}

    def add(self, visit: Visit, name: str, role: str, branch: str, password: str) -> Updates:
        visit.require(CHANGE)
        made = self.house.store.people.add(
            name or "", role=role, branch=branch or "", password=password or "", actor=visit.person.name
        )
        out = self.look(visit, notice("ok", f"已添加{made.name}（{known(ROLES, made.role)}），现在就可以登录。"))
        return out | {self.p.name: "", self.p.branch: "", self.p.password: "", self.p.role: "advisor"}

    def keep(self, visit: Visit, person_id: str | None, role: str, branch: str) -> Updates:
        person = self._person(visit, person_id)
        now = self.house.store.people.change(person.id, role=role, branch=branch or "", actor=visit.person.name)
        return self._changed(visit, now, f"{now.name}现在是{known(ROLES, now.role)}{_at(now)}；下一步操作起生效。")

    def toggle(self, visit: Visit, person_id: str | None) -> Updates:
        """Out of service, or back."""
        person = self._person(visit, person_id)
        if person.id == visit.person.id:
            raise ScreenRefusal("不能停用自己；请另一位管理员来操作。")
        now = self.house.store.people.change(person.id, active=not person.active, actor=visit.person.name)
        said = f"{now.name}已恢复，可以登录了。" if now.active else f"{now.name}已停用，登录和令牌都已失效。"
        return self._changed(visit, now, said)

    def reset(self, visit: Visit, person_id: str | None, password: str) -> Updates:
        person = self._person(visit, person_id)
        self.house.store.people.set_password(person.id, password or "", actor=visit.person.name)
        return self._changed(visit, person, f"{person.name}的密码已重设，请用新密码重新登录。")

    def _changed(self, visit: Visit, person: Person, said: str) -> Updates:
        """The list again, where whoever pressed may still see it (they may have changed themselves)."""
        now = self.house.store.people.get(visit.person.id)
        again = Visit(self.house, now or visit.person)
        if not again.reaches(Action.PEOPLE_READ):
            gone = gr.update(visible=False)
            return {self.p.said: notice("ok", said), self.p.listed: "", self.p.add_box: gone, self.p.one_box: gone}
        return self.look(again, notice("ok", said)) | (self._one(person) if again.reaches(CHANGE) else {})

    def _person(self, visit: Visit, person_id: str | None) -> Person:
        """Raises NotAllowed, ScreenRefusal."""
        visit.require(CHANGE)
        person = self.house.store.people.get(person_id or "")
        if person is None:
            raise ScreenRefusal("请先在名单里选一位同事。")
        return person

    def _one(self, person: Person) -> Updates:
        p = self.p
        return {
            p.one_box: gr.update(visible=True),
            p.who: f"<h3>调整：{esc(person.name)}</h3>",
            p.one_role: person.role,
            p.one_branch: person.branch,
            p.one_password: "",
            p.active: "停用" if person.active else "恢复",
            p.picked: person.id,
        }


def people_html(visit: Visit) -> str:
    """Those this person may see: everybody, or their own branch and whoever belongs to none."""
    if not visit.reaches(Action.PEOPLE_READ):
        visit.require(Action.PEOPLE_READ)
    seen = [p for p in visit.house.store.people.list() if visit.may(Action.PEOPLE_READ, p.branch)]
    change = visit.reaches(CHANGE)
    rows = [
        (
            f"<b>{esc(p.name)}</b>{'（您）' if p.id == visit.person.id else ''}",
            esc(known(ROLES, p.role)),
            esc(p.branch) or "<span class=rd-note>不分门店</span>",
            badge("pass", "在用", icon="✓") if p.active else badge("muted", "已停用", icon="✕"),
            "有" if p.has_password else "<span class=rd-note>没有</span>",
            moment(p.created_at),
            *((button("pick", "调整", kind="rd-small", id=p.id),) if change else ()),
        )
        for p in seen
    ]
    headers = ["姓名", "角色", "门店", "状态", "密码", "开通", *([""] if change else [])]
    return table("rd-people", headers, rows, search="搜索姓名、角色、门店…")


def _at(person: Person) -> str:
    return f"（{person.branch}）" if person.branch else ""
