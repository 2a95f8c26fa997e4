"""Which source states a figure of a reply: the same value, said of the same thing.

A value alone is not enough. It counts where role and end of range agree, where who said it may ground what is claimed, and where
no other value of the sources is plainly the one that the words of the reply ask for (评估费80元, where 80元 is the 登记费).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.compliance.tracing.equal import comparable, same
from replydraft.compliance.tracing.groups import alike_in_kind, apart_in_kind
from replydraft.compliance.tracing.kinship import akin
from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.results import fits
from replydraft.compliance.tracing.rivals import alike, contrasts, heads, letters, meant, told_apart
from replydraft.compliance.tracing.roles import apart
from replydraft.compliance.tracing.said import WEAK, Said, mark, uncompared, words_of
from replydraft.compliance.tracing.subjects import Subjects
from replydraft.compliance.tracing.voices import may_ground
from replydraft.text.lazy import lazy

_NAMES = lazy(
    r"[“「『\"]([一-龥A-Za-z]{2,10})[”」』\"]|([一-龥]{2,4}?)(?:银行|消费金融|小贷|小额贷款|农商行|农商银行|担保|汽车金融|信托)|([一-龥]{2,4}贷)(?!款)"
)
_OWED = frozenset({"debt", "principal", "income", "fee"})
_PAID = frozenset({"interest", "instalment", "fee", "each"})
_NAMED = frozenset({"deposit", "granted"})
"""Roles that one word names without fail."""
_BY_ITS_WORDS = frozenset({"date", "day"})
"""Units of which the words of a figure decide what it may be compared with: the 20th of every month, 2029-03-20."""
_LEAST = Decimal(1000)
_BASE = lazy(r"[按拿用以]这?\s?$")
_BASE_AFTER = lazy(r"的[一-龥]{0,4}(?:费|违约金|利息|罚息|月供)|来?[算收计乘]")
_ANY_FEE = lazy(r"([一-龥]{2})费(?![用率])")
_FEE_NAME = lazy(r"([一-龥]{2})费(?![用率])[^费，。；、]{0,6}$")
"""担保费 and 评审费 of one source are two fees."""
_SOMEBODYS = lazy(r"(?:[您你]|爱人|[太夫]|老[公婆]|先生)(?:[每一]个?月)?(?:有|是)?$")
"""您每月1.5万 is what somebody has."""
_YOU = lazy(r"[您你]|原来|别家|对方|那家|他们")
_BEYOND = lazy(r"的?(?:话)?[就已都]?(?:经)?(?:超|不够|没到|没满|不满|过线)|\s?[乘×*]")
"""断三个月就超了 says what the customer has, beside the line that it is held against."""
_STEP = lazy(r"再[加过等]$")
"""再加两天 is one step of several."""
_OF_A_RANGE = lazy(
    r"[起低优最从到至由]|区间|之间|范围|[档间]|算|假如|假设|如果|要是|按|比如|例如|的话|举例|下限|上限|以上|第一|头"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`found` states the figure; `instead` is what the sources state of the thing that the reply speaks of."""

    found: Known | None = None
    instead: Known | None = None


