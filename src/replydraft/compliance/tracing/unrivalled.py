"""A figure that the sources state of something called otherwise, where nothing they state suits its words better and is left unsaid.

A reply that puts one figure for another leaves the right one out: it stays an orphan that the words around the wrong one ask for. Where
no such orphan is, a role, a total or a neighbour in the same list that words alone made doubtful is no reason to doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from math import log

from replydraft.compliance.tracing.caps import above_limits
from replydraft.compliance.tracing.conduct import draws_consequence, is_borrowed
from replydraft.compliance.tracing.equal import comparable, same
from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.labels import SHIFTED
from replydraft.compliance.tracing.said import WEAK, Said
from replydraft.compliance.tracing.stated import Statements
from replydraft.text.lazy import lazy

_WIDE = 0.3
"""What a word of the sentence counts beside one of the clause."""
_FAINT = 0.2
"""Closeness that says nothing."""
_RESULT = lazy(r"还差|折|算下来|算出来|少了|省|多了")


_IN_ALL = lazy(r"(?:总共|一共|共计)(?:就?是|有|分)?$")
_BASE_AFTER = lazy(r"\s?(?:乘|×|\*|的?(?:月供|利息)(?:是|要)?(?:多少|怎么|我))")
"""20万月供多少: the amount is what the instalment is of."""
_HALF = frozenset({"一半", "对半"})
_POINTS = lazy(r"基点$|[Bb][Pp]$")
_EACH = lazy(r"\s?(?:[/／每]|一)个?[月天日]")
"""监管费0.15%/月."""
_NOUN = lazy(r"[一-龥]{2}")
_TERMS = frozenset({"month", "period"})
_ALL_TIMES = frozenset({"day", "workday", "month", "period", "date"})


def _same_thing(s: Said, k: Known) -> bool:
    """Whether two names may be of one thing: a fee once and each time, so many points; what something is reckoned of, a
    limit of what is given, a term of something that began with being late."""
    names = {s.role, k.said.role}
    if s.q.unit == "rate":
        points = k.said.role == "points" and (_POINTS.search(s.q.text) or SHIFTED.search(s.before[-8:]))
        each = names in ({"fee", "month"}, {"fee", "day"}) and bool(_EACH.match(k.said.after))
        each = each or (names == {"fee", "annual"} and any(w[-1] == "费" and w != "消费" for w in s.near & k.said.near))
        return each or names == {"fee", "perfee"} or s.q.text in _HALF or bool(points)
    if s.q.unit in _TERMS:
        return names == {"overdue", "loan"}
    if s.bound == k.said.bound == "max":
        return names == {"principal", "fee"}
    return k.said.role == "principal" and bool(_BASE_AFTER.match(s.after))


def _counts_alike(s: Said, k: Known) -> bool:
    """Whether both count one thing, named behind the figure here and before it there: 11家银行 and 银行11家, 3家消金 and
    消费金融公司3家."""
    if s.q.unit not in ("thing", "people") or s.bound or (m := _NOUN.match(s.after)) is None:
        return False
    first, last = m[0][:1], m[0][1:]
    before = k.said.before[-8:]
    return 0 <= before.find(first) < before.rfind(last)


class Unrivalled:
    """Asked for one figure of a reply at a time; `traced` are the texts that its other figures were found in."""

    def __init__(
        self, asked: Sequence[Said], known: Sequence[Known], statements: Statements, as_of: date | None
    ) -> None:
        self._asked, self._known, self._statements, self._as_of = asked, known, statements, as_of
        self._seen = Counter(w for k in known for w in k.said.near | k.said.wide)

    def look_up(self, s: Said, traced: frozenset[int]) -> Known | None:
        """What states the figure under another name, or None. `traced` are the numbers of the texts that other figures rest on."""
        if len(s.q.values) > 1 and s.q.unit != "date":
            return None
        equal = [k for k in self._known if comparable(s, k) and same(s, 0, k, self._as_of)]
        if not equal or _RESULT.search(s.before[-8:]):
            return None
        orphans = list(self._orphans(s, equal))
        orphan = max((self._closeness(s, k) for k in orphans), default=0.0)
        alone = all(k.q.unit != s.q.unit for k in orphans)
        for k in equal:
            if not k.voice and _counts_alike(s, k):
                return k
            close = self._closeness(s, k)
            twice = k.text_no in traced and self._said_twice(s, k)
            if (close >= orphan or twice) and self._may(s, k, traced, shared=close > _FAINT, alone=alone):
                return k
        return None

    def is_ruled(self, s: Said) -> bool:
        """Whether a made-up time has a consequence in the reply, where the sources tell other times; or is beyond what they allow."""
        if is_borrowed(s) and above_limits(s, self._known):
            return True
        times = [k for k in self._known if not k.voice and k.q.unit in _ALL_TIMES and k.said.role != "lpr"]
        return draws_consequence(s) and any(k.q.values != s.q.values and not self._is_said(s, k) for k in times)

    def leaves_out(self, s: Said) -> bool:
        """Whether our sources have a figure of its unit that the reply says nowhere, with words of the figure's own clause."""
        return any(
            w[0] not in "#=" and not set(w) & WEAK
            for k in self._orphans(s, ())
            if k.q.values != s.q.values
            for w in s.near & k.said.near
        )

    def _may(self, s: Said, k: Known, traced: frozenset[int], *, shared: bool, alone: bool) -> bool:
        """Whether all that speaks against it is its name, that it is a total, or its neighbours. `alone` says that our sources
        have no other figure of its unit that the reply leaves unsaid."""
        against = self._statements.against(s, k)
        if against == {"name"}:
            return (not s.bound or s.bound == k.said.bound) and _same_thing(s, k)
        if against == {"word"}:
            yearly = {s.role, k.said.role} <= {"", "annual"}
            priced = shared and s.q.unit == "rate" and yearly and not k.voice and s.bound in ("", k.said.bound)
            a_fee = s.q.unit == "rate" and {s.role, k.said.role} == {"", "fee"}
            return priced or (not k.voice and alone and s.bound == k.said.bound and (s.bound != "" or a_fee))
        if against == {"kind"}:
            share = shared and s.q.unit == "rate" and s.role in ("ratio", "points") and s.bound == k.said.bound
            in_all = bool(_IN_ALL.search(s.before)) and s.role in ("", "whole", k.said.role)
            return not k.voice and (share or in_all)
        if against == {"neighbour"} and k.text_no in traced and self._said_twice(s, k):
            return True
        if against != {"neighbour"} or k.text_no not in traced or s.q.unit in ("date", "time"):
            return False
        rival = self._statements.neighbour(s, k)
        return rival is not None and self._is_said(s, rival)

    def _said_twice(self, s: Said, k: Known) -> bool:
        """Whether a source states an amount twice, and the reply names it twice as well: 100万以内自主, 超过100万受托."""
        ours = [o for o in self._known if o.text_no == k.text_no and o.q.values == k.q.values and o.q.unit == k.q.unit]
        theirs = [o for o in self._asked if o.q.values == s.q.values and o.q.unit == s.q.unit]
        return s.q.unit == "money" and len(ours) > 1 and len(theirs) > 1

    def _orphans(self, s: Said, equal: Sequence[Known]) -> Iterator[Known]:
        """The figures of our sources that the reply might have meant and says nowhere."""
        values = {k.q.values for k in equal}
        for k in self._known:
            if k.voice or k.q.values in values or not comparable(s, k):
                continue
            if not self._is_said(s, k):
                yield k

    def _is_said(self, s: Said, k: Known) -> bool:
        """Whether another figure of the reply says it."""
        return any(o is not s and comparable(o, k) and same(o, 0, k, self._as_of) for o in self._asked)

    def _closeness(self, s: Said, k: Known) -> float:
        """The words that both are said with; one that few figures of the sources have counts more."""
        near = s.near & k.said.near
        return self._weight(near) + _WIDE * self._weight((s.wide & k.said.wide) - near)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(log(1 + len(self._known) / (1 + self._seen[w])) for w in words)
