"""Whether one figure of the sources is another one's rival, and which words tell the two apart."""

from __future__ import annotations

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import PER_PIECE, SKIPPED, WEAK, Said
from replydraft.text.lazy import lazy

_SPANS = frozenset({"day", "workday", "month", "period"})
_LISTED = lazy(r"[\d.%‰、/和]+")


_TODAY = lazy(r"现[在行]|目前|当前|眼下|最新|今[天年]")
_SUMMED = lazy(r"之和|相加|[一-龥]加[一-龥]")


def meant(s: Said, k: Known) -> bool:
    """Whether words of the figure's own clause are those that the source says it with."""
    return any(w[0] not in "#=" and not set(w) & WEAK for w in s.near & k.said.near)


def _day_of(k: Known) -> list[int]:
    """The first date that the clause of a source's figure names."""
    named = next((w[6:] for w in sorted(k.said.near) if w.startswith("#date:")), "")
    return [int(n) for n in named.split(",")] if named else []


def is_outdated(s: Said, k: Known, r: Known) -> bool:
    """Whether the reply speaks of what holds now, and the rival held before the candidate did."""
    mine, theirs = _day_of(k), _day_of(r)
    return bool(mine and theirs and mine[0] and theirs[0] and theirs < mine and _TODAY.search(s.before))


def told_apart(s: Said, k: Known, r: Known) -> bool:
    """Whether the reply says which of the two it means: 单笔最高5万 is not the 单笔最低1000元, 提前5个工作日 no 7个工作日内."""
    if _SUMMED.search(r.said.before) and not _SUMMED.search(k.said.before + s.before):
        return True
    if is_outdated(s, k, r):
        return True
    if s.bound and s.bound == k.said.bound and r.said.bound not in ("", s.bound):
        return True
    if s.bound and s.role and s.role == k.said.role and r.said.bound not in ("", s.bound):
        return True
    told = ("notice", "grace", s.role) if s.role in ("notice", "grace") else ("", s.role)
    return bool(s.role and s.role == k.said.role and r.said.role not in told)


def letters(s: Said) -> set[str]:
    """The characters right before and after a figure that carry meaning."""
    return {c for c in s.before[-6:] + s.after[:4] if "一" <= c <= "龥"} - SKIPPED - WEAK


def heads(r: Known, k: Known) -> bool:
    """Whether one list holds both, so that the words before its first figure are of them all: 每期费率为0.42%、0.4%、0.38%."""
    return r.q.unit == k.q.unit and (
        (len(k.said.before.strip()) < 2 and r.said.before in k.said.ahead + k.said.before)
        or (k.said.before.startswith(r.said.before) and bool(_LISTED.fullmatch(k.said.before[len(r.said.before) :])))
    )


def alike(r: Known, k: Known) -> bool:
    """Whether two sources' figures may be rivals: of one unit, or both so long (90日 and 3年), and
    both or neither a price of one piece (1200元/亩)."""
    if bool(PER_PIECE.match(r.said.after)) != bool(PER_PIECE.match(k.said.after)):
        return False
    return r.q.unit == k.q.unit or (r.q.unit in _SPANS and k.q.unit in _SPANS)


_OPPOSED = (
    {"=施行", "=公布"},
    {"=新客", "=老客"},
    {"=本人", "=配偶"},
    {"=先息后本", "=等额本息", "=等额本金", "=随借随还"},
)


def contrasts(words: frozenset[str], other: Known) -> frozenset[str]:
    """Of the words that one figure has and the other lacks, those that set it apart: a date, term or person only where the
    other one names another date, term or person."""
    theirs = other.said.near | other.said.wide
    units = {w.split(":")[0] for w in theirs if w[0] == "#"}
    return frozenset(
        w for w in words
        if (w.split(":")[0] in units if w[0] == "#" else any(w in pair and pair - {w} & theirs for pair in _OPPOSED) if w[0] == "=" else True)
    )  # fmt: skip
