"""Limits: what a reply concludes is not above the least it computed (倍数算出来是16万，所以上限20万 is wrong), and what it supposes
is not above all that our sources allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.operands import TERMS, YUAN
from replydraft.compliance.tracing.said import Said
from replydraft.domain.draft import Figure
from replydraft.text.lazy import lazy

_SO = lazy(r"所以|因此|因而|那么|参考|取低|取小|按低|就低|较低")
_WORKED = lazy(r"[倍成折%‰](?:[^，。；]{0,4}(?:是|为|等于|就|得|[=＝])|\s?)[^，。；\d]{0,4}$")
_GREATER = lazy(r"较高|孰高|取高|就高|高者|较大|之和|相加|合计")
_FREE = 1.02
"""What rounding may add."""
_LIMITS = frozenset({"loan", "limit"})


def above_limits(s: Said, known: Iterable[Known]) -> bool:
    """Whether a term or an amount is greater than every limit that our sources state of its kind; False where they state none."""
    units = TERMS if s.q.unit in TERMS else YUAN if s.q.unit in YUAN else frozenset({s.q.unit})
    most = [
        k.q.values[-1] for k in known
        if not k.voice and k.q.unit in units
        and (k.said.bound == "max" or k.said.role in _LIMITS or len(k.q.values) > 1)
    ]  # fmt: skip
    return bool(most) and s.q.values[0] > max(most)


def above_caps(asked: Sequence[Said], traced: Mapping[int, Figure], spoken: str) -> Iterator[tuple[int, str]]:
    """The places of the figures in `asked` that are concluded limits above what the sentence computed, each with what that
    was, in Chinese. Nothing where the sources (`spoken`) take the greater one or add up."""
    if _GREATER.search(spoken):
        return
    for i, s in enumerate(asked):
        if i not in traced or s.q.unit != "money" or s.bound != "max" or not _SO.search(s.ahead[-4:] + s.before):
            continue
        first = s.q.start - len(s.before) - len(s.ahead)
        caps = [
            asked[j] for j, figure in traced.items()
            if first <= asked[j].q.start < s.q.start and asked[j].q.unit == "money" and figure.source == "calculator"
            and _WORKED.search(asked[j].before)
        ]  # fmt: skip
        least = min(caps, key=lambda c: c.q.values[0], default=None)
        if least is not None and float(s.q.values[-1]) > float(least.q.values[0]) * _FREE:
            yield i, f"前面算出来的是{least.q.text}"
