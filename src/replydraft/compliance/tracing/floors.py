"""What a reply concludes after naming a least amount is that amount where it computed less: 算出来1250，没到最低1500，按1250收 is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_SO = lazy(r"(?:所以|因此|那就|那么|这种情况|就|也)[^，。；\d]{0,4}(?:按|收|付|交|要付|要收|是)[^，。；\d]{0,2}$")
_LESS = lazy(
    r"(?:没到|不到|不足|不够|低于|少于)[^，。；]{0,8}(?:最低|起收|下限)|(?:但|不过|可)[^。；]{0,16}(?:最低|不低于|至少|起收)"
)
_MONEY = ("money", "bare")


def below_floors(asked: Sequence[Said], floors: Sequence[float]) -> Iterator[tuple[int, str]]:
    """The places in `asked` of what is concluded to be charged, where the sentence says that what it computed is below the least
    amount, and the concluded one is none of the least amounts (`floors`, in yuan) that sources or reply name."""
    for i, s in enumerate(asked):
        talk = s.ahead[-60:] + s.before
        if s.q.unit not in _MONEY or len(s.q.values) > 1 or not (_SO.search(s.before) and _LESS.search(talk)):
            continue
        first = s.q.start - len(talk)
        earlier = [o for o in asked[:i] if o.q.start >= first and o.q.unit in _MONEY]
        named = {float(o.q.values[0]) for o in earlier if o.bound == "min"} or set(floors)
        if earlier and named and float(s.q.values[0]) not in named:
            yield i, f"最低收{max(named):,g}元"
