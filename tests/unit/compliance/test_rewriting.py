"""Rewriting: least change, each suggestion once, never a text that still blocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_book import disclosure, rule, write_book

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import Verdict
from replydraft.wire.inputs import parse_check

TODAY = date(2026, 11, 23)


def rewrite(tmp_path: Path, draft: str, *rules: dict[str, Any], **more: Any) -> str | None:
    context = more.pop("context", {})
    check = Check(load_rulebook(write_book(tmp_path, *rules, **more)))
    request = parse_check({"id": "t", "draft": draft, **context}, today=TODAY)
    out = check.check(request).rewrite
    if out is not None:
        again = check.check(parse_check({"id": "t", "draft": out, **context}, today=TODAY))
        assert again.verdict is not Verdict.BLOCK
    return out


def test_only_the_sentence_with_the_wrong_changes(tmp_path: Path) -> None:
    out = rewrite(tmp_path, "王姐您好！我们保证给您批。资料请带身份证。")
    assert out == "王姐您好！最终以贷款机构审批为准。资料请带身份证。"


@pytest.mark.parametrize(
    ("greeting", "wrong"),
    [
        ("钱老板您好，", "您放心，这笔肯定能批。"), ("您好，", "包过的，放心。"), ("李哥，", "包过。"), ("张先生，您好，", "绝对过"),
        ("早上好呀~ ", "肯定能过！"), ("亲，", "包过的"), ("你好：", "肯定能批。"), ("欧阳女士晚上好，", "绝对过。"),
    ],
)  # fmt: skip
def test_a_greeting_stays(tmp_path: Path, greeting: str, wrong: str) -> None:
    assert rewrite(tmp_path, greeting + wrong) in {f"{greeting}最终以贷款机构审批为准{end}" for end in "。！"}


def test_a_greeting_with_a_wrong_in_it_does_not_stay_and_one_alone_is_no_rewrite(tmp_path: Path) -> None:
    greeted = rule(match=[{"any": "您好，包过"}], unless=None)
    assert rewrite(tmp_path / "a", "您好，包过的。", greeted) == "最终以贷款机构审批为准。"
    gone = rule(match=[{"any": "内部消息"}], unless=None, rewrite="drop")
    assert rewrite(tmp_path / "b", "您好，悄悄说个内部消息。", gone) is None


def test_in_a_long_sentence_only_the_clause_changes(tmp_path: Path) -> None:
    out = rewrite(
        tmp_path,
        "您的流水和社保我都看过了整体比较稳定，材料也比较齐全没有什么缺的，这单肯定能过，下周一上午九点您带身份证到门店来签授权书就行。",
    )
    assert out is not None
    assert out.startswith("您的流水和社保我都看过了整体比较稳定，材料也比较齐全没有什么缺的")
    assert out.endswith("下周一上午九点您带身份证到门店来签授权书就行。")
    assert "肯定能过" not in out and "以贷款机构审批为准" in out


def test_a_suggestion_is_given_once(tmp_path: Path) -> None:
    out = rewrite(tmp_path, "包过。肯定能批！绝对过！")
    assert out is not None and out.count("最终以贷款机构审批为准") == 1
    assert "！！" not in out and "。。" not in out


def test_dropping_and_appending(tmp_path: Path) -> None:
    gone = rule(id="RD0102", name="drop-it", match=[{"any": "内部消息"}], unless=None, rewrite="drop")
    assert rewrite(tmp_path / "a", "您好。悄悄说个内部消息。明天见。", rule(), gone) == "您好。明天见。"
    added = rule(
        id="RD0102",
        name="add-it",
        match=[{"any": "快", "without": ["为准"], "scope": "text"}],
        unless=None,
        rewrite="append",
        severity="warn",
    )
    assert rewrite(tmp_path / "b", "到账挺快的", rule(), added) == "到账挺快的。最终以贷款机构审批为准。"


def test_what_is_missing_is_added_at_the_end(tmp_path: Path) -> None:
    out = rewrite(tmp_path, "日息万五", disclosures=[disclosure()])
    assert out == "日息万五。折合年化以《综合融资成本明示表》为准。"


def test_an_identifier_is_masked_where_it_stands(tmp_path: Path) -> None:
    citations = {k: {"law": "《丙法》", "article": None, "level": "B", "rank": "law"} for k in (
        "AA1", "BB2", "PI6", "PI10", "PI25", "PI28", "PI51", "CC1032", "CC1033", "CC1038", "JR", "CP8", "CP20", "PB3", "DISC")}  # fmt: skip
    out = rewrite(tmp_path, "客户手机是13812345678，明天联系。", citations=citations)
    assert out == "客户手机是138****5678，明天联系。"


def test_no_rewrite_where_nothing_helps(tmp_path: Path) -> None:
    everything = rule(match=[{"any": ".", "scope": "text", "stance": "any"}], unless=None)
    assert rewrite(tmp_path, "您好，包过", everything) is None


SHIPPED = Check(load_rulebook(Path(__file__).parents[3] / "guardrails"))


@pytest.mark.parametrize(
    ("draft", "customer"),
    [
        ("月费率0.6%，很划算，今天就能办", "利率多少"),
        ("把服务费先转到刘经理个人卡就行，晚点补票", None),
        ("你老公在建行贷了30万，逾期两期", None),
        ("日息万五，一天才五块钱，比信用卡便宜多了", "你们利息怎么算"),
    ],
)
def test_what_takes_the_place_of_a_wrong_is_not_said_again_at_the_end(draft: str, customer: str | None) -> None:
    """Once 年化利率 stood twice, and a refusal to tell of others was followed by all that an offer must say."""
    out = SHIPPED.check(parse_check({"id": "t", "draft": draft, "customer": customer}, today=TODAY)).rewrite
    assert out is not None
    assert len(out) < 90
    assert max(out.count(word) for word in ("年化利率", "为准", "以贷款机构", "服务费")) <= 1
    again = SHIPPED.check(parse_check({"id": "t", "draft": out, "customer": customer}, today=TODAY))
    assert again.verdict is Verdict.PASS
