"""The embedded drafter stands in, and says so."""

import pytest

from replydraft.adapters.fallback import FallbackDrafter
from replydraft.domain.draft import Proposal
from replydraft.errors import ContentError, DeadlineExceeded, UpstreamError
from replydraft.testing import ScriptedDrafter, sample_brief

LOCAL = ScriptedDrafter("您好，材料我列给您。", name="embedded")


def test_the_primary_answers_where_it_can() -> None:
    drafter = FallbackDrafter(ScriptedDrafter("您好。", name="openai:m"), LOCAL)
    proposal = drafter.write(sample_brief())
    assert (proposal.reply, proposal.drafter, proposal.fallback_reason) == ("您好。", "openai:m", None)
    assert drafter.name == "openai:m"


def test_a_failure_is_answered_locally_and_told() -> None:
    drafter = FallbackDrafter(ScriptedDrafter(DeadlineExceeded("模型超时（30秒）")), LOCAL)
    proposal = drafter.write(sample_brief())
    assert proposal.reply == "您好，材料我列给您。"
    assert proposal.drafter == "embedded"
    assert proposal.fallback_reason == "模型超时（30秒），已改用本地话术"


def test_an_error_in_another_language_becomes_a_sentence_an_advisor_can_read() -> None:
    proposal = FallbackDrafter(ScriptedDrafter(UpstreamError("bad answer")), LOCAL).write(sample_brief())
    assert proposal.fallback_reason == "模型没有给出可用的答复，已改用本地话术"


def test_other_errors_are_not_swallowed() -> None:
    class Broken:
        name = "broken"

        def write(self, brief: object) -> Proposal:
            raise ContentError("no such prompt")

    with pytest.raises(ContentError):
        FallbackDrafter(Broken(), LOCAL).write(sample_brief())


def test_where_both_fail_the_error_comes_out() -> None:
    failing = ScriptedDrafter(UpstreamError("x"))
    with pytest.raises(UpstreamError):
        FallbackDrafter(failing, failing).write(sample_brief())


def test_after_three_failures_the_primary_rests_and_is_then_tried_again() -> None:
    now = [0.0]
    primary = ScriptedDrafter(*[UpstreamError("连不上模型")] * 3, "您好。", name="openai:m")
    drafter = FallbackDrafter(primary, LOCAL, pause_s=30, clock=lambda: now[0])
    for _ in range(3):
        assert drafter.write(sample_brief()).fallback_reason == "连不上模型，已改用本地话术"
    resting = drafter.write(sample_brief())
    assert len(primary.briefs) == 3
    assert resting.fallback_reason == "模型连续3次没有答复，暂停调用，已改用本地话术"
    now[0] = 31.0
    assert drafter.write(sample_brief()).fallback_reason is None
    assert drafter.write(sample_brief()).drafter == "openai:m"
