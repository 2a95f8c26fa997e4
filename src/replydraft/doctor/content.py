"""The doctor on what is data: operator profile, rules, knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from replydraft.bootstrap import lint_knowledge, test_rules
from replydraft.compliance.rulebook import load_rulebook
from replydraft.doctor.finding_out import Ailment
from replydraft.domain.operator import OperatorProfile
from replydraft.knowledge.documents import load_knowledge
from replydraft.knowledge.operator_profile import load_operator
from replydraft.settings import Settings

SOON = timedelta(days=30)
PROFILE, RULES, KNOWLEDGE = "机构资料", "规则", "知识库"


def look_at_operator(settings: Settings, today: date) -> Iterator[Ailment]:
    operator = load_operator(settings.operator)
    yield Ailment("ok", PROFILE, f"{operator.company}（{settings.operator}）")
    if operator.demo:
        yield Ailment(
            "hint", PROFILE, "正在用演示资料，公司与合作机构都是虚构的",
            "正式使用：复制一份 operator.toml，改成自己的，设 demo = false，用 REPLYDRAFT_OPERATOR 指向它",
        )  # fmt: skip
    yield from _partners(operator, today)
    if not operator.hotlines:
        yield Ailment("warning", PROFILE, "没有登记客服与求助电话，紧急回复里给不出号码", "在 hotlines 里补上")
    if operator.second_person.alone_after_s is None and not operator.second_person.tiers:
        yield Ailment("hint", PROFILE, "没有任何分级需要第二人复核", "确认这是有意的：second_person.tiers")


def _partners(operator: OperatorProfile, today: date) -> Iterator[Ailment]:
    for partner in operator.partners:
        if partner.expires is None:
            yield Ailment("hint", PROFILE, f"{partner.name} 的合作协议没有登记到期日", "在 partners 里补上 expires")
        elif partner.expires < today:
            yield Ailment(
                "error", PROFILE, f"{partner.name} 的合作协议已于 {partner.expires} 到期", "续签后更新，或删掉这家"
            )
        elif partner.expires < today + SOON:
            yield Ailment("warning", PROFILE, f"{partner.name} 的合作协议将于 {partner.expires} 到期", "尽快续签")


def look_at_rules(settings: Settings, today: date) -> Iterator[Ailment]:
    book = load_rulebook(settings.rules, settings.overlays)
    live = sum(1 for rule in book.rules if rule.in_force(today))
    if not live:
        yield Ailment("error", RULES, f"{today} 没有一条规则生效", "检查规则文件里的 effective 日期")
        return
    yield Ailment("ok", RULES, f"{live} 条规则生效，版本 {book.version}")
    failed, count = test_rules(settings, today, book=book)
    if failed:
        yield Ailment(
            "error", RULES, f"{len(failed)} 条规则样例不通过，例如：{failed[0]}", "运行 replydraft rules test 看全部"
        )
    else:
        yield Ailment("ok", RULES, f"{count} 条规则样例全部通过")


def look_at_knowledge(settings: Settings, today: date) -> Iterator[Ailment]:
    knowledge = load_knowledge(settings.knowledge)
    quotable = knowledge.quotable_on(today)
    if not quotable:
        yield Ailment("error", KNOWLEDGE, f"{today} 没有可以引用的内容", "检查 status、audience 和生效日期")
        return
    yield Ailment(
        "ok", KNOWLEDGE, f"{len(knowledge.documents)} 篇文档，{len(quotable)} 段可引用，版本 {knowledge.version}"
    )
    problems = lint_knowledge(settings, today)
    for level, name in (("error", "错误"), ("warning", "提醒")):
        found = [p for p in problems if p.level == level]
        if found:
            first = f"{Path(str(found[0].where)).name}：{found[0].message}"
            yield Ailment(
                "error" if level == "error" else "warning", KNOWLEDGE, f"{len(found)} 处{name}，例如 {first}",
                "运行 replydraft kb lint 看全部",
            )  # fmt: skip
    soon = {d.id for d in knowledge.documents if d.effective_to and today <= d.effective_to < today + SOON}
    if soon:
        yield Ailment("warning", KNOWLEDGE, f"{len(soon)} 篇文档 30 天内失效，例如 {min(soon)}", "更新或延长有效期")
