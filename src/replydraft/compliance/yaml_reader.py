"""YAML with line numbers, and reading of its objects that refuses what is missing, unknown or of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from replydraft.errors import ContentError


class Mapping(dict[str, Any]):
    """A YAML mapping that knows its line and the line of each value."""

    line: int = 0
    lines: dict[str, int]


@cache
def _loader() -> Any:
    """PyYAML's safe loader with our mappings; loaded with the first file, for a check seldom reads one."""
    import yaml

    loader: Any = type("Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    return loader


def _mapping(loader: Any, node: Any) -> Mapping:
    found = Mapping()
    found.line = node.start_mark.line + 1
    found.lines = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in found:
            import yaml

            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = value_node.start_mark.line + 1
    return found


def read_yaml(path: Path, shown: str) -> Any:
    """The content of a YAML file. Raises ContentError with `shown:line`."""
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506
    except (OSError, UnicodeDecodeError) as e:
        raise ContentError(f"cannot be read: {type(e).__name__}", where=shown) from None
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        where = f"{shown}:{mark.line + 1}" if mark else shown
        raise ContentError(
            f"is not valid YAML: {getattr(e, 'problem', None) or 'cannot be parsed'}", where=where
        ) from None


class Reading:
    """One mapping of one file, read key by key. Every method raises ContentError naming file and line."""

    def __init__(self, value: Any, shown: str, line: int | None = None) -> None:
        self.shown = shown
        if not isinstance(value, Mapping):
            raise ContentError("must be a mapping", where=f"{shown}:{line}" if line else shown)
        self.value = value

    def where(self, key: str | None = None) -> str:
        line = self.value.lines.get(key, self.value.line) if key else self.value.line
        return f"{self.shown}:{line}"

    def fail(self, message: str, key: str | None = None) -> ContentError:
        return ContentError(f"{key}: {message}" if key else message, where=self.where(key))

    def only(self, known: Iterable[str]) -> None:
        """No other keys than these."""
        known = set(known)
        for key in self.value:
            if key not in known:
                raise self.fail("is not a known key", key)

    def text(self, key: str, *, default: str | None = None) -> str:
        if default is not None and key not in self.value:
            return default
        value: object = self.value.get(key)
        if value is None:
            raise self.fail("is missing", key)
        if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
            raise self.fail("must be a text", key)
        return str(value).strip()

    def choice(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        allowed = tuple(allowed)
        if value not in allowed:
            raise self.fail(f"must be one of {', '.join(allowed)}", key)
        return value

    def day(self, key: str) -> date | None:
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.fail("must be a date like 2026-11-23, or null", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts; none where the key is absent."""
        value = self.value.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        for item in items:
            if not isinstance(item, str) or not item:
                raise self.fail("must be a text or a list of texts", key)
        return tuple(items)

    def items(self, key: str, *, required: bool = False) -> list[Any]:
        value = self.value.get(key)
        if value is None and not required:
            return []
        if not isinstance(value, list) or (required and not value):
            raise self.fail("must be a list with at least one entry" if required else "must be a list", key)
        return value

    def inner(self, value: Any, key: str) -> Reading:
        """A mapping below this one."""
        return Reading(value, self.shown, self.value.lines.get(key, self.value.line))
