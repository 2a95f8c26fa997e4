"""Checks that are code, not rule files (identifiers, figures, what no reply may carry), as compliance reads about them.

`guardrails/built_in.yaml` says what each looks for, with examples that `rules test` runs; `tests/rules/test_built_in.py` holds it to
what the code reports. The learned second look is described by its own file (`classifier`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from replydraft.compliance.classifier import SETTINGS as SECOND_LOOK
from replydraft.compliance.classifier import Classifier
from replydraft.compliance.rule_files import read_examples
from replydraft.compliance.rules import Example, Law
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.domain.finding import Family, Severity

FILE = "built_in.yaml"
_KEYS = ("id", "name", "family", "message", "citations", "must_flag", "must_pass", "needs_evidence", "cannot_be_shown")
_LEAST = 2


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One check. `citations` are keys of citations.yaml; `about` are Chinese notes: when it looks, who can change it."""

    id: str
    name: str
    family: Family
    severity: Severity
    message: str
    citations: tuple[str, ...]
    about: tuple[str, ...]
    must_flag: tuple[Example, ...] = ()
    must_pass: tuple[Example, ...] = ()
    suggestion: str = ""
    """Empty: the finding's own, made of what it found."""


def read_built_in(folder: Path, laws: Mapping[str, Law], classifier: Classifier | None) -> tuple[BuiltIn, ...]:
    """What a rules folder says of the checks in code, and its second look, by id; without the file, the latter only.

    Raises ContentError for a bad file.
    """
    path = folder / FILE
    found = list(_second_look(classifier))
    if path.exists():
        where = f"{folder.name}/{FILE}"
        top = Reading(read_yaml(path, where), where, 1)
        top.only(("checks", "evidence", "note"))
        passages = top.texts("evidence")
        found += [_read(top.inner(each, "checks"), passages, laws) for each in top.items("checks", required=True)]
        if len({each.id for each in found}) != len(found):
            raise top.fail("an id stands twice", "checks")
    return tuple(sorted(found, key=lambda each: each.id))


def _read(r: Reading, passages: tuple[str, ...], laws: Mapping[str, Law]) -> BuiltIn:
    r.only(_KEYS)
    about = ["内置检查：识别方式在程序里，不随规则文件改，也不受存疑影响"]
    citations = r.texts("citations")
    if missing := [key for key in citations if key not in laws]:
        raise r.fail(f"citations.yaml has no {missing[0]!r}", "citations")
    evidence: tuple[tuple[str, object], ...] = ()
    if r.value.get("needs_evidence") is True:
        evidence = (("evidence", {"passages": list(passages), "events": []}),)
        about.append(f"只在给了依据时检查（起草时总是给的）；例句的依据：{'；'.join(passages)}")
    hidden = r.text("cannot_be_shown", default="")

    def shown(key: str) -> tuple[Example, ...]:
        examples = () if hidden else read_examples(r, key, least=_LEAST)
        return tuple(Example(e.draft, (*e.context, *evidence), e.missing, e.where) for e in examples)

    return BuiltIn(
        id=r.text("id"),
        name=r.text("name"),
        family=Family(r.choice("family", tuple(Family))),
        severity=Severity.BLOCK,
        message=r.text("message"),
        citations=citations,
        about=(*about, *([hidden] if hidden else [])),
        must_flag=shown("must_flag"),
        must_pass=shown("must_pass"),
    )


def _second_look(classifier: Classifier | None) -> Iterator[BuiltIn]:
    for k in classifier.likenesses if classifier else ():
        yield BuiltIn(
            id=k.id,
            name=k.name,
            family=k.family,
            severity=Severity.WARN,
            message=k.message,
            citations=k.citations,
            about=(
                f"二次过目：整段话像这一类违规到 {k.share:.0%} 以上、规则又没发现什么时提醒；从不拦截，也不放行任何东西",
                f"门槛和开关在 guardrails/{SECOND_LOOK}；权重由我们自己标注的话学来，没有固定的说法，所以没有例句",
            ),
            suggestion=k.suggestion,
        )
