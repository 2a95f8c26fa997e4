"""What the sources of a reply state: every figure of a passage, the calculator, a law, the operator, the profile, the talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from replydraft.compliance.quantities import Quantity, quantities
from replydraft.compliance.quantity_readers import number
from replydraft.compliance.tracing.layout import headed, titles
from replydraft.compliance.tracing.roles import role_of
from replydraft.compliance.tracing.said import Said, bound_of, in_chinese_marks, mark, said, words_of
from replydraft.domain.draft import FigureSource
from replydraft.domain.inquiry import Profile, Turn
from replydraft.text.lazy import lazy

_LENT = lazy(r"[借贷要批搞拿需额度想弄][^，。]{0,4}$")
_NOTHING = lazy(r"\s?(?:$|[，,。？?！!～~ ]|左右|以内|够|吧|行|就|的额)")

_PRICED = lazy(r"年化|利率|[年单]利|息|LPR|成本|APR|IRR")
_CODE = lazy(r"[A-Za-z]{1,6}-?\d+(?:-\d+)+")
"""The number of an agreement or a document (AD-2026-03): no figure of it says anything."""
_BOUNDED = frozenset({"rate", "money", "month", "period"})
"""Units of figures that the heading of a list may set an end of: 抵押率上限：住宅70%；商铺50%."""
Voice = str
"""Who says it: "" (a source of ours), "customer", "profile", "advisor" (earlier in the talk)."""


@dataclass(frozen=True, slots=True)
class FigureSources:
    """What a reply's figures may rest on. `computed` are (text, how it was computed) pairs of our calculator; `as_of` is the
    day that 今年 is read on; `ceilings` what loans may cost at most a year by the rules."""

    passages: tuple[str, ...] = ()
    computed: tuple[tuple[str, str], ...] = ()
    customer: str = ""
    history: tuple[Turn, ...] = ()
    profile: Profile = field(default_factory=Profile)
    operator_texts: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    as_of: date | None = None
    ceilings: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """One figure that a source states, the words to show for it, and `text_no`, which text it stands in."""

    source: FigureSource
    detail: str
    voice: Voice
    said: Said
    text_no: int
    priced: bool = False
    """Whether the text speaks of interest, so that a rate without a word of its own may be one."""
    title: frozenset[str] = frozenset()
    """The words of the title of the list it stands in, which are said of every figure of the list: 利率表：A级4.35%；B级5.1%."""

    @property
    def q(self) -> Quantity:
        return self.said.q


def known_figures(sources: FigureSources) -> list[Known]:
    """Everything the sources state, first the sources that may speak of products, last what the customer said."""
    made: list[Known] = []
    counter = iter(range(1_000_000))

    def add(source: FigureSource, texts: Iterable[str], voice: Voice = "") -> None:
        for text in texts:
            n = next(counter)
            codes = [m.span() for m in _CODE.finditer(text)]
            cells = [] if voice else list(headed(text))
            priced = bool(not voice and _PRICED.search(text))
            figures = said(text)
            titled = [] if voice else list(titles(in_chinese_marks(text), [f.q for f in figures]))
            for found in figures:
                s = _in_column(found, cells) if cells else found
                if any(a <= s.q.start and s.q.end <= b for a, b in codes):
                    continue
                heading = next((t for a, b, t in titled if a <= s.q.start < b), "")
                title = words_of(heading) if heading else frozenset[str]()
                if heading and not s.bound and len(s.q.values) == 1 and s.q.unit in _BOUNDED:
                    s = replace(s, bound=bound_of(heading, ""))
                made.append(Known(source, around(text, s.q), voice, s, n, priced, title))
                if voice and (slang := _in_tens_of_thousands(s)) is not None:
                    made.append(Known(source, around(text, s.q), voice, slang, n))

    for text in sources.passages:
        alone = _alone(text)
        if alone is not None:
            made.append(Known("calculator", text, "", alone, next(counter)))
        else:
            add("passage", (text,))
    for text, how in sources.computed:
        found = said(text) or tuple(x for x in [_alone(text)] if x)
        made.extend(Known("calculator", how or text, "", s, n) for n in [next(counter)] for s in found)
    add("law", sources.laws)
    add("operator", sources.operator_texts)
    made.extend(Known("profile", key, "profile", s, -1) for key, s in _profile(sources.profile))
    add("customer", (sources.customer, *(t.text for t in sources.history if t.role == "customer")), "customer")
    add("customer", (t.text for t in sources.history if t.role != "customer"), "advisor")
    return made


def _in_column(s: Said, cells: Sequence[tuple[int, int, str]]) -> Said:
    """A cell of a table, which is what the heading of its column says where it says nothing itself."""
    heading = next((h for a, b, h in cells if a <= s.q.start < b), "")
    if not heading:
        return s
    s = replace(s, near=s.near | words_of(heading) | {mark(q) for q in quantities(heading)})
    if s.role:
        return s
    bound = s.bound or bound_of(heading, "")
    return replace(s, role=role_of(s.q, heading, ""), bound=bound if len(s.q.values) == 1 else "")


def _in_tens_of_thousands(s: Said) -> Said | None:
    """借20个 as a customer says it: 20万."""
    q = s.q
    if q.unit != "thing" or not q.text.endswith("个") or not (_LENT.search(s.before) and _NOTHING.match(s.after)):
        return None
    values = tuple(v * 10_000 for v in q.values)
    return replace(s, q=replace(q, unit="money", kind="amount", values=values, raw=values), role="principal")


def _alone(text: str) -> Said | None:
    """A text that is one figure and nothing else: what the calculator hands over."""
    plain = text.strip()
    if not 0 < len(plain) <= 24:
        return None
    found = quantities(plain)
    if len(found) == 1 and len(found[0].text) == len(plain):
        return bare_said(found[0])
    value = None if found else number(plain)
    return None if value is None else bare_said(Quantity(plain, 0, len(plain), "count", "bare", (value,), (value,)))


def bare_said(q: Quantity, *words: str, role: str = "") -> Said:
    return Said(q, role, "", False, frozenset(words), frozenset(words), "", "", "", "")


def around(text: str, q: Quantity) -> str:
    """The sentence a figure stands in, at most 40 characters."""
    start = max((text.rfind(c, 0, q.start) for c in "。！？；;\n"), default=-1) + 1
    stops = [i for c in "。！？；;\n" if (i := text.find(c, q.end)) >= 0]
    end = min(stops, default=len(text))
    start = max(start, q.start - 20)
    return text[start : min(end, start + 40)].strip()


_UNITS = (("_days", "day"), ("_months", "month"), ("_6m", "times"), ("_years", "year"), ("age", "岁"))
_MONEY = lazy(r"income|salary|turnover|amount|principal|debt|balance|payment|fund|deposit|price|value|fee|tax|limit")
_OVER = lazy(r"_(\d{1,2})m$")
"""credit_enquiries_6m speaks of six months."""
_ROLES = (
    (lazy(r"income|salary|turnover"), "income"), (lazy(r"amount|principal|loan"), "principal"), (lazy(r"debt|balance"), "debt"),
    (lazy(r"provident|insurance"), "paid"), (lazy(r"payment|instal"), "instalment"),
)  # fmt: skip


_WORDS = (
    ("provident", ("公积", "积金")), ("insurance", ("社保",)), ("income", ("收入",)), ("debt", ("负债", "月供")), ("overdue", ("逾期",)),
    ("enquir", ("查询",)), ("business", ("经营", "生意")), ("term", ("期限",)), ("amount", ("金额",)),
)  # fmt: skip


def _profile(profile: Profile) -> Iterator[tuple[str, Said]]:
    for key in profile:
        value, role = profile.get(key), next((r for p, r in _ROLES if p.search(key)), "")
        words = tuple(w for part, group in _WORDS if part in key for w in group)
        if (m := _OVER.search(key)) is not None:
            over = Decimal(m[1])
            yield key, bare_said(Quantity(key, 0, len(key), "term", "month", (over,), (over,)))
        owner = "=配偶" if key.startswith(("spouse", "partner")) else "=本人"
        if isinstance(value, str):
            found = quantities(value)
            if not found and (n := number(value)) is not None:
                found = [Quantity(value, 0, len(value), "count", "bare", (n,), (n,))]
            yield from ((key, bare_said(q, owner, *words, role=role)) for q in found)
            continue
        amount = profile.number(key)
        if amount is None:
            continue
        unit = next(
            (u for tail, u in _UNITS if key.endswith(tail)), "money" if _MONEY.search(key) or amount >= 100 else "bare"
        )
        if unit == "year":
            unit, amount = "month", amount * 12
        role = role if unit == "money" else ""
        yield (
            key,
            bare_said(
                Quantity(key, 0, len(key), "count", unit, (amount,), (Decimal(amount),)), owner, *words, role=role
            ),
        )
