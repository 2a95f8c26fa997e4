"""Regular expressions that are compiled when they are first used: most of ours are not, for one short text."""

from __future__ import annotations

import re
from typing import Any, cast

from replydraft.text.beginnings import compiled

ALL: list[_Lazy] = []
"""Every one there is, for the test that compiles them all."""


class _Lazy:
    """Stands for a compiled expression; from the first use on its methods are the expression's own."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self.pattern, self._flags = source, flags
        ALL.append(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = compiled(self.pattern, self._flags)
        for each in ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"):
            setattr(self, each, getattr(made, each))
        return getattr(made, name)


def lazy(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, later. A mistake in the expression shows at its first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
