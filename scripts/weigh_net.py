"""The lines of net.tsv, net-reply.tsv and net-talk.tsv, as `replydraft.compliance.net` reads them: a small neural net (PyTorch)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import nn
from torch.nn import functional
from weigh_texts import Sample

from replydraft.compliance.net import LAYERS, REPLY, TALK
from replydraft.compliance.runs import counted
from replydraft.compliance.seen import ANY
from replydraft.compliance.tables import LEVELS, lettered
from replydraft.domain.finding import Family

PLACES, HIDDEN, LEAST_TEXTS = 32, 32, 6
ROUNDS, BATCH, STEP, DECAY, DROPPED = 5, 256, 0.005, 0.02, 0.5
"""Passes over the texts, texts a step, its largest size, the decay of weights, and how many runs (and hidden units) are left out at a time."""
OUTLIERS = 99.95
"""Percent; larger weights are cut off, so that the letters tell the others apart."""
NAMES = (*(family.value for family in Family if family is not Family.UNGROUNDED), ANY)


def _runs(text: str) -> list[str]:
    return [run for run, n in counted(text).items() for _ in range(n)]


class _Layers(nn.Module):
    """The same sums as `replydraft.compliance.net.Net.odds`."""

    def __init__(self, replies: int, talks: int) -> None:
        super().__init__()
        self.reply = nn.EmbeddingBag(replies, PLACES, mode="sum")
        self.talk = nn.EmbeddingBag(talks, PLACES, mode="sum")
        for places in (self.reply, self.talk):
            nn.init.normal_(places.weight, std=0.1)
        self.hidden, self.out = nn.Linear(3 * PLACES, HIDDEN), nn.Linear(HIDDEN, len(NAMES))

    def forward(self, reply: csr_matrix, talk: csr_matrix) -> torch.Tensor:
        r, t = (torch.tanh(self._placed(*both)) for both in ((self.reply, reply), (self.talk, talk)))
        units = functional.relu(self.hidden(torch.cat([r, t, r * t], 1)))
        return cast(torch.Tensor, self.out(functional.dropout(units, DROPPED, self.training)))

    def _placed(self, places: nn.EmbeddingBag, texts: csr_matrix) -> torch.Tensor:
        weights = torch.from_numpy(texts.data.astype(np.float32))
        runs, begins = (torch.from_numpy(part.astype(np.int64)) for part in (texts.indices, texts.indptr[:-1]))
        return cast(
            torch.Tensor, places(runs, begins, per_sample_weights=functional.dropout(weights, DROPPED, self.training))
        )


@dataclass
class Trained:
    """A net, and what counts the runs of its two spaces."""

    reply: TfidfVectorizer
    talk: TfidfVectorizer
    layers: _Layers

    def odds(self, texts: Sequence[tuple[str, str]]) -> list[Mapping[str, float]]:
        """By output, the log odds of folded replies with what was said before each."""
        found: list[Mapping[str, float]] = []
        self.layers.eval()
        with torch.no_grad():
            for at in range(0, len(texts), 512):
                some = texts[at : at + 512]
                out = self.layers(self.reply.transform([t for t, _ in some]), self.talk.transform([s for _, s in some]))
                found += (dict(zip(NAMES, row, strict=True)) for row in out.tolist())
        return found

    def tables(self) -> dict[str, list[str]]:
        """The lines of each table."""
        spaces = ((REPLY, self.reply, self.layers.reply), (TALK, self.talk, self.layers.talk))
        lines = {}
        for name, runs, places in spaces:
            weights = places.weight.detach().numpy()
            scale = np.percentile(np.abs(weights), OUTLIERS, axis=0) / LEVELS
            levels = np.clip(np.round(weights / scale), -LEVELS, LEVELS).astype(int)
            rows = sorted(zip(runs.get_feature_names_out(), runs.idf_, levels, strict=True))
            lines[name] = ["\t".join(["0"] * PLACES), _numbers(scale)]
            lines[name] += (f"{run}\t{idf:.2f}\t{lettered(row)}" for run, idf, row in rows)
        rows_of_all = [*_rows(self.layers.hidden), *_rows(self.layers.out)]
        lines[LAYERS] = ["\t".join(NAMES), *map(_numbers, rows_of_all)]
        return lines


def _numbers(row: Iterable[float]) -> str:
    return "\t".join(f"{n:.4g}" for n in row)


def _rows(layer: nn.Linear) -> list[list[float]]:
    biases, weights = layer.bias.detach().numpy(), layer.weight.detach().numpy()
    return [[float(bias), *map(float, row)] for bias, row in zip(biases, weights, strict=True)]


def trained(texts: list[Sample], copies: list[Sample]) -> Trained:
    """Learned from texts with what was said before them, and from copies of them, which bring no runs of their own."""
    torch.manual_seed(7)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    both = [TfidfVectorizer(analyzer=_runs, min_df=LEAST_TEXTS, sublinear_tf=True) for _ in range(2)]
    both[0].fit([s.text for s in texts])
    both[1].fit([s.said for s in texts])
    texts = [*texts, *copies]
    replies, talks = both[0].transform([s.text for s in texts]), both[1].transform([s.said for s in texts])
    right = torch.tensor([[*(float(name in s.labels) for name in NAMES[:-1]), float(bool(s.labels))] for s in texts])
    counts = torch.tensor([s.weight for s in texts])
    layers = _Layers(replies.shape[1], talks.shape[1])
    learner = torch.optim.AdamW(layers.parameters(), lr=STEP, weight_decay=DECAY)
    steps = math.ceil(len(texts) / BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(learner, STEP, total_steps=ROUNDS * steps + 1, pct_start=0.2)
    layers.train()
    for _ in range(ROUNDS):
        for some in np.array_split(torch.randperm(len(texts)).numpy(), steps):
            wrong = functional.binary_cross_entropy_with_logits(
                layers(replies[some], talks[some]), right[some], reduction="none"
            )
            loss = ((wrong[:, :-1].sum(1) / 2 + wrong[:, -1]) * counts[some]).mean()
            learner.zero_grad()
            loss.backward()
            learner.step()
            pace.step()
    return Trained(both[0], both[1], layers)
