"""What a reply works out in one or two steps of the trade from the figures it has just told: a year's saving over the years of the
product, what a price comes to in so many days, a share taken off or put on, the goods that a loan asks for.

Every operand is told by the reply before (traced or supposed), or named by the customer; a source alone adds a price of its own name
(评审费 0.2%). The nearest come first and few are tried, and the result has to come out to the digit it is written with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import (
    MOST_RATE,
    TERMS,
    YEAR,
    YUAN,
    Named,
    amounts_in,
    row_of,
    same_sentence,
)
from replydraft.compliance.tracing.said import Said, mark
from replydraft.compliance.tracing.worked_loans import loan_amounts, spoken_terms
from replydraft.compliance.tracing.worked_rates import worked_rates
from replydraft.compliance.tracing.worked_spans import worked_terms
from replydraft.text.lazy import lazy

_NEAR = 3
"""Operands of a kind that are tried."""
_BASES = 5
_A_YEAR = lazy(
    r"(?:每|(?<!第)一|全)年|年[化费利]|(?<![第头首][一二三四五])(?<![头首次])年§|§/年|§[^，。；]{0,3}[每一]年"
)
_A_MONTH = lazy(r"(?:每|一)?个?月[^，。；]{0,8}§|(?:每|一)期[^，。；]{0,6}§|§/月|§[^，。；]{0,3}[每一]个?[月期]")
_A_DAY = lazy(r"[每一][天日][^，。；]{0,6}§|§/[天日]|§[^，。；]{0,3}[每一][天日]")
_APART = lazy(r"多|少|省|差|贵|便宜|晚|早")
_HALVED, _HALF_A_YEAR = lazy(r"折半|对半|一半|半价"), lazy(r"半年")
_PLEDGED = lazy(r"[要得需至少够才差凑]|不低于")
_GOODS = lazy(r"[^，。；]{0,6}(?:货|押|仓单|存单|房子|车|票|流水|开票|纳税|够|值)")
_RAISED = lazy(r"上浮|提高|加[成上]|多[贷给批]|涨|增")
_FREED = lazy(r"腾|少[还算计了]|[省降]|空出|减")
_NO_SAVING = lazy(r"占用|保证金|首付|手续|服务费|抵押|质押")
_BEYOND = lazy(r"(?:后面?|超出?|超过|多出|剩下|其余)的?(?:部分|那)?(?:的|是|就是)?$")
_REPEATED, _LEFT = lazy(r"各|每年"), lazy(r"[剩余]")
_ROOM = lazy(r"加到|还能|空间|[余剩]|再|最多|能加|够")
_EACH = lazy(r"[每一]个?[月期年]")
_IN_ALL = lazy(r"一共|总共|合计|加起来|合起来")
_GRANTED, _TAKEN = lazy(r"授信|总额|额度"), lazy(r"已用|占用|冻结|在途|未放|已提|用掉|用了")
_TURNOVER = lazy(r"(?:合同(?:金额|价)?|造价|开票|纳税|流水|营收|收入|销售额?|产值)[^，。；]{0,8}$")
_DISCOUNT = lazy(r"[贴减降补返优]")
_NOUN = lazy(r"([一-龥]{1,4}?[费金税息险])(?:是|要|收|交|就|还|得|大?约|差不多|大概|[^一-龥，。；]{0,3}|单独)?$")
_DIFFERENCE = lazy(r"(?:差|省|少|多|便宜|贵)[了付交花掉出下还]{0,2}(?:大?约|将近|差不多)?$")
_MOST_A_DAY = 0.005
_LEAST_SHARE = 0.1
_LEAST_OF_TURNOVER = 0.02
"""What is lent on the turnover of a year is a smaller part of it."""
_UNDER = lazy(r"(?:不到|不足|将近|接近)[^，。；]{1,6}$")
"""不到本金的一成."""
_UNDER_BY = 0.03
_ROUGHLY, _ROUGH = lazy(r"差不多|大约|大概|约"), 0.015
_OF_A_PIECE = lazy(r"[\d一二两三四五六七八九][块元]$")


def worked_out(s: Said, named: Named) -> str | None:
    """How a figure comes of those that the reply and the customer name, in Chinese, or None."""
    if len(s.q.values) != 1 and s.q.unit != "date":
        return None
    if s.q.unit in YUAN:
        found = amounts(s, named)
    elif s.q.unit == "rate":
        found = worked_rates(s, named)
    elif s.q.unit in TERMS or s.q.unit in ("date", "day"):
        found = worked_terms(s, named)
    else:
        return None
    return next((c.how for c in found if comes_out(s, c)), None)


def comes_out(s: Said, c: Computed) -> bool:
    """Whether the figure is how people write the value; 7块多 is 7.18."""
    if s.q.unit == "date":
        return float(s.q.values[0]) == c.value
    if s.q.unit in TERMS or s.q.unit == "day":
        return abs(float(s.q.values[0]) - c.value) < 1e-6
    if _OF_A_PIECE.search(s.q.text) and s.after.startswith("多"):
        return 0 <= c.value - float(s.q.values[0]) < 1
    if s.q.unit == "rate" and _UNDER.search(s.before) and s.q.text.endswith("成"):
        return 0 < float(s.q.values[0]) - c.value < _UNDER_BY
    if s.q.unit == "rate" and "成" in s.q.text and _ROUGHLY.search(s.before):
        return abs(float(s.q.values[0]) - c.value) <= _ROUGH
    return rounds(s, 0, c.value, slack=c.slack)


def amounts(s: Said, named: Named) -> Iterator[Computed]:
    """In yuan."""
    if s.q.values[0] >= 10:
        yield from _over_time(s, named, spoken_terms(s, named))
        yield from _by_the_day(s, named)
        yield from _in_two_phases(s, named)
        yield from _left_of_a_limit(s, named)
        yield from _shared(s, named)
        yield from _of_its_name(s, named)
        yield from _by_two_rates(s, named)
    yield from loan_amounts(s, named)


def by_term(s: Said, named: Named, terms: Sequence[float]) -> Iterator[Computed]:
    """What so many months make of what is told: of a year's or a month's amount, of a loan, of a yearly price."""
    yield from _over_time(s, named, terms)
    yield from loan_amounts(s, named, terms)
    rates = [float(o.q.values[0]) for o in named.told[:8] if o.q.unit == "rate" and o.role in ("annual", "")][:2]
    if "息" in s.before:
        for m in _bases(named)[:_NEAR]:
            yield from (
                Computed(m * r * n / YEAR, "", f"{yuan(m)}×{percent(r)}×{n:g}个月÷12") for r in rates for n in terms
            )


def _over_time(s: Said, named: Named, terms: Sequence[float]) -> Iterator[Computed]:
    """So much a year or a month, in so many; an amount over so many months."""
    told = [o for o in named.told[:10] if o.q.unit in YUAN and o.q.values[0] >= 10][:_NEAR]
    for o in told:
        m, words = float(o.q.values[0]), o.ahead[-12:] + o.before[-12:] + "§" + o.after[:6]
        for n in terms:
            if n > YEAR and n % YEAR == 0 and _A_YEAR.search(words):
                yield Computed(m * n / YEAR, "", f"{yuan(m)}×{n / YEAR:g}年")
            if n > 1 and _A_MONTH.search(words):
                yield Computed(m * n, "", f"{yuan(m)}×{n:g}个月")
    if terms and _EACH.search(named.recent + s.before):
        for m in _bases(named)[:_NEAR]:
            yield from (Computed(m / n, "", f"{yuan(m)}÷{n:g}") for n in terms[:1] if n > 1)


def _by_the_day(s: Said, named: Named) -> Iterator[Computed]:
    """A price by the day, for so many days, and for as many as two delays differ by."""
    days = [float(o.q.values[0]) for o in named.told[:8] if o.q.unit == "day"][:_NEAR]
    if not days:
        return
    each = [o for o in named.told[:10] if o.q.unit in YUAN]
    per_day = [float(o.q.values[0]) for o in each if _A_DAY.search(o.before[-10:] + "§" + o.after[:6])][:2]
    per_day += [m * r for m in _bases(named)[:_NEAR] for r in daily_rates(named)]
    spans = list(days)
    if _APART.search(s.before):
        spans += [abs(a - b) for a, b in combinations(days, 2) if a != b]
    for m in per_day:
        yield from (Computed(m * d, "", f"每天{yuan(round(m, 2))}×{d:g}天") for d in spans)


def _in_two_phases(s: Said, named: Named) -> Iterator[Computed]:
    """前三天每天1600, 后五天每天1000, 一共9800."""
    here = sorted((o for o in named.told if same_sentence(o, s)), key=lambda o: o.q.start)
    pairs = [(a, b) for a, b in pairwise(here) if a.q.unit == "day" and b.q.unit in YUAN and b.role == "each"]
    days = {float(o.q.values[0]) for o in (*named.told, *named.own) if o.q.unit == "day"}
    whole = sum(float(a.q.values[0]) for a, _ in pairs)
    if len(pairs) > 1 and whole in days and _IN_ALL.search(s.before) and _is_first_phase(*pairs[0], named):
        parts = [(float(a.q.values[0]), float(b.q.values[0])) for a, b in pairs]
        yield Computed(sum(d * m for d, m in parts), "", "＋".join(f"{d:g}天×{yuan(m)}" for d, m in parts))


def _is_first_phase(span: Said, amount: Said, named: Named) -> bool:
    """Whether a source's first phase lasts so long, and costs that a day where a source says what each costs."""
    times = [k for k in named.sources if k.q.unit == "day" and k.q.values == span.q.values]
    stated = [k for k in named.sources if k.q.unit in YUAN and k.q.values == amount.q.values]
    return bool(times) and (not stated or any(mark(k.q) in o.said.near for k in times for o in stated))


