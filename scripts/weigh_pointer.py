"""What pointer.npz holds, as `replydraft.compliance.pointer` reads it: a small transformer, trained further on replies with their sources (PyTorch).

What is right of a figure of a true reply is every figure of the sources that has its value, and none where none has. Half an hour on two
cores.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from weigh_base import Base, read_base
from weigh_layers import DROPPED, Layers, Learning, arrays

from replydraft.compliance.pointer import KINDS, PARTS, REPLY, SOURCES, Chunk, Mark, Text, chunks, marked
from replydraft.text.pieces import Pieces
from replydraft.text.transformer import BEGIN, END, MARKS, PADDING, UNKNOWN

PLACES, ROUNDS, BATCH, NONE_TELLS = SOURCES + REPLY + 12, 6, 16, 0.7
HEADS = ["asks", "answers", "none"]


@dataclass(frozen=True)
class Taught:
    """A true reply with its figures, what it was written from, and of each figure the ones of its value, by (text, figure)."""

    reply: str
    marks: tuple[Mark, ...]
    sources: tuple[Text, ...]
    right: tuple[frozenset[tuple[int, int]], ...]


@dataclass(frozen=True)
class _Read:
    """The same in pieces."""

    chunks: list[Chunk]
    ours: list[int]
    places: list[int]
    right: tuple[frozenset[tuple[int, int]], ...]

    @property
    def length(self) -> int:
        return len(self.ours) + max(len(chunk.pieces) for chunk in self.chunks) + 2


class _Net(Layers):
    def __init__(self, base: Base, numbers: Sequence[int]) -> None:
        super().__init__(base, numbers, places=PLACES, parts=PARTS)
        nn.init.normal_(self.parts, std=0.002)
        self.asks, self.answers = (nn.Linear(base.width, base.width) for _ in range(2))
        self.none = nn.Linear(base.width, 1)

    def forward(self, texts: Sequence[_Read]) -> list[torch.Tensor]:
        """Of each reply, by figure: the log share of each figure of its sources, and last that of none."""
        rows = iter(self.read(*_batch(texts)).float())
        found = []
        for text in texts:
            scores, none = [], torch.zeros(len(text.places))
            for chunk in text.chunks:
                x, first = next(rows), 1 + len(chunk.pieces)
                mine = functional.dropout(x[[first + place for place in text.places]], DROPPED, self.training)
                none = none + self.none(mine)[:, 0] / len(text.chunks)
                if chunk.figures:
                    theirs = functional.dropout(x[[1 + place for _, place in chunk.figures]], DROPPED, self.training)
                    scores.append(self.asks(mine) @ self.answers(theirs).T / mine.shape[1] ** 0.5)
            found.append(functional.log_softmax(torch.cat([*scores, none[:, None]], 1), 1))
        return found


def _batch(texts: Sequence[_Read]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    every = [(text, chunk) for text in texts for chunk in text.chunks]
    longest = max(len(chunk.pieces) + len(text.ours) + 2 for text, chunk in every)
    numbers, parts = (torch.full((len(every), longest), n) for n in (PADDING, 0))
    mask = torch.zeros(len(every), longest, dtype=torch.bool)
    for n, (text, chunk) in enumerate(every):
        pieces = [BEGIN, *chunk.pieces, *text.ours, END]
        numbers[n, : len(pieces)], mask[n, : len(pieces)] = torch.tensor(pieces), True
        parts[n, : len(pieces)] = torch.tensor([0, *chunk.parts, *[PARTS - 1] * (len(text.ours) + 1)])
    return numbers, mask, parts


def _loss(found: torch.Tensor, text: _Read) -> tuple[torch.Tensor, float]:
    at = {of: n for n, of in enumerate(of for chunk in text.chunks for of, _ in chunk.figures)}
    whole, tells = torch.zeros(()), 0.0
    for shares, right in zip(found, text.right, strict=True):
        own = [at[of] for of in right if of in at]
        whole = whole - (torch.logsumexp(shares[own], 0) if own else NONE_TELLS * shares[-1])
        tells += 1.0 if own else NONE_TELLS
    return whole, tells


def _read(pieces: Pieces, taught: Taught) -> _Read | None:
    ours, places = marked(pieces, taught.reply, taught.marks, shown=False)
    some = list(chunks(pieces, taught.sources))
    return _Read(some, ours, places, taught.right) if some and taught.marks and len(ours) <= REPLY else None


def _order(texts: Sequence[_Read], chance: random.Random) -> list[list[int]]:
    """Batches of replies that are about as long with their sources."""
    seen = list(range(len(texts)))
    chance.shuffle(seen)
    batches = []
    for at in range(0, len(seen), 20 * BATCH):
        some = sorted(seen[at : at + 20 * BATCH], key=lambda n: texts[n].length)
        batches += [some[n : n + BATCH] for n in range(0, len(some), BATCH)]
    chance.shuffle(batches)
    return batches


def _pieces(base: Base, texts: Sequence[Taught], others: Sequence[str]) -> tuple[list[int], Pieces]:
    """Those that the replies and their sources have, and those of other texts."""
    every = Pieces(base.pieces, base.odds.tolist(), marks=0, unknown=base.marks[UNKNOWN])
    parts = {part for t in texts for part in (t.reply, *(s.text for s in t.sources)) if part}
    count = Counter(n for part in [*parts, *others] for n in every.of(part))
    kept = [n for n, _ in count.most_common() if n not in base.marks and "\n" not in base.pieces[n]]
    marks = MARKS + KINDS
    names, odds = [base.pieces[n] for n in kept], base.odds[kept].tolist()
    return kept, Pieces([*[""] * marks, *names], [*[0.0] * marks, *odds], marks=marks, unknown=UNKNOWN)


def trained(texts: Sequence[Taught], others: Sequence[str]) -> dict[str, Any]:
    """What pointer.npz holds, learned from true replies; `others` are texts whose pieces it should know too."""
    torch.manual_seed(0)
    chance = random.Random(0)  # noqa: S311 - no secret, the same every time
    base = read_base()
    kept, pieces = _pieces(base, texts, others)
    net = _Net(base, [*base.marks, *[-1] * KINDS, *kept])
    read = [r for r in (_read(pieces, t) for t in texts) if r is not None]
    steps = [batch for _ in range(ROUNDS) for batch in _order(read, chance)]
    learning = Learning(net, HEADS, len(steps))
    net.train()
    for at, some in enumerate(steps):
        with torch.autocast("cpu", torch.bfloat16):
            found = net([read[n] for n in some])
        losses = [_loss(shares, read[n]) for shares, n in zip(found, some, strict=True)]
        whole = torch.stack([loss for loss, _ in losses]).sum() / sum(tells for _, tells in losses)
        learning.step(at, whole)
        if at % 25 == 0:
            sys.stderr.write(f"pointer: {at} of {len(steps)} steps, loss {whole.item():.3f}\n")
    marks = MARKS + KINDS
    names = [*(f"<{n}>" for n in range(marks)), *(base.pieces[n] for n in kept)]
    return arrays(base, net, names, [*[0.0] * marks, *base.odds[kept]], HEADS)
