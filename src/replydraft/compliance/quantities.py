"""Every figure of a Chinese text as value and unit, so that 20万, 200000元 and 二十万 are the same figure.

Units: `rate` (a fraction), `money` (yuan), `month`, `period` (期), `day`, `workday`, `hour`, `date`, `time`, `bare`
(no unit), `article`, and measure words by group (`thing`, `times`, `people` …). Ranges are one figure with two values.
Words that only look like numbers (第一, 一下, 一家机构, list numbers, [1], 〔手机号1〕) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from replydraft.compliance.digits import view
from replydraft.domain.draft import FigureKind
from replydraft.text.lazy import lazy
from replydraft.text.numerals import parse_numeral


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure. `values` has two entries for a range; a date's are (year, month, day), 0 where not said.

    `raw` are the numbers before their unit was applied (20 of 20万); `places` the decimals written.
    """

    text: str
    start: int
    end: int
    kind: FigureKind
    unit: str
    values: tuple[Decimal, ...]
    raw: tuple[Decimal, ...] = ()


_CN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,12})?|\d{1,20}(?:\.\d{1,12})?"
"""Bounded, so that a long run of digits costs no more than its length."""
_TAIL = r"(?:\d(?![\d%期个天日年月次家笔]|[.,]\d)|半(?![年天个]))"
"""3万5, 3万半."""
_NUM = rf"(?:(?:{_ARABIC})(?:\s?[百千万亿]{{1,2}}{_TAIL}?)?|[{_CN}]{{1,24}}万半|[{_CN}]{{1,24}}(?:点[零〇一二三四五六七八九]{{1,12}})?|半)"
_TO = r"\s?(?:-|~|～|〜|至|到)\s?"
_N = rf"(?P<a>{_NUM})(?P<ua>\s?(?:万|个?月|天|年|元|%|厘|期|个工作日|个点)?){_TO}(?P<b>{_NUM})|(?P<n>{_NUM})"
_AFTER = (
    r"(?P<more>[多余来])?\s?"
    r"(?:(?P<rate>%|‰|个?百分点|个点|厘(?!米))"
    r"|(?P<money>万元|亿元|元|块钱|块(?![钱地])(?P<jiao>[一二三四五六七八九](?![十百千万个家年天])|\d(?![\d.]))?|圆|人民币|[wWkK](?![A-Za-z])|万块)"
    r"|(?P<workday>个?(?:工作日|交易日))"
    r"|(?P<half>个半(?=月|小时|星期))?(?P<term>个?自然日|天|日(?!期|常|元)|周(?!岁|边|[一二三四五六日天])|个?星期|个?礼拜|个?月(?!供|息|费|利)|个?季度|周年|年(?!级|化|利率|息|轻|度)"
    r"|期|个?小时|个?钟头|分钟|秒钟?)(?P<tail>半)?"
    r"|(?P<count>周岁|岁|倍|成(?!功|本|为|员|交|立)|折(?!合|算)|次|回(?!复|答|款|头)|遍|趟|家|个|位|名(?!下|称|义|单)|人(?!民)|份|张|笔|项|条|款(?!项)|套|台|种|类|户|处|页|封|级|部|本|点|步|件|方面|字头))"
)
_FIGURE = lazy(rf"(?:{_N})(?:{_AFTER})?")
_PAIR = lazy(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万]{0,2})")
"""两三个, 三五万: a range without a word for it."""
_FRACTION = lazy(
    rf"(?P<base>百|千|万|[二三四五六七八九十])分之(?P<part>{_NUM}|百)(?:{_TO}(?:(?:百|千|万)分之)?(?P<to>{_NUM}))?"
)
_PER_TEN_THOUSAND = lazy(
    r"(?<![一二两三四五六七八九十百千\d])万(?:分之)?(?P<n>[一二三四五六七八九]|\d(?:\.\d+)?)(?![一二三四五六七八九\d.千百十万元块])"
)
_FEN = lazy(
    r"(?:月息|利息|息|月利率?|利率)(?:是|就|才|只要|按|收|大概|约)?\s?(?P<n>[一二两三四五六七八九十]|\d(?:\.\d+)?)分(?P<half>[一二三四五六七八九半])?(?!之|期|钟)"
)
_DATE = lazy(
    r"(?P<y>(?:19|20)\d{2})\s?(?:年|[-/.])\s?(?P<m>1[0-2]|0?[1-9])\s?(?:月|[-/.](?=\d))\s?(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:\s?[日号]|(?![\d%])))?"
    r"|(?P<m2>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月(?:份)?\s?(?P<d2>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]"
    r"|(?P<y3>(?:19|20)\d{2})\s?年(?!以?[内前后]|期|化)|(?P<m4>1[0-2]|[1-9])月份"
    r"|(?<![\d一二三四五六七八九十个])(?P<d5>3[01]|[12]\d|[1-9])\s?号(?!楼|线|院|店|码|文|令|公告|机)"
)
_TIME = lazy(
    r"(?<!\d)(?P<h>[01]?\d|2[0-4])[:：](?P<mi>[0-5]\d)(?!\d)|(?<!\d)(?P<h3>[01]?\d|2[0-4])[时点](?P<mi3>[0-5]?\d)分|(?:上午|下午|早上|晚上|中午|凌晨|早|晚)(?P<h2>\d{1,2}|[一二两三四五六七八九十]{1,2})点(?P<half>半)?"
)
_ARTICLE = lazy(rf"第\s?(?P<n>{_NUM})\s?(?P<u>条|款|项)(?:之[一二三])?")
_ORDINAL = lazy(rf"第\s?(?:{_NUM})\s?(?:次|期|步|个|家|笔|年|天|位|种|类|点|页|方|条|款|项|套|批|部分)?")
_PHONE = lazy(r"(?<![\d.])(?:\d{3,4}-\d{3,4}-\d{3,4}|0\d{2,3}-\d{7,8})(?![\d%])")
_SKIP = lazy(
    r"〔[^〔〕\n]{1,12}〕|[\dA-Za-z]{0,6}\*{2,}[\dXx]{0,6}|尾号\s?\d{2,6}|[\[【]\d{1,2}[\]】]|[①-⓿❶-➓㈠-㈩]"
    r"|(?:(?<=^)|(?<=[\n。；;：:！!？?，, \t]))\s*(?:\d{1,2}|[一二三四五六七八九十])[.、．)）](?!\d)|[(（](?:\d{1,2}|[一二三四五六七八九十])[)）]"
    r"|(?<![A-Za-z])(?!LPR|IRR|APR|RMB|CNY|SMS)[A-Za-z]{1,20}[\-_]?\d{1,20}(?:\.\d{1,12}){0,4}[A-Za-z\d]{0,20}|(?<!\d)\d{1,12}(?:V|S店|D|G|C|B|A)(?![A-Za-z])"
    r"|https?://\S+|[分这]成?[两三四]块(?!钱)|一分钱|一毛钱|五险一金|二手|三方|一对一|十足|[这过近头]两[天日年]|(?:每|某|哪|那|这)一?[天日月年周]|(?:周|星期|礼拜)[一二三四五六]"
    rf"|[后末前尾中]\s?{_NUM}位|{_NUM}位(?=数|密码|验证码|尾号|字)|[几数好][十百千万亿]+|{_NUM}几[十百千万亿]?"
    r"|百分百|\d0后|\d5后|有一[天日]|千万(?:别|不|要|注意|记|小心|当心)|万一|十分(?!之|钟)|一一|两者|两地|三思|一旦|一年到头|半天|大半|多半|一半"
)
_TRIVIAL_UNITS = frozenset("个位名家份张笔项条款套台种类户处页封部本点步件回遍趟次人级") | {"方面"}
_STRUCTURE = lazy(
    r"\s?(?:方面|问题|办法|方法|方式|步|点|件事|件|种|类|选项|方向|思路|选择|建议|原因|部分|方案|渠道|条路|要点|环节|阶段|信息|资料|情况|路径|途径|关键|字)"
)
_GROUPS = {
    **dict.fromkeys("个家款种项条类份张笔户处部本件套台", "thing"), "方面": "thing", **dict.fromkeys("次回遍趟", "times"),
    **dict.fromkeys("位名人", "people"), "周岁": "岁", "点": "thing", "步": "thing",
}  # fmt: skip
_LONE = frozenset("百千万亿佰仟")
_ONE = Decimal(1)
_RATES = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "厘": Decimal("0.001")}
_TERMS: dict[str, tuple[str, Decimal]] = {
    "天": ("day", _ONE), "日": ("day", _ONE), "自然日": ("day", _ONE), "周": ("day", Decimal(7)), "星期": ("day", Decimal(7)),
    "礼拜": ("day", Decimal(7)), "月": ("month", _ONE), "季度": ("month", Decimal(3)), "年": ("month", Decimal(12)),
    "周年": ("month", Decimal(12)), "期": ("period", _ONE), "小时": ("hour", _ONE), "钟头": ("hour", _ONE),
    "分钟": ("minute", _ONE), "秒": ("second", _ONE), "秒钟": ("second", _ONE),
}  # fmt: skip
_FEE = lazy(r"(?:费|佣金|违约金|罚息|滞纳金|保证金|押金|手续|工本)[^。；;，,\n]{0,6}$")
_RATE_WORD = lazy(r"(?:年化|年利率|利率|年息|LPR|IRR|成本|费率|通过率)[^。；;，,\n\d]{0,8}$")
_AMOUNT_WORD = lazy(r"(?:¥|￥|RMB|额度|金额|月供|本金|贷款|借|收入|工资|余额|还款?)\s?[^。；;，,\n\d]{0,4}$")


