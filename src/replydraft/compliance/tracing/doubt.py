"""Doubt: how likely a figure of a reply is false, from what tracing says of it and from which figure of the sources it restates.

Words can ask for another figure than the one whose value they give: 首付两成 after 首套15%，二套20%. `pointer` reads which one is meant,
without seeing the value in the reply; gradient boosted trees (`trees`, `guardrails/figures.tsv`) weigh that with what tracing found. A
figure whose value no source has, and that does not follow from any, stays untraced whatever the rest says. Learned by
`scripts/weigh_figures.py` from replies by people who knew nothing of this program, each once true and once with a figure altered.
See docs/adr/0028.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.compliance.pointer import KINDS, VOICES, Pointer, Pointing, Text
from replydraft.compliance.runs import share_of
from replydraft.compliance.tracing.equal import same
from replydraft.compliance.tracing.known import FigureSources, Known, known_figures
from replydraft.compliance.tracing.said import Said, figure_of, in_chinese_marks
from replydraft.domain.draft import Figure

_KINDS = {
    **dict.fromkeys(("rate", "rate_points"), 0), "money": 1, **dict.fromkeys(("month", "period", "quarter"), 2),
    **dict.fromkeys(("day", "workday", "hour", "minute"), 3), **dict.fromkeys(("date", "time"), 4), "倍": 5,
    **dict.fromkeys(("times", "thing", "people"), 6), "岁": 7, "bare": 8,
}  # fmt: skip
"""Kinds of figures by their units, as the marks of `pointer` know them."""
_PROFILE = {
    "monthly_income": "月收入", "monthly_debt": "每月还债", "amount_wanted": "想借", "term_months": "想借的期限",
    "house_value": "房子估值", "age": "年龄",
}  # fmt: skip
_MEANT = 0.5
"""From which share on a figure of the sources is the one that is meant."""
_OF_ANOTHER = "资料里的这个数，说的像是别的事"
_WRITTEN = {"money": "元", "month": "个月", "岁": "岁"}
_OURS, _CUSTOMERS, _ADVISORS, _PROFILES = range(len(VOICES))


@dataclass(frozen=True, slots=True)
class Found:
    """What tracing says of the figures of a reply, by their places: with a source, without one (and what the sources state instead), of
    these the ones that need none, and those that plain sums contradict."""

    traced: dict[int, Figure]
    open_: dict[int, tuple[Said, str]]
    free: set[int]
    contradicted: Collection[int]
    as_of: date | None
    """The day that dates without a year are read on."""

    def verdict(self, i: int) -> Verdict:
        figure = self.traced.get(i)
        return Verdict(figure.source if figure else "", i in self.free, i in self.open_ and bool(self.open_[i][1]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What tracing says of one figure: `source` where it is traced (else ""), whether it is one that need not be, and whether the
    sources state another in its place."""

    source: str
    free: bool
    instead: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One figure of the sources: all readings of it, and where it stands among the texts given to `pointer`."""

    at: tuple[int, int]
    kind: int
    readings: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Of one figure: how likely it is false (0 to 1), the figure of the sources that it restates, where one has its value, and the one
    of another value that its words ask for."""

    false: float
    restated: Known | None
    asked_for: Known | None

    @property
    def instead(self) -> str:
        return f"这里说的像是“{self.asked_for.detail}”" if self.asked_for else ""


def doubt(
    pointing: Pointing,
    text: str,
    asked: Sequence[Said],
    found: Found,
    sources: FigureSources,
) -> None:
    """Moves the figures that are likely false out of `traced`, and back those that likely restate one of the same value. Nothing where the
    reply cannot be read at once. Raises ContentError for an unreadable table."""
    for i, each in enumerate(judged(pointing, text, asked, found, sources)):
        if each.false > pointing.named:
            had = found.traced.pop(i, None)
            if had is not None or i in found.free or not found.open_[i][1]:
                found.open_[i] = asked[i], each.instead if each.asked_for else _OF_ANOTHER if had else ""
            found.free.discard(i)
            continue
        named = i in found.open_ and i not in found.free and i not in found.contradicted
        if named and each.restated and each.false <= pointing.let_go:
            found.traced[i] = figure_of(asked[i], each.restated.source, each.restated.detail)
            del found.open_[i]


def judged(
    pointing: Pointing,
    text: str,
    asked: Sequence[Said],
    found: Found,
    sources: FigureSources,
) -> list[Judged]:
    """All figures of a reply; none where it cannot be read at once. Raises ContentError for an unreadable table."""
    told = values(pointing.pointer, text, asked, found, sources)
    return [Judged(share_of(pointing.trees.of(known)), own, other) for known, own, other in told]


Told = tuple[Mapping[str, float], Known | None, Known | None]


