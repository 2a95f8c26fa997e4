"""What encoder.npz holds, as `replydraft.compliance.encoder` reads it: a small transformer, trained further on our texts (PyTorch).

It begins as the first layers of multilingual-e5-small (`weigh_layers`), with those of its pieces that our texts have. An hour on two
cores. Texts that tell little (copies among proper sentences and the like) are seen one time in five.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from weigh_base import Base, read_base
from weigh_layers import DROPPED, Layers, Learning, arrays, put_back
from weigh_net import NAMES
from weigh_texts import Sample

from replydraft.compliance.encoder import REPLY, TALK, TALK_CHARACTERS
from replydraft.compliance.seen import ANY
from replydraft.text.pieces import Pieces
from replydraft.text.transformer import BEGIN, END, MARKS, PADDING, UNKNOWN

PLACES, ROUNDS, BATCH, SELDOM = 256, 3, 64, 0.2
LITTLE, MOST = 0.5, 1.5
"""Texts that tell less are seen seldom; those that tell more count no more."""
FURTHER = 0.25
"""How large the steps are of an encoder that learns further, of those it began with."""
OUTPUTS = (ANY, *(name for name in NAMES if name != ANY))

Two = tuple[list[int], list[int]]
"""The numbers of the pieces of a talk, and of a reply."""


class _Layers(Layers):
    def __init__(self, base: Base, numbers: Sequence[int]) -> None:
        super().__init__(base, numbers, places=PLACES, parts=2)
        self.last = nn.Linear(3 * base.width, len(OUTPUTS))
        self.last.weight.data *= 0.3
        nn.init.constant_(self.last.bias, -1.5)

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor, reply: torch.Tensor) -> torch.Tensor:
        x = self.read(numbers, mask, reply.long())
        ours = reply[..., None]
        mean = (x * ours).sum(1) / ours.sum(1)
        both = torch.cat([x[:, 0], mean, x.masked_fill(~ours, -1e4).amax(1)], 1)
        return cast(torch.Tensor, self.last(functional.dropout(both, DROPPED, self.training)))


def _batch(texts: Sequence[Two]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(talk) + len(reply) for talk, reply in texts)
    numbers = torch.full((len(texts), longest), PADDING)
    mask, ours = (torch.zeros(len(texts), longest, dtype=torch.bool) for _ in range(2))
    for n, (talk, reply) in enumerate(texts):
        end = len(talk) + len(reply)
        numbers[n, :end] = torch.tensor(talk + reply)
        mask[n, :end], ours[n, len(talk) : end] = True, True
    return numbers, mask, ours


@dataclass
class Encoded:
    """An encoder, and the pieces that it knows."""

    base: Base
    kept: list[int]
    """The numbers, in the base, of its pieces behind the marks."""
    layers: _Layers
    pieces: Pieces

    def odds(self, texts: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
        """By output, the log odds of folded replies with what was said before each."""
        read = [_cut(self.pieces, text, said) for text, said in texts]
        order, found = sorted(range(len(read)), key=lambda n: sum(map(len, read[n]))), {}
        self.layers.eval()
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for at in range(0, len(order), 2 * BATCH):
                some = order[at : at + 2 * BATCH]
                out = self.layers(*_batch([read[n] for n in some])).float().tolist()
                found.update((n, dict(zip(OUTPUTS, row, strict=True))) for n, row in zip(some, out, strict=True))
        return [found[n] for n in range(len(texts))]

    def arrays(self) -> dict[str, Any]:
        """What encoder.npz holds."""
        pieces = [*(f"<{n}>" for n in range(MARKS)), *(self.base.pieces[n] for n in self.kept)]
        odds = [*[0.0] * MARKS, *self.base.odds[self.kept]]
        return arrays(self.base, self.layers, pieces, odds, ["last"], outputs=OUTPUTS)


def _cut(pieces: Pieces, text: str, said: str) -> Two:
    reply = pieces.of(text)
    if len(reply) > REPLY:
        reply = reply[: REPLY // 2] + reply[-REPLY // 2 :]
    talk = pieces.of(said[-TALK_CHARACTERS:])[-TALK:] if said else []
    return [BEGIN, *talk, END], [*reply, END]


def _pieces(base: Base, texts: Sequence[Sample]) -> tuple[list[int], Pieces]:
    """Those that the texts have, the commonest first."""
    every = Pieces(base.pieces, base.odds.tolist(), marks=0, unknown=base.marks[UNKNOWN])
    count = Counter(n for s in texts for part in (s.text, s.said[-TALK_CHARACTERS:]) if part for n in every.of(part))
    kept = [n for n, _ in count.most_common() if n not in base.marks and "\n" not in base.pieces[n]]
    names, odds = [base.pieces[n] for n in kept], base.odds[kept].tolist()
    return kept, Pieces([*[""] * MARKS, *names], [*[0.0] * MARKS, *odds], marks=MARKS, unknown=UNKNOWN)


def _order(texts: Sequence[Sample], lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Batches of texts of about the same length."""
    often = [n for n, s in enumerate(texts) if s.tells >= LITTLE]
    seldom = [n for n, s in enumerate(texts) if 0 < s.tells < LITTLE]
    seen = often + chance.sample(seldom, min(len(seldom), int(SELDOM * len(often))))
    chance.shuffle(seen)
    batches = []
    for at in range(0, len(seen), 50 * BATCH):
        some = sorted(seen[at : at + 50 * BATCH], key=lambda n: lengths[n])
        batches += [some[n : n + BATCH] for n in range(0, len(some), BATCH)]
    chance.shuffle(batches)
    return batches