def quantities(text: str) -> list[Quantity]:
    """All figures of a text in order, spans in code points of the text as given. Linear in the text."""
    if len(text) > 200_000:
        text = text[:200_000]
    seen = view(text)
    plain = seen.text.translate({0x300C: '"', 0xFF5E: "~"})
    taken = bytearray(len(plain))
    for m in _SKIP.finditer(seen.text):
        _mark(taken, *m.span())
    if seen.offsets is None:
        for m in re.finditer(r"[①-⓿❶-➓㈠-㈩⑴-⒛]", text):
            taken[m.start()] = 1
    found: list[Quantity] = []
    for reader in (_phones, _dates, _times, _fractions, _articles, _numbers):
        for unit, kind, values, raw, start, end in reader(plain, taken):
            if any(taken[start:end]):
                continue
            _mark(taken, start, end)
            if kind is not None:
                a, b = seen.span(start, end)
                found.append(Quantity(text[a:b], a, b, kind, unit, values, raw))
    return sorted(found, key=lambda q: q.start)


Read = tuple[str, FigureKind | None, tuple[Decimal, ...], tuple[Decimal, ...], int, int]


def _mark(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def number(token: str) -> Decimal | None:
    """The value of one numeral (35, 1,200.5, 3万5, 三十五万, 一点五, 半), or None; a lone 万 is none."""
    if token.strip() in _LONE:
        return None
    try:
        return parse_numeral(token)
    except ValueError:
        return None


def _phones(text: str, _: bytearray) -> Iterator[Read]:
    for m in _PHONE.finditer(text):
        yield "phone", "count", (Decimal(re.sub(r"\D", "", m[0])),), (), *m.span()


def _dates(text: str, _: bytearray) -> Iterator[Read]:
    for m in _DATE.finditer(text):
        g = m.groupdict()
        if g["d5"] and not (1 <= int(g["d5"]) <= 31):
            continue
        year, month, day = g["y"] or g["y3"], g["m"] or g["m2"] or g["m4"], g["d"] or g["d2"] or g["d5"]
        parts = tuple((number(p) or Decimal(0)) if p else Decimal(0) for p in (year, month, day))
        yield "date", "date", parts, (), *m.span()


def _times(text: str, _: bytearray) -> Iterator[Read]:
    for m in _TIME.finditer(text):
        hour = number(m["h"] or m["h2"] or m["h3"]) or Decimal(0)
        if m["h2"] and m[0].startswith(("下午", "晚")) and hour < 12:
            hour += 12
        minute = Decimal(m["mi"] or m["mi3"]) if m["mi"] or m["mi3"] else Decimal(30 if m["half"] else 0)
        yield "time", "date", (hour * 60 + minute,), (), *m.span()


def _fractions(text: str, _: bytearray) -> Iterator[Read]:
    for m in _FRACTION.finditer(text):
        base = number(m["base"]) or _ONE
        if m["base"] in "百千万":
            base = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}[m["base"]]
        parts = [Decimal(100) if p == "百" else number(p) for p in (m["part"], m["to"]) if p]
        if all(p is not None for p in parts):
            raw = tuple(p for p in parts if p is not None)
            yield "rate", "rate", tuple(p / base for p in raw), raw, *m.span()
    for m in _PER_TEN_THOUSAND.finditer(text):
        n = number(m["n"])
        if n is not None:
            yield "rate", "rate", (n / 10000,), (n,), *m.span()
    for m in _FEN.finditer(text):
        n = number(m["n"])
        half = (
            Decimal("0.5") if m["half"] == "半" else (number(m["half"]) or Decimal(0)) / 10 if m["half"] else Decimal(0)
        )
        if n is not None:
            yield "rate", "rate", ((n + half) / 100,), (n,), m.start("n"), m.end()


