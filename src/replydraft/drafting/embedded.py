"""The embedded drafter: composes a reply from approved scripts, the customer's own words and the calculator. No model.

共情 → 确认需求 → 依据答复 → 风险提示 → 下一步, at most `LONGEST` characters. Alternatives are chosen by the words of the
message, so the same message always gets the same reply. Every figure in it is the script's, the customer's, the
operator's or the calculator's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from replydraft.costs.ceilings import DatedFact
from replydraft.domain.draft import Brief, Emotion, Intent, Proposal, Tier
from replydraft.domain.passage import Passage
from replydraft.drafting.about_us import about_us
from replydraft.drafting.acknowledge import acknowledgement, mentioned, opener
from replydraft.drafting.answering_price import BESIDE, PRICED, price_of, with_price
from replydraft.drafting.burden import AMOUNTS, burden_sentence
from replydraft.drafting.cases import answered_by_case
from replydraft.drafting.consenting import consent_request
from replydraft.drafting.cues_case import Case
from replydraft.drafting.cues_danger import DANGERS
from replydraft.drafting.cues_life import about_another
from replydraft.drafting.cues_senior import SENIOR_RISKS
from replydraft.drafting.leaving_out import asking_less, body_of, contradicted, said_once
from replydraft.drafting.listening import not_heard
from replydraft.drafting.needs import keys_asked
from replydraft.drafting.offers import offer
from replydraft.drafting.parts import further, parts
from replydraft.drafting.plain_replies import BY_RISK, EMPATHY, LIGHTER, PLAIN, REFUSED_TO_OTHERS
from replydraft.drafting.plainly import NO_EMPATHY, plain_plan
from replydraft.drafting.plan import LONGEST, Plan, closed, fitted, opening
from replydraft.drafting.published import ceiling_said, published, published_sheet
from replydraft.drafting.repair import deterministic_repair
from replydraft.drafting.safety import safe_reply
from replydraft.drafting.selection import BODY, FOR_RISK, GOOD_ENOUGH, rank_scripts, situation
from replydraft.drafting.short_answers import answers, short_answers
from replydraft.drafting.steps import next_step, picked, questions, seed_of
from replydraft.drafting.third_party import OTHERS_TAG, RELATED, asks_about_another
from replydraft.drafting.triage import ALARMED, plain
from replydraft.drafting.unknown import nothing_written, unknown_product
from replydraft.drafting.wording import Wording
from replydraft.knowledge.documents import Document, Knowledge

SHORTEST_REPAIR = 20
RETRIES = 6
INTENT_OF_RISK = {r.name: r.intent for r in (*DANGERS, *SENIOR_RISKS)}
_PRESUMES = re.compile(
    r"心里|失落|委屈|着急|难受|焦虑|慌|压力|难堪|又急|揪心|不好受|滋味|疑惑|失望|窝火|摸不着头脑|担心"
)
"""Warm words for a mood that a calm question does not show."""
_REFUSED = frozenset({"forge_or_hide", "off_purpose", "erase_record", "bribe_or_insider", "scam_question"})
_REFUSAL = re.compile(
    r"不能帮|不能做|我们不做|不帮|做不了|不行|不能用|骗|违法|违规|不能合法|造假|没有.{0,10}渠道|别(?:去|信|转|给|交)|不要(?:转|给|交)"
)
MANY = 3
"""So many questions in one message are answered one by one, without a script's own words."""
A_USURY = "是不是高利贷"
"""The case in which the line that the law draws is said."""
_ON_SHEET = re.compile(r"能批多少|利率要看|不一定要抵押")
"""Answers that what is published of the product gives more exactly."""