def _left_of_a_limit(s: Said, named: Named) -> Iterator[Computed]:
    """What a source's limit leaves beside what it says is used, frozen or on its way."""
    if not _ROOM.search(s.before) or s.bound == "max":
        return
    amounts = [k for k in named.sources if k.q.unit == "money"]
    for whole in [k for k in amounts if _GRANTED.search(k.said.before)][:2]:
        taken = [k for k in amounts if k.text_no == whole.text_no and _TAKEN.search(k.said.before)][:_NEAR]
        if taken and sum(k.q.values[0] for k in taken) < whole.q.values[0]:
            how = "−".join(k.q.text for k in (whole, *taken))
            yield Computed(float(whole.q.values[0] - sum(k.q.values[0] for k in taken)), "", how)


def daily_rates(named: Named) -> list[float]:
    """The rates by the day that the reply tells, else the only one of the sources."""
    told = [float(o.q.values[0]) for o in named.told if _daily(o)][:2]
    stated = {float(k.q.values[0]) for k in named.sources if _daily(k.said)}
    return told or (list(stated) if len(stated) == 1 else [])


def _daily(o: Said) -> bool:
    by_day = o.role == "day" or o.after.startswith(("/天", "/日"))
    return o.q.unit == "rate" and by_day and o.q.values[0] <= _MOST_A_DAY