class Statements:
    """What the sources state, asked for one figure at a time."""

    def __init__(self, known: Sequence[Known], texts: Sequence[str], as_of: date | None, asked: str = "") -> None:
        self._known, self._as_of = known, as_of
        self._subjects = Subjects(texts, known, asked)
        self._names = _pairs(
            name for text in texts for m in _NAMES.finditer(text[:4000]) for name in m.groups() if name
        )
        self._fees = frozenset(m[1] for text in texts for m in _ANY_FEE.finditer(text[:4000]))
        self._ruled = frozenset(
            k.said.role for k in known if k.q.unit == "rate" and k.source != "calculator" and not k.voice
        )
        self._topic = words_of(asked)
        self._units: dict[str | Said, list[Known]] = {}

    def look_up(self, s: Said) -> Verdict:
        """Where a figure is stated, or what is stated in its place, or neither."""
        candidates = self._of_unit(s)
        if len(s.q.values) > 1 and s.q.unit not in ("date", "time"):
            return self._range(s, candidates)
        equal = [k for k in candidates if same(s, 0, k, self._as_of) and self._may(s, k)]
        instead: Known | None = None
        for k in equal:
            if self._of_another(s, k, candidates):
                continue
            if not k.voice and apart_in_kind(s, k.said):
                own = next(
                    (r for r in candidates if not r.voice and alike_in_kind(s, r.said) and not same(s, 0, r)), None
                )
                if own is not None and not any(not r.voice and not apart_in_kind(s, r.said) for r in equal):
                    instead = instead or own
                    continue
            rival = self._rival(s, k, candidates) if not _STEP.search(s.before) else None
            if rival is None:
                return Verdict(k)
            instead = instead or rival
        return Verdict(None, instead)

    def against(self, s: Said, k: Known) -> set[str]:
        """What speaks against a source that states the value of a figure: its name, kind, voice, end of a range, a neighbour of it,
        another product."""
        found = {
            "name": apart(s.q.unit, s.role, k.said.role), "voice": not may_ground(s, k, self._ruled),
            "kind": not fits(s, k), "word": not akin(s, k, self._topic),
            "product": self._of_another(s, k, self._of_unit(s)),
        }  # fmt: skip
        reasons = {name for name, holds in found.items() if holds}
        if not reasons and not self._may(s, k):
            return {"end"}
        return reasons or ({"neighbour"} if self.neighbour(s, k) is not None else set())

    def neighbour(self, s: Said, k: Known) -> Known | None:
        """Another value that the words around a figure ask for."""
        return self._rival(s, k, self._of_unit(s)) if len(s.q.values) == 1 else None

    def spoken_of(self, talk: str) -> list[Known]:
        """The figures of the sources that may be computed with: `Subjects.spoken_of`."""
        return list(filter(self._subjects.spoken_of(talk), self._known))

    def _of_unit(self, s: Said) -> list[Known]:
        key = s if s.q.unit in _BY_ITS_WORDS else s.q.unit
        if key not in self._units:
            self._units[key] = [
                k for k in self._known if comparable(s, k) or {s.q.unit, k.q.unit} == {"day", "workday"}
            ]
        return self._units[key]

    def _may(self, s: Said, k: Known) -> bool:
        if (apart(s.q.unit, s.role, k.said.role) and not (s.q.text[-1] == k.q.text[-1] == "折")) or not (
            may_ground(s, k, self._ruled) and fits(s, k) and akin(s, k, self._topic)
        ):
            return False
        if (
            (k.voice == "customer" or (k.voice == "profile" and not k.said.role))
            and _is_price(s)
            and k.said.role != s.role
            and k.q.values[-1] >= max(_LEAST, self._most(k.voice))
        ):
            return False
        mine, theirs = _FEE_NAME.search(s.before), _ANY_FEE.findall(k.said.before)
        if mine and theirs and mine[1] not in theirs and mine[1] in self._fees and not k.voice:
            return False
        value = s.q.values[0]
        if len(k.q.values) > 1 and k.q.unit not in ("date", "time"):
            end = "min" if value == k.q.values[0] else "max" if value == k.q.values[-1] else ""
            if s.bound and end and s.bound != end:
                return False
            if (
                end == "min"
                and s.role == "annual"
                and not s.bound
                and not _OF_A_RANGE.search(s.ahead[-16:] + s.before + s.after[:8])
            ):
                return False
        elif s.bound and k.said.bound and s.bound != k.said.bound:
            return False
        elif s.bound and not k.said.bound and s.q.unit in ("month", "period", "money", "rate"):
            return self._outermost(s, k)
        return True

    def _most(self, voice: str) -> Decimal:
        """The greatest amount that somebody names: what is borrowed, and no interest, fee or instalment of it."""
        return max(
            (o.q.values[-1] for o in self._known if o.voice == voice and o.q.unit in ("money", "bare")),
            default=Decimal(0),
        )

    def _outermost(self, s: Said, k: Known) -> bool:
        """Of terms listed side by side (12、24、36个月可选), 最长 is the greatest and 最短 the least; not of what the reply tells it
        apart from by name (厂房最高四成, where 住宅70% and 厂房40% are listed)."""
        listed = [
            o.q.values[0] for o in self._known
            if o.text_no == k.text_no and o.q.unit == k.q.unit and o.said.role == k.said.role and (o.said.ahead == k.said.ahead or not o.said.before.strip() + k.said.before.strip())
            and not o.said.bound and len(o.q.values) == 1 and abs(o.q.start - k.q.start) < 24
            and not s.near & (k.said.near - o.said.near)
        ]  # fmt: skip
        return not listed or k.q.values[0] == (max(listed) if s.bound == "max" else min(listed))

    def _range(self, s: Said, candidates: Sequence[Known]) -> Verdict:
        ends: list[Known | None] = [None] * len(s.q.values)
        for k in candidates:
            if apart(s.q.unit, s.role, k.said.role) or not (may_ground(s, k, self._ruled) and akin(s, k, self._topic)):
                continue
            here = [same(s, i, k, self._as_of) for i in range(len(ends))]
            if any(here) and self._of_another(s, k, candidates):
                continue
            if len(k.q.values) > 1:
                if all(here):
                    rival = self._rival(s, k, [r for r in candidates if len(r.q.values) > 1])
                    return Verdict(k) if rival is None else Verdict(None, rival)
                continue
            for i, hit in enumerate(here):
                ends[i] = ends[i] or (k if hit else None)
        if all(ends):
            return Verdict(ends[0])
        return Verdict(None, self._own(s, candidates))

    def _own(self, s: Said, candidates: Sequence[Known]) -> Known | None:
        return next((k for k in candidates if len(k.q.values) > 1 and not k.voice and s.near & k.said.near), None)

    def _rival(self, s: Said, k: Known, candidates: Sequence[Known]) -> Known | None:
        """Another value that the words around the figure ask for, where nothing there asks for this one."""
        near = (s.near - {mark(s.q)}) | (
            {f"#date:{self._as_of.year},0,0"} if self._as_of and "=今年" in s.near else frozenset()
        )
        if not any(w.startswith("#month") for w in near):
            near |= {w for w in s.wide if w.startswith("#month")}
        told = k.voice in ("customer", "advisor") and not _YOU.search(s.ahead[-30:] + s.before + s.after[:6])
        told = told and not _BEYOND.match(s.after)
        here = s.role in _NAMED and not k.said.role and not k.voice
        for r in candidates:
            if r.q.values == k.q.values or not alike(r, k) or (r.voice != k.voice and not (told and not r.voice)):
                continue
            if apart(s.q.unit, s.role, r.said.role) or any(same(s, i, r, self._as_of) for i in range(len(s.q.values))):
                continue
            if told_apart(s, k, r) or (r.said.role == "points") > (s.role == "points"):
                continue
            if r.voice != k.voice and r.said.bound and not s.bound and k.said.role == "principal":
                continue
            if r.voice != k.voice:
                shared = len([w for w in s.near & r.said.near if w[0] not in "#="])
                if r.said.role == s.role and shared > (0 if s.bound and s.bound == r.said.bound else 1):
                    return r
                continue
            elsewhere = s.role and k.said.role and s.role != k.said.role and r.text_no == k.text_no
            if (here or elsewhere) and r.said.role == s.role:
                return r
            theirs = contrasts((r.said.near - k.said.near) | (r.said.wide - k.said.wide - k.said.near), k) - {mark(s.q)}
            ours = contrasts((k.said.near - r.said.near) | (k.said.wide - r.said.wide - r.said.near), r)
            if r.text_no == k.text_no:
                title = r.title & k.title
                theirs, ours = theirs - title, ours - title
                theirs = frozenset(w for w in theirs if w[0] == "#") if heads(r, k) else theirs
            if near & ours or not ours:
                continue
            if for_them := near & theirs:
                only_marks = all(w[0] == "#" for w in for_them)
                if only_marks and r.said.role != k.said.role:
                    continue
                if r.text_no == k.text_no or for_them & self._names or len(for_them) > 2:
                    return r
            elif r.said.role == k.said.role and self._ahead(s, k, r, theirs, ours) > 0:
                return r
        return None

    def _of_another(self, s: Said, k: Known, candidates: Sequence[Known]) -> bool:
        """Whether the sources state this value of another product or plan than the one that the reply speaks of, and of that
        one something else."""
        theirs = self._subjects.of_source(k) if not k.voice else ""
        mine = self._subjects.of_reply(s) if theirs else ""
        if not mine or mine == theirs or (not mine.isascii() and (mine in theirs or theirs in mine)):
            return False
        own = [r for r in candidates if not r.voice and self._subjects.of_source(r) == mine]
        own = [r for r in own if s.near & r.said.near or not meant(s, k)]
        return not any(same(s, 0, r, self._as_of) for r in own) and any(
            r.said.role == k.said.role and (len(r.q.values) > 1 or len(s.q.values) == 1) for r in own
        )

    def _ahead(self, s: Said, k: Known, r: Known, theirs: frozenset[str], ours: frozenset[str]) -> int:
        """Whose word stands nearest before a clause that says nothing itself: 1 the rival's, -1 the candidate's, 0 neither's."""
        ahead = uncompared(s.ahead)[-24:]
        if len(letters(s) & letters(k.said)) > len(letters(s) & letters(r.said)):
            return -1
        if s.q.unit == "rate" or any(w[0] not in "#=" and not set(w) & WEAK for w in s.near):
            theirs, ours = theirs & self._names, ours & self._names
        them, us = (max((ahead.rfind(w) for w in words if w[0] not in "#="), default=-1) for words in (theirs, ours))
        return (them > us) - (them < us)


def _is_price(s: Said) -> bool:
    """Whether a figure is said as what is paid for a loan, not as the amount that it is reckoned from."""
    if s.role == "each" and _SOMEBODYS.search(s.before):
        return False
    return s.role in _PAID and not (_BASE.search(s.before) or _BASE_AFTER.match(s.after))


def _pairs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(n[i : i + 2] for n in names for i in range(len(n) - 1))
