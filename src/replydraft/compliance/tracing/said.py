"""A figure with what the text says of it: role, which end of a range it is, hedges, and the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from replydraft.compliance.quantities import Quantity, quantities
from replydraft.compliance.tracing.roles import role_of
from replydraft.domain.draft import Figure, FigureSource
from replydraft.text.lazy import lazy

_STOP = lazy(r"[。！？!?\n；;]")
_COMMA = lazy(r"[，：:（）()【】]|(?<!\d)[~～](?!\d)|[☀-➿\U0001f300-\U0001faff]|,(?!\d{3})|(?<!\d),")
_LEAST = lazy(
    r"最低|最少|至少|起步|低至|不低于|不少于|不小于|不得低于|(?<![一日号月年期天\d])起$|最短|最快|下限|(?<![用贷拉做占借])满$|[≥>]=?\s?$"
)
_LEAST_AFTER = lazy(r"(?:（含）)?(?:起(?!诉|来|点)|以上|起步)")
_MOST = lazy(r"最高|最多|最长|上限|封顶|不超过|不高于|不得超过|不大于|至多|最慢|别超过|[≤<]=?\s?$")
_MOST_AFTER = lazy(r"(?:（含）)?的?(?:以内|之内|封顶|为限|内(?![部容])|的上限)")
_BEFORE_IT = lazy(r"(?:之|以)?前")
"""满68前."""
_ABOUT = lazy(r"约|大概|大约|差不多|大致|将近|接近|近$|不到$|靠近$|(?<![最尽])快(?:到|要|有)?$|粗估|粗算|估")
_ABOUT_AFTER = lazy(r"\s?(?:左右|上下|出头|还?不到|打底|[块元]?多|来(?=[个天块万岁家])|的样子)")
PER_PIECE = lazy(r"/[一-龥](?![一-龥])")
"""Behind a figure: of one piece (1200元/亩)."""
_NEXT_DIGIT = frozenset("二三四五六七八九")
"""五块七八."""
SKIPPED = frozenset(
    "的了是在就也都和与或及等您你我他们她这那个要有没不可会能按为以到得后前时里内外约多少万元块吗呢吧啊哦还再又但而且被把从共自给让对向由于其每各"
    "另只才已过将最很更请先看做来去说话"
)
WEAK = frozenset("年月日天期号上下大小高低长一二两三四五六七八九十百千")
"""Characters that say something beside another one only: 首年 and 次年, 大额 and 小额, 方案一 and 方案二."""
_PLAIN = frozenset(
    (
        "单利",
        "年化",
        "利率",
        "工作",
        "一般",
        "资料",
        "客户",
        "银行",
        "贷款",
        "收取",
        "合同",
        "期限",
        "金额",
        "具体",
        "标准",
    )
)
_SAME = (
    ("施行", r"施行|实施|生效|执行|起(?:的|就|$)"), ("公布", r"发布|公布|印发"), ("双录", r"双录|录音录像"), ("配偶", r"配偶|爱人|老公|老婆|太太|先生|丈夫|妻子|她|他"),
    ("新客", r"新客|首次|第一次|首借|头一?[回次]"), ("老客", r"老客|复借|结清过"), ("提前还", r"提前还|提前结清|提前部分"), ("展期", r"展期|延期"), ("今年", r"今年"),
    ("先息后本", r"先息后本|按月付息|每月付息"), ("等额本息", r"等额本息"), ("等额本金", r"等额本金"), ("随借随还", r"随借随还"), ("本人", r"您(?!爱人|老公|老婆|太太|先生|配偶|家人|父|母|儿|女)"),
)  # fmt: skip
_CONCEPTS = lazy("|".join(f"(?P<c{i}>{words})" for i, (_, words) in enumerate(_SAME)))
_SHARES = lazy(r"占|比|减|加")
_RESPECTIVELY = lazy(r"^[^。；\n]{0,24}(?:分别|依次)[^。；\n]{0,6}$")
_BEFORE_COLON = lazy(r"(?<![一-龥A-Za-z])([一-龥A-Za-z]{1,10})(?:（[^（）]{1,8}）)?$")
_THAN = lazy(r"比(?!如|例|方)[^，。；比]{1,8}?[还更要]?[慢快]")
_HAN = lazy(r"[一-龥]+")
_LATIN = lazy(r"[A-Za-z]{1,12}[一-龥]?")


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as it is said. `near` are the content words of its own clause, `wide` those of its sentence; `before` and
    `after` the clause on either side of it; `ahead` and `tail` the sentence before and after the clause."""

    q: Quantity
    role: str
    bound: str
    about: bool
    near: frozenset[str]
    wide: frozenset[str]
    ahead: str
    before: str
    after: str
    tail: str


