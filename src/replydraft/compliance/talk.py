"""Talk 对话: a reply has its sense from what was said before: 没问题 after 能包过吗 is a promise, after 几点到 it is none.

A reply to which something was said before is read together with it: `guardrails/talk.tsv` holds what runs of characters (`runs`) of
the talk, of what the advisor said in it, of the customer's last message, and of the reply that follows, speak for. All share one
length, so that the talk says most about a short answer. It is
a logistic regression over our own labelled texts (`scripts/weigh.py`); what it says goes into the `likelihood`. See docs/adr/0020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import add
from pathlib import Path

from replydraft.compliance.message import BAR, Message
from replydraft.compliance.runs import Table, counted
from replydraft.compliance.tables import table_of_runs
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

TABLE = "talk.tsv"
MARK, OURS, ASKED = "›", "‹", "¿"
"""Stand before each run of the reply itself (and between a talk and its reply), of the advisor's turns and of the customer's message."""
ANSWER = 40
"""Characters; a shorter reply is an answer, whose few words say little by themselves."""
WRONG, ABOUT_MONEY = "wrong", "money"
"""Columns of the table that are no families."""
_NO_MARKS = {ord(mark): " " for mark in (MARK, OURS, ASKED)}
_SHAPE = "needs columns wrong and money, their biases and steps, then lines of run, idf and letters"


@dataclass(frozen=True)
class Talk:
    """The table, taken apart when a reply first needs it."""

    file: HeldFile

    @cached_property
    def weights(self) -> Table:
        """A column for any wrong, for one about money, and for families. Raises ContentError."""
        table = Table(self.file, named=True, shape=_SHAPE)
        if not {WRONG, ABOUT_MONEY} <= set(table.names):
            raise ContentError(_SHAPE, where=str(self.file.path))
        return table

    def odds(self, message: Message) -> Mapping[str, float]:
        """By column, the log odds that such a reply to such a talk does wrong. Raises ContentError for an unreadable table."""
        odds = message.readings.odds(self.weights, with_talk(message.said, message.text), runs_of)
        return dict(zip(self.weights.names, odds, strict=True))


def with_talk(said: str, text: str) -> str:
    """A folded reply and the talk before it as one, for `runs_of`."""
    return f"{said.translate(_NO_MARKS)}{MARK}{text}"


def runs_of(both: str) -> Mapping[str, int]:
    """How often each run of the talk stands in them; once more, behind their marks, those of the advisor and of what was asked;
    and those of the reply."""
    said, _, text = both.partition(MARK)
    ours, _, talk = said.partition(BAR)
    asked = talk.rpartition(BAR)[2]
    marked = ((OURS, ours), (ASKED, asked), (MARK, text))
    return {**counted(talk), **{mark + run: n for mark, part in marked for run, n in counted(part).items()}}


def shared(text: str, said: str) -> float:
    """How many of the pairs of neighbouring characters of a folded reply stand in the talk before it too, 0 to 1."""
    pairs = {pair for pair in map(add, text, text[1:]) if pair.isalnum()}
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0


def about(text: str, said: str) -> Mapping[str, float]:
    """How far a folded reply and the talk before it (`Message.said`) are about the same, by the names that `trees` ask for: an empty 嗯，明白了
    explains nothing. Lengths: letters of the customer's message, and characters of all that was said."""
    asked = said.rpartition(BAR)[2]
    return {
        "shared": shared(text, said),
        "asked shared": shared(text, asked),
        "asked taken": shared(asked, text),
        "asked length": sum(map(str.isalnum, asked)),
        "said length": len(said),
    }


def is_answer(message: Message) -> bool:
    """Whether a reply is short and something was said before it."""
    return len(message.text) < ANSWER and bool(message.said)


def read_talk(folder: Path) -> Talk | None:
    """The talk of a rules folder; None where it has no table. Raises ContentError for one that cannot be read."""
    path = folder / TABLE
    if not path.exists():
        return None
    return Talk(table_of_runs(path, named=True, letters=2, shape=_SHAPE))
