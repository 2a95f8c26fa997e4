"""What somebody would like to do, drawn before anybody looks at how things stand."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from lifecycle_words import TEXTS, Act


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody would like to do to a review, before anybody looked at it."""

    act: Act
    who: int
    text: int = -1
    """Which text; -1: the one that stands."""
    check: str = "own"
    seen: int = 0
    """How far the revision in hand is from the one that stands. Of a message: not 0 repeats the last id."""
    alone: bool = False
    forged: bool = False
    store: int = 0


_ACTS = (Act.CLAIM, Act.CLAIM, Act.TAKE_OVER, Act.RELEASE, Act.REVISE, Act.REVISE, Act.ESCALATE, Act.SENT, Act.SENT)
WISHES = st.builds(
    Wish,
    st.sampled_from((*_ACTS, *(Act.APPROVE,) * 4, Act.REJECT, Act.FEEDBACK, Act.MESSAGE, Act.EXPIRE, Act.STAFF)),
    st.integers(0, 3),
    text=st.sampled_from((-1, -1, -1, *range(len(TEXTS)))),
    check=st.sampled_from(("own",) * 7 + ("other", "sly", "void")),
    seen=st.sampled_from((0,) * 7 + (-1, -1, 1)),
    alone=st.booleans(),
    forged=st.sampled_from((False,) * 9 + (True,)),
    store=st.integers(0, 1),
)
HASTY = st.builds(
    Wish,
    st.sampled_from((Act.APPROVE, Act.APPROVE, Act.APPROVE, Act.REVISE, Act.REJECT, Act.CLAIM, Act.MESSAGE)),
    st.integers(0, 3),
    text=st.sampled_from((-1, -1, -1, 1, 4)),
    seen=st.sampled_from((0, 0, 0, 0, -1)),
    store=st.integers(0, 1),
)
"""What people in a hurry do at the same moment, nearly all of it fit to succeed."""
FEW = st.lists(HASTY, min_size=2, max_size=2)
TICKS = st.sampled_from((1, 8, 9, 59, 60, 61, 600, 1799, 1800, 1801, 3600, -1, -30, -61, -1800))
SLOTS = st.integers(0, 3)
BRANCHES = st.sampled_from(("", "", "南"))
