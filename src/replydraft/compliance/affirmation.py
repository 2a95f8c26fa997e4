"""对，没问题 after 能包过吗？ is a promise: a short yes takes over what the customer asked."""

from __future__ import annotations

from dataclasses import replace

from replydraft.compliance.matching import Match, Matcher
from replydraft.compliance.message import Message
from replydraft.domain.finding import Family
from replydraft.text.folding import fold
from replydraft.text.lazy import lazy

FAMILIES = frozenset({Family.OVER_PROMISE, Family.CREDIT_REPAIR, Family.ILLEGAL_INTERMEDIATION, Family.MISLEADING_COST})
LONGEST_REST = 30
_YES = lazy(
    r"\s*(?:嗯+|对(?:的|呀|啊|哦|头)?|是的?(?:呀|啊)?|没错|没(?:有)?(?:任何|啥|什么)?问题|(?:那)?当然(?:可以|能|会|了|啦)?|可以(?:的|啊|呀)?|能(?:的|啊)?|会的|行(?:的|啊|呀)?"
    r"|(?:那)?必须(?:的|能|可以)?|(?:那)?肯定(?:的|能|可以|会|行)?|一定(?:的|能|会)?|放心(?:吧)?|包的|妥(?:妥的?|了)?|全都?能|都(?:能|可以|行|会)|ok|确定|真的|差不了|错不了|好使|有的?|要得|嗯呢|稳的?"
    r"|好(?:说|办|嘞|的)?|小(?:事|意思|菜一碟)|简单|容易|没毛病|可不(?:是)?(?:嘛)?|那可不|(?:这|那)?还用(?:问|说)|(?:就)?(?:照|按)(?:您|你)说的(?:办|来|做)?|(?:您|你)(?:就)?放心(?:吧)?|包在我(?:身上)?|交给我|走的就是这(?:个|条)路(?:子)?|就是这(?:样|么(?:弄|办|回事)))"
    r"(?=[,，。!！~;；\s]|$)"
)
_HEDGE = lazy(
    r"审批|审核|为准|[要得]看|看(?:银行|机构|情况|您|资质)|取决|不(?:能|敢|好|便|一定|保证|承诺|是|做|行|要|用(?!担心|怕|愁|管))|没法|无法|但|不过|前提|如果|评估|申请|协商|提交|试试|可能|大概|一般|通常|争取|尽量|尽力|帮您问|建议|先别|合同|别信|骗"
)
_QUESTION = lazy(r"(?:[?？]|吗|么|吧|呢|不|没|嘛|是不是|对不对)[?？!！。~\s…]*$")


def affirmed(message: Message, matcher: Matcher) -> list[Match]:
    """What the customer asked and the draft merely says yes to, as matches on the words of the yes."""
    yes = _YES.match(message.text)
    if yes is None or not message.customer or not _QUESTION.search(message.customer):
        return []
    rest = message.text[yes.end() :]
    if len(rest) > LONGEST_REST or _HEDGE.search(rest):
        return []
    start = len(yes[0]) - len(yes[0].lstrip())
    asked = replace(message.request, draft=message.customer, customer=None, history=None, profile=None)
    matches, _ = matcher.run(Message(asked, fold(message.customer)), accept=frozenset({"asked"}))
    return [Match(m.rule, start, yes.end()) for m in matches if m.rule.family in FAMILIES]
