"""Write src/replydraft/text/data/pinyin_words.tsv: Chinese words by how they sound, for reading pinyin inside a reply.

    python -m venv /tmp/alikes && /tmp/alikes/bin/pip install jieba==0.42.1 pypinyin==0.55.0 pyyaml
    /tmp/alikes/bin/python scripts/make_pinyin.py

A line is the toneless sound and its likeliest words, each with a weight (10 x natural log of its frequency). Words and
frequencies come from jieba's dictionary, readings from pypinyin (both MIT licensed); words that our rules' own examples use
count for more, since those are the ones worth writing in pinyin.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from pathlib import Path

import jieba
import yaml
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "replydraft" / "text" / "data"
LEAST, LONGEST, MOST_WORDS, EXAMPLE, TRADE = 30, 4, 5, 400, 4000
SECOND = 0.05
"""What a character's second reading counts beside its first."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]{1,4}")


def frequencies() -> Counter[str]:
    """How often each word is written: everyday words, raised by our examples and our list of trade words."""
    found: Counter[str] = Counter()
    trade = (DATA / "trade_words.txt").read_text(encoding="utf-8").split()
    for word in trade:
        jieba.add_word(word)
        found[word] += TRADE
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        if int(frequency) >= LEAST and _CHINESE.fullmatch(word) and word.isprintable():
            found[word] += int(frequency)
    for path in sorted((ROOT / "guardrails").glob("*/*.yaml")):
        rule = yaml.safe_load(path.read_text(encoding="utf-8"))
        for example in rule.get("must_flag", ()) if isinstance(rule, dict) else ():
            text = example if isinstance(example, str) else example.get("draft", "")
            for word in jieba.cut(text):
                if len(word) > 1 and _CHINESE.fullmatch(word):
                    found[word] += EXAMPLE
    return found


def readings(word: str) -> dict[str, float]:
    """Toneless readings and their shares: of a character its two commonest, of a word the one it has as a word."""
    if len(word) > 1:
        return {" ".join(lazy_pinyin(word)): 1.0}
    first, *more = [to_normal(part) for part in PINYIN_DICT.get(ord(word), "").split(",")[:2] if part] or [""]
    return dict.fromkeys(more, SECOND) | {first: 1.0}


def common(word: str) -> bool:
    """Written with characters of GB 2312 only."""
    try:
        word.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    by_sound: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for word, frequency in frequencies().items():
        if len(word) <= LONGEST and common(word):
            for sound, share in readings(word).items():
                by_sound[sound.replace("ü", "v")].append((max(1.0, frequency * share), word))
    lines = []
    for sound, words in sorted(by_sound.items()):
        if not all(set(part) & set("aeiouv") for part in sound.split(" ")):
            continue  # 嗯 (n), 呣 (m)
        most = MOST_WORDS if " " in sound else 99
        best = sorted(words, key=lambda w: (-w[0], w[1]))[:most]
        lines.append(f"{sound}\t" + " ".join(f"{w}{round(10 * math.log(f))}" for f, w in best))
    (DATA / "pinyin_words.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