def _articles(text: str, _: bytearray) -> Iterator[Read]:
    for m in _ARTICLE.finditer(text):
        n = number(m["n"])
        law = m["u"] == "条" and (n or 0) > 3
        yield "article", "count" if law else None, (n or Decimal(0),), (), *m.span()
    for m in _ORDINAL.finditer(text):
        yield "ordinal", None, (), (), *m.span()


def _numbers(text: str, taken: bytearray) -> Iterator[Read]:
    at = 0
    while m := _FIGURE.search(text, at):
        start, end = m.span()
        at = end
        if taken[start]:
            at = start + 1
            continue
        read = _number(text, m)
        if read is not None:
            yield read


def _number(text: str, m: re.Match[str]) -> Read | None:
    start, end = m.span()
    tokens = [t for t in (m["a"], m["b"], m["n"]) if t]
    if m["n"] and (pair := _PAIR.fullmatch(m["n"])):
        tokens = [pair[1] + (pair[3] or ""), pair[2] + (pair[3] or "")]
    parsed = [number(t) for t in tokens]
    if any(p is None for p in parsed):
        return None
    raw = tuple(p for p in parsed if p is not None)
    latin = (start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()) or (
        end < len(text) and text[end].isascii() and text[end].isalpha()
    )
    chinese = not any(c.isdigit() for t in tokens for c in t)
    head = (m["ua"] or "").strip()
    if m["a"] and "万" not in m["a"] and (head == "万" or (not head and "万" in m["b"] and raw[0] < 1000)):
        raw = (raw[0] * 10000, raw[1])
    before = text[max(0, start - 14) : start]
    big = "万" in head or any(c in t for t in tokens for c in "万亿")
    if m["rate"]:
        scale = _RATES.get(m["rate"], Decimal("0.01"))
        return "rate", "rate", tuple(r * scale for r in raw), raw, start, end
    if m["money"]:
        scale = Decimal(
            {"w": 10000, "W": 10000, "k": 1000, "K": 1000, "万元": 10000, "万块": 10000, "亿元": 10**8}.get(
                m["money"], 1
            )
        )
        dimes = (number(m["jiao"]) or Decimal(0)) / 10 if m["jiao"] else Decimal(0)
        values = tuple(r * scale + dimes for r in raw)
        return "money", "fee" if _FEE.search(before) else "amount", values, raw, start, end
    if m["workday"]:
        return "workday", "term", raw, raw, start, end
    if m["term"]:
        return _term(m, raw, start, end)
    if m["count"]:
        return _count(text, m, raw, start, end, chinese=chinese)
    if big and len(tokens[0]) + len(tokens) > 2:
        return "money", "fee" if _FEE.search(before) else "amount", raw, raw, start, end
    if chinese or latin:
        return None
    if _RATE_WORD.search(before) and raw[0] < 100:
        return "rate", "rate", tuple(r / 100 for r in raw), raw, start, end
    kind: FigureKind = (
        "fee" if _FEE.search(before) else "amount" if _AMOUNT_WORD.search(before) and raw[0] >= 100 else "count"
    )
    return "bare", kind, raw, raw, start, end


