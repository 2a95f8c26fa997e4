"""What encoder.npz holds, as `replydraft.compliance.encoder` reads it: a small transformer, trained further on our texts (PyTorch).

It begins as the first `LAYERS` layers of multilingual-e5-small (`weigh_base`), with those of its pieces that our texts have. An hour on two
cores. Texts that tell little (copies among proper sentences and the like) are seen one time in five.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from weigh_base import Base, read_base
from weigh_net import NAMES
from weigh_texts import Sample

from replydraft.compliance.encoder import BEGIN, END, MARKS, PADDING, REPLY, TALK, TALK_CHARACTERS, UNKNOWN
from replydraft.compliance.pieces import Pieces
from replydraft.compliance.seen import ANY

LAYERS, PLACES, ROUNDS, BATCH, STEP, WARM = 6, 256, 3, 64, 2e-4, 0.06
HEAD_STEP, DECAY, DROPPED, SELDOM = 4.0, 0.02, 0.1, 0.2
LITTLE, MOST = 0.5, 1.5
"""Texts that tell less are seen seldom; those that tell more count no more."""
OUTPUTS = (ANY, *(name for name in NAMES if name != ANY))

Two = tuple[list[int], list[int]]
"""The numbers of the pieces of a talk, and of a reply."""


class _Layer(nn.Module):
    """The same sums as `replydraft.compliance.encoder`."""

    def __init__(self, base: Base, at: int) -> None:
        super().__init__()
        w, up = base.width, base.inner

        def linear(*parts: tuple[str, int, int]) -> nn.Linear:
            made = nn.Linear(parts[0][2], sum(out for _, out, _ in parts))
            made.weight.data = torch.cat([base.tensor(f"l{at}.{name}.w", out, n) for name, out, n in parts])
            made.bias.data = torch.cat([base.tensor(f"l{at}.{name}.b") for name, _, _ in parts])
            return made

        self.qkv = linear(("q", w, w), ("k", w, w), ("v", w, w))
        self.out, self.up, self.down = linear(("ao", w, w)), linear(("fi", up, w)), linear(("fo", w, up))
        self.norm, self.last_norm = (_norm(base, f"l{at}.{name}") for name in ("aln", "oln"))
        self.heads = base.heads

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        texts, length, width = x.shape
        q, k, v = self.qkv(x).view(texts, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        joined = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2)
        dropped = functional.dropout(self.out(joined.reshape(texts, length, width)), DROPPED, self.training)
        x = self.norm(x + dropped)
        up = self.down(functional.gelu(self.up(x)))
        return cast(torch.Tensor, self.last_norm(x + functional.dropout(up, DROPPED, self.training)))


def _norm(base: Base, name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(base.width, base.eps)
    made.weight.data, made.bias.data = base.tensor(f"{name}.w"), base.tensor(f"{name}.b")
    return made


class _Layers(nn.Module):
    def __init__(self, base: Base, numbers: Sequence[int]) -> None:
        super().__init__()
        words = base.tensor("emb.word", -1, base.width)[list(numbers)]
        self.words = nn.Embedding.from_pretrained(words, freeze=False)
        places = base.tensor("emb.pos", -1, base.width)[:PLACES]
        self.places = nn.Parameter(places + base.tensor("emb.type", -1, base.width)[0])
        self.parts = nn.Parameter(torch.zeros(2, base.width))
        self.first = _norm(base, "emb.ln")
        self.layers = nn.ModuleList(_Layer(base, at) for at in range(LAYERS))
        self.last = nn.Linear(3 * base.width, len(OUTPUTS))
        self.last.weight.data *= 0.3
        nn.init.constant_(self.last.bias, -1.5)

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor, reply: torch.Tensor) -> torch.Tensor:
        x = self.words(numbers) + self.places[: numbers.shape[1]] + self.parts[reply.long()]
        x = self.first(x)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
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
        """What encoder.npz holds: matrices by rows of whole numbers with a scale each."""
        held: dict[str, Any] = {}
        about = {"outputs": OUTPUTS, "heads": self.base.heads, "layers": LAYERS, "eps": self.base.eps}
        pieces = [*(f"<{n}>" for n in range(MARKS)), *(self.base.pieces[n] for n in self.kept)]
        held["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
        held["pieces"] = np.frombuffer("\n".join(pieces).encode(), np.uint8)
        held["odds"] = np.array([*[0.0] * MARKS, *self.base.odds[self.kept]], np.float32)
        state = {name: value.float().numpy() for name, value in self.layers.state_dict().items()}
        for name, to in (("words", "words"), ("last", "last")):
            held |= _rows(to, state[f"{name}.weight"])
        held |= {"places": state["places"], "parts": state["parts"], "last bias": state["last.bias"]}
        held["first"] = np.stack([state["first.weight"], state["first.bias"]])
        for at in range(LAYERS):
            for name in ("qkv", "out", "up", "down"):
                held |= _rows(f"{at} {name}", state[f"layers.{at}.{name}.weight"])
                held[f"{at} {name} bias"] = state[f"layers.{at}.{name}.bias"]
            for name, to in (("norm", "norm"), ("last_norm", "last norm")):
                held[f"{at} {to}"] = np.stack([state[f"layers.{at}.{name}.{part}"] for part in ("weight", "bias")])
        return held


def _rows(name: str, numbers: np.ndarray) -> dict[str, np.ndarray]:
    scales = np.maximum(np.abs(numbers).max(1) / 127, 1e-4).astype(np.float16)
    whole = np.rint(numbers / scales.astype(np.float32)[:, None]).clip(-127, 127)
    return {name: whole.astype(np.int8), f"{name} scale": scales}


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
    chance = random.Random(0)  # noqa: S311 - no secret, the same every time
    base = read_base()
    kept, pieces = _pieces(base, texts)
    layers = _Layers(base, [*base.marks, *kept])
    read = [_cut(pieces, s.text, s.said) for s in texts]
    right = torch.tensor([[name in s.labels if name != ANY else bool(s.labels) for name in OUTPUTS] for s in texts])
    rounds = [_order(texts, [sum(map(len, both)) for both in read], chance) for _ in range(ROUNDS)]
    steps = [batch for batches in rounds for batch in batches]
    groups = _groups(layers)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    layers.train()
    for at, some in enumerate(steps):
        size = min(1.0, (at + 1) / (WARM * len(steps))) * max(0.02, 1 - at / len(steps))
        for group, begun in zip(optimizer.param_groups, groups, strict=True):
            group["lr"] = begun["begun"] * size
        with torch.autocast("cpu", torch.bfloat16):
            out = layers(*_batch([read[n] for n in some]))
        loss = functional.binary_cross_entropy_with_logits(out.float(), right[some].float(), reduction="none")
        tell = torch.tensor([min(texts[n].tells, MOST) ** 0.5 for n in some])
        whole = ((loss.sum(1) + loss[:, 0]) * tell).sum() / tell.sum()  # any wrong counts twice
        optimizer.zero_grad()
        whole.backward()
        nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
        optimizer.step()
        if at % 100 == 0:
            sys.stderr.write(f"encoder: {at} of {len(steps)} steps, loss {whole.item():.3f}\n")
    return Encoded(base, kept, layers, pieces)


def _groups(layers: nn.Module) -> list[dict[str, Any]]:
    named = dict(layers.named_parameters())
    head = {name for name in named if name.startswith("last.")}
    flat = {name for name, p in named.items() if p.ndim < 2 or name == "parts"} - head

    def of(names: Iterator[str], step: float, decay: float) -> dict[str, Any]:
        return {"params": [named[n] for n in names], "lr": step, "begun": step, "weight_decay": decay}

    return [
        of((n for n in named if n not in head | flat), STEP, DECAY),
        of((n for n in named if n in flat), STEP, 0.0),
        of((n for n in named if n in head), STEP * HEAD_STEP, 0.0),
    ]


def said_by(encoded: Encoded, texts: Sequence[tuple[str, str]]) -> Iterator[Mapping[str, float]]:
    """As the program would: nothing of a reply that is too long."""
    for (text, _), odds in zip(texts, encoded.odds(texts), strict=True):
        yield odds if len(encoded.pieces.of(text)) <= REPLY else {}
