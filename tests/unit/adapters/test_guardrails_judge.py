"""Our rules as Guardrails-AI validators, and the judge over them."""

import gc
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from guardrails import Guard
from guardrails_ai.types import FailResult  # type: ignore[import-untyped]

from replydraft.adapters import guardrails_ai
from replydraft.domain.finding import CheckResult, Family, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import UpstreamError
from replydraft.testing import PhraseChecker, sample_request

GuardrailsJudge = guardrails_ai.GuardrailsJudge

PHRASES = {"稳批": Family.OVER_PROMISE, "洗征信": Family.CREDIT_REPAIR, "快点还": Family.COLLECTION_CONDUCT}
TEXT = "放心稳批，还能洗征信。"


def test_there_is_a_validator_for_every_family() -> None:
    assert {v.family for v in guardrails_ai.VALIDATORS} == set(Family)
    aliases = {v.rail_alias for v in guardrails_ai.VALIDATORS}
    assert len(aliases) == len(Family) and all(alias.startswith("replydraft/") for alias in aliases)


def test_validators_work_in_a_guard_of_ones_own() -> None:
    checker = PhraseChecker(PHRASES)
    guard = Guard().use(guardrails_ai.OverPromise(checker, on_fail="noop"), guardrails_ai.Tone(checker, on_fail="noop"))
    outcome = guard.validate(TEXT, metadata={"customer": "能批吗", "history": [{"role": "customer", "text": "在吗"}]})
    assert outcome.validation_passed is False
    assert outcome.validated_output == TEXT
    (summary,) = outcome.validation_summaries
    assert summary.validator_name == "OverPromise"
    assert [(s.start, s.end) for s in summary.error_spans] == [(2, 4)]
    assert summary.failure_reason == summary.error_spans[0].reason == "RD9900"
    assert checker.requests[0].customer == "能批吗"
    assert checker.requests[0].history is not None and checker.requests[0].history[0].text == "在吗"


def test_a_failing_validator_raises_by_default_and_quotes_nothing() -> None:
    guard = Guard().use(guardrails_ai.OverPromise(PhraseChecker(PHRASES)))
    with pytest.raises(Exception, match="RD9900") as caught:
        guard.validate(TEXT)
    assert "稳批" not in str(caught.value)


def test_context_that_cannot_be_read_does_not_pass() -> None:
    guard = Guard().use(guardrails_ai.OverPromise(PhraseChecker(PHRASES), on_fail="noop"))
    with pytest.raises(Exception, match="history"):
        guard.validate("您好", metadata={"history": "not a list"})


def test_the_judge_adds_what_was_not_known_and_only_that() -> None:
    checker = PhraseChecker(PHRASES)
    request = sample_request(TEXT)
    everything = GuardrailsJudge(checker).judge(request, ())
    assert {f.family for f in everything} == {Family.OVER_PROMISE, Family.CREDIT_REPAIR}
    assert all(f.text == TEXT[f.start : f.end] for f in everything)
    assert GuardrailsJudge(checker).judge(request, everything) == ()
    assert GuardrailsJudge(checker).judge(request, everything[:1]) == everything[1:]
    assert GuardrailsJudge(checker).judge(sample_request("您好，请稍等。"), ()) == ()


def test_the_judge_gives_the_checker_the_whole_context() -> None:
    checker = PhraseChecker(PHRASES)
    request = sample_request(TEXT, customer="能不能批")
    GuardrailsJudge(checker).judge(request, ())
    assert checker.requests == [request]


def test_findings_that_only_inform_are_not_reported() -> None:
    checker = PhraseChecker(PHRASES, severity=Severity.INFO)
    assert GuardrailsJudge(checker).judge(sample_request(TEXT), ()) == ()


class _Altered(PhraseChecker):
    """A checker whose result is changed on the way out."""

    def __init__(self, change: Any) -> None:
        super().__init__(PHRASES)
        self._change = change

    def check(self, request: CheckRequest, *, rewriting: bool = True) -> CheckResult:
        changed: CheckResult = self._change(super().check(request, rewriting=rewriting))
        return changed


def test_a_finding_without_a_span_comes_through() -> None:
    def spanless(result: CheckResult) -> CheckResult:
        first = replace(
            result.findings[0], start=None, end=None, text=None, family=Family.MISSING_DISCLOSURE, rule="RD0301"
        )
        return replace(result, findings=(first,))

    (found,) = GuardrailsJudge(_Altered(spanless)).judge(sample_request(TEXT), ())
    assert (found.rule, found.start) == ("RD0301", None)


def _raises(_: CheckResult) -> CheckResult:
    raise RuntimeError("客户王五的身份证")


