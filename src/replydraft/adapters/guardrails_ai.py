"""Our rules as Guardrails-AI validators, and a second layer of judgement that runs them through `Guard`.

    Guard().use(OverPromise(), PrivacyLeak()).validate(reply, metadata={"customer": "…"})

Importing this file turns Guardrails-AI's telemetry and tracing off for the process, makes it run validators one after
another in the calling thread (its default leaks file descriptors and lets a validator that returns None pass) and
keeps its in-memory log empty. Pass all validators in one `use`: a second `use` replaces the first.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final

from guardrails import Guard, guard, validator_service
from guardrails.classes.rc import RC
from guardrails.settings import settings
from guardrails.utils.hub_telemetry_utils import HubTelemetry
from guardrails.validator_base import Validator, register_validator
from guardrails_ai.types import ErrorSpan, FailResult, PassResult, ValidationResult  # type: ignore[import-untyped]
from opentelemetry.sdk.trace.export import SpanExportResult

from replydraft.domain.finding import CheckResult, Family, Finding, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import InputError, UpstreamError
from replydraft.ports import Checker
from replydraft.wire.inputs import parse_check

__all__ = [
    "REQUEST",
    "VALIDATORS",
    "CollectionConduct",
    "CreditRepair",
    "FamilyValidator",
    "Grounding",
    "GuardrailsJudge",
    "IllegalIntermediation",
    "MisleadingCost",
    "OverPromise",
    "Pressure",
    "PrivacyLeak",
    "PromptLeak",
    "RiskDisclosure",
    "Tone",
]


def _quiet(*_: Any, **__: Any) -> RC:
    """Each `Guard()` loads its configuration anew and would switch telemetry on again: this is what it loads."""
    return RC(enable_metrics=False, use_remote_inferencing=False)


RC.load = _quiet
settings.rc = _quiet()
HubTelemetry.initialize_tracer = lambda *_, **__: None  # no exporter exists, whoever switches metrics on
if (_made := HubTelemetry._instance) is not None and _made._processor is not None:
    # a guard that was there before us made one: it sends no more, what waits in its queue included
    _made._processor.span_exporter.export = lambda *_, **__: SpanExportResult.SUCCESS
settings.disable_tracing = True
settings.use_server = False
validator_service.should_run_sync = lambda: True
guard.GuardrailsApiClient = lambda **_: None  # a client of a remote server: 40 ms for each Guard, and never wanted
logging.getLogger("guardrails-ai").setLevel(logging.CRITICAL + 1)  # its handler keeps every record for ever

REQUEST: Final = "replydraft.request"
"""Metadata key under which a whole CheckRequest may be given; otherwise the contract's `check` keys are read."""
_CONTEXT: Final = ("id", "customer", "history", "profile", "evidence", "channel", "send_at", "sender", "as_of")


SENTENCE_END: Final = re.compile(r"[。！？；!?;\n]+[”’」』）)]*")


@cache
def shipped_checker() -> Checker:
    """The guardrail layer over the rules of these settings. Raises ContentError."""
    from replydraft.compliance.check import Check
    from replydraft.compliance.rule_cache import cached_rulebook
    from replydraft.settings import load_settings

    ours = load_settings()
    return Check(cached_rulebook(ours.rules, ours.cache, ours.overlays))


def _request(value: Any, metadata: Mapping[str, Any]) -> CheckRequest:
    """The text with its context. Raises InputError naming the metadata key that cannot be read."""
    if not isinstance(value, str):
        raise InputError("must be text", field="draft")
    given = metadata.get(REQUEST)
    if isinstance(given, CheckRequest):
        return replace(given, draft=value)
    known = {key: metadata[key] for key in _CONTEXT if key in metadata}
    return parse_check({"id": "guard", **known, "draft": value}, today=date.today())


class FamilyValidator(Validator):  # type: ignore[misc]
    """Fails where the checker has a finding of one family that warns or blocks.

    `error_message` carries rule ids only and no fix is offered: the text belongs to the customer and to a person's
    decision. `error_spans` are code-point offsets with the rule id as reason; something missing has no span. Without a
    `checker` the rules shipped with replydraft decide (or those of REPLYDRAFT_RULES). A stream is cut at Chinese
    sentence ends; a validator keeps the rest of its stream, so give each stream validators and a Guard of its own.
    """

    family: ClassVar[Family]

    def __init__(self, checker: Checker | None = None, on_fail: Any = None) -> None:
        super().__init__(on_fail=on_fail)
        self._checker = checker or shipped_checker()

    def _chunking_function(self, chunk: str) -> list[str]:
        """The first whole sentence and the rest; nothing while no sentence has ended."""
        end = SENTENCE_END.search(chunk)
        return [chunk[: end.end()], chunk[end.end() :]] if end else []

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        findings = self._checker.check(_request(value, metadata), rewriting=False).findings
        mine = [f for f in findings if f.family is self.family and f.severity is not Severity.INFO]
        if not mine:
            return PassResult()
        # No metadata here: in sequence it would replace what the next validator gets.
        return FailResult(
            error_message=",".join(sorted({f.rule for f in mine})),
            error_spans=[
                ErrorSpan(start=f.start, end=f.end, reason=f.rule)
                for f in mine
                if f.start is not None and f.end is not None
            ],
        )


