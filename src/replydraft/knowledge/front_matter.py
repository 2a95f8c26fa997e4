"""Front matter of a knowledge document: YAML read as text, so that money and versions stay exactly as written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from replydraft.errors import ContentError

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"([a-z_]+): (?:([^\s\[\]{}\"'&*!|>%@`#:,?-][^:#\"'\[\]{}\\]*)|(\".*\"|\[\".*\"\]))")
_NOTHING = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping of the front matter, its place in the file for error messages, and checked readers. All raise ContentError."""

    values: Mapping[str, Any]
    path: str
    lines: Mapping[str, int]
    within: str = ""

    def where(self, key: str = "") -> str:
        """`path:line` of a key (of the enclosing top-level key where nested)."""
        top = (self.within or key).split(".")[0].split("[")[0]
        line = self.lines.get(top)
        return f"{self.path}:{line}" if line else f"{self.path}:1"

    def fail(self, key: str, message: str) -> ContentError:
        name = ".".join(part for part in (self.within, key) if part)
        return ContentError(f"{name}: {message}" if name else message, where=self.where(key))

    def known(self, keys: Collection[str]) -> None:
        """A misspelt key is an error: it may be the one that limits what may be quoted."""
        for key in self.values:
            if key not in keys:
                raise self.fail(key, f"unknown key; known are {', '.join(sorted(keys))}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key)
        if value is None or value == "":
            if default is None:
                raise self.fail(key, "is missing")
            return default
        if not isinstance(value, str):
            raise self.fail(key, "must be text")
        return value.strip()

    def choice(self, key: str, options: Collection[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in options:
            raise self.fail(key, f"must be one of {', '.join(options)}")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self.text(key, None if default is None else str(default).lower())
        if value not in ("true", "false"):
            raise self.fail(key, "must be true or false")
        return value == "true"

    def day(self, key: str) -> date | None:
        value = self.text(key, "")
        if value in _NOTHING:
            return None
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise self.fail(key, "must be a day as YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.fail(key, "is not a day of the calendar") from None

    def number(self, key: str) -> Decimal:
        """A number; `4.2%` is 0.042."""
        value = self.text(key)
        percent = value.endswith("%")
        try:
            number = Decimal(value.rstrip("%").strip())
        except InvalidOperation:
            raise self.fail(key, "must be a number") from None
        if not number.is_finite() or number < 0:
            raise self.fail(key, "must be a number that is not negative")
        return number / 100 if percent else number

    def optional_number(self, key: str) -> Decimal | None:
        return None if self.text(key, "") in _NOTHING else self.number(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self.values.get(key)
        if value is None or value in _NOTHING:
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
            raise self.fail(key, "must be a list of texts")
        return tuple(item.strip() for item in items)

    def fields(self, key: str) -> Fields:
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fail(key, "must be a mapping")
        return Fields(value, self.path, self.lines, ".".join(part for part in (self.within, key) if part))

    def many(self, key: str) -> tuple[Fields, ...]:
        value = self.values.get(key)
        if value is None or value in _NOTHING:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, "must be a list of mappings")
        inside = ".".join(part for part in (self.within, key) if part)
        return tuple(Fields(item, self.path, self.lines, f"{inside}[{n}]") for n, item in enumerate(value))


def split_front_matter(text: str, path: str) -> tuple[Fields, str, int]:
    """(fields, body, line on which the body begins) of one document. Raises ContentError."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise ContentError("must begin with front matter between two lines of ---", where=f"{path}:1")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        raise ContentError("the front matter has no closing ---", where=f"{path}:1")
    places: dict[str, int] = {}
    plain: dict[str, Any] | None = {}
    for n, line in enumerate(lines[1:end], start=2):
        if line[:1].isspace() or not line or line[0] in "#-":
            plain = None
            continue
        key = line.partition(":")[0].strip()
        if key in places:
            raise ContentError(f"{key}: is given twice", where=f"{path}:{n}")
        places[key] = n
        simple = _PLAIN.fullmatch(line)
        plain = _with(plain, key, simple) if plain is not None and simple else None
    values = plain if plain is not None else _yaml("\n".join(lines[1:end]), path)
    return Fields(values, path, places), "\n".join(lines[end + 1 :]), end + 2


def _with(plain: dict[str, Any], key: str, simple: re.Match[str]) -> dict[str, Any] | None:
    """The fast path of front matter that needs no YAML: bare words, JSON strings and lists of JSON strings."""
    if simple[2]:
        return plain | {key: simple[2].strip()}
    try:
        return plain | {key: json.loads(simple[3])}
    except ValueError:
        return None


def _yaml(text: str, path: str) -> dict[str, Any]:
    try:
        values = yaml.load(text, Loader=_LOADER)  # noqa: S506  (BaseLoader builds text, lists and mappings only)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        raise ContentError(
            f"not valid YAML: {getattr(e, 'problem', None) or 'cannot be read'}", where=f"{path}:{line}"
        ) from None
    except RecursionError:
        raise ContentError("not usable: nested too deeply", where=f"{path}:1") from None
    if not isinstance(values, dict):
        raise ContentError("the front matter must be keys and values", where=f"{path}:1")
    return values
