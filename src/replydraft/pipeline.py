"""ReplyDesk: a customer's message in, an approved reply out.

mask → triage → retrieve → draft → check → repair → review; `reviewing` has what people then do. Every attempt is an audit
event before anyone sees its outcome; where the audit trail cannot be written, nothing is answered.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from replydraft import __version__
from replydraft.compliance.masking import MaskMap, mask
from replydraft.compliance.outcomes import refused, worse
from replydraft.compliance.pointer import Pointing
from replydraft.compliance.second_person import second_person_reasons
from replydraft.compliance.showing import masked_passage
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.nearest import nearest
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.costs import CALCULATOR_VERSION
from replydraft.costs.quoted_sheet import with_sheets
from replydraft.domain.audit import opaque
from replydraft.domain.consent import Ledger
from replydraft.domain.draft import Brief, Draft, Proposal, Tier
from replydraft.domain.finding import CheckResult, Verdict, trace_of, verdict_of
from replydraft.domain.inquiry import CheckRequest, Evidence, Inquiry
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.passage import Citation, DocKind, Passage, SearchResult
from replydraft.domain.product import Fit
from replydraft.domain.review import Answers, Once, Review
from replydraft.drafting.matching import match
from replydraft.drafting.needs import needs
from replydraft.drafting.offers import lenders_offered
from replydraft.drafting.prompts import PROMPT_VERSION
from replydraft.drafting.triage import triage
from replydraft.knowledge.documents import Knowledge
from replydraft.ports import AuditTrail, Checker, Consents, Drafter, Judge, Retriever, ReviewDesk
from replydraft.wire.inputs import parse_check, parse_history
from replydraft.wire.outputs import check_json, draft_json, inquiry_json

MAX_REVISIONS, PASSAGES = 3, 6
READ, TURNS = 3000, 12
"""Characters read from each end of a very long message (what is between is named to the advisor, never guessed at), and turns of the
conversation looked at for reasons that call for a second person."""
HOLDING_REPLY = "您的消息我看到了。这件事我想先核实清楚再答复您，免得说得不准耽误您，我会请同事一起看，尽快回您。"
"""What goes out for review when every attempt was refused: true, empty of claims, and a person takes over."""


@dataclass(frozen=True, slots=True)
class ReplyDesk:
    """Everything a reply needs, wired by `bootstrap`; without `pointing`, tracing alone says where figures come from."""

    knowledge: Knowledge
    operator: OperatorProfile
    operator_texts: tuple[str, ...]
    retriever: Retriever
    drafter: Drafter
    last_resort: Drafter
    checker: Checker
    judge: Judge
    audit: AuditTrail
    reviews: ReviewDesk
    program: str = __version__
    consents: Consents | None = None
    pointing: Pointing | None = None

    @property
    def versions(self) -> dict[str, str]:
        """What a decision is made with; kept with it, so that it can be run again."""
        return {
            "program": self.program,
            "rules": self.checker.version,
            "knowledge": self.knowledge.version,
            "operator": self.operator.version,
            "prompt": PROMPT_VERSION,
            "calculator": CALCULATOR_VERSION,
            "model": self.drafter.name,
        }

    def check(self, request: CheckRequest, *, actor: str = "system") -> CheckResult:
        """Check one text and record that it was checked. Raises StoreError where it cannot be recorded."""
        result = self.checker.check(request)
        self.audit.append("text.checked", opaque(request.id), trace_of(result, rules=self.checker.version), actor=actor)
        return result

    def search(self, query: str, *, inquiry: Inquiry, k: int = PASSAGES, kind: DocKind | None = None) -> SearchResult:
        return self.retriever.search(query, as_of=inquiry.as_of, k=k, kind=kind)

    def brief(self, inquiry: Inquiry) -> Brief:
        """What a model would be given for this inquiry, masked. Nothing is written or recorded."""
        return self._brief(inquiry, mask(inquiry)[0])

    def draft(self, inquiry: Inquiry, *, actor: str = "system") -> Draft:
        """One reply, checked, with what it rests on. Raises StoreError; upstream failures fall back by name."""
        return self._draft(inquiry, actor)[0]

    def submit(
        self,
        inquiry: Inquiry,
        *,
        customer_ref: str | None = None,
        actor: str = "system",
        branch: str = "",
        answers: Answers | None = None,
        once: Once | None = None,
        after: Review | None = None,
    ) -> tuple[Draft, Review]:
        """Draft and put it before a person. `answers`: which messages it answers; `once`: the caller's idempotency key;
        `after`: the rejected review whose inquiry is drafted anew."""
        inquiry = replace(inquiry, branch=branch, ledger=self._ledger(customer_ref) or inquiry.ledger)
        draft, request, applied = self._draft(inquiry, actor)
        evidence = request.evidence or Evidence()
        asked = inquiry_json(inquiry) | {"evidence": {"passages": list(evidence.passages), "events": []}}
        if request.lenders:
            asked["lenders"] = list(request.lenders)
        at = inquiry.ledger.at if inquiry.ledger is not None else None
        rewrite = None if draft.verdict is Verdict.PASS else self.checker.check(request).rewrite
        result = CheckResult(
            draft.id, draft.verdict, draft.text_sha256, draft.findings, rewrite, overlays=applied, consents_at=at
        )
        made = draft_json(draft)
        second = self.second_for(made, asked, draft.reply)
        if after is not None:
            check = check_json(result)
            return draft, self.reviews.redraft(after.id, asked, made, check, person=actor, second_for=second)
        review = self.reviews.open(
            asked, made, check_json(result), customer_ref=customer_ref, actor=actor, branch=branch,
            second_for=second, answers=answers, once=once,
        )  # fmt: skip
        return draft, review

    def second_for(self, draft: dict[str, Any], inquiry: dict[str, Any], text: str) -> tuple[str, ...]:
        """Why this text needs a second person; empty where one is enough."""
        return second_person_reasons(
            self.operator.second_person,
            tier=str(draft.get("tier")),
            intents=[str(i) for i in draft.get("intents", ())],
            customer=_ends(str(inquiry.get("customer", ""))),
            history=parse_history((inquiry.get("history") or [])[-TURNS:]),
            text=_ends(text),
        )

    def _ledger(self, ref: str | None, at: datetime | None = None) -> Ledger | None:
        """What this customer agreed to, as known at a moment; None where nobody keeps a ledger of them."""
        return self.consents.ledger(ref, at=at) if self.consents is not None and ref is not None else None

    def recheck(self, review: Review, text: str, *, known_at: datetime | None = None) -> CheckResult:
        """The check of an edited text in the context its draft was made in, with the consents there are now, or were
        known at a moment."""
        asked = {k: v for k, v in review.inquiry.items() if v is not None} | {"draft": text}
        request = with_sheets(parse_check(asked, today=review.created_at.date()), self.knowledge, self.operator)
        named = lenders_offered(text, (), self.knowledge.products_on(request.as_of))
        lenders = tuple(dict.fromkeys((*map(str, review.inquiry.get("lenders") or ()), *named)))
        ledger = self._ledger(review.customer_ref, known_at) or request.ledger
        return self._judged(replace(request, branch=review.branch, lenders=lenders, ledger=ledger), rewriting=True)

    def _draft(self, inquiry: Inquiry, actor: str) -> tuple[Draft, CheckRequest, tuple[str, ...]]:
        """The draft, the check it last stood in, and the overlays that were applied to it."""
        started = time.perf_counter()
        masked, masks = mask(inquiry)
        brief = self._brief(inquiry, masked)
        request, result, proposal = self._attempt(inquiry, brief, masks, self.drafter, 1, actor)
        revisions, first = 1, proposal.drafter
        while result.verdict is not Verdict.PASS and revisions < MAX_REVISIONS:
            revisions += 1
            again = replace(brief, previous=proposal.reply, findings=refused(proposal.reply, result, masks))
            repairer = self.drafter if revisions == 2 else self.last_resort
            attempt = self._attempt(inquiry, again, masks, repairer, revisions, actor)
            if worse(attempt[1], result):
                break
            request, result, proposal = attempt
        if result.verdict is Verdict.BLOCK:
            revisions += 1
            holding = Proposal(
                HOLDING_REPLY, drafter="embedded", fallback_reason="几次草稿都没有通过合规检查，先用稳妥的答复"
            )
            request, result, proposal = self._examine(inquiry, brief, masks, holding, revisions, actor)
        if proposal.drafter != first and proposal.fallback_reason is None:
            proposal = replace(proposal, fallback_reason="模型的草稿没有通过合规检查，已改用本地话术")
        draft = self._finish(inquiry, brief, request, result, proposal, revisions)
        draft = replace(draft, latency_ms=(time.perf_counter() - started) * 1000)
        self.audit.append(
            "draft.ready", opaque(draft.id), trace_of(result, **draft.versions, drafter=draft.drafter), actor=actor
        )
        return draft, request, result.overlays

    def _brief(self, inquiry: Inquiry, masked: Inquiry) -> Brief:
        length = len(inquiry.customer)
        inquiry, masked = (replace(i, customer=_ends(i.customer)) for i in (inquiry, masked))
        understood = triage(inquiry)
        if length > 2 * READ:
            note = f"来信有{length}字，只读了开头和结尾各{READ}字，中间请您自己看"
            harder = max(understood.complexity, Tier.SENIOR, key=tuple(Tier).index)
            understood = replace(understood, complexity=harder, tier_reason=f"{understood.tier_reason}；{note}")
        if inquiry.unread:
            note = f"客户发来{'、'.join(dict.fromkeys(inquiry.unread))}，系统读不到，请您看过再回"
            harder = max(understood.complexity, Tier.SENIOR, key=tuple(Tier).index)
            understood = replace(understood, complexity=harder, tier_reason=f"{note}；{understood.tier_reason}")
        found = self.search(masked.customer, inquiry=inquiry)
        products = self.knowledge.products_on(inquiry.as_of)
        return Brief(
            inquiry=masked,
            triage=understood,
            asks=needs(inquiry, understood),
            passages=tuple(masked_passage(hit.passage) for hit in found.hits),
            nothing_good_enough=found.nothing_good_enough,
            products=products,
            matches=match(products, inquiry),
            operator=self.operator,
            as_of=inquiry.as_of,
        )

    def _attempt(
        self, inquiry: Inquiry, brief: Brief, masks: MaskMap, drafter: Drafter, number: int, actor: str
    ) -> tuple[CheckRequest, CheckResult, Proposal]:
        return self._examine(inquiry, brief, masks, drafter.write(brief), number, actor)

    def _examine(
        self, inquiry: Inquiry, brief: Brief, masks: MaskMap, proposal: Proposal, number: int, actor: str
    ) -> tuple[CheckRequest, CheckResult, Proposal]:
        request = CheckRequest(
            id=inquiry.id, draft=(text := masks.restore_masked(proposal.reply)), as_of=inquiry.as_of,
            customer=inquiry.customer, history=inquiry.history, profile=inquiry.profile,
            evidence=Evidence(self._evidence(brief, proposal)), channel=inquiry.channel, branch=inquiry.branch,
            lenders=lenders_offered(text, [p.doc_id for p in proposal.cited], brief.products), ledger=inquiry.ledger,
            drafted=True,
        )  # fmt: skip
        result = self._judged(request, rewriting=False)
        trace = trace_of(result, drafter=proposal.drafter, fallback=proposal.fallback_reason)
        self.audit.append("draft.attempted", opaque(inquiry.id), trace | {"attempt": number}, actor=actor)
        return request, result, proposal

    def _judged(self, request: CheckRequest, *, rewriting: bool) -> CheckResult:
        result = self.checker.check(request, rewriting=rewriting)
        findings = (*result.findings, *self.judge.judge(request, result.findings))
        at = request.ledger.at if request.ledger is not None else None
        return replace(result, findings=findings, verdict=verdict_of(findings), consents_at=at)

    def _evidence(self, brief: Brief, proposal: Proposal) -> tuple[str, ...]:
        quoted = dict.fromkeys(p.text for p in (*proposal.cited, *brief.passages, *self._offered(brief)))
        laws = dict.fromkeys(p.text for p in self.knowledge.laws_on(brief.as_of))
        return (*quoted, *laws, *self.operator_texts, *(text for text, _ in proposal.computed))

    def _offered(self, brief: Brief) -> tuple[Passage, ...]:
        ids = {m.id for m in brief.matches if m.fit is not Fit.DOES_NOT_FIT}
        return tuple(p for p in self.knowledge.quotable_on(brief.as_of) if p.doc_id in ids)

    def _finish(
        self,
        inquiry: Inquiry,
        brief: Brief,
        request: CheckRequest,
        result: CheckResult,
        proposal: Proposal,
        revisions: int,
    ) -> Draft:
        sources = FigureSources(
            passages=tuple(p.text for p in (*proposal.cited, *brief.passages, *self._offered(brief))),
            computed=proposal.computed,
            customer=inquiry.customer,
            history=inquiry.history,
            profile=inquiry.profile,
            operator_texts=self.operator_texts,
            laws=tuple(p.text for p in self.knowledge.laws_on(brief.as_of)),
            as_of=brief.as_of,
        )
        return Draft(
            id=inquiry.id,
            reply=request.draft,
            triage=brief.triage,
            asks=brief.asks,
            matches=brief.matches,
            citations=tuple(
                Citation(n, p.doc_id, p.version, p.title, p.text, p.sha256)
                for n, p in enumerate(dict.fromkeys(proposal.cited), start=1)
            ),
            figures=nearest(request.draft, trace_figures(request.draft, sources, self.pointing)[0], sources),
            verdict=result.verdict,
            findings=result.findings,
            revisions=revisions,
            drafter=proposal.drafter,
            fallback_reason=proposal.fallback_reason,
            latency_ms=0.0,
            text_sha256=result.text_sha256,
            versions=self.versions,
        )


def _ends(text: str) -> str:
    """A text as it is read: whole, or its two ends where it is very long."""
    return text if len(text) <= 2 * READ else f"{text[:READ]}\n…\n{text[-READ:]}"
