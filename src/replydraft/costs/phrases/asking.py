"""The question that a price phrase leaves open, as one asks it of a customer."""

from __future__ import annotations

from collections.abc import Iterable

from replydraft.costs.phrases.readings import CODES, Code, Reading
from replydraft.costs.phrases.talk import Talk

_PER = {"day": "天", "month": "月", "year": "年", "period": "期"}


def question(open_: Iterable[Code], readings: list[Reading], talk: Talk) -> str | None:
    """One message that asks for all that is open, at most three things at a time; None where nothing is."""
    left = set(open_)
    asked = [_ask(code, readings, talk) for code in CODES if code in left][:3]
    if not asked:
        return None
    return "，另外".join(a.rstrip("？") for a in asked) + "？"


def _ask(code: Code, readings: list[Reading], talk: Talk) -> str:
    kinds: set[str] = {r.kind for r in readings}
    match code:
        case "kind":
            return _kind(kinds, readings, benchmark=talk.benchmark)
        case "per":
            return _per(readings)
        case "base":
            return _base(kinds, lpr=talk.lpr)
        case "term":
            if talk.lpr:
                return "参照的是一年期LPR还是五年期以上LPR？"
            if talk.benchmark or kinds & {"multiple"}:
                return "贷款是几年期的？"
            if talk.term is not None and kinds <= {"fee", "discount", "rate"}:
                return "每月怎么还（等额本息、先息后本，还是到期一次还清）？"
            return "一共借多久、分几期还清？"
        case "principal":
            return "本金一共是多少（合同上写的借款金额）？"
        case "payee":
            return "这笔钱是谁收的（放款机构、担保公司，还是中介）？"


def _kind(kinds: set[str], readings: list[Reading], *, benchmark: bool) -> str:
    if benchmark:
        return "说的基准是以前的贷款基准利率，还是现在的LPR？"
    if kinds == {"discount"}:
        return "少到账的那部分是先扣的利息、手续费，还是押金？"
    if kinds == {"penalty"}:
        return "违约金是提前还款要付的，还是逾期违约才付的？"
    if len(readings) == 2 and {r.per for r in readings} == {"year"} and kinds == {"rate"}:
        return f"年息是{readings[0].value:.0%}，还是{readings[1].value:.0%}？"
    if len(readings) > 1 and {r.per for r in readings} == {"day"}:
        return "日息说的1厘是万分之一（一万元一天1元），还是千分之一（一万元一天10元）？"
    if readings and all(r.value == 0 for r in readings):
        return "免息的这几期要不要另收手续费，之后的利率是多少？"
    return "这个数是利息，还是手续费、服务费？"


def _per(readings: list[Reading]) -> str:
    pers = list(dict.fromkeys(r.per for r in readings))
    names = [f"按{_PER[p]}算" if p in _PER else "一次性收" for p in pers]
    if len(names) == 1:
        others = {"day": "按月算", "month": "按年算", "year": "按月算", "period": "一次性收", "once": "每期都收"}
        names.append(others[pers[0]])
    return f"这个数是{'，'.join(names[:-1])}，还是{names[-1]}？" if len(names) > 1 else "这个数是按月还是按年算？"


def _base(kinds: set[str], *, lpr: bool) -> str:
    if lpr:
        return "合同上写的LPR是多少？"
    if kinds & {"discount", "multiple"}:
        return "打折或浮动之前的利率是多少（按年）？"
    if kinds == {"penalty"}:
        return "这个比例是按还没还的本金算，还是按当初借的全额算？"
    return "是按还没还的本金算（先息后本、随借随还、等额本息这类），还是一直按借的全额算、本金每期平均还（等本等息）？"