def _shared(s: Said, named: Named) -> Iterator[Computed]:
    """Half of it; what a share of goods has to be worth; more by a share; the room that a share of an income leaves."""
    here, bases = s.ahead[-6:] + s.before, _bases(named)
    shares = _shares(named.told[:6])
    halved = bases[:2] if _HALVED.search(here) else _of_a_year(named) if _HALF_A_YEAR.search(here) else []
    yield from (Computed(m / 2, "", f"{yuan(m)}的一半") for m in halved)
    if _BEYOND.search(s.before):
        yield from (Computed(a - b, "", f"{yuan(a)}−{yuan(b)}") for a in bases[:4] for b in bases[:4] if a > b)
    if _PLEDGED.search(s.before) and (_GOODS.match(s.after) or "押" in here):
        yield from (Computed(m / r, "", f"{yuan(m)}÷{percent(r)}") for m in bases for r in shares[:2] if r > MOST_RATE)
    elif _PLEDGED.search(s.before) and _TURNOVER.search(s.before):
        yield from (Computed(m / r, "", f"{yuan(m)}÷{percent(r)}") for m in bases for r in _all_shares(named)[:2])
    elif _GOODS.match(s.after):
        yield from (Computed(m / r, "", f"{yuan(m)}÷{percent(r)}") for m in bases for r in shares[:1] if r > MOST_RATE)
    wished = {float(o.q.values[0]) for o in named.own if o.q.unit == "rate"}
    shares = [r for r in shares if r not in wished]
    if _RAISED.search(here) and shares:
        row = row_of(s, [k for k in named.sources if k.q.unit == "money"])
        for m in [*bases[:_NEAR], *(float(k.q.values[0]) for k in row[:2])]:
            yield from (Computed(m * (1 + r), "", f"{yuan(m)}×(1＋{percent(r)})") for r in shares[:2] if r < 1)
    if _FREED.search(s.before):
        loose = {
            float(k.q.values[0])
            for k in named.sources
            if k.q.unit == "rate"
            and k.said.role in ("ratio", "")
            and not k.said.bound
            and not _NO_SAVING.search(k.said.before)
        }
        loose = {r for r in loose if r <= MOST_RATE}
        for r in loose if len(loose) == 1 else ():
            yield from (Computed(m * r, "", f"{yuan(m)}×{percent(r)}") for m in bases[:4])
    if _ROOM.search(s.before):
        yield from _room(s, named)
    if _REPEATED.search(named.recent) and _LEFT.search(s.before):
        counts = [float(o.q.values[0]) / YEAR for o in named.told[:6] if o.q.unit in TERMS and o.q.values[0] > YEAR]
        yield from (
            Computed(a - b * n, "", f"{yuan(a)}−{yuan(b)}×{n:g}")
            for a in bases[:6]
            for b in bases[:2]
            for n in counts[:2]
        )