def _term(m: re.Match[str], raw: tuple[Decimal, ...], start: int, end: int) -> Read:
    name = m["term"].removeprefix("个") or m["term"]
    unit, scale = _TERMS[name]
    extra = Decimal("0.5") if m["half"] or m["tail"] else Decimal(0)
    values = tuple((r + extra) * scale for r in raw)
    return unit, "term", values, raw, start, end


def _count(
    text: str, m: re.Match[str], raw: tuple[Decimal, ...], start: int, end: int, *, chinese: bool
) -> Read | None:
    unit = m["count"]
    if unit in {"成", "折"}:
        return "rate", "rate", tuple(r / 10 for r in raw), raw, start, end
    if unit == "字头":
        return "lead", "rate", raw, raw, start, end
    if unit == "点" and not chinese and raw[0] <= 24:
        return "time", "date", (raw[0] * 60,), raw, start, end
    if unit in _TRIVIAL_UNITS and raw[0] == 1 and len(raw) == 1 and (chinese or unit != "次"):
        return "thing", None, (), (), start, end
    if len(raw) == 1 and raw[0] < 10 and (_STRUCTURE.match(text, m.start("count")) or _STRUCTURE.match(text, end)):
        return "thing", None, (), (), start, end
    if unit == "步" or (unit == "点" and chinese):
        return "thing", None, (), (), start, end
    return _GROUPS.get(unit, unit), "count", raw, raw, start, end
