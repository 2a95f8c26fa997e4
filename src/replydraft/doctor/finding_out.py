"""One thing the doctor says, and how a look at something that fails becomes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from replydraft.errors import ReplydraftError

Level = Literal["ok", "hint", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Ailment:
    """`about` what, `says` how it is, `do` what helps. All in Chinese; `level` `ok` where all is well."""

    level: Level
    about: str
    says: str
    do: str = ""


Look = Callable[[], Iterator[Ailment]]


def looked(about: str, look: Look, do: str) -> Iterator[Ailment]:
    """What a look finds; where it cannot even look, that is an error with `do` as the help."""
    try:
        yield from look()
    except ReplydraftError as e:
        yield Ailment("error", about, str(e), do)
    except OSError as e:
        yield Ailment("error", about, f"读取时出错（{e.strerror or type(e).__name__}）", do)
