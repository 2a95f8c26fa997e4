"""The several things one message asks, and which further approved scripts answer what the first one leaves open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from replydraft.domain.draft import Brief, Intent
from replydraft.drafting.selection import BODY, NEARNESS, situation
from replydraft.drafting.triage import plain
from replydraft.drafting.wording import Wording
from replydraft.knowledge.documents import Document

MOST = 2
"""Further scripts beside the first one."""
_ASKING = re.compile(
    r"多少|多久|几(?:天|个|点|期|号|万)|怎|咋|如何|什么|啥|哪|吗|么|能不能|要不要|有没有|是不是|(?P<it>\w)[不没](?P=it)|行不|\?"
)
_CUT = re.compile(
    r"[,，。;；!！\n]|(?:^|(?<=[\s:：?？]))\d{1,2}[.、)](?!\d)|(?<=[?？])|(?:还有|另外|顺便|以及)(?=.{2})"
)
_ASIDE = frozenset({Intent.OFF_TOPIC, Intent.SMALLTALK, Intent.INJECTION})
"""What a script for such a message says is no answer to another question."""
_LONG = 45
"""Characters up to which a longer sentence says more."""
_NEAR = 40
"""How many of the best scripts a further answer may come from: a script far down shares a word, not the matter."""


def parts(text: str) -> tuple[str, ...]:
    """The clauses of a message that ask something, in order."""
    return tuple(c for c in (c.strip() for c in _CUT.split(plain(text))) if len(c) > 2 and _ASKING.search(c))


def further(
    brief: Brief,
    first: Document,
    ranked: Sequence[tuple[float, Document]],
    wording: Wording,
    answered: Callable[[str], bool] | None = None,
) -> tuple[tuple[Document, str], ...]:
    """At most `MOST` scripts, each with its sentence for what was asked and `first` was not written for.

    () where one thing was asked. `answered`: whether a clause has its answer already.
    """
    asked = parts(brief.inquiry.customer)
    if len(asked) < 2:
        return ()
    found: list[tuple[Document, str]] = []
    for part in asked:
        if (answered is not None and answered(part)) or any(
            situation(doc, part) for doc in (first, *(d for d, _ in found))
        ):
            continue
        fitting = [
            (situation(doc, part) + NEARNESS * wording.nearness(part, doc), doc)
            for _, doc in ranked[1:_NEAR]
            if not _ASIDE & set(doc.intents[:1])
        ]
        best = max((f for f in fitting if situation(f[1], part)), key=lambda f: (f[0], f[1].id), default=None)
        if best is not None:
            found.append((best[1], _nearest(part, best[1])))
    return tuple(found[:MOST])


def _nearest(part: str, doc: Document) -> str:
    """The sentence of a script's body that shares most with what was asked, else the one that says most."""
    sentences = [s.strip() for item in doc.items(BODY) for s in re.split(r"(?<=[。！？])", item) if len(s) > 6]
    return max(sentences, key=lambda s: (len(_pairs(part) & _pairs(s)) / len(s) ** 0.5, min(len(s), _LONG)))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))