class EmbeddedDrafter:
    """Implements ports.Drafter without any model, network or index of its own."""

    name = "embedded"

    def __init__(self, knowledge: Knowledge, facts: Iterable[DatedFact] = ()) -> None:
        """`facts`: dated facts of law, among them the lines of affordability."""
        self._knowledge, self._facts = knowledge, tuple(facts)
        self._days: dict[date, Wording] = {}

    def write(self, brief: Brief) -> Proposal:
        """One reply. A refused text comes back repaired, or as the plainest wording. Never empty, never raises."""
        if brief.previous is not None and brief.findings:
            return self._repaired(brief)
        seed = seed_of(brief.inquiry.customer)
        case = answered_by_case(plain(brief.inquiry.customer), brief.triage.risks)
        if case is None and (brief.triage.tier is Tier.URGENT or "self_harm" in brief.triage.risks):
            other = about_another(plain(brief.inquiry.customer))
            fixed = safe_reply(brief.triage, brief.operator, seed, other=other)
            if fixed is not None:
                return Proposal(asking_less(brief, _personal(brief, fixed)), drafter=self.name)
        where = (
            nothing_written(brief)
            or not_heard(brief)
            or about_us(brief)
            or (unknown_product(brief) if case is None else None)
        )
        if where is not None:
            return Proposal(where, drafter=self.name)
        return self._composed(brief, seed)

    def _repaired(self, brief: Brief) -> Proposal:
        """Other alternatives of the same scripts where the text was ours, else the sentence out, else plain wording."""
        previous, seed = brief.previous or "", seed_of(brief.inquiry.customer)
        wrong = [f.text for f in brief.findings if f.text]
        if wrong and not any(f.missing for f in brief.findings):
            tried = [self._composed(brief, seed + n) for n in range(RETRIES + 1)]
            if tried[0].reply == previous:
                clean = next((p for p in tried if not any(w in p.reply for w in wrong)), None)
                if clean is not None:
                    return clean
        computed = self._composed(brief, seed).computed
        text = deterministic_repair(previous, brief.findings)
        if len(text) < SHORTEST_REPAIR or text == previous.strip():
            text = plain_plan(brief).text()
        cited = tuple(p for _, doc in self._ranked(brief)[:2] for p in _substance(doc) if _quotes(text, doc))
        return Proposal(text, cited, computed, self.name)

    def _ranked(self, brief: Brief) -> list[tuple[float, Document]]:
        scripts = self._knowledge.scripts_on(brief.as_of)
        if brief.as_of not in self._days:
            self._days = {brief.as_of: Wording(scripts)}
        return rank_scripts(brief, scripts, self._days[brief.as_of])

    def _composed(self, brief: Brief, seed: int) -> Proposal:
        ranked = self._ranked(brief)
        text = plain(brief.inquiry.customer)
        case = answered_by_case(text, brief.triage.risks)
        if case is not None and ranked and case.name in ranked[0][1].tags:
            return self._of_case(brief, case, ranked[0][1], seed)
        risk = next((name for name in brief.triage.risks if name in BY_RISK), None)
        other = asks_about_another(text)
        if other and brief.triage.intent is Intent.PRIVACY:
            ranked = [(score, doc) for score, doc in ranked if OTHERS_TAG in doc.tags]
            if not ranked:
                return Proposal(REFUSED_TO_OTHERS, drafter=self.name)
            ranked = [(max(FOR_RISK, ranked[0][0]), ranked[0][1])]
        if risk == ALARMED:
            return Proposal(fitted(plain_plan(brief)), drafter=self.name)
        if risk is not None:
            ranked = [(score, doc) for score, doc in ranked if _suits(doc, risk)]
        if not ranked or ranked[0][0] < (FOR_RISK if risk else GOOD_ENOUGH):
            plan, price = plain_plan(brief), price_of(brief) if risk is None or risk in BESIDE else None
            if price is not None:
                with_price(plan, price, brief, seed, again=seed != seed_of(brief.inquiry.customer))
            heavy = self._burdened(brief, plan, seed) if risk is None and not (price and price.whole) else ()
            return Proposal(fitted(plan), (), (price.computed if price else ()) + heavy, self.name)
        first = ranked[0][1]
        plan = _scripted(brief, first, seed)
        cited = list(_substance(first))
        computed: tuple[tuple[str, str], ...] = ()
        price = price_of(brief) if not other else None
        if price is not None:
            with_price(plan, price, brief, seed, again=seed != seed_of(brief.inquiry.customer))
            computed, cited = price.computed, cited if plan.body != closed(price.sentence) else []
        if risk is None:
            body, heavy = plan.body, self._burdened(brief, plan, seed)
            plan.body = body if price is not None else plan.body
            if heavy:
                return Proposal(fitted(plan), tuple(dict.fromkeys(cited)), computed + heavy, self.name)
        if other:
            plan.need = ""
            if not RELATED.search(text):
                plan.empathy, plan.body = "", plan.body.removeprefix("不过")
            return Proposal(fitted(plan, brief.triage.emotion), tuple(dict.fromkeys(cited)), drafter=self.name)
        offered = offer(brief) if price is None else None
        if offered is not None:
            plan.second, product = offered
            cited += self._of_products(brief, (product,))
        elif price is None:
            cited += self._with_answers(brief, plan, ranked)
        return Proposal(fitted(plan, brief.triage.emotion), tuple(dict.fromkeys(cited)), computed, self.name)

    def _of_case(self, brief: Brief, case: Case, doc: Document, seed: int) -> Proposal:
        """The reply to an everyday question with a sure meaning: its own script, what is published, and the price named."""
        plan, cited = _scripted(replace(brief, asks=()), doc, seed), list(_substance(doc))
        plan.empathy = "" if plan.empathy == opener(brief, seed) else plan.empathy
        plan.need = ""
        computed: tuple[tuple[str, str], ...] = ()
        price = price_of(brief) if case.intent in PRICED else None
        shown = published(brief, case.name) if price is None else None
        if price is not None:
            with_price(plan, price, brief, seed, again=seed != seed_of(brief.inquiry.customer))
            computed, cited = price.computed, cited if plan.body != closed(price.sentence) else []
        if shown is not None:
            plan.body = closed(plan.body) + closed(shown[0])
            cited += self._of_products(brief, shown[1])
        law = ceiling_said(self._knowledge.laws_on(brief.as_of)) if case.name == A_USURY and price is None else None
        if law is not None:
            plan.body, cited = closed(plan.body) + closed(law[0]), [*cited, law[1]]
        if not brief.triage.risks:
            plan.body = closed(plan.body) + "".join(short_answers(brief, plan.text()))
            computed += self._burdened(brief, plan, seed)
        return Proposal(fitted(plan, brief.triage.emotion), tuple(dict.fromkeys(cited)), computed, self.name)

    def _with_answers(self, brief: Brief, plan: Plan, ranked: list[tuple[float, Document]]) -> list[Passage]:
        """Further answers put into the plan, for whoever asked several things; what they rest on."""
        first, text = ranked[0][1], plain(brief.inquiry.customer)
        asked = len(parts(text))
        told = short_answers(brief, "") if asked >= MANY else ()
        each = bool(told) and len(told) >= max(MANY, asked - 1)
        told = told if each else short_answers(brief, plan.text())
        plan.answers = "".join(told)
        if each:
            plan.empathy, plan.need, plan.body, plan.caution = "", "", "", ""
            sheet = published_sheet(brief)
            if sheet is None:
                return []
            told = tuple(t for t in told if not _ON_SHEET.match(t))
            plan.answers = closed(sheet[0]) + "能批多少、利率多少以机构审批和合同为准。" + "".join(told)
            return self._of_products(brief, sheet[1])
        answered = partial(answers, told)
        more = further(brief, first, ranked, self._days[brief.as_of], answered)
        plan.second = "".join(closed(sentence) for _, sentence in more)
        if told and not situation(first, text):
            plan.body = opening(plan.body)
        elif (
            not more
            and not told
            and _several(brief)
            and not {*first.intents, *contradicted(brief)} & {brief.triage.intents[1]}
        ):
            plan.second = PLAIN[brief.triage.intents[1]].body.split("。")[0]
        return [p for doc, _ in more for p in _substance(doc)]

    def _of_products(self, brief: Brief, ids: tuple[str, ...]) -> list[Passage]:
        return [p for p in self._knowledge.quotable_on(brief.as_of) if p.doc_id in ids]

    def _burdened(self, brief: Brief, plan: Plan, seed: int) -> tuple[tuple[str, str], ...]:
        """First whether the amount can be carried, in the plan where it cannot: its figures, none where nothing is said."""
        heavy = burden_sentence(brief, self._facts)
        if heavy is None:
            return ()
        plan.burden = heavy.sentence
        plan.body = "" if brief.triage.intents[0] in AMOUNTS else plan.body
        if heavy.over:
            plan.body, plan.caution, plan.consent = "", "", ""
            plan.step = questions(heavy.asks, seed) or picked(LIGHTER, seed)
            return heavy.computed
        more = questions(tuple(k for k in heavy.asks if k not in keys_asked(plan.step)), seed)
        if len(plan.text()) + len(more) <= LONGEST:
            plan.step = closed(plan.step) + more
        return heavy.computed