def _of_a_year(named: Named) -> list[float]:
    """The amounts just told that are of a year."""
    told = [
        o
        for o in named.told[:6]
        if o.q.unit in YUAN and _A_YEAR.search(o.ahead[-12:] + o.before[-12:] + "§" + o.after[:6])
    ]
    return [float(o.q.values[0]) for o in told][:2]


def _room(s: Said, named: Named) -> Iterator[Computed]:
    told = amounts_in(named.told)[:4]
    own = list(dict.fromkeys([*amounts_in(named.own)[:3], *told]))
    known = [k.said for k in row_of(s, [k for k in named.sources if k.q.unit == "rate"])]
    for r in [*_shares(named.told[:4]), *(float(o.q.values[0]) for o in known)][:3]:
        for a in own:
            for b in dict.fromkeys((*told, *own)):
                if _LEAST_SHARE <= r < 1 and b < a * r:
                    yield Computed(a * r - b, "", f"{yuan(a)}×{percent(r)}−{yuan(b)}")


def _of_its_name(s: Said, named: Named) -> Iterator[Computed]:
    """A fee of the sources by the name that the reply gives it: 评审费1800 of 90万 at 评审费0.2%."""
    if (m := _NOUN.search(s.before)) is None:
        return
    found = {float(k.q.values[0]) for k in named.sources if k.q.unit == "rate" and m[1][-3:] in _label(k.said)}
    for r in found if len(found) == 1 else ():
        yield from (Computed(b * r, "", f"{yuan(b)}×{percent(r)}") for b in _bases(named)[:6])


def _label(o: Said) -> str:
    return o.ahead[-8:] + o.before if o.ahead.endswith("：") else o.before


def _by_two_rates(s: Said, named: Named) -> Iterator[Computed]:
    """What two rates that are told make differ, and what the one told right before takes off."""
    here = [o for o in named.told[:6] if o.q.unit == "rate" and o.q.values[0] < MOST_RATE]
    rates = list(dict.fromkeys(float(o.q.values[0]) for o in here))[:_NEAR]
    if not _DIFFERENCE.search(s.before):
        return
    for m in _bases(named)[:_NEAR]:
        if here and _DISCOUNT.search(here[0].before[-3:]):
            yield Computed(m * rates[0], "", f"{yuan(m)}×{percent(rates[0])}")
        for a, b in combinations(rates, 2):
            yield Computed(m * abs(a - b), "", f"{yuan(m)}×({percent(max(a, b))}−{percent(min(a, b))})")


def _bases(named: Named) -> list[float]:
    """The amounts told last, then the customer's."""
    return list(dict.fromkeys([*amounts_in(named.told)[:_BASES], *amounts_in(named.own)[:_BASES]]))


def _all_shares(named: Named) -> list[float]:
    """The parts told right before, small ones of a turnover as well."""
    return [
        float(o.q.values[0]) for o in named.told[:6] if o.q.unit == "rate" and _LEAST_OF_TURNOVER <= o.q.values[0] < 1
    ]


def _shares(told: Sequence[Said]) -> list[float]:
    found = [float(o.q.values[0]) for o in told if o.q.unit == "rate" and o.q.values[0] >= _LEAST_SHARE]
    return list(dict.fromkeys(found))
