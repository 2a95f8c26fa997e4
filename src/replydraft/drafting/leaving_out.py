"""What a reply leaves out: what the customer has said already, what is said elsewhere in it, what would contradict them."""

from __future__ import annotations

import re

from replydraft.domain.draft import Brief, Intent
from replydraft.drafting.asking import known_things, without_known
from replydraft.drafting.facts import stated_flag
from replydraft.drafting.plan import opening


def body_of(brief: Brief, body: str) -> str:
    """A script's body; what it says has to be known before anything can be reckoned is said of what is not known yet."""
    found = _NEEDED.search(body)
    if found is None:
        return body
    known = known_things(brief.inquiry, brief.triage)
    have = [name for name, key in _FIGURES.items() if key in known]
    open_ = [name for name, key in _FIGURES.items() if key not in known]
    if not have or not open_:
        return body if open_ else _NEEDED.sub("", body)
    told = f"{'和'.join(have)}您说了，要算准还差{'、'.join(open_)}"
    return _NEEDED.sub(f"{told}。", body)


_NEEDED = re.compile(r"要算得准，需要三个数：[^。]*。")
_FIGURES = {"金额": "amount_wanted", "期限": "term_months", "年化利率（或每期还多少）": "price"}


def beside_a_price(body: str) -> str:
    """What of a script is said beside the customer's own price: its opening, unless that asks for the price."""
    return "" if _NEEDED.match(body) else opening(_NEEDED.sub("", body))


def said_once(caution: str, consent: str) -> str:
    """The caution without what the request for consent says anyway."""
    if not consent:
        return caution
    return "；".join(part for part in re.split(r"[；;]", caution) if "同意" not in part and "授权" not in part)


def contradicted(brief: Brief) -> tuple[Intent, ...]:
    """Intents whose plain wording would contradict what the customer said: nobody who has paid asks for a deferral."""
    return (Intent.OVERDUE,) if stated_flag(brief.inquiry, "repaid") else ()


def asking_less(brief: Brief, fixed: str) -> str:
    """Fixed wording without what it asks and the customer has said; who has said it all is told that it was heard."""
    left = without_known(fixed, known_things(brief.inquiry, brief.triage))
    return left if left == fixed or re.search(r"[？?]", left[-40:]) else f"{left}您说的这些我都看到了。"