_SHORT = 4
_BASIS = lazy(r"（(?:IRR|APR|单利|复利|年化|内部收益率)[^（）]{0,6}）$")
"""折算年化（IRR）约11.13%."""
TAIL = 24
"""Characters of a sentence behind a clause that are kept."""
MOST, READ = 300, 20_000
"""Figures of one text, and characters, that are looked at."""


_ASCII_MARK = lazy(r"(?<!\d)[,:](?![/\\])|[,](?!\d{3})|:(?!\d)(?!//)|[;()?!]")
_MARK = dict(zip(",:;()?!", "，：；（）？！", strict=True))


def in_chinese_marks(text: str) -> str:
    """The text with the punctuation that people type for Chinese marks as such, of the same length; 1,200 and 9:30 stay."""
    return _ASCII_MARK.sub(lambda m: _MARK[m[0]], text)


@lru_cache(maxsize=4096)
def said(text: str) -> tuple[Said, ...]:
    """The figures of a text with their surroundings, in order, `MOST` at most. Linear in the text."""
    text = in_chinese_marks(text[:READ])
    found = quantities(text)[:MOST]
    if not found:
        return ()
    edges = _clauses(text, found)
    made: list[Said] = []
    aligned = _aligned(text, found)
    for i, q in enumerate(found):
        first, last, start, end = edges[i]
        others = [o for o in found[max(0, i - 6) : i + 7] if o is not q]
        before, after = text[start : q.start], text[q.end : end]
        marks = [o for o in others if start <= o.start < end]
        near = _words(text, start, end, [q, *marks]) | {mark(o) for o in marks} | aligned.get(i, set())
        wide_marks = [o for o in others if first <= o.start < last]
        wide = {mark(o) for o in wide_marks} | _words(text, first, last, [q, *wide_marks])
        label = _label(text, start)
        near |= _words(text, start - len(label) - 1, start, []) if label else set()
        near |= _words(text, *_bracketed(text, first, start), found) if text[start - 1 : start] == "（" else set()
        role = role_of(q, _own_words(text, found, i, start), after)
        if not role and len(before) < _SHORT and len(q.values) == 1 and (m := _BASIS.search(text, first, start)):
            role = role_of(q, text[max(first, m.start() - 12) : q.start], after)
        if (
            not role
            and made
            and before.startswith("比")
            and not before.startswith("比如")
            and made[-1].q.unit == q.unit
            and made[-1].q.start >= first
        ):
            role = made[-1].role
        made.append(
            Said(
                q,
                role,
                bound_of(before, after),
                _about(before, after, q),
                frozenset(near),
                frozenset(wide),
                text[first:start],
                before,
                after,
                text[end : min(last, end + TAIL)],
            )
        )
    return tuple(made)


def uncompared(text: str) -> str:
    """The text without what something is only compared with: 放款比一押慢点."""
    return _THAN.sub("", text)


def _label(text: str, start: int) -> str:
    """What stands before the colon that a clause follows: 国股：1.05%."""
    if text[start - 1 : start] != "：":
        return ""
    m = _BEFORE_COLON.search(text, max(0, start - 24), start - 1)
    return m[0] if m else ""


def _bracketed(text: str, first: int, start: int) -> tuple[int, int]:
    """What a bracket stands behind, and speaks of: 银行流水（30日内有效）."""
    comma = max(text.rfind(c, first, start - 1) for c in "，：）")
    return max(first, comma + 1, start - 20), start - 1


def _aligned(text: str, found: list[Quantity]) -> dict[int, set[str]]:
    """Which term each of a list of values is of: in 12、24期费率分别为0.5%、0.6% the second is of 24 instalments."""
    if "分别" not in text and "依次" not in text:
        return {}
    runs: list[list[int]] = []
    for i, q in enumerate(found):
        last = runs[-1][-1] if runs else -1
        joined = last == i - 1 >= 0 and text[found[last].end : q.start] in ("、", "/", "和")
        if joined and _MARKS.get(q.unit, q.unit) == _MARKS.get(found[last].unit, found[last].unit):
            runs[-1].append(i)
        else:
            runs.append([i])
    return {
        value: {mark(found[of])}
        for terms, values in pairwise(runs)
        if len(terms) == len(values) > 1 and _RESPECTIVELY.search(text[found[terms[-1]].end : found[values[0]].start])
        for of, value in zip(terms, values, strict=True)
    }


