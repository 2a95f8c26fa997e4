"""Regular expressions that are compiled when they are first used: most of ours are not, for one short text."""

from __future__ import annotations

import re
from typing import Any, cast

ALL: list[_Lazy] = []
"""Every one there is, for the test that compiles them all."""


class _Lazy:
    """Stands for a compiled expression; from the first use on its methods are the expression's own."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._source, self._flags = source, flags
        ALL.append(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        for each in ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "pattern"):
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def lazy(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, later. A mistake in the expression shows at its first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
