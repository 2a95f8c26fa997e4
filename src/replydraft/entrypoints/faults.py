"""What a log may say of an exception nobody expected: what it was and where, never what it was about."""

from __future__ import annotations

import traceback


def where(error: BaseException) -> str:
    """The calls that led there: file, line and function, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames[-6:]))