def _own_words(text: str, found: list[Quantity], i: int, start: int) -> str:
    """The clause before a figure, from the figure before it on where the words between say something."""
    between = text[max(start, found[i - 1].end) : found[i].start] if i and found[i - 1].end > start else ""
    if len(between.strip(" 、，,到至-~—的")) > 1 or _SHARES.search(between):
        return between
    while i and text[found[i - 1].end : found[i].start] in ("、", "/", "和") and found[i - 1].start > start:
        i -= 1
    return text[start : found[i].start]


def _clauses(text: str, found: list[Quantity]) -> list[tuple[int, int, int, int]]:
    """Of each figure: its sentence and its clause, as offsets. Figures set side by side by 、 have a clause each."""
    stops = [0, *(m.end() for m in _STOP.finditer(text)), len(text) + 1]
    inside = bytearray(len(text) + 1)
    for q in found:
        inside[q.start : q.end] = b"\x01" * (q.end - q.start)
    ends = {q.end for q in found}
    commas = [
        m.end() for m in _COMMA.finditer(text) if not (inside[m.start()] or (m[0] in "(（" and m.start() in ends))
    ]
    commas += [
        a.end + 1 for a, b in pairwise(found)
        if text[a.end : a.end + 1] in "、/" and b.start > a.end + 1 and not PER_PIECE.match(text, a.end)
    ]  # fmt: skip
    cuts = sorted({*stops, *commas})
    made, i, j = [], 0, 0
    for q in found:
        while stops[i + 1] <= q.start:
            i += 1
        while cuts[j + 1] <= q.start:
            j += 1
        k = j
        while cuts[k + 1] < q.end:
            k += 1
        made.append(
            (
                max(stops[i], q.start - 200),
                min(stops[i + 1], q.end + 200),
                max(cuts[j], q.start - 60),
                min(cuts[k + 1], q.end + 60, len(text)),
            )
        )
    return made


_MARKS = {"period": "month", "people": "thing"}


def mark(q: Quantity) -> str:
    """The word that stands for a figure beside another one: 36期 and 36个月, 2名 and 两个 have the same."""
    return f"#{_MARKS.get(q.unit, q.unit)}:{','.join(format(v.normalize(), 'f') for v in q.values)}"


def _words(text: str, start: int, end: int, taken: list[Quantity]) -> set[str]:
    """Pairs of characters that carry meaning, Latin words, and a common word for what has several."""
    plain = list(text[start:end])
    for q in taken:
        for k in range(max(q.start, start), min(q.end, end)):
            plain[k - start] = " "
    shown = "".join(plain)
    found: set[str] = set()
    for run in _HAN.finditer(shown):
        for a, b in pairwise(run[0]):
            if not {a, b} & SKIPPED and not {a, b} <= WEAK and a + b not in _PLAIN:
                found.add(a + b)
    found.update(m[0].upper() for m in _LATIN.finditer(shown))
    found.update(f"={_SAME[int(m.lastgroup[1:])][0]}" for m in _CONCEPTS.finditer(shown) if m.lastgroup)
    return found


def words_of(text: str) -> frozenset[str]:
    """The content words of a text."""
    return frozenset(_words(text, 0, min(len(text), 200), quantities(text[:200])))


def bound_of(before: str, after: str) -> str:
    """Which end of a range the words on either side make of a figure: "max", "min" or ""."""
    if _MOST_AFTER.match(after) or (before.endswith("满") and _BEFORE_IT.match(after)):
        return "max"
    if _LEAST_AFTER.match(after):
        return "min"
    tail = before[-10:]
    most = max((m.start() for m in _MOST.finditer(tail)), default=-1)
    least = max((m.start() for m in _LEAST.finditer(tail)), default=-1)
    return "" if most == least else "max" if most > least else "min"


def _about(before: str, after: str, q: Quantity) -> bool:
    if q.text[-2:-1] == "块" and after[:1] in _NEXT_DIGIT:
        return True
    return bool(_ABOUT.search(before[-6:]) or _ABOUT_AFTER.match(after) or re.search(r"[多来余]", q.text))


def figure_of(s: Said, source: FigureSource, detail: str) -> Figure:
    """The figure, with its source and the words to show for it."""
    return Figure(s.q.text, s.q.kind, source, detail, s.q.start, s.q.end)
