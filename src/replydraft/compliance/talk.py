"""Talk 对话: a short answer has its sense from what was said before: 没问题 after 能包过吗 is a promise, after 几点到 it is none.

Of a text shorter than `ANSWER` to which something was said before, the talk is read instead of the answer's few words alone:
`guardrails/talk.tsv` holds what runs of characters (`runs`) of the talk speak for, `guardrails/answers.tsv` how much the talk and the
answer together read like a wrong of a family. Both are logistic regressions over our own labelled texts (`scripts/weigh.py`); see
docs/adr/0020. `doubt` asks the talk about what rules saw in an answer, `classifier` for what they did not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from replydraft.compliance.message import Message
from replydraft.compliance.runs import Table, share_of, table_bytes
from replydraft.domain.finding import Family
from replydraft.errors import ContentError

TABLE, ANSWERS = "talk.tsv", "answers.tsv"
ANSWER = 40
"""Characters; a longer reply says enough by itself."""
TINY = 12
"""Characters; a shorter answer says next to nothing by itself."""
WRONG, ABOUT_MONEY = "wrong", "money"
"""Columns of the table that are no families."""
FEATURES = ("bias", "talk_family_odds", "talk_wrong_odds", "family_odds", "wrong_odds", "tiny", "tiny_family_odds")
_SHAPE = "needs columns wrong and money, their biases, then lines of run, idf and as many weights"


@dataclass(frozen=True)
class Talk:
    """The table, read when a short answer first needs it, and held against `digest`; `answers`: weights by name."""

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
        """By column, the log odds that the answer to such a talk does wrong. Raises ContentError for an unreadable table."""
        return dict(zip(self.weights.names, message.readings.odds(self.weights, message.said), strict=True))

    def share(self, family: Family, talk: tuple[float, float], text: tuple[float, float], length: int) -> float:
        """How much talk and answer together read like a wrong of a family, 0 to 1; each with its log odds of the family and
        of any wrong, and the answer's length in characters."""
        features = answer_features(family, talk, text, length)
        return share_of(sum(self.answers.get(name, 0.0) * value for name, value in features.items()))


def answer_features(
    family: Family, talk: tuple[float, float], text: tuple[float, float], length: int
) -> dict[str, float]:
    """What `Talk.share` weighs, by the names in the table."""
    tiny = float(length < TINY)
    return {
        "bias": 1.0,
        "talk_family_odds": talk[0],
        "talk_wrong_odds": talk[1],
        "family_odds": text[0],
        "wrong_odds": text[1],
        "tiny": tiny,
        "tiny_family_odds": tiny * text[0],
        family.value: 1.0,
    }


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
