"""The Guardrails-AI judge over the real rule book: it says what the direct check says, no more and no less."""

from dataclasses import replace
from pathlib import Path

import pytest

from replydraft.adapters.guardrails_ai import GuardrailsJudge
from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.testing import RULE_BREAKING_REPLY, sample_request

RULES = Path(__file__).parents[2] / "guardrails"
TEXTS = [
    RULE_BREAKING_REPLY,
    "您好，能否获批以贷款机构审批结果为准，我先把材料清单发给您。",
    "对，没问题。",
    "您放心，这个一定能批下来。",
    "年化多少要看机构最终定价。😀包 过的说法都别信。",
]


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(load_rulebook(RULES))


def counted(result: CheckResult) -> set[str]:
    return {f.id for f in result.findings if f.severity is not Severity.INFO}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_it_agrees_with_the_direct_check(check: Check, text: str) -> None:
    request = sample_request(text, customer="这个能包过吗？")
    expected = counted(check.check(request))
    found = GuardrailsJudge(check).judge(request, ())
    assert {f.id for f in found} == expected
    assert GuardrailsJudge(check).judge(request, found) == ()


def test_the_rule_breaking_reply_breaks_rules(check: Check) -> None:
    assert len({f.family for f in check.check(sample_request(RULE_BREAKING_REPLY)).findings}) >= 3


def test_a_direct_check_of_another_text_is_noticed(check: Check) -> None:
    """What the judge is for: the findings handed in are those of a text that was changed since."""
    request: CheckRequest = sample_request(RULE_BREAKING_REPLY)
    stale = check.check(replace(request, draft="您好，请稍等。")).findings
    assert {f.id for f in GuardrailsJudge(check).judge(request, stale)} == counted(check.check(request))
