"""The words of a text that weigh most when a person changes them: numbers, negations, promises.

A word counts where it says that, not where its characters stand inside another: 别 of 别给 and not of 别人, 稳 of 稳过 and
not of 稳定, 不 of 不收 and not of 批不批.
"""

from __future__ import annotations

import re
from typing import Literal

Change = Literal["number", "negation", "promise", "wording"]

_CN = "零〇一二三四五六七八九十百千万亿两半"
_NUMBER = (
    r"\d[\d,.，]*\d%?|\d%?|百分之(?!百)[零〇一二三四五六七八九十百点两半]+|(?<!第)(?!百分之?百|百分百|一个(?![月星季工小])|一次性|十分(?![钟之]))"
    rf"[{_CN}]+(?=[万千百元块个期年月天日号成厘分次家周倍%])"
)
_SURE = r"保证(?![金人书贷]|合同|担保)|承诺(?!书)|确保|担保(?=您|你|能|过|通过|一定)|打包票"
_PROMISE = (
    rf"百分之?百|百分百|{_SURE}|包过|包批|包下|包您|包你|妥妥|稳稳|稳(?=[过批下拿贷赚了])|(?<=[很都就挺超最])稳(?![定健妥当重固])"
    r"|放心|必(?:定|然|过|批|下款)|绝对|肯定|(?<!不)一定(?!的|程度|比例|期限|条件|范围|金额|数额|要[先看问核])"
    r"|(?:马上|立刻|当天|秒)(?=就?[能可]?以?(?:批|放|到账|下款|过审|审批))"
)
_NOT_NO = (
    r"有没有|(?P<same>[\u4e00-\u9fff])[不没](?P=same)|不(?:错(?!误)|少|同|仅|但|管|论|如|久|断|光|止|妨|然|禁|愧|只|单|良|动产|好意思)"
    r"|不过(?![审关])|[差要对了看买]不(?:多|起|是)|没(?:收|错|事|关系|准)|[淹埋沉出]没|未(?:来|成年|婚)|无(?:论|锡|非|数|形|线|所谓)|非(?:常|凡|法|要|得|银)"
    r"|除非|是非|[特分区类级个性告派识鉴差辨离各]别|别(?:人|的|家|处|墅|称|具|致|样|扭|针)"
)
_NEGATION = (
    rf"(?:不能|不会|不得|不敢|不可能|不可以|没法|无法|不)(?:向您|给您|跟您|对此|做|作|做出|作出)?(?:{_SURE}|肯定|一定)"
    r"|不能|不会|不得|不是|不可|不用|不必|没有|并非|无法|未必|不|没|无|未|别|勿|非"
)
_TOKEN = re.compile(
    f"(?P<number>{_NUMBER})|(?P<kept>{_NOT_NO})|(?P<negation>{_NEGATION})|(?P<promise>{_PROMISE})|(?P<wording>.)", re.S
)


def words_of(text: str) -> list[tuple[str, Change]]:
    """The text in pieces, each with what it is; joined they are the text."""
    kinds: dict[str, Change] = {"number": "number", "promise": "promise", "negation": "negation"}
    return [(m[0], kinds.get(m.lastgroup or "", "wording")) for m in _TOKEN.finditer(text)]
