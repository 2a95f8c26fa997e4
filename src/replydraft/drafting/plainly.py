"""The reply where no approved script fits: the plainest wording of the risk or the intent, fitted to the customer."""

from __future__ import annotations

import re

from replydraft.domain.draft import Brief, Intent
from replydraft.drafting.acknowledge import acknowledgement, mentioned, named_app, opener
from replydraft.drafting.asking import known_things, without_known
from replydraft.drafting.burden import AMOUNTS
from replydraft.drafting.consenting import consent_request
from replydraft.drafting.plain_replies import BY_RISK, EMPATHY, OTHER_APP, PLAIN
from replydraft.drafting.plan import Plan
from replydraft.drafting.short_answers import short_answers
from replydraft.drafting.steps import picked, questions, seed_of
from replydraft.drafting.triage import ALARMED

NO_EMPATHY = frozenset({Intent.OFF_TOPIC, Intent.INJECTION, Intent.SMALLTALK})
"""Where warm words would be out of place."""


def plain_plan(brief: Brief) -> Plan:
    """The steps in the plainest wording: of the gravest risk, of another company's app, or of the intent."""
    intent, seed = brief.triage.intents[0], seed_of(brief.inquiry.customer)
    risk = next((name for name in brief.triage.risks if name in BY_RISK), None)
    reply = BY_RISK[risk] if risk else PLAIN[intent]
    body, step = reply.body, reply.step
    app = named_app(brief)
    if app and not risk and intent in OTHER_APP:
        reply = OTHER_APP[intent]
        body, step = reply.body.format(app=app), reply.step
    elif not risk:
        step = questions(brief.asks, seed) or step
    step = without_known(step, known_things(brief.inquiry, brief.triage))
    if not risk and not app and (told := short_answers(brief, body)):
        keep = intent in AMOUNTS and len(told) < 2
        body = "".join(told) + (body if keep else "")
    empathy = picked(EMPATHY[brief.triage.emotion], seed) or ("" if risk else opener(brief, seed))
    if intent in NO_EMPATHY or risk == ALARMED or re.search(r"抱歉|道歉|对不起", body):
        empathy = ""
    need = mentioned(brief, body) if risk and risk != "hardship_crisis" else acknowledgement(brief, empathy, seed)
    consent = "" if risk else consent_request(brief, seed)
    return Plan(empathy=empathy, need=need, body=body, caution=reply.caution, consent=consent, step=step)