def _scripted(brief: Brief, doc: Document, seed: int) -> Plan:
    mood = brief.triage.emotion
    empathy = picked(doc.items("共情"), seed)
    if mood is not Emotion.CALM and mood not in doc.emotions and not NO_EMPATHY & set(brief.triage.intents[:1]):
        empathy = picked(EMPATHY[mood], seed)
    if mood is Emotion.CALM and not brief.triage.risks and _PRESUMES.search(empathy):
        empathy = opener(brief, seed)
    consent = consent_request(brief, seed)
    return Plan(
        empathy=empathy or opener(brief, seed),
        need=acknowledgement(brief, empathy, seed),
        body=body_of(brief, picked(doc.items(BODY), seed // 3)),
        caution=said_once(picked(doc.items("提醒"), seed // 5), consent),
        consent=consent,
        step=next_step(brief, doc.items("下一步"), seed),
    )


def _personal(brief: Brief, fixed: str) -> str:
    """Fixed wording with one thing the customer named; of life and safety nothing is repeated."""
    if brief.triage.intent is Intent.EMERGENCY:
        return fixed
    first, mark, rest = fixed.partition("。")
    named = mentioned(brief, fixed)
    return f"{first}{mark}{closed(named)}{rest}" if named and len(fixed) + len(named) < LONGEST else fixed


def _suits(doc: Document, risk: str) -> bool:
    """Whether a script answers this risk: written for its intent, and a refusal where one is due."""
    if INTENT_OF_RISK.get(risk) not in doc.intents:
        return False
    return risk not in _REFUSED or bool(_REFUSAL.search(" ".join(doc.items(BODY))))


def _several(brief: Brief) -> bool:
    """Whether more than one thing was asked."""
    if len(brief.triage.intents) < 2 or brief.triage.intents[0] in NO_EMPATHY:
        return False
    return len(parts(brief.inquiry.customer)) > 1


def _substance(doc: Document) -> tuple[Passage, ...]:
    return tuple(p for p in doc.passages if p.heading in (BODY, "提醒"))


def _quotes(text: str, doc: Document) -> bool:
    return any(item[:12] in text for item in doc.items(BODY))
