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
from replydraft.compliance.tracing.voices import may_ground
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
_SHORT, _AROUND, _FEW = 400, 120, 6
"""Characters of a source that is read whole, characters around a figure of a longer one, and texts that are read in their order."""
_MEANT = 0.5
"""From which share on a figure of the sources is the one that is meant."""
_OF_ANOTHER = "这个数说的像是别的事，请对照资料"
_WRITTEN = {"money": "元", "month": "个月", "岁": "岁"}
_OURS, _CUSTOMERS, _ADVISORS, _PROFILES = range(len(VOICES))


@dataclass(frozen=True, slots=True)
class Found:
    """What tracing says of the figures of a reply, by their places: with a source, without one (and what the sources state instead), of
    these the ones that need none, and those that plain reckoning contradicts."""

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
    """Of one figure: how likely it is false (0 to 1), the figure of the sources that it restates, where one has its value and comes from
    whom may ground it (`voices`: no customer's word grounds a price of ours), and the one of another value that its words ask for."""

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
    shown = shown_of(texts, candidates, equal)
    marks = tuple((s.q.start, s.q.end, kind_of(s)) for s in asked)
    pointed = pointer.shares(text, marks, tuple(each for each, _ in shown))
    if not pointed:
        return []
    place = {of: (n, i) for n, (_, figures) in enumerate(shown) for i, of in enumerate(figures)}
    every = [k for c in candidates for k in c.readings]
    ruled = frozenset(k.said.role for k in every if k.q.unit == "rate" and k.source != "calculator" and not k.voice)
    used = Counter(j for row in equal for j, is_equal in enumerate(row) if is_equal)
    open_ = sum(not v.source and not v.free for v in verdicts)
    made: list[Told] = []
    for i, (s, verdict, row, of) in enumerate(zip(asked, verdicts, equal, pointed, strict=True)):
        shares = [of.shares.get(place.get(c.at, (-1, -1)), 0.0) for c in candidates]
        own = [(shares[j], j) for j, is_equal in enumerate(row) if is_equal]
        others = [(shares[j], j) for j, is_equal in enumerate(row) if not is_equal]
        grounding = [(shares[j], k) for _, j in own for k in candidates[j].readings if may_ground(s, k, ruled)]
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
            max(grounding, key=lambda each: each[0])[1] if grounding else None,
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


def shown_of(
    texts: Sequence[Text], candidates: Sequence[Candidate], equal: Sequence[Sequence[bool]]
) -> list[tuple[Text, list[tuple[int, int]]]]:
    """What of the sources is read, each with the places of its figures: all of short ones; of long ones what stands around the values
    of the reply, nothing where there are none. Where there are many, those with values of the reply come first."""
    wanted = {c.at for row in equal for c, is_equal in zip(candidates, row, strict=True) if is_equal}
    found = [_cut(n, text, wanted) for n, text in enumerate(texts) if text.text]
    made = [each for each in found if each[0].text]
    return sorted(made, key=lambda each: not wanted & set(each[1])) if len(made) > _FEW else made


def _cut(n: int, text: Text, wanted: Collection[tuple[int, int]]) -> tuple[Text, list[tuple[int, int]]]:
    """A text, or of a long one the stretches around the wanted figures."""
    if len(text.text) <= _SHORT:
        return text, [(n, i) for i in range(len(text.marks))]
    cut, marks, figures, done = "", [], [], 0
    for i, (start, end, _) in enumerate(text.marks):
        if (n, i) not in wanted or start < done:
            continue
        first, last = max(done, start - _AROUND), min(len(text.text), end + _AROUND)
        within = [(k, m) for k, m in enumerate(text.marks) if first <= m[0] and m[1] <= last]
        marks += [(a - first + len(cut), b - first + len(cut), kind) for _, (a, b, kind) in within]
        figures += [(n, k) for k, _ in within]
        cut, done = f"{cut}{text.text[first:last]}\n", last
    return Text(cut, text.voice, tuple(marks)), figures


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
