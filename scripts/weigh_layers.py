"""Layers of a small transformer (PyTorch), as `replydraft.text.transformer` reads them; for `weigh_encoder` and `weigh_pointer`.

They begin as the first `LAYERS` layers of multilingual-e5-small (`weigh_base`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from weigh_base import Base

LAYERS, STEP, WARM = 6, 2e-4, 0.06
HEAD_STEP, DECAY, DROPPED = 4.0, 0.02, 0.1


class _Layer(nn.Module):
    """The same sums as `replydraft.text.transformer`."""

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


class Layers(nn.Module):
    """Pieces to rows. `numbers` are those of its pieces in the base (a negative one: a mark that the base lacks)."""

    def __init__(self, base: Base, numbers: Sequence[int], *, places: int, parts: int) -> None:
        super().__init__()
        words = base.tensor("emb.word", -1, base.width)[[max(0, n) for n in numbers]]
        fresh = [at for at, n in enumerate(numbers) if n < 0]
        words[fresh] = words.mean(0) + 0.01 * torch.randn(len(fresh), base.width)
        self.words = nn.Embedding.from_pretrained(words, freeze=False)
        where = base.tensor("emb.pos", -1, base.width)[:places]
        self.places = nn.Parameter(where + base.tensor("emb.type", -1, base.width)[0])
        self.parts = nn.Parameter(torch.zeros(parts, base.width))
        self.first = _norm(base, "emb.ln")
        self.layers = nn.ModuleList(_Layer(base, at) for at in range(LAYERS))

    def read(self, numbers: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
        x = self.words(numbers) + self.places[: numbers.shape[1]] + self.parts[parts]
        x = self.first(x)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return cast(torch.Tensor, x)


def arrays(
    base: Base, model: nn.Module, pieces: Sequence[str], odds: Sequence[float], heads: Sequence[str], **about: Any
) -> dict[str, Any]:
    """What the file of a transformer holds: matrices by rows of whole numbers with a scale each. `heads`: its matrices at the end."""
    held: dict[str, Any] = {}
    told = about | {"heads": base.heads, "layers": LAYERS, "eps": base.eps}
    held["about"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    held["pieces"] = np.frombuffer("\n".join(pieces).encode(), np.uint8)
    held["odds"] = np.array(odds, np.float32)
    state = {name: value.float().numpy() for name, value in model.state_dict().items()}
    for name in ("words", *heads):
        held |= _rows(name, state[f"{name}.weight"])
    held |= {"places": state["places"], "parts": state["parts"]}
    held |= {f"{name} bias": state[f"{name}.bias"] for name in heads}
    held["first"] = np.stack([state["first.weight"], state["first.bias"]])
    for at in range(LAYERS):
        for name in ("qkv", "out", "up", "down"):
            held |= _rows(f"{at} {name}", state[f"layers.{at}.{name}.weight"])
            held[f"{at} {name} bias"] = state[f"layers.{at}.{name}.bias"]
        for name, to in (("norm", "norm"), ("last_norm", "last norm")):
            held[f"{at} {to}"] = np.stack([state[f"layers.{at}.{name}.{part}"] for part in ("weight", "bias")])
    return held


def put_back(model: nn.Module, held: Mapping[str, np.ndarray], heads: Sequence[str]) -> None:
    """The numbers of such a file (`arrays`) into layers of its shape."""

    def whole(name: str) -> np.ndarray:
        return held[name].astype(np.float32) * held[f"{name} scale"].astype(np.float32)[:, None]

    state = {"places": held["places"], "parts": held["parts"]}
    state |= {f"{name}.weight": whole(name) for name in ("words", *heads)}
    state |= {f"{name}.bias": held[f"{name} bias"] for name in heads}
    norms = {"first": "first"}
    for at in range(LAYERS):
        for name in ("qkv", "out", "up", "down"):
            state[f"layers.{at}.{name}.weight"] = whole(f"{at} {name}")
            state[f"layers.{at}.{name}.bias"] = held[f"{at} {name} bias"]
        norms |= {f"layers.{at}.norm": f"{at} norm", f"layers.{at}.last_norm": f"{at} last norm"}
    for name, of in norms.items():
        state |= {f"{name}.{part}": row for part, row in zip(("weight", "bias"), held[of], strict=True)}
    model.load_state_dict({name: torch.from_numpy(rows.astype(np.float32)) for name, rows in state.items()})


def _rows(name: str, numbers: np.ndarray) -> dict[str, np.ndarray]:
    scales = np.maximum(np.abs(numbers).max(1) / 127, 1e-4).astype(np.float16)
    whole = np.rint(numbers / scales.astype(np.float32)[:, None]).clip(-127, 127)
    return {name: whole.astype(np.int8), f"{name} scale": scales}


def groups(model: nn.Module, heads: Sequence[str]) -> list[dict[str, Any]]:
    """Its parameters with the size of their steps: larger for what has just begun."""
    named = dict(model.named_parameters())
    head = {name for name in named if name.split(".")[0] in heads}
    flat = {name for name, p in named.items() if p.ndim < 2 or name == "parts"} - head

    def of(names: Iterator[str], step: float, decay: float) -> dict[str, Any]:
        return {"params": [named[n] for n in names], "lr": step, "begun": step, "weight_decay": decay}

    return [
        of((n for n in named if n not in head | flat), STEP, DECAY),
        of((n for n in named if n in flat), STEP, 0.0),
        of((n for n in named if n in head), STEP * HEAD_STEP, 0.0),
    ]


class Learning:
    """Steps downhill, up to full size at first and then ever smaller."""

    def __init__(self, model: nn.Module, heads: Sequence[str], steps: int, pace: float = 1.0) -> None:
        """`pace`: of the usual size of its steps."""
        self.model, self.steps, self.pace, self.sizes = model, steps, pace, groups(model, heads)
        self.optimizer = torch.optim.AdamW(self.sizes, betas=(0.9, 0.98))

    def step(self, at: int, loss: torch.Tensor) -> None:
        size = self.pace * min(1.0, (at + 1) / (WARM * self.steps)) * max(0.02, 1 - at / self.steps)
        for group, begun in zip(self.optimizer.param_groups, self.sizes, strict=True):
            group["lr"] = begun["begun"] * size
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
