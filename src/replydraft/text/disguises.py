"""How trade words are disguised, as data: pinyin in part or whole, sound-alikes, look-alikes, split characters, Cantonese.

Only words of this trade are undone, so that ordinary letters and names stay as they are. Toneless pinyin, lower case.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

_WORDS = """
征信 zheng xin|贷款 dai kuan|放款 fang kuan|下款 xia kuan|到账 dao zhang|获批 huo pi|批款 pi kuan|借款 jie kuan|还款 huan kuan
包过 bao guo|包批 bao pi|必过 bi guo|必批 bi pi|稳过 wen guo|秒批 miao pi|秒过 miao guo|秒下 miao xia|秒到 miao dao|保证 bao zheng
保过 bao guo|能过 neng guo|能批 neng pi|通过 tong guo|肯定 ken ding|一定 yi ding|百分百 bai fen bai|绝对 jue dui|承诺 cheng nuo|担保 dan bao
无视 wu shi|黑户 hei hu|白户 bai hu|逾期 yu qi|流水 liu shui|包装 bao zhuang|洗白 xi bai|修复 xiu fu|删除 shan chu|消除 xiao chu
撤销 che xiao|养卡 yang ka|套现 tao xian|过桥 guo qiao|垫资 dian zi|砍头息 kan tou xi|砍头 kan tou|利息 li xi|利率 li lv|年化 nian hua
月息 yue xi|日息 ri xi|手续费 shou xu fei|服务费 fu wu fei|保证金 bao zheng jin|押金 ya jin|定金 ding jin|会员费 hui yuan fei|中介 zhong jie
银行 yin hang|经营贷 jing ying dai|消费贷 xiao fei dai|网贷 wang dai|房贷 fang dai|首付 shou fu|买房 mai fang|炒股 chao gu|理财 li cai
假合同 jia he tong|假章 jia zhang|公章 gong zhang|合同 he tong|证明 zheng ming|伪造 wei zao|贫困 pin kun|作假 zuo jia|造假 zao jia|代办 dai ban
内部 nei bu|渠道 qu dao|关系 guan xi|走后门 zou hou men|口子 kou zi|强开 qiang kai|免息 mian xi|零息 ling xi|名额 ming e|催收 cui shou
上门 shang men|爆通讯录 bao tong xun lu|通讯录 tong xun lu|抓人 zhua ren|坐牢 zuo lao|起诉 qi su|报警 bao jing|警察 jing cha|派出所 pai chu suo
老赖 lao lai|身份证 shen fen zheng|银行卡 yin hang ka|手机号 shou ji hao|验证码 yan zheng ma|密码 mi ma|单位 dan wei|姓名 xing ming|电话 dian hua
借钱 jie qian|还钱 huan qian|欠钱 qian qian|欠款 qian kuan|骗贷 pian dai|骗子 pian zi|刷流水 shua liu shui|做流水 zuo liu shui|放心 fang xin
没问题 mei wen ti|不用看 bu yong kan|不查 bu cha|不看 bu kan|不上 bu shang|总对总 zong dui zong|撤了 che le|网上 wang shang|投诉 tou su
信用卡 xin yong ka|额度 e du|审批 shen pi|终审 zhong shen|初审 chu shen|风控 feng kong|大数据 da shu ju|查询 cha xun|异议 yi yi|申诉 shen su
抵押 di ya|社保 she bao|公积金 gong ji jin|工资 gong zi|收入 shou ru|客户 ke hu|签字 qian zi|签约 qian yue|今天 jin tian|马上 ma shang
不批 bu pi|不过 bu guo|挂网上 gua wang shang|贷 dai|款 kuan
"""
_ONE_SYLLABLE = {"贷", "款"}
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


def _pairs() -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for item in re.split(r"[|\n]", _WORDS.strip()):
        word, *syllables = item.split()
        found.append((word, tuple(syllables)))
    return found


@cache
def pinyin_keys() -> dict[str, str]:
    """Each disguise with at least one syllable in letters (包guo, zhengxin) and the word it stands for."""
    keys: dict[str, str] = dict(_LETTERS)
    for word, syllables in _pairs():
        for choice in product((False, True), repeat=len(word)):
            if not any(choice) or (all(choice) and len(word) == 1 and word not in _ONE_SYLLABLE):
                continue
            key = "".join(s if latin else c for c, s, latin in zip(word, syllables, choice, strict=True))
            keys.setdefault(key, word)
    del keys["dai"], keys["kuan"]
    for word in _ONE_SYLLABLE:
        keys.pop(word, None)
    return keys


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
