"""The whole examination, in the order in which one thing rests on another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from replydraft.doctor import connections, content, keeping
from replydraft.doctor.finding_out import Ailment, looked
from replydraft.errors import ReplydraftError
from replydraft.settings import load_settings


def examine(*, knowledge: Path | None, rules: Path | None, operator: Path | None, today: date) -> Iterator[Ailment]:
    """Everything the doctor has to say; raises nothing that is one of our errors."""
    try:
        settings = load_settings(knowledge=knowledge, rules=rules, operator=operator)
    except ReplydraftError as e:
        yield Ailment("error", connections.SETTINGS, str(e), "改正这个环境变量")
        return
    fix = "改正所说的文件和行"
    looks = (
        (connections.SETTINGS, partial(connections.look_at_settings, settings), "检查环境变量"),
        (content.PROFILE, partial(content.look_at_operator, settings, today), f"{fix}：没有可读的机构资料就不会起草"),
        (content.RULES, partial(content.look_at_rules, settings, today), f"{fix}：没有规则就不会放行任何回复"),
        (content.KNOWLEDGE, partial(content.look_at_knowledge, settings, today), fix),
        (keeping.HOME, partial(keeping.look_at_home, settings), "检查 REPLYDRAFT_HOME"),
        (keeping.STORE, partial(keeping.look_at_store, settings), "没有可用的数据库就不会保存任何批准"),
        (keeping.TRAIL, partial(keeping.look_at_trail, settings), "运行 replydraft audit verify"),
        (connections.INDEX, partial(connections.look_at_index, settings), "检查检索设置"),
        (connections.MODEL, partial(connections.look_at_model, settings), "检查模型设置"),
    )
    for about, look, do in looks:
        yield from looked(about, look, do)
