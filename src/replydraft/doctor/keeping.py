"""The doctor on what is kept: the data folder, the store, its keys, its people, the audit trail and its anchors."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from replydraft.bootstrap import anchors, open_the_store, store_address, store_keys
from replydraft.doctor.finding_out import Ailment
from replydraft.domain.people import Role
from replydraft.settings import Settings

if TYPE_CHECKING:
    from replydraft.adapters.store import Store

HOME, STORE, KEYS, PEOPLE, TRAIL = "数据文件夹", "数据库", "密钥", "账号", "留痕"
LEAST_SPACE = 500 * 1024 * 1024


def look_at_home(settings: Settings) -> Iterator[Ailment]:
    home = settings.home
    if not home.exists():
        yield Ailment("hint", HOME, f"{home} 还没有建立，第一次运行时会建立")
        return
    if not os.access(home, os.W_OK):
        yield Ailment("error", HOME, f"{home} 不可写，什么都保存不了", "改正文件夹权限，或用 REPLYDRAFT_HOME 换一个")
        return
    if os.name == "posix" and home.stat().st_mode & 0o077:
        yield Ailment("warning", HOME, f"{home} 对其他用户可读", f"执行 chmod 700 {home}")
    free = shutil.disk_usage(home).free
    if free < LEAST_SPACE:
        yield Ailment("warning", HOME, f"磁盘只剩 {free // 1024 // 1024} MB", "清理磁盘；写满后任何批准都保存不了")
    yield Ailment("ok", HOME, f"{home}，剩余 {free // 1024**3} GB")


def look_at_store(settings: Settings) -> Iterator[Ailment]:
    """Opens what is there and never makes one."""
    from pathlib import Path

    address = store_address(settings) if settings.home.exists() or settings.database_url else None
    if address is None or (isinstance(address, Path) and not address.exists()):
        yield Ailment("hint", STORE, "还没有建立，第一次运行 replydraft serve 或 demo 时会建立")
        return
    with open_the_store(settings, create=False) as store:
        store.ping()
        yield Ailment("ok", STORE, f"可以读写：{store.name}")
        yield from _keys(settings, store)
        yield from _people(store)


def _keys(settings: Settings, store: Store) -> Iterator[Ailment]:
    with store.database.read() as c:
        store.vault.own(c)
    place = store_keys(settings)
    if place.given:
        yield Ailment("ok", KEYS, "主密钥来自环境变量 REPLYDRAFT_STORE_KEY，能打开本库")
        return
    yield Ailment("ok", KEYS, f"主密钥能打开本库：{place.file}")
    yield Ailment(
        "hint", KEYS, "密钥文件丢失后，客户信息再也打不开", "把它另存一份在安全的地方，不要和数据库备份放在一起"
    )
    if place.retired.exists():
        yield Ailment("hint", KEYS, f"还留着旧密钥：{place.retired}", "更换密钥前的备份都作废后，删除它")


def _people(store: Store) -> Iterator[Ailment]:
    people = [p for p in store.people.list() if p.active]
    if not people:
        yield Ailment(
            "warning", PEOPLE, "还没有人", "打开审核台建立第一个账号，或运行 replydraft users add 姓名 --role admin"
        )
        return
    if not any(p.role == Role.ADMIN for p in people):
        yield Ailment("warning", PEOPLE, "没有在职的管理员", "运行 replydraft users role 姓名 admin")
    seconds = [p for p in people if p.role != Role.ADVISOR]
    if len(people) > 1 and not seconds:
        yield Ailment("warning", PEOPLE, "没有人可以做第二审核人", "把一位同事设为 senior 或 manager")
    if len(people) == 1:
        yield Ailment("hint", PEOPLE, "只有一个人：需要复核的回复由本人隔一段时间单独确认，并如实留痕")
    yield Ailment("ok", PEOPLE, f"{len(people)} 人在职")


def look_at_trail(settings: Settings) -> Iterator[Ailment]:
    """The chain, its anchors, and everything in the store that an event speaks of."""
    if not settings.database_url and not (settings.home / "replydraft.db").exists():
        return
    found, more, _ = anchors.prove(settings)
    broken = found.damage[0].what if found.damage else more
    if broken is not None:
        yield Ailment(
            "error", TRAIL, f"链条或内容不一致：{broken}",
            "停止使用，保留现场，与另存的检查点和备份比对：replydraft audit verify",
        )  # fmt: skip
        return
    yield Ailment("ok", TRAIL, f"{found.events} 条，链条与内容一致，其中前 {found.anchored} 条与检查点相符")
    if not found.anchored:
        yield Ailment(
            "hint",
            TRAIL,
            "还没有检查点：整库被改写时看不出来",
            "运行 replydraft audit checkpoint，服务运行时每分钟自动做一次",
        )
    elif settings.checkpoints is None:
        yield Ailment(
            "hint",
            TRAIL,
            "检查点和数据库在同一台机器上",
            "用 REPLYDRAFT_CHECKPOINTS 放到别处，或定期把它和公钥另存一份",
        )
    yield from _clock(settings)


def _clock(settings: Settings) -> Iterator[Ailment]:
    with open_the_store(settings, create=False) as store:
        last = store.audit.last()
    if last is not None and datetime.fromisoformat(last.at) > datetime.now(UTC) + timedelta(minutes=2):
        yield Ailment(
            "warning", TRAIL, f"最后一条的时间 {last.at} 在现在之后：这台机器的时钟可能被调慢了", "校准系统时间（NTP）"
        )
