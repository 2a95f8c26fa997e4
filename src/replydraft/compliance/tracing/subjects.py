"""Which product, plan or kind of customer a figure is said of: the last one named before it, as the sources name them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.layout import rows
from replydraft.compliance.tracing.said import READ, Said
from replydraft.text.lazy import lazy

_HEAD = lazy(r"^[^，。：:；、]{0,12}?([一-龥A-Za-z]{2,8}(?:贷|分期|按揭|易融))(?:[（(][^）)]{0,10}[）)])?[：:。]")
_LABEL = lazy(
    r"[“「『]([一-龥A-Za-z]{2,10})[”」』]|((?:产品|方案)[子丑寅卯甲乙丙丁一二三四A-H])|([甲乙丙丁][款档])|([A-H](?:[类组]|(?=[款档：])))"
    r"|([一-龥]{2,4}贷)(?![款了的给过记])|([首二]套)|([新老]客)"
)
_COMPARED = lazy(r"[比和跟与对同或]|(?<!最)[高低贵]|更[高低贵]|不如|便宜|换")
_IN_ALL = lazy(r"合计|总计|共计|全程")
_OF_CUSTOMERS = lazy(r"[新老]客")
"""What is said of new customers is said of them to the end of the sentence."""
_MOST = 24


class Subjects:
    """The names that the sources give what they speak of, asked for the one that a figure is said of; "" where none is."""

    def __init__(self, texts: Sequence[str], known: Sequence[Known], customer: str) -> None:
        found = [n for text in texts for m in _LABEL.finditer(text[:4000]) for n in m.groups() if n]
        heads = [m[1] for text in texts if (m := _HEAD.match(text)) is not None]
        self._groups = [group for text in texts for group in rows(text)]
        found += [name for group in self._groups for name in group]
        self._names = list(dict.fromkeys([*heads, *found]))[:_MOST] if len({*heads, *found}) > 1 else []
        self._turned = {n[2:] + n[:2]: n for n in self._names if n[:2] in ("方案", "产品")}
        self._turned |= _short(self._names)
        every = sorted([*self._names, *self._turned], key=len, reverse=True)
        self._any = re.compile("|".join(map(_whole, every)) or r"(?!)")
        self._of: dict[int, str] = {}
        asked = set(self._any.findall(customer[:READ]))
        self._asked = asked.pop() if len(asked) == 1 else ""
        self._texts = texts
        self._starts = _places(known, texts) if self._names else {}
        self._owners = {self.of_source(k) for k in known} if self._names else set()

    def of_source(self, k: Known) -> str:
        """The last name before a figure of a passage, from the start of its text."""
        text = self._starts.get(k.text_no)
        if text is None:
            return ""
        named = (
            self._any.findall(text[: k.q.start])
            if not _IN_ALL.search(k.said.before) or len(_IN_ALL.findall(text)) > 1
            else []
        )
        if (
            len(named) > 1
            and _OF_CUSTOMERS.fullmatch(named[-1])
            and "。" in text[text.rfind(named[-1], 0, k.q.start) : k.q.start]
        ):
            named.pop()
        return self._turned.get(named[-1], named[-1]) if named else ""

    def spoken_of(self, talk: str) -> Callable[[Known], bool]:
        """Which figures may be computed with after a talk: those of a row that it does not name, where it names another one of
        the same table, may not."""
        named = {self._turned.get(n, n) for n in self._any.findall(talk[:READ])}
        silent = {n for group in self._groups if named & set(group) for n in group if n not in named}

        def may(k: Known) -> bool:
            text = self._starts.get(k.text_no) if silent else None
            if text is None:
                return True
            line = text[text.rfind("\n", 0, k.q.start) + 1 : k.q.start]
            mine = self._any.findall(line)
            return not ({self._turned.get(n, n) for n in (mine[:1] + mine[-1:])} & silent)

        return may

    def of_reply(self, s: Said) -> str:
        """The name before a figure in its sentence, if nothing is compared there; else the only one that the customer asks about."""
        if not self._names:
            return ""
        talk = s.ahead + s.before
        named = list(self._any.finditer(talk))
        if not named:
            return self._asked
        last = next((m for m in reversed(named) if self._turned.get(m[0], m[0]) in self._owners), named[-1])
        return "" if _COMPARED.search(talk[last.end() :]) else self._turned.get(last[0], last[0])


def _whole(name: str) -> str:
    """A pattern for a name that does not begin or end within a Latin word: AA级 is not in AAA级."""
    first, last = name[0].isascii() and name[0].isalpha(), name[-1].isascii() and name[-1].isalpha()
    return rf"{'(?<![A-Za-z])' if first else ''}{re.escape(name)}{'(?![A-Za-z])' if last else ''}"


def _short(names: Sequence[str]) -> dict[str, str]:
    """What people call a row for short: the first or last two characters of its name, where no other row has them."""
    ends = {name: _ends(name) | _graded(name) for name in names if len(name) > 2 and name[-1] != "贷"}
    return {
        end: name for name, short in ends.items() for end in short
        if sum(end in other for other in names) <= 1
    }  # fmt: skip


def _ends(name: str) -> set[str]:
    """The first and last two characters; of AAA级 its letters."""
    return {name[:-1]} if name[:-1].isascii() else {name[:2], name[-2:]}


def _graded(name: str) -> set[str]:
    """评分B is B档, B级 and B类."""
    return {name[-1] + grade for grade in "档级类款"} if name[-1].isascii() else set()


def _places(known: Sequence[Known], texts: Sequence[str]) -> dict[int, str]:
    """The text that each figure of a passage or of the operator stands in, by the number of the text."""
    made: dict[int, str] = {}
    for k in known:
        if k.text_no not in made and not k.voice and k.source in ("passage", "operator"):
            here = [t for t in texts if t[k.q.start : k.q.end] == k.q.text and k.said.before in t]
            if len(here) == 1:
                made[k.text_no] = here[0]
    return made
