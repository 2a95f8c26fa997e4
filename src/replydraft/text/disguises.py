"""How trade words are disguised, as data: pinyin in part or whole, sound-alikes, look-alikes, split characters, Cantonese.

Only words of this trade are undone, so that ordinary letters and names stay as they are. Toneless pinyin, lower case.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import product

_PLAIN = frozenset("款行卡金费人年日月保单")
"""Stand beside a letter in ordinary text too (A款, X月): one of them and an initial is no disguise."""
_LETTERS = {"b过": "包过", "b批": "必批", "x款": "下款", "f款": "放款", "不p": "不批", "不g": "不过", "能p": "能批", "必p": "必批",
            "秒p": "秒批", "包p": "包批", "d款": "贷款", "zx": "征信", "dk": "贷款", "zj": "资金", "ls": "流水",
            "yh": "银行", "工s银行": "工商银行", "建s银行": "建设银行", "撤l": "撤了", "办l": "办了", "批l": "批了", "过l": "过了"}  # fmt: skip
_SOUNDS = """
征信=[征怔徵][芯訫欣]|[怔徵诤狰][信]|蒸信|证芯|症信;流水=流氺|刘水|硫水|琉水|浏水|留水;砍头息=[坎砍侃看][头投][西溪熄析惜息希]|砍头兮
贷款=[贷代待袋岱黛][宽款欵](?=[^带容敞松])|戴款|貸款;放款=放宽(?=到|给|下来)|方款;下款=[下夏][欵]|夏款;包过=[包苞胞]过|包锅|包郭|孢过
保证=保政|葆证;必过=必锅|币过|毕过;必批=毕批|币批|必劈;警察=警嚓|警擦|井察;口子=囗子|扣子(?=能下|秒|黑户);逾期=余期|愉期|渝期|於期|鱼期
洗白=喜白|冼白|洗百;网贷=网代|忘贷;黑户=嘿户|黒户|墨户;套现=套限|桃现|掏现;垫资=殿资|店资|垫姿;过桥=过乔|过侨|锅桥
利息=利西|厘息|利熄;催收=摧收|崔收;身份证=身份正|身分证|深份证|身份政;银行=银杏卡|赢行|垠行;额度=鹅度|俄度
通讯录=通迅录|通讯路;验证码=验正码|验证吗(?=发)|验证玛;内部=内步|內部;无视=无示|兀视|毋视;秒批=妙批|渺批|秒劈|喵批
秒到=妙到账|喵到;放心=放芯|方心;百分百=百份百|佰分佰;微信=薇信|威信号|维信|徽信;担保=但保|坦保
"""
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
              "实得": "一定行", "点解": "为什么", "不使": "不用", "得闲": "有空", "几多": "多少", "边个": "谁", "唔使": "不用",
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
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Where a disguise may begin, one expression over all phrase disguises, and the word by group name."""
    words: dict[str, str] = {}
    parts = []
    firsts: set[str] = set()
    for n, item in enumerate(i for i in re.split(r"[;\n]", _SOUNDS.strip()) if i):
        word, _, pattern = item.partition("=")
        words[f"s{n}"] = word
        parts.append(f"(?P<s{n}>{pattern})")
        for alternative in pattern.split("|"):
            firsts.update(alternative[1 : alternative.index("]")] if alternative[0] == "[" else alternative[0])
    for n, (phrase, word) in enumerate({**_SPLIT, **_CANTONESE}.items()):
        words[f"p{n}"] = word
        parts.append(f"(?P<p{n}>{phrase})")
        firsts.add(phrase[0])
    return re.compile("[" + "".join(sorted(firsts)) + "]"), re.compile("|".join(parts)), words


def find_phrases(text: str) -> list[tuple[int, int, str]]:
    """Sound-alikes, split characters and Cantonese phrases: (start, end, word), in order, disjoint."""
    begin, pattern, words = _phrases()
    hits: list[tuple[int, int, str]] = []
    for at in begin.finditer(text):
        if hits and at.start() < hits[-1][1]:
            continue
        m = pattern.match(text, at.start())
        if m and m[0] != words[m.lastgroup or ""]:
            hits.append((m.start(), m.end(), words[m.lastgroup or ""]))
    return hits
