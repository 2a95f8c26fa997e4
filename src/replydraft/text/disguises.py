"""How trade words are disguised, as data: pinyin and initials beside a character, split characters, Cantonese.

Only words of this trade are undone, so that ordinary letters and names stay as they are. Toneless pinyin, lower case.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import product

from replydraft.text.spans import Taken

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLAIN = frozenset("款行卡金费人年日月保单")
"""Stand beside a letter in ordinary text too (A款, X月): one of them and an initial is no disguise."""
_LETTERS = {"b过": "包过", "b批": "必批", "x款": "下款", "f款": "放款", "不p": "不批", "不g": "不过", "能p": "能批", "必p": "必批",
            "秒p": "秒批", "包p": "包批", "d款": "贷款", "zx": "征信", "dk": "贷款", "zj": "资金", "ls": "流水",
            "yh": "银行", "工s银行": "工商银行", "建s银行": "建设银行", "撤l": "撤了", "办l": "办了", "批l": "批了", "过l": "过了"}  # fmt: skip
_SPLIT = {"亻呆": "保", "讠正": "证", "亻言": "信", "彳正": "征", "代贝": "贷", "弋贝": "贷", "扌比": "批", "勹巳": "包", "辶寸": "过",
          "寸辶": "过", "方攵": "放", "禾刂": "利", "自心": "息", "弗贝": "费", "钅艮": "银", "彳亍": "行", "氵先": "洗", "亻贷": "贷",
          "扌甲": "押", "亻尔": "你", "讠人": "认", "亻建": "健", "氵去": "法", "口马": "吗", "月兑": "脱", "讠殳": "设", "讠若": "诺",
          "亻介": "价", "木又": "权", "土申": "坤", "亻共": "供", "钅戋": "钱", "辶米": "迷", "亻寸": "付"}  # fmt: skip
_CANTONESE_CHARS = {"唔": "不", "冇": "没", "嘅": "的", "㗎": "的", "咗": "了", "畀": "给", "俾": "给", "佢": "他", "哋": "们",
                    "嚟": "来", "嗰": "那", "啲": "些", "攞": "拿", "瞓": "睡", "嘢": "事", "冧": "倒", "揾": "找", "搵": "找",
                    "睇": "看", "嘥": "浪", "啱": "对", "咁": "这", "喺": "在", "噉": "这", "乜": "啥", "囗": "口", "氺": "水",
                    "黒": "黑", "內": "内", "戶": "户", "囬": "回", "収": "收", "価": "价", "銀": "银", "⺠": "民", "⻓": "长",
                    "⻋": "车", "⻔": "门", "⻚": "页", "⻅": "见", "⻉": "贝", "⻛": "风", "⻝": "食", "⻢": "马"}  # fmt: skip
_CANTONESE = {"听日": "明天", "今日": "今天", "寻日": "昨天", "呢单": "这单", "呢笔": "这笔", "呢个": "这个", "呢度": "这里", "实批": "一定批", "实过": "一定过",
              "实得": "一定行", "点解": "为什么", "不好信": "不要信", "不使": "不用", "得闲": "有空", "几多": "多少", "边个": "谁", "唔使": "不用",
              "不驶": "不用", "系咪": "是不是", "梗系": "肯定是", "梗批": "肯定批", "屋企": "家里", "出粮": "发工资", "识得": "认识"}  # fmt: skip

CHARS: dict[int, str] = {ord(k): v for k, v in _CANTONESE_CHARS.items() if len(v) == 1}
"""One character to one: Cantonese writing, radicals and look-alikes."""


@cache
def pinyin_keys() -> dict[str, str]:
    """Each disguise with at least one syllable in letters (包guo, zhengxin), or an initial beside a character (放k), and
    the word it stands for."""
    keys: dict[str, str] = dict(_LETTERS)
    initials: dict[str, str] = {}
    for line in resources.files("replydraft.text").joinpath("data/trade_sounds.tsv").read_text("utf-8").splitlines():
        word, _, sounds = line.partition("\t")
        syllables = sounds.split(" ")
        for choice in product((False, True), repeat=len(word)):
            if any(choice):
                key = "".join(s if latin else c for c, s, latin in zip(word, syllables, choice, strict=True))
                keys.setdefault(key, word)
        for n, (char, sound) in enumerate(zip(word, syllables, strict=True)):
            rest = word[:n] + word[n + 1 :]
            if sound and sound[0] != char and not set(rest) <= _PLAIN:
                initials.setdefault(word[:n] + sound[0] + word[n + 1 :], word)
    return initials | keys


@cache
def _phrases() -> tuple[frozenset[str], re.Pattern[str], dict[str, str]]:
    """The characters a split character or Cantonese phrase begins with, one expression over all, and their words."""
    words = {**_SPLIT, **_CANTONESE}
    return frozenset(phrase[0] for phrase in words), re.compile("|".join(sorted(words, key=len, reverse=True))), words


def find_phrases(text: str) -> list[tuple[int, int, str]]:
    """Split characters and Cantonese phrases: (start, end, word), in order, disjoint."""
    firsts, pattern, words = _phrases()
    if firsts.isdisjoint(text):
        return []
    return [(*m.span(), words[m[0]]) for m in pattern.finditer(text) if m[0] != words[m[0]]]


_RUN = re.compile(r"[a-z]{1,16}")
_SPACED = re.compile(r"[a-z]{1,6}(?:[ '·-][a-z]{1,6}){1,3}")


def find_letters(plain: str) -> list[tuple[int, int, str]]:
    """Trade words with at least one syllable in letters: (start, end, word), in order, disjoint."""
    keys = pinyin_keys()
    hits: list[tuple[int, int, str]] = []
    taken = Taken()
    for pattern in (_SPACED, _RUN):
        for m in pattern.finditer(plain):
            letters = re.sub(r"[ '·-]", "", m[0])
            hit = _longest(plain, m.start(), m.end(), letters, keys)
            if hit and taken.take(hit[0], hit[1]):
                hits.append(hit)
    return sorted(hits)


def _longest(plain: str, start: int, end: int, letters: str, keys: dict[str, str]) -> tuple[int, int, str] | None:
    """The longest disguise made of the letters and up to three characters on either side."""
    for size in range(6, -1, -1):
        for left in range(min(3, size), max(0, size - 3) - 1, -1):
            a, b = start - left, end + size - left
            if a < 0 or b > len(plain):
                continue
            word = keys.get(plain[a:start] + letters + plain[end:b])
            if word and (size or len(letters) > 4 or _CHINESE.search(plain[max(0, a - 1) : b + 1])):
                return a, b, word
    return None