@register_validator(name="replydraft/over_promise", data_type="string")
class OverPromise(FamilyValidator):
    family = Family.OVER_PROMISE


@register_validator(name="replydraft/misleading_cost", data_type="string")
class MisleadingCost(FamilyValidator):
    family = Family.MISLEADING_COST


@register_validator(name="replydraft/risk_disclosure", data_type="string")
class RiskDisclosure(FamilyValidator):
    family = Family.MISSING_DISCLOSURE


@register_validator(name="replydraft/privacy_leak", data_type="string")
class PrivacyLeak(FamilyValidator):
    family = Family.PRIVACY_LEAK


@register_validator(name="replydraft/illegal_intermediation", data_type="string")
class IllegalIntermediation(FamilyValidator):
    family = Family.ILLEGAL_INTERMEDIATION


@register_validator(name="replydraft/credit_repair", data_type="string")
class CreditRepair(FamilyValidator):
    family = Family.CREDIT_REPAIR


@register_validator(name="replydraft/collection_conduct", data_type="string")
class CollectionConduct(FamilyValidator):
    family = Family.COLLECTION_CONDUCT


@register_validator(name="replydraft/pressure", data_type="string")
class Pressure(FamilyValidator):
    family = Family.PRESSURE


@register_validator(name="replydraft/prompt_leak", data_type="string")
class PromptLeak(FamilyValidator):
    family = Family.INJECTION


@register_validator(name="replydraft/tone", data_type="string")
class Tone(FamilyValidator):
    family = Family.TONE


@register_validator(name="replydraft/grounding", data_type="string")
class Grounding(FamilyValidator):
    family = Family.UNGROUNDED


VALIDATORS: Final[tuple[type[FamilyValidator], ...]] = (
    OverPromise,
    MisleadingCost,
    RiskDisclosure,
    PrivacyLeak,
    IllegalIntermediation,
    CreditRepair,
    CollectionConduct,
    Pressure,
    PromptLeak,
    Tone,
    Grounding,
)
"""One for each family of finding."""
_FAMILY: Final = {kind.__name__: kind.family for kind in VALIDATORS}


class _Once:
    """One check for all validators of one call; keeps the result to tie spans back to findings."""

    version = ""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._request: CheckRequest | None = None
        self.result: CheckResult | None = None

    def check(self, request: CheckRequest, *, rewriting: bool = True) -> CheckResult:
        if self.result is None or request != self._request:
            self._request, self.result = request, self._checker.check(request, rewriting=rewriting)
        return self.result


class GuardrailsJudge:
    """Implements ports.Judge: the same text, checked once more through one `Guard` with a validator a family.

    What it adds is independence: it does not trust that the direct check ran on this very text with this context. A
    family's finding that `known` lacks comes back as a finding. Anything unclear (an exception, a validator that gave
    no result, a guard that did not say `True`, a name it does not know) raises UpstreamError, and the draft blocks.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def judge(self, request: CheckRequest, known: Sequence[Finding]) -> tuple[Finding, ...]:
        """Findings that warn or block and are not in `known`. Raises UpstreamError; keeps no text afterwards."""
        once = _Once(self._checker)
        run = Guard(history_max_length=1).use(*(kind(once, on_fail="noop") for kind in VALIDATORS))
        trouble = ""
        try:
            outcome = run.validate(request.draft, metadata={REQUEST: request})
            ran = {log.validator_name for log in run.history.last.iterations.last.validator_logs}
        except Exception as error:
            trouble = type(error).__name__
        finally:
            run.history.clear()
        if trouble:  # raised here, so that the original (whose text may quote the draft) is not chained
            raise UpstreamError(f"第二道检查出错（{trouble}）")
        if ran != set(_FAMILY):
            raise UpstreamError("第二道检查没有跑全")
        found = _read(outcome, once.result)
        seen = {f.id for f in known}
        return tuple(f for f in found if f.id not in seen)


def _read(outcome: Any, result: CheckResult | None) -> list[Finding]:
    """What a guard's outcome says, as findings. Raises UpstreamError where it says nothing clear."""
    if result is None or outcome.reask is not None or outcome.error is not None:
        raise UpstreamError("第二道检查没有给出结论")
    summaries = list(outcome.validation_summaries or [])
    if not summaries:
        if outcome.validation_passed is not True:
            raise UpstreamError("第二道检查没有给出结论")
        return []
    found: list[Finding] = []
    for summary in summaries:
        family = _FAMILY.get(summary.validator_name)
        if family is None:
            raise UpstreamError("第二道检查里有不认识的检查项")
        rules = set((summary.failure_reason or "").split(","))
        spans = {(s.start, s.end, s.reason) for s in summary.error_spans or []}
        tied = [
            f
            for f in result.findings
            if f.family is family
            and f.rule in rules
            and f.severity is not Severity.INFO
            and (f.start is None or (f.start, f.end, f.rule) in spans)
        ]
        if {f.rule for f in tied} != rules:
            raise UpstreamError("第二道检查的结果对不上")
        found += tied
    return found
