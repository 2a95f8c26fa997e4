"""What a reply must say: which elements of a disclosure set nobody has given, and which the advisor gave earlier, where.

An element is given where its words stand in a sentence that neither asks for it nor takes it back: 年化10.8%（单利）, not
年化大概几个点吧 · 要给您算年化吗 · 授权书回头补. What was given earlier in the conversation counts until it is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from replydraft.compliance.message import Message
from replydraft.compliance.rules import DisclosureSet, Requirement
from replydraft.compliance.stance import stance_of
from replydraft.compliance.stretches import Stretches
from replydraft.text.clauses import Structure, structure
from replydraft.text.lazy import lazy

_QUESTION = lazy(r"(?:[?？]|吗|么)[”’」』\")）\s。]*$")


@dataclass(frozen=True, slots=True)
class Missing:
    """An element a topic requires and nobody has given. `softened` lowers its severity by one step."""

    topic: DisclosureSet
    requirement: Requirement
    softened: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An element a topic requires that need not be said again: the turn of the conversation (from 1), and the words."""

    topic: DisclosureSet
    requirement: Requirement
    turn: int
    words: str


def elements(topic: DisclosureSet, message: Message) -> Iterator[Missing | Given]:
    """What a topic that a message is about requires and the reply itself does not give."""
    anew = any(text.has(p) for p in topic.anew for text in (message.stretches, message.asked))
    for requirement in topic.requires:
        if _words(requirement, message.stretches, message.structure) is not None:
            continue
        if not anew and (given := _earlier(topic, requirement, message)) is not None:
            yield given
            continue
        need = requirement.needs_consent
        if need is not None and message.request.ledger is not None and message.agreed(need):
            continue
        yield Missing(topic, requirement, any(map(message.stretches.has, requirement.softened_by)))


def _earlier(topic: DisclosureSet, requirement: Requirement, message: Message) -> Given | None:
    """Where an element was given last, if neither a later turn of ours nor the reply takes it back."""
    if any(map(message.stretches.has, requirement.undone_by)):
        return None
    for turn, said in reversed(message.told):
        words = _words(requirement, said, structure(said.text))
        if words is not None:
            return Given(topic, requirement, turn, words)
        if any(map(said.has, requirement.undone_by)):
            return None
    return None


def _words(requirement: Requirement, said: Stretches, cut: Structure) -> str | None:
    """The words of a text that give an element; None where no words do."""
    for pattern in requirement.satisfied_by:
        if not said.has(pattern):
            continue
        for m in pattern.finditer(said.text, 0, len(said.text)):
            first, last = cut.sentence_at(m.start())[0], cut.sentence_at(max(m.start(), m.end() - 1))[1]
            undone = any(said.has(p, first, last) for p in requirement.undone_by)
            asked = _QUESTION.search(said.text[first:last]) and stance_of(cut, m.start(), m.end()).name == "asked"
            if not undone and not asked:
                return m[0]
    return None
