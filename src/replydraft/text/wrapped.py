"""A reply inside JSON: which stretches of it stand for other characters, so that what is quoted by a program reads as said."""

from __future__ import annotations

import json
import re

from replydraft.text.lazy import lazy

_JSON = lazy(r'\s*(?:```(?:json)?\s*)?[\[{]\s*"')
_STRING = lazy(r'"((?:[^"\\]|\\.)*)"(\s*:)?', re.DOTALL)
_ESCAPE = lazy(r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])')


def unwrapped(text: str) -> dict[int, tuple[int, str]]:
    """Of a text that looks like JSON: start → (end, plain) for the quotes of its values and every escape in its strings.

    A value's quotes become line ends, so that it stands alone; keys keep theirs. Empty for any other text.
    """
    if not _JSON.match(text):
        return {}
    found: dict[int, tuple[int, str]] = {}
    for m in _STRING.finditer(text):
        if m[2] is None:
            found[m.start()] = (m.start() + 1, "\n")
            found[m.end() - 1] = (m.end(), "\n")
        for e in _ESCAPE.finditer(m[1]):
            at = m.start(1) + e.start()
            found[at] = (at + len(e[0]), _unescaped(e[0]))
    return found


def _unescaped(escape: str) -> str:
    plain = json.loads(f'"{escape}"')
    return str(plain) if not "\ud800" <= plain <= "\udfff" else "\ufffd"
