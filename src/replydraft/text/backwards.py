"""Text written from right to left without any mark that says so (过包单这，心放您), found by its pairs of characters."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from replydraft.text.alikes import ordinary_pairs, trade_words

_MESSAGES = (
    "我们 你们 您的 我的 你的 可以 没有 不是 就是 这个 那个 一个 什么 怎么 已经 现在 时候 今天 明天 银行 贷款 征信 利率 利息 还款 逾期 客户 材料 资料 "
    "申请 审批 合同 费用 机构 公司 一下 如果 因为 所以 但是 不能 需要 这边 我这 给您 帮您 跟您 您好 您先 您这 的话 的时 不用 不要 直接 自己 问题 情况 "
    "多少 电话 手机 身份 额度 信用 抵押 万元 年化 以上 以下 为准 办理 咨询 提供 了解 放心 保证 肯定 一定 不会 都是 还是 也是 只要 就行 上门 家里 他的 "
    "她的 他们"
)
_USUAL = frozenset(_MESSAGES.split())
"""Pairs that nearly every message has one of: with one of them a text is read as it stands."""
_SENTENCE = re.compile(r"[^。!?\n]{6,200}")
_CLEARLY = 3


def written_backwards(text: str) -> list[tuple[int, int]]:
    """Sentences whose characters stand in reverse: (start, end), in order. Empty for any usual text."""
    if len(text) < 6 or not _USUAL.isdisjoint(a + b for a, b in pairwise(text)):
        return []
    ordinary = _ordinary()
    found = []
    for m in _SENTENCE.finditer(text):
        forward = sum(a + b in ordinary for a, b in pairwise(m[0]))
        backward = sum(b + a in ordinary for a, b in pairwise(m[0]))
        if backward >= _CLEARLY and backward >= _CLEARLY * forward:
            found.append(m.span())
    return found


@cache
def _ordinary() -> frozenset[str]:
    return ordinary_pairs() | {a + b for word in trade_words() for a, b in pairwise(word)}
