"""`replydraft.guardrails_ai` as another team uses it: a guard of their own, Chinese streams, no leak of text or files."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from guardrails import Guard

from replydraft.guardrails_ai import OverPromise, PrivacyLeak, RiskDisclosure, StreamStopped, checked_sentences

GOOD = "您好，材料我发您一份清单。能不能批以贷款机构审批为准；有问题随时问我。"
BAD = "您好，材料我发您一份清单。您放心，这笔保证能批！"


def guard() -> Any:
    return Guard(history_max_length=1).use(
        OverPromise(on_fail="noop"), RiskDisclosure(on_fail="noop"), PrivacyLeak(on_fail="noop")
    )


def test_the_shipped_rules_decide_without_any_setting_up() -> None:
    assert guard().validate(GOOD).validation_passed is True
    outcome = guard().validate(BAD)
    assert outcome.validation_passed is False
    spans = [s for summary in outcome.validation_summaries for s in summary.error_spans]
    assert any("保证能批" in BAD[s.start : s.end] for s in spans)
    assert not any("保证能批" in (s.failure_reason or "") for s in outcome.validation_summaries)


def test_context_is_read_from_metadata() -> None:
    asked = {"customer": "您好，能包过吗？"}
    assert guard().validate("对，没问题。", metadata=asked).validation_passed is False
    assert guard().validate("对，没问题。", metadata={"customer": "周六上班吗？"}).validation_passed is True


def test_a_stream_is_cut_at_chinese_sentence_ends() -> None:
    cut = OverPromise()._chunking_function
    assert cut("您好，在的") == []
    assert cut("您好。在的") == ["您好。", "在的"]
    assert cut("“好！”他说；行") == ["“好！”", "他说；行"]


def pieces(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 3, 200])
def test_sentences_come_out_once_checked(size: int) -> None:
    assert "".join(checked_sentences(pieces(GOOD, size))) == GOOD


@pytest.mark.parametrize("size", [1, 5, 200])
def test_a_wrong_sentence_never_comes_out(size: int) -> None:
    out = []
    with pytest.raises(StreamStopped) as stopped:
        for sentence in checked_sentences(pieces(BAD, size)):
            out.append(sentence)
    assert stopped.value.rules
    assert "保证" not in str(stopped.value)
    assert "".join(out) in ("", "您好，材料我发您一份清单。")


def test_what_is_missing_is_asked_for_at_the_end_only() -> None:
    later = "这款信用贷月息0.6%。年化利率7.2%（单利），不收其他费用，等额本息还款，能否获批以贷款机构审批为准。"
    assert "".join(checked_sentences(pieces(later, 4), [RiskDisclosure])) == later
    with pytest.raises(StreamStopped):
        list(
            checked_sentences(pieces("这款信用贷月息0.6%，最高30万，现在就能办，您把身份证发我。", 4), [RiskDisclosure])
        )


def test_two_streams_at_once_do_not_mix() -> None:
    texts = [f"您好，{n}号客户的材料清单已经准备好。请看附件；有问题随时问我。" for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        outs = list(pool.map(lambda t: "".join(checked_sentences(pieces(t, 2), [OverPromise, PrivacyLeak])), texts))
    assert outs == texts


def open_files() -> int:
    """How many this process has open; 0 where the system does not say."""
    held = Path("/proc/self/fd")
    return sum(1 for _ in held.iterdir()) if held.is_dir() else 0


@pytest.mark.slow
def test_five_thousand_calls_open_no_file() -> None:
    one = guard()
    for _ in range(50):
        one.validate(GOOD)
    before = open_files()
    for _ in range(5000):
        one.validate(GOOD)
    assert open_files() - before <= 2