@pytest.mark.parametrize("change", [_raises, lambda _: None])
def test_a_checker_that_fails_or_says_nothing_blocks(change: Any) -> None:
    with pytest.raises(UpstreamError) as caught:
        GuardrailsJudge(_Altered(change)).judge(sample_request(TEXT), ())
    assert "王五" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_an_empty_text_is_no_pass() -> None:
    with pytest.raises(UpstreamError):
        GuardrailsJudge(PhraseChecker(PHRASES)).judge(sample_request(""), ())


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets a test change what one validator answers."""

    def spoil(kind: Any, answer: Any) -> None:
        monkeypatch.setattr(kind, "_validate", answer)

    yield spoil


def test_a_validator_that_gives_nothing_blocks(spoiled: Any) -> None:
    spoiled(guardrails_ai.Tone, lambda *_: None)
    with pytest.raises(UpstreamError):
        GuardrailsJudge(PhraseChecker(PHRASES)).judge(sample_request("您好"), ())


def test_a_validator_that_fails_for_no_known_rule_blocks(spoiled: Any) -> None:
    spoiled(guardrails_ai.Tone, lambda *_: FailResult(error_message="RD0000"))
    with pytest.raises(UpstreamError, match="对不上"):
        GuardrailsJudge(PhraseChecker(PHRASES)).judge(sample_request("您好"), ())


def test_a_validator_that_was_left_out_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardrails_ai, "VALIDATORS", guardrails_ai.VALIDATORS[:-1])
    with pytest.raises(UpstreamError, match="没有跑全"):
        GuardrailsJudge(PhraseChecker(PHRASES)).judge(sample_request("您好"), ())


class _Outcome:
    reask = None
    error = None
    validation_passed: Any = True
    validation_summaries: Any = ()

    def __init__(self, **changed: Any) -> None:
        self.__dict__.update(changed)


class _Summary:
    validator_name = "SomethingElse"
    failure_reason = "RD9900"
    error_spans = None


@pytest.mark.parametrize(
    "outcome",
    [
        _Outcome(validation_passed=None),
        _Outcome(validation_passed="yes"),
        _Outcome(validation_passed=False),
        _Outcome(reask=object()),
        _Outcome(error="boom"),
        _Outcome(validation_summaries=[_Summary()], validation_passed=False),
    ],
)
def test_only_a_plain_true_is_a_pass(outcome: _Outcome) -> None:
    result = PhraseChecker(PHRASES).check(sample_request("您好"))
    with pytest.raises(UpstreamError):
        guardrails_ai._read(outcome, result)


def test_the_validators_see_the_text_only_and_keep_none_of_it() -> None:
    marker = "独一无二的标记文字" + str(os.getpid())
    GuardrailsJudge(PhraseChecker(PHRASES)).judge(sample_request(marker + "稳批"), ())
    gc.collect()
    kept = [
        o
        for o in gc.get_objects()
        if isinstance(o, dict) and any(isinstance(v, str) and marker in v for v in list(o.values()))
    ]
    kept = [o for o in kept if o is not locals() and "marker" not in o]
    assert kept == []
    assert logging.getLogger("guardrails-ai").isEnabledFor(logging.CRITICAL) is False


def test_many_at_once_do_not_mix() -> None:
    judge = GuardrailsJudge(PhraseChecker({f"甲{n:02d}乙": Family.OVER_PROMISE for n in range(40)}))

    def one(n: int) -> list[str | None]:
        return [f.text for f in judge.judge(sample_request("您好，" * n + f"甲{n:02d}乙"), ())]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(40))) == [[f"甲{n:02d}乙"] for n in range(40)]


def test_three_hundred_calls_open_no_file() -> None:
    judge = GuardrailsJudge(PhraseChecker(PHRASES))
    judge.judge(sample_request(TEXT), ())
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("needs /proc")
    before = len(list(folder.iterdir()))
    for _ in range(300):
        judge.judge(sample_request(TEXT), ())
    assert len(list(folder.iterdir())) <= before


_SILENT = """
import sys, time
tried = []
def hook(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        tried.append((event, str(args[0])))
    elif event == "socket.connect" and isinstance(args[1], tuple):
        tried.append((event, str(args[1])))
sys.addaudithook(hook)
from replydraft.adapters import guardrails_ai
from replydraft.domain.finding import Family
from replydraft.testing import PhraseChecker, sample_request
from guardrails import Guard
checker = PhraseChecker({"稳批": Family.OVER_PROMISE})
judge = guardrails_ai.GuardrailsJudge(checker)
for _ in range(20):
    judge.judge(sample_request("放心稳批"), ())
    Guard().use(guardrails_ai.OverPromise(checker, on_fail="noop")).validate("放心稳批")
    try:
        Guard().use(guardrails_ai.OverPromise(checker)).validate("放心稳批")
    except Exception:
        pass
    else:
        raise SystemExit("passed")
other = Guard()
other.configure(allow_metrics_collection=True)
other.use(guardrails_ai.OverPromise(checker, on_fail="noop")).validate("放心稳批")
time.sleep(7)
print(tried)
raise SystemExit(1 if tried else 0)
"""


@pytest.mark.slow
def test_nothing_is_sent_anywhere(tmp_path: Path) -> None:
    """The telemetry's queue is flushed every five seconds; wait longer than that."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL", "GUARDRAILS"))}
    environment["HOME"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _SILENT], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
