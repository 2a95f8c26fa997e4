"""Talk 对话: a reply has its sense from what was said before: 没问题 after 能包过吗 is a promise, after 几点到 it is none.

A reply to which something was said before is read together with it: `guardrails/talk.tsv` holds what runs of characters (`runs`) of
the talk, and of the reply that follows it, speak for. Both share one length, so that the talk says most about a short answer.
`guardrails/answers.tsv` holds how much that, and the reply by itself, make it read like a wrong of a family. Both are logistic
regressions over our own labelled texts (`scripts/weigh.py`); see docs/adr/0020. `doubt` asks the talk about what rules saw in a
reply, `classifier` for what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.message import Message
from replydraft.compliance.runs import Table, counted, table_bytes
from replydraft.domain.finding import Family
from replydraft.errors import ContentError

TABLE, ANSWERS = "talk.tsv", "answers.tsv"
MARK = "›"
"""Stands before each run of the reply itself, in the table and between a talk and its reply."""
ANSWER = 40
"""Characters; a shorter reply is an answer, whose few words say little by themselves."""
TINY = 12
"""Characters; a shorter answer says next to nothing by itself."""
WRONG, ABOUT_MONEY = "wrong", "money"
"""Columns of the table that are no families."""
_ODDS = ("talk_family_odds", "talk_wrong_odds", "family_odds", "wrong_odds")
FEATURES = ("bias", *_ODDS, "answer", *(f"answer_{name}" for name in _ODDS), "tiny", "tiny_family_odds")
_SHAPE = "needs columns wrong and money, their biases, then lines of run, idf and as many weights"


@dataclass(frozen=True)
class Talk:
    """The table, read when a reply first needs it, and held against `digest`; `answers`: weights by name."""

    table: Path = field(repr=False, compare=False)
    digest: str
    answers: Mapping[str, float] = field(repr=False)

    @cached_property
    def weights(self) -> Table:
        """A column for any wrong, for one about money, and for families. Raises ContentError."""
        table = Table(self.table, table_bytes(self.table), self.digest, named=True, shape=_SHAPE)
        if not {WRONG, ABOUT_MONEY} <= set(table.names):
            raise ContentError(_SHAPE, where=str(self.table))
        return table

    def odds(self, message: Message) -> Mapping[str, float]:
        """By column, the log odds that such a reply to such a talk does wrong. Raises ContentError for an unreadable table."""
        odds = message.readings.odds(self.weights, with_talk(message.said, message.text), runs_of)
        return dict(zip(self.weights.names, odds, strict=True))

    def odds_of(self, family: Family, talk: tuple[float, float], text: tuple[float, float], length: int) -> float:
        """The log odds that a reply does a wrong of a family, from those of the family and of any wrong, together with its
        `talk` and by its own `text`, and from its length in characters."""
        features = answer_features(family, talk, text, length)
        return sum(self.answers.get(name, 0.0) * value for name, value in features.items())


def answer_features(
    family: Family, talk: tuple[float, float], text: tuple[float, float], length: int
) -> dict[str, float]:
    """What `Talk.odds_of` weighs, by the names in the table."""
    odds = dict(zip(_ODDS, (*talk, *text), strict=True))
    tiny = float(length < TINY)
    return {
        "bias": 1.0,
        **({"answer": 1.0, **{f"answer_{name}": value for name, value in odds.items()}} if length < ANSWER else odds),
        "tiny": tiny,
        "tiny_family_odds": tiny * text[0],
        family.value: 1.0,
    }


def with_talk(said: str, text: str) -> str:
    """A folded reply and the talk before it as one, for `runs_of`."""
    return f"{said.replace(MARK, ' ')}{MARK}{text}"


def runs_of(both: str) -> Mapping[str, int]:
    """How often each run of the talk, and of the reply behind a mark, stands in them."""
    said, _, text = both.partition(MARK)
    return {**counted(said), **{MARK + run: n for run, n in counted(text).items()}}


def is_answer(message: Message) -> bool:
    """Whether a reply is short and something was said before it."""
    return len(message.text) < ANSWER and bool(message.said)


def read_talk(folder: Path) -> Talk | None:
    """The talk of a rules folder; None where it has no table. Raises ContentError for weights that are missing or none."""
    path = folder / TABLE
    if not path.exists():
        return None
    where = folder / ANSWERS
    try:
        rows = [line.split("\t") for line in table_bytes(where).decode().splitlines()]
        answers = {name: float(weight) for name, weight in rows}
    except ValueError:
        raise ContentError("needs lines of a name and a weight", where=str(where)) from None
    if missing := [name for name in FEATURES if name not in answers]:
        raise ContentError(f"has no weight for {missing[0]}", where=str(where))
    if not all(abs(weight) < 100 for weight in answers.values()):
        raise ContentError("has a weight that is none", where=str(where))
    return Talk(path, sha256(table_bytes(path)).hexdigest(), answers)
