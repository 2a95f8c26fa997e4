"""What a match can begin with, put before a pattern as a look-ahead: most places of a text are passed over at one look.

`re` does so itself for a pattern that begins with plain characters; ours begin with look-behinds, options and long alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_ahead: Any = import_module("re._constants").ASSERT
_one_of: Any = import_module("re._constants").IN

FEW = 60
"""Where a pattern can begin with more characters than this, each of its alternatives has its own look-ahead too."""
Beginnings = tuple[set[Any], bool] | None
"""Members of a class of characters, and whether the part can be empty; None where it can begin with anything."""


def compiled(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, and finds the same; only its `pattern` is None. Raises what it raises."""
    parsed = _parser.parse(source, flags)
    if not parsed.state.flags & re.IGNORECASE and not _plain(parsed):
        found = _beginnings(parsed)
        if found is None or len(found[0]) > FEW:
            for branch in (branch for op, av in parsed if str(op) == "BRANCH" for branch in av[1]):
                if branch and str(branch[0][0]) not in ("LITERAL", "IN"):
                    _guard(branch, _beginnings(branch))
        _guard(parsed, found)
    made: re.Pattern[str] = _compiler.compile(parsed, parsed.state.flags)
    return made


def _guard(parsed: Any, found: Beginnings) -> None:
    """Put what it can begin with before a pattern or one of its alternatives, unless that may be nothing."""
    if found is not None and not found[1]:
        begins = _parser.SubPattern(parsed.state, [(_one_of, sorted(found[0], key=str))])
        parsed.insert(0, (_ahead, (1, begins)))


def _plain(parsed: Any) -> bool:
    """Whether `re` itself knows what this begins with."""
    if not len(parsed):
        return True
    op, av = parsed[0]
    match str(op):
        case "LITERAL":
            return True
        case "IN":
            return True
        case "SUBPATTERN":
            return _plain(av[3])
        case "BRANCH":
            return all(len(branch) and str(branch[0][0]) == "LITERAL" for branch in av[1])
    return False


def _beginnings(parsed: Iterable[Any]) -> Beginnings:
    begins: set[Any] = set()
    for op, av in parsed:
        match str(op):
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case "LITERAL":
                return {*begins, (op, av)}, False
            case "IN" if str(av[0][0]) != "NEGATE":
                return {*begins, *av}, False
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                part = _beginnings(av[2])
                if part is not None and av[0] == 0:
                    part = part[0], True
            case "SUBPATTERN" if not av[1] and not av[2]:
                part = _beginnings(av[3])
            case "ATOMIC_GROUP":
                part = _beginnings(av)
            case "BRANCH":
                part = _any(av[1])
            case _:
                return None
        if part is None:
            return None
        begins |= part[0]
        if not part[1]:
            return begins, False
    return begins, True


def _any(branches: Iterable[Any]) -> Beginnings:
    begins: set[Any] = set()
    empty = False
    for branch in branches:
        part = _beginnings(branch)
        if part is None:
            return None
        begins |= part[0]
        empty = empty or part[1]
    return begins, empty
