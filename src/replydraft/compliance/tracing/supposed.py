"""Figures that a reply makes up to explain or advises beside the sources: 比如您用10万, 您放100万就是一万, 提前两天存进去.

What is computed from a made-up amount is computed like anything else, so that a wrong result is still named. A rate is an
example only as the one of a contract: 比如年化3.2%的产品 offers it.
"""

from __future__ import annotations

from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_EXAMPLE = lazy(r"比如|例如|假如|假设|打个?比方|举个?例子?|就当|好比|像[您你]|像(?=\d)")
_EXAMPLE_AFTER = lazy(r"(?:来|做|打个?)?(?:举个?例|为例|打比方)")
_AMOUNT_AHEAD = lazy(
    r"(?:比如|假如|假设|拿|以)[^，。；]{0,6}[\d一二两三四五六七八九十]\s?[万千百][^，。；]{0,4}(?:举例|为例|来说|的话)"
)
_USED = lazy(r"(?:用|借|放|存)[满了]?")
_FREE = lazy(r"免|不[收用]|没有")
_IF = lazy(r"(?:如果|要是|若|[您你]要)[^，。；]{0,10}$")
_IF_SO_LONG = lazy(r"(?:如果|要是|若|假如|假设)[^，。；]{0,8}(?:分|做|用|满|放|借|贷|过了?|开了?)(?:成|个)?$")
_CONTRACT = lazy(r"(?:原来|原先|原利率|合同)(?:的|是|上)?$")
_IF_AFTER = lazy(r"[块元]?钱?(?:的话|用[\d一二两三四五六七八九十半])")
_IF_YOU = lazy(r"[您你][^，。；]{0,2}[放借贷用取存欠分拿]\s?了?$")
_THEN = lazy(r"\s?(?:的话)?[，,]?(?:(?:一|每)个?[天月年季])?(?:就是|就收|就要|要收|算下来|是|等于|合|利息)")
_SET = lazy(r"最高|最低|最多|至少|额度|封顶|上限|门槛|批(?:了|下|准|到|给)|到账|还剩|总共|一共")
_OFFERED = lazy(r"(?:能|可以?|够|会)(?:给您?)?[拿借贷批下做放到出用][^，。；\d]{0,3}$")
"""像您这种能拿50万 says what somebody gets."""
_EARLY = lazy(r"(?:提前|早|先|留)[^，。；\d]{0,2}$")
_READY = lazy(r"\s?(?:就|先|再|也|把|将|往|给)?[^，。；]{0,6}[存留备转充凑][^，。；]{0,6}")
_A_WHILE = lazy(r"(?:别|先|再|养|停|等|缓|歇|只用|就用|短用|用个?)[^，。；]{0,3}$")
_ENDS = ("，", "的", "")
_MONEY = ("money", "bare")
_ROUND = (10_000, 100_000, 1_000_000)
"""Amounts that everybody reckons with: 100万半年期贴息5250元."""
_A_FEW = 3
"""Days that money is made ready ahead of time."""


def is_supposed(s: Said, spoken: bool) -> bool:
    """Whether a figure is an example or advice. `spoken` says that the customer names an amount: then only what is called an
    example is one."""
    q = s.q
    talk = s.ahead[-40:] + s.before
    if _is_a_time(s):
        return True
    if q.unit == "岁":
        return s.after.startswith("的话") and not s.bound
    if len(q.values) > 1 or s.bound or _SET.search(s.before[-8:]) or _OFFERED.search(s.before):
        return False
    if q.unit in ("day", "month"):
        return bool(_AMOUNT_AHEAD.search(s.ahead[-60:]) and _USED.fullmatch(s.before) and not _FREE.search(s.after))
    if q.unit in _MONEY and (q.unit == "money" or q.values[0] >= 100):
        if (_EXAMPLE.search(s.before) or _EXAMPLE_AFTER.match(s.after)) and not _costs(s):
            return True
        if not spoken and not s.before.strip("，。 ") and q.values[0] in _ROUND and not _costs(s):
            return any(c.isdigit() for c in s.after + s.tail)
        follows = any(c.isdigit() or c in "一二两三四五六七八九十百千万" for c in s.after + s.tail)
        told = (
            _IF_AFTER.match(s.after)
            or _IF.search(s.before)
            or (_IF_YOU.search(s.before) and (_THEN.match(s.after) or "的话" in s.after[:4]))
        )
        return bool(told and follows and not spoken and not _costs(s))
    if q.unit == "rate":
        example = _EXAMPLE.search(s.before[-8:]) or (s.after.startswith("的话") and not spoken)
        return bool(example and _CONTRACT.search(s.before))
    return q.unit == "period" and q.text.startswith("第") and bool(_EXAMPLE.search(talk))


def _is_a_time(s: Said) -> bool:
    """Whether it is how long somebody is to wait, or to be early."""
    q = s.q
    if q.unit == "day" and max(q.values) <= _A_FEW and _EARLY.search(s.before) and _READY.match(s.after):
        return True
    few = q.unit in ("day", "month") and len(q.values) == 2 and max(q.raw, default=9) <= _A_FEW
    if few and _A_WHILE.search(s.before):
        return True
    if_so = q.unit in ("month", "period") and len(q.values) == 1 and _IF_SO_LONG.search(s.before)
    return bool(if_so and s.after[:1] in _ENDS)


def _costs(s: Said) -> bool:
    return s.role in ("fee", "interest", "instalment", "each", "income", "deposit", "limit")
