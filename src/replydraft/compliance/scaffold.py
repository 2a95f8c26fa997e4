"""A new rule's file: the next free number of its family, every field there with what belongs in it."""

from __future__ import annotations

import re
from pathlib import Path

from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.rules import FAMILY_NUMBERS
from replydraft.domain.finding import Family
from replydraft.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")

_TEMPLATE = """\
id: {id}
name: {name}
family: {family}
severity: warn                       # block 不得发出 | warn 提醒 | info 仅告知
status: draft                        # draft 草案，不生效；写好样例、跑过 rules test 后改成 stable
effective: {{from: {day}, to: null}}   # 哪天起、哪天止
owner: 合规组
version: 0.1.0
message: 哪里不对、为什么，一句话，顾问看得懂
suggestion: 可以直接替换进去的合规说法；它自己要能通过全部规则
citations: [{{key: CP20}}]             # guardrails/citations.yaml 里的键；先核对原文
match:                               # 每一条都要被 must_flag 里的某句命中；{{{{词}}}} 见 vocabulary.yaml
  - any:
      - '(?:写成结构：谁){{{{c8}}}}(?:做什么)'
    # without: ['出现这些就不算']      # 可用：with without scope stance customer history channel send_hours
unless: []                           # 例外；每一条都要被 must_pass 里的某句用到
must_flag:                           # 至少 5 句，说法各不相同
  - 谁做什么
must_pass:                           # 至少 5 句：否定、提醒、提问、引用、假设
  - 不相干的话
"""


def new_rule(book: RuleBook, folder: Path, family: str, name: str, day: str, *, prefix: str = "RD") -> Path:
    """Write the file and say where; `prefix` RX in the folder of an overlay. Raises InputError: an unknown family, a name that is taken or not in kebab-case."""
    if family not in tuple(Family) or family not in FAMILY_NUMBERS.values():
        known = ", ".join(f.value for f in dict.fromkeys(FAMILY_NUMBERS.values()))
        raise InputError(f"must be one of {known}", field="family")
    if not _NAME.fullmatch(name):
        raise InputError("must name the wrong in kebab-case, like guaranteed-approval", field="name")
    every = [*book.items, *book.built_in, *(item for o in book.overlays for item in o.items)]
    if any(item.name == name for item in every):
        raise InputError("is the name of another rule", field="name", code="name_taken")
    number = next(n for n, f in FAMILY_NUMBERS.items() if f == family)
    taken = {item.id for item in every} | {p.name[:6] for p in folder.rglob(f"{prefix}*.yaml")}
    rule_id = next((i for n in range(1, 100) if (i := f"{prefix}{number}{n:02}") not in taken), None)
    if rule_id is None:
        raise InputError("has no free number left", field="family")
    path = folder / family / f"{rule_id}-{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEMPLATE.format(id=rule_id, name=name, family=family, day=day), encoding="utf-8")
    return path
