"""What the newest message is in a conversation: an answer to our question, or the complaint that we did not listen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from replydraft.domain.inquiry import Turn

_WE_ASKED = re.compile(
    r"多少|多久|几期|分期|期限|用途|做什么|房|车|收入|工资|月薪|公积金|社保|征信|逾期|执照|生意|上班|工作|月供|负债|哪家|预算|保单"
)
_A_QUESTION = re.compile(r"[^。！!\n]*[？?]")
_ASKS_BACK = re.compile(
    r"[?？]|吗|呢|怎|咋|如何|什么|啥|哪|多少|多久|几(?:天|个点|号)|能不能|要不要|有没有|是不是|行不行|会不会|可不可以"
)
_SAYS = re.compile(
    r"\d|[一二两三四五六七八九十半](?:万|千|年|个月|期|套|辆|个)|^(?:嗯|有|没|是|对|好|行|可以|差不多|大概|不|无)|万|房|车|按揭|全款|工资|月薪|打卡|现金|公积金|社保|征信|装修|周转|进货|生意|上班|结婚|学费|看病"
)
ANSWER_AT_MOST = 40
"""Characters of an answer; a longer message says more than was asked and is read as any other."""
_AGAIN = re.compile(
    r"(?:怎么|咋|干嘛|为什么|为啥|能不能别|别)(?:又|还|老|总|一直)(?:是)?(?:在)?(?:问|让我说)|问(?:了|过)(?:好?几|多少|两|三|八百)(?:遍|次|回)|(?:说|讲|发)(?:了|过)(?:好?几|多少|两|三|八百)(?:遍|次|回)|还要我(?:再)?(?:说|讲)几?(?:遍|次)"
)
_TOLD = re.compile(
    r"(?:不是|刚才?|刚刚|前面|上面|我?已经|早就|都)(?:已经|都)?(?:跟|和|给|对)?(?:你|您|你们)?(?:都|已经)?(?:说|讲|告诉|回答|发)(?:你|您)?(?:过|了)"
)
_NO_ANSWER = re.compile(
    r"(?:跟|和|等于|像)(?:你)?(?:没|白)说|(?:说|讲|答)了(?:等于|跟|和)(?:没|白)|答非所问|(?:没|不)(?:有)?(?:正面|直接)?(?:回答|答)(?:我|到|问题)|说了半天(?:没|等于|也没|还是)|(?:这|你说的)(?:都)?不是我(?:想)?问的|(?:没|不)(?:看|听)(?:懂|清|明白)我(?:问|说)|(?:全是|都是|尽是|净说)(?:套话|官话|废话|车轱辘)|(?:能不能|请你?|麻烦)(?:正面|直接)(?:回答|答)"
)
_GRAVER = re.compile(r"当初|说好|骗|退|投诉|举报|扣|收了|合同(?:上|里)|(?:银行|平台|机构)(?:没|不|都)")
_FACT = re.compile(
    r"(?:月薪|底薪|工资|月?收入|公积金(?:月缴|缴存)?|社保|月供|房贷|车贷)(?:每月|是|大概|大约|有|交了?|缴了?)?\s?\d+(?:\.\d+)?\s?(?:万|千|百|k|w)?(?:元|块|个月|年)?\d?"
    r"|(?:想?借|要|贷)?\s?\d+(?:\.\d+)?\s?万|分?\d+\s?期|\d+年"
)


def last_question(history: Sequence[Turn]) -> str:
    """The question our last message ended with, where it was the last of the conversation; "" otherwise."""
    if not history or history[-1].role != "advisor":
        return ""
    found = _A_QUESTION.findall(history[-1].text)
    return found[-1].strip() if found else ""


def answers_us(history: Sequence[Turn], text: str) -> bool:
    """Whether a folded message answers what we just asked of the loan: it says something and asks nothing back."""
    asked = last_question(history)
    if not asked or not _WE_ASKED.search(asked):
        return False
    return len(text) <= ANSWER_AT_MOST and bool(_SAYS.search(text.strip(" ,.。!"))) and not _ASKS_BACK.search(text)


def says_yes(text: str) -> bool:
    """Whether an answer takes nothing back: no 没有, 不, 无 in it."""
    return not re.search(r"没|不|无|冇|否", text)


def told_before(history: Sequence[Turn], text: str) -> bool:
    """Whether the customer says that we ask what they have told us."""
    if not any(t.role == "advisor" for t in history) or _GRAVER.search(text):
        return False
    return bool(_AGAIN.search(text)) or bool(last_question(history) and _TOLD.search(text))


def not_answered(history: Sequence[Turn], text: str) -> bool:
    """Whether the customer says that our last message did not answer them."""
    ours = any(t.role == "advisor" for t in history)
    return ours and bool(_NO_ANSWER.search(text)) and not _GRAVER.search(text)


def facts_told(texts: Sequence[str]) -> tuple[str, ...]:
    """What folded messages say of money and terms, in the customer's own words, each thing once; at most four."""
    found = [re.sub(r"\s", "", m.group()) for text in texts for m in _FACT.finditer(text)]
    return tuple(dict.fromkeys(found))[:4]