def trained(texts: Sequence[Sample]) -> Encoded:
    """Learned of texts, as much as each tells."""
    torch.manual_seed(0)
    base = read_base()
    kept, pieces = _pieces(base, texts)
    encoded = Encoded(base, kept, _Layers(base, [*base.marks, *kept]), pieces)
    _learn(encoded, texts, ROUNDS, 1.0)
    return encoded


def trained_further(texts: Sequence[Sample], shipped: Path) -> Encoded:
    """What is shipped, with one more round of these texts in smaller steps."""
    torch.manual_seed(0)
    base = read_base()
    with np.load(shipped, allow_pickle=False) as held:
        names = bytes(held["pieces"]).decode().split("\n")[MARKS:]
        number = {piece: n for n, piece in enumerate(base.pieces)}
        kept, odds = [number[name] for name in names], held["odds"].tolist()
        layers = _Layers(base, [*base.marks, *kept])
        put_back(layers, held, ["last"])
    pieces = Pieces([*[""] * MARKS, *names], odds, marks=MARKS, unknown=UNKNOWN)
    encoded = Encoded(base, kept, layers, pieces)
    _learn(encoded, texts, 1, FURTHER)
    return encoded


def _learn(encoded: Encoded, texts: Sequence[Sample], rounds: int, pace: float) -> None:
    chance = random.Random(0)  # noqa: S311 - no secret, the same every time
    layers = encoded.layers
    read = [_cut(encoded.pieces, s.text, s.said) for s in texts]
    right = torch.tensor([[name in s.labels if name != ANY else bool(s.labels) for name in OUTPUTS] for s in texts])
    lengths = [sum(map(len, both)) for both in read]
    steps = [batch for _ in range(rounds) for batch in _order(texts, lengths, chance)]
    learning = Learning(layers, ["last"], len(steps), pace)
    layers.train()
    for at, some in enumerate(steps):
        with torch.autocast("cpu", torch.bfloat16):
            out = layers(*_batch([read[n] for n in some]))
        loss = functional.binary_cross_entropy_with_logits(out.float(), right[some].float(), reduction="none")
        tell = torch.tensor([min(texts[n].tells, MOST) ** 0.5 for n in some])
        whole = ((loss.sum(1) + loss[:, 0]) * tell).sum() / tell.sum()  # any wrong counts twice
        learning.step(at, whole)
        if at % 100 == 0:
            sys.stderr.write(f"encoder: {at} of {len(steps)} steps, loss {whole.item():.3f}\n")


def said_by(encoded: Encoded, texts: Sequence[tuple[str, str]]) -> Iterator[Mapping[str, float]]:
    """As the program would: nothing of a reply that is too long."""
    for (text, _), odds in zip(texts, encoded.odds(texts), strict=True):
        yield odds if len(encoded.pieces.of(text)) <= REPLY else {}
