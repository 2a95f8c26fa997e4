"""Every figure of a reply with its source, in order, and those without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from replydraft.compliance.pointer import Pointing
from replydraft.compliance.tracing.caps import above_caps
from replydraft.compliance.tracing.closure import one_step
from replydraft.compliance.tracing.computed import compute, date_follows, listed
from replydraft.compliance.tracing.conduct import is_own_conduct
from replydraft.compliance.tracing.doubt import Found, doubt
from replydraft.compliance.tracing.equal import restates
from replydraft.compliance.tracing.equations import equation
from replydraft.compliance.tracing.floors import below_floors
from replydraft.compliance.tracing.known import FigureSources, Known, known_figures
from replydraft.compliance.tracing.narrowing import narrowed
from replydraft.compliance.tracing.operands import TERMS, named_before
from replydraft.compliance.tracing.pool import Pool, pool_of
from replydraft.compliance.tracing.said import MOST, READ, Said, figure_of, in_chinese_marks, said
from replydraft.compliance.tracing.stated import Statements
from replydraft.compliance.tracing.supposed import is_supposed
from replydraft.compliance.tracing.supposed_by_result import is_made_up, shown_by_result
from replydraft.compliance.tracing.today import day_of_talk, is_dated_otherwise
from replydraft.compliance.tracing.totals import wrong_sums
from replydraft.compliance.tracing.trivial import is_for_each, is_trivial
from replydraft.compliance.tracing.unrivalled import Unrivalled
from replydraft.compliance.tracing.words import ADDS, TAKES
from replydraft.compliance.tracing.worked_out import worked_out
from replydraft.compliance.tracing.worked_spans import is_limited
from replydraft.domain.draft import Figure, FigureKind
from replydraft.text.lazy import lazy

PRICES = frozenset({"rate", "fee", "amount"})
"""Kinds of figures that say what something costs."""
_DIGITS = lazy(r"\d{1,20}")
_LEAST = 1000
"""Yuan; what a customer names below it is no loan."""
_AMOUNT = 100
"""Yuan; a bare number below it is no amount."""
_TIMES = frozenset({"day", "month", "period", "workday"})
_WEEKS = lazy(r"星期|礼拜|周")
_HUNDREDS = lazy(r"[一二两三四五六七八九]百[一二三四五六七八九]?十?")
_THIS = lazy(r"[这那]$")
_LENT = lazy(r"(?:封顶|最高|最多|上限|额度|[贷批借做放给]到?|顶格)[^，。；]{0,3}$")
"""封顶一百五: of ten thousand."""
_A_PRICE = lazy(r"费|违约金|罚|利息|月供|保证金")
_MOST_PERCENT = 36
"""A bare number with a point below it may be a rate in percent."""
_COMPUTED = 40
"""Figures of a reply that are computed; where more are open, they must be stated."""


@dataclass(frozen=True, slots=True)
class Untraced:
    """A figure no source gives. `text` is exactly the slice `start:end` of the reply; `instead` in Chinese is what the sources
    state or work out in its place, "" where they are silent."""

    text: str
    start: int
    end: int
    kind: FigureKind
    instead: str = ""


def trace_figures(
    text: str, sources: FigureSources, pointing: Pointing | None = None
) -> tuple[list[Figure], list[Untraced]]:
    """Every figure of `text` with its source, in order, and those without one. With `pointing`, what tracing says of a figure is doubted
    (`tracing.doubt`). Raises ContentError where that cannot be read."""
    text = in_chinese_marks(text)
    asked = said(text)
    if not asked and len(text) <= READ:
        return [], []
    found = found_of(text, sources)
    if pointing is not None:
        doubt(pointing, text, asked, found, sources)
    untraced = [
        Untraced(s.q.text, s.q.start, s.q.end, s.q.kind, instead)
        for i, (s, instead) in sorted(found.open_.items())
        if i not in found.free
    ]
    if (last := _unread(text, asked)) is not None:
        untraced.append(last)
    return [found.traced[i] for i in sorted(found.traced)], untraced


def found_of(text: str, sources: FigureSources) -> Found:
    """What tracing by itself says of the figures of a text in Chinese marks, by their places."""
    asked = said(text)
    today = day_of_talk(sources)
    known = known_figures(sources)
    texts = tuple(map(in_chinese_marks, (*sources.passages, *sources.operator_texts)))
    dated = None if is_dated_otherwise(sources) else today
    statements = Statements(known, texts, dated, sources.customer)
    talk = (sources.customer, *(t.text for t in sources.history))
    spoken = "\n".join([*texts[:40], *map(in_chinese_marks, talk)])
    everything = f"{text}\n{spoken}"
    traced: dict[int, Figure] = {}
    open_: dict[int, tuple[Said, str]] = {}
    pool: Pool | None = None
    found_in: set[int] = set()
    for i, s in enumerate(asked):
        verdicts = [statements.look_up(r) for r in _readings(s)]
        verdict = next((v for v in verdicts if v.found), verdicts[0])
        if verdict.found is not None:
            traced[i] = figure_of(s, verdict.found.source, verdict.found.detail)
            found_in.add(verdict.found.text_no)
        else:
            open_[i] = (s, f"资料里写的是“{verdict.instead.detail}”" if verdict.instead else "")
    _named_again(asked, traced, open_)
    unrivalled = Unrivalled(asked, known, statements, dated)
    _otherwise_named(traced, open_, unrivalled, found_in)
    amounts = any(k.voice == "customer" and k.q.unit in ("money", "bare") and k.q.values[-1] >= _LEAST for k in known)
    supposed = {i for i, s in enumerate(asked) if is_supposed(s, amounts) or is_for_each(s)}
    stands = supposed | {i for i, s in enumerate(asked) if is_trivial(s, spoken, sources.ceilings)}
    stands |= {
        i
        for i, (s, _) in open_.items()
        if is_own_conduct(s) and not unrivalled.leaves_out(s) and not unrivalled.is_ruled(s)
    }
    if open_ and len(open_) <= _COMPUTED:
        rows = statements.spoken_of("\n".join((text, *talk)))
        pool = pool_of(rows, everything, today, sources.customer[:200])
        for i, s in enumerate(asked):
            if i in traced or i in stands:
                pool.add(s)
            if i in supposed:
                pool.supposed |= {float(v) for v in s.q.values}
        _follow(text, open_, traced, pool, asked, rows, stands)
    own = [
        float(k.q.values[0]) for k in known if k.voice and k.q.unit in ("money", "bare") and k.q.values[0] >= _AMOUNT
    ]
    wrong = _reckoned(asked, traced, open_, own)
    _restated(asked, traced, open_, stands)
    contradicted = _contradicted(asked, traced, spoken, known)
    for i, right in contradicted.items():
        traced.pop(i, None)
        open_[i] = (asked[i], right)
    free = {i for i, (_, instead) in open_.items() if i in (supposed if instead else stands)}
    return Found(traced, open_, free, wrong | contradicted.keys(), dated)


def _contradicted(
    asked: tuple[Said, ...], traced: dict[int, Figure], spoken: str, known: list[Known]
) -> dict[int, str]:
    """What plain sums, the highest and the lowest that the sources state contradict, by place, with what is right in Chinese."""
    floors = [float(k.q.values[0]) for k in known if k.said.bound == "min" and k.q.unit == "money" and not k.voice]
    return dict([*above_caps(asked, traced, spoken), *wrong_sums(asked), *below_floors(asked, floors)])


def _reckoned(
    asked: tuple[Said, ...], traced: dict[int, Figure], open_: dict[int, tuple[Said, str]], own: list[float]
) -> set[int]:
    """Moves the results that the reply's own words make of its figures from `open_` to `traced`, the wrong ones back; the places
    of these."""
    wrong = set()
    for i, s in enumerate(asked):
        if (e := equation(i, asked, own)) is None:
            continue
        if e.holds(s):
            if i in open_:
                traced[i] = figure_of(s, "calculator", e.how)
                del open_[i]
        else:
            traced.pop(i, None)
            open_[i] = (s, e.instead(s))
            wrong.add(i)
    return wrong


def _restated(
    asked: tuple[Said, ...], traced: dict[int, Figure], open_: dict[int, tuple[Said, str]], stands: set[int]
) -> None:
    """Moves what says the figure right before it in another unit (一个月（30天）, 一年十二个月, 1个基点是0.01%), or points to one
    said before (按这25万算), to `traced`."""
    for i, s in enumerate(asked):
        if i in open_ and _THIS.search(s.before):
            same = (
                j for j in range(i) if j in traced and asked[j].q.values == s.q.values and asked[j].q.unit == s.q.unit
            )
            if (j := next(same, None)) is not None:
                traced[i] = replace(traced[j], text=s.q.text, start=s.q.start, end=s.q.end)
                del open_[i]
                continue
        if i in open_ and i and (i - 1 in traced or i - 1 in stands) and restates(s, asked[i - 1]):
            traced[i] = figure_of(s, "calculator", f"{asked[i - 1].q.text}就是{s.q.text}")
            del open_[i]


def _otherwise_named(
    traced: dict[int, Figure], open_: dict[int, tuple[Said, str]], unrivalled: Unrivalled, found_in: set[int]
) -> None:
    """Moves what a source states under another name, and nothing else suits better, from `open_` to `traced`."""
    for i, (s, _) in list(open_.items()):
        if (k := unrivalled.look_up(s, frozenset(found_in))) is not None:
            traced[i] = figure_of(s, k.source, k.detail)
            del open_[i]


def _named_again(asked: tuple[Said, ...], traced: dict[int, Figure], open_: dict[int, tuple[Said, str]]) -> None:
    """Moves the times that the reply has named before, and that are said of nothing else now, from `open_` to `traced`."""
    for i, (s, instead) in list(open_.items()):
        if s.q.unit not in _TIMES:
            continue
        for j, figure in list(traced.items()):
            o = asked[j]
            if (instead or s.role) and not (s.role == o.role == "lookback" and s.bound == o.bound):
                continue
            if j < i and (o.q.unit, o.q.values) == (s.q.unit, s.q.values) and figure.source == "passage":
                traced[i] = figure_of(s, "passage", figure.detail)
                del open_[i]
                break


def _unread(text: str, asked: tuple[Said, ...]) -> Untraced | None:
    """Where the figures of a text were no longer looked at: it has too many, or is too long."""
    why = "数字太多，从这里起没有核对"
    if len(asked) == MOST:
        last = asked[-1].q
        return Untraced(last.text, last.start, last.end, last.kind, why)
    late = _DIGITS.search(text, READ)
    return None if late is None else Untraced(late[0], late.start(), late.end(), "count", why)


def _follow(
    text: str,
    open_: dict[int, tuple[Said, str]],
    traced: dict[int, Figure],
    pool: Pool,
    asked: tuple[Said, ...],
    known: list[Known],
    stands: set[int],
) -> None:
    """Moves the figures that can be computed from `open_` to `traced`; what is computed may be computed with."""
    progress = True
    while progress:
        progress = False
        for i, (s, instead) in list(open_.items()):
            weeks = s.q.unit == "day" and _WEEKS.search(s.q.text)
            if (
                instead
                and not weeks
                and not (s.q.unit != "rate" and (ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:])))
                and not (s.q.unit in TERMS and (is_limited(s.ahead[-30:] + s.before) or is_made_up(s)))
            ):
                continue
            named = named_before(i, asked, frozenset(traced) | stands, known, text, pool.asked)
            how = listed(s, text, pool) or next(
                (how for r in _readings(s) if (how := _how(r, narrowed(r, asked, pool)) or one_step(r, named))), None
            )
            how = how or worked_out(s, named) or shown_by_result(i, asked, named, text)
            if how is not None:
                traced[i] = figure_of(s, "calculator", how)
                del open_[i]
                pool.add(s)
                progress = True
    for i, (s, instead) in open_.items():
        if not instead and s.q.kind in PRICES and (right := compute(s, narrowed(s, asked, pool)).right) is not None:
            open_[i] = (s, f"{right.how}，算下来约{_shown(s, right.value)}")


def _readings(s: Said) -> Iterator[Said]:
    """The figure, and 4.5 as the rate it may be."""
    yield s
    if s.q.unit == "bare" and "." in s.q.text and s.q.values[-1] < _MOST_PERCENT:
        yield replace(s, q=replace(s.q, unit="rate", kind="rate", values=tuple(v / 100 for v in s.q.values)))
    if s.q.unit == "thing" and s.q.text.endswith("个") and _LENT.search(s.before) and not s.after[:1].isalnum():
        yield replace(s, q=replace(s.q, unit="money", kind="amount", values=tuple(v * 10_000 for v in s.q.values)))
    if (
        s.q.unit == "money"
        and _HUNDREDS.fullmatch(s.q.text)
        and _LENT.search(s.before)
        and not _A_PRICE.search(s.before)
    ):
        yield replace(s, q=replace(s.q, values=tuple(v * 10_000 for v in s.q.values)))


def _how(s: Said, pool: Pool) -> str | None:
    if s.q.unit == "date":
        return date_follows(s, pool)
    found = compute(s, pool).found
    return None if found is None else found.how


def _shown(s: Said, value: float) -> str:
    return f"{value:.2%}" if s.q.unit == "rate" else f"{value:,.2f}元"
