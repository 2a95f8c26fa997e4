"""What is said about other matters than a loan: 稳的，您等着 after 高铁票抢到没 promises no loan.

A reply is an aside only where the customer's last message names another matter, neither that message nor the reply has any word
of lending, money owed or data, and the reply none of the trade either. Without a message of the customer nothing is an aside.
What blocks in plain words of its own (`weighing`) is none. The words are in `guardrails/asides.yaml`; without it nothing is an aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from replydraft.compliance.message import Message
from replydraft.compliance.yaml_reader import Reading, read_yaml
from replydraft.domain.finding import Family
from replydraft.text.lazy import lazy

FILE = "asides.yaml"
FAMILIES = frozenset(
    {
        Family.OVER_PROMISE, Family.PRESSURE, Family.ILLEGAL_INTERMEDIATION, Family.MISLEADING_COST,
        Family.MISSING_DISCLOSURE, Family.CREDIT_REPAIR, Family.COLLECTION_CONDUCT,
    }
)  # fmt: skip
"""What the words of an aside may be let go for: leaks, orders that are not ours and rudeness are wrong on any matter."""
_LISTS = ("other", "lending", "trade", "whereabouts")


@dataclass(frozen=True)
class Asides:
    """Words of another matter, of lending, of what a reply about a loan speaks of, and of where customers are or what they are doing:
    alternatives over folded text."""

    other: str
    lending: str
    trade: str
    whereabouts: str
    _made: dict[str, re.Pattern[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def matter(self, message: Message) -> str | None:
        """The word that shows that a message is about something else than a loan; None where it may be about one."""
        if not message.customer or self._found(self.lending, message.customer):
            return None
        if self._found(self.lending, message.text) or self._found(self.trade, message.text):
            return None
        about = self._pattern(self.whereabouts).sub(" ", message.customer)
        named = self._found(self.other, about)
        return named[0] if named else None

    def _found(self, words: str, text: str) -> re.Match[str] | None:
        return self._pattern(words).search(text)

    def _pattern(self, words: str) -> re.Pattern[str]:
        if words not in self._made:
            self._made[words] = lazy(words)
        return self._made[words]


def read_asides(folder: Path) -> Asides | None:
    """The asides of a rules folder; None without the file. Raises ContentError (file and line) for a bad one."""
    path = folder / FILE
    if not path.exists():
        return None
    shown = f"{folder.name}/{FILE}"
    top = Reading(read_yaml(path, shown), shown, 1)
    top.only(_LISTS)
    return Asides(*(_words(top, name) for name in _LISTS))


def _words(top: Reading, name: str) -> str:
    """One alternative a line of the list; each compiles and asks for something, so that no slip makes everything an aside."""
    words = top.texts(name)
    if not words:
        raise top.fail("needs words", name)
    for word in words:
        try:
            if re.compile(word).search("") is not None:
                raise top.fail(f"{word!r} is found in every text", name)
        except re.error as e:
            raise top.fail(f"{word!r} is no expression: {e}", name) from None
    return "|".join(f"(?:{word})" if "|" in word else word for word in words)