def values(
    pointer: Pointer,
    text: str,
    asked: Sequence[Said],
    found: Found,
    sources: FigureSources,
) -> list[Told]:
    """By figure of a reply: what the trees are asked with, by name, and the figures of the sources for `Judged`; none where it cannot be
    read at once. Raises ContentError for an unreadable pointer."""
    texts, candidates = read_sources(sources)
    if not candidates:
        return []
    equal = equals(asked, candidates, found.as_of)
    verdicts = [found.verdict(i) for i in range(len(asked))]
    order = _first(texts, candidates, equal)
    marks = [(s.q.start, s.q.end, kind_of(s)) for s in asked]
    pointed = pointer.shares(text, marks, [texts[n] for n in order])
    if not pointed:
        return []
    place = {n: i for i, n in enumerate(order)}
    used = Counter(j for row in equal for j, is_equal in enumerate(row) if is_equal)
    open_ = sum(not v.source and not v.free for v in verdicts)
    made: list[Told] = []
    for i, (s, verdict, row, of) in enumerate(zip(asked, verdicts, equal, pointed, strict=True)):
        shares = [of.shares.get((place.get(c.at[0], -1), c.at[1]), 0.0) for c in candidates]
        own = [(shares[j], j) for j, is_equal in enumerate(row) if is_equal]
        others = [(shares[j], j) for j, is_equal in enumerate(row) if not is_equal]
        best = max(own, default=None)
        rival = max(others, default=None)
        kind = kind_of(s)
        told = {
            "traced": bool(verdict.source), "free": verdict.free, "calculator": verdict.source == "calculator",
            "instead": verdict.instead, "kind": kind, "figures": len(asked), "open": open_, "place": i / len(asked),
            "equal": len(own), "rivals": sum(candidates[j].kind == kind for _, j in others),
            "used": min((used[j] for _, j in own), default=0),
            "restates": sum(share for share, _ in own) if own else -1.0,
            "restates others": sum(share for share, _ in others), "restates rival": rival[0] if rival else 0.0,
            "restates none": of.none, "rival used": used[rival[1]] if rival else -1,
            "rival alike": bool(rival and candidates[rival[1]].kind == kind),
        }  # fmt: skip
        told["ahead"] = told["restates"] - told["restates rival"]
        made.append((
            {name: float(value) for name, value in told.items()},
            candidates[best[1]].readings[0] if best else None,
            candidates[rival[1]].readings[0] if rival and rival[0] >= _MEANT and candidates[rival[1]].kind == kind else None,
        ))  # fmt: skip
    return made


def kind_of(s: Said) -> int:
    return _KINDS.get(s.q.unit, KINDS - 1)


def equals(asked: Sequence[Said], candidates: Sequence[Candidate], as_of: date | None) -> list[list[bool]]:
    """By figure of a reply and figure of the sources: whether they have the same value."""
    return [[any(_same(s, k, as_of) for k in c.readings) for c in candidates] for s in asked]


def _same(s: Said, k: Known, as_of: date | None) -> bool:
    count = 1 if s.q.unit in ("date", "time") else len(s.q.values)
    return all(same(s, i, k, as_of) for i in range(count))


def _first(texts: Sequence[Text], candidates: Sequence[Candidate], equal: Sequence[Sequence[bool]]) -> list[int]:
    """The texts in their order, those without a figure of any value of the reply last: they may no longer fit."""
    wanted = {c.at[0] for row in equal for c, is_equal in zip(candidates, row, strict=True) if is_equal}
    held = [n for n, text in enumerate(texts) if text.text]
    return [n for n in held if n in wanted] + [n for n in held if n not in wanted] if len(held) > _FEW else held


_FEW = 12
"""Texts; where there are more, those that the reply has figures of are read first."""


def read_sources(sources: FigureSources) -> tuple[list[Text], list[Candidate]]:
    """What `pointer` reads beside a reply, and the figures in it: passages and what else is ours, the customer, the advisor, the profile."""
    history = sources.history
    said: list[tuple[str, int]] = [
        *((text, _OURS) for text in (*sources.passages, *(text for text, _ in sources.computed))),
        *((text, _OURS) for text in (*sources.laws, *sources.operator_texts)),
        (sources.customer, _CUSTOMERS),
        *((t.text, _CUSTOMERS) for t in history if t.role == "customer"),
        *((t.text, _ADVISORS) for t in history if t.role != "customer"),
    ]
    spans: dict[tuple[int, int], tuple[int, list[Known]]] = {}
    profile: list[Known] = []
    for k in known_figures(sources):
        if k.text_no < 0:
            profile.append(k)
            continue
        spans.setdefault((k.text_no, k.q.start), (k.q.end, []))[1].append(k)
    texts: list[Text] = []
    candidates: list[Candidate] = []
    for n, (text, voice) in enumerate(said):
        own = sorted((start, end, of) for (no, start), (end, of) in spans.items() if no == n)
        own = [(start, end, of) for start, end, of in own if end <= len(text)]
        marks = tuple((start, end, kind_of(of[0].said)) for start, end, of in own)
        candidates += [Candidate((n, i), marks[i][2], tuple(of)) for i, (_, _, of) in enumerate(own)]
        texts.append(Text(in_chinese_marks(text), voice, marks))
    if profile:
        line, marks = _profile(profile)
        candidates += [
            Candidate((len(texts), i), m[2], (k,)) for i, (m, k) in enumerate(zip(marks, profile, strict=True))
        ]
        texts.append(Text(line, _PROFILES, marks))
    return texts, candidates


def _profile(known: Sequence[Known]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """The figures of a profile as a line of text, and where they stand."""
    line, marks = "", []
    for k in known:
        line += _PROFILE.get(k.q.text, k.detail)
        written = f"{_plain(k.q.values[0])}{_WRITTEN.get(k.q.unit, '')}"
        marks.append((len(line), len(line) + len(written), kind_of(k.said)))
        line += f"{written}，"
    return line, tuple(marks)


def _plain(value: Decimal) -> str:
    return f"{value:f}"
