"""What the program prints has the shapes that other programs rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from replydraft.wire.schemas import SCHEMAS, schema_text

pytestmark = pytest.mark.slow
REPO = Path(__file__).resolve().parents[2]
REPLYDRAFT = str(Path(sys.executable).parent / "replydraft")


def answers(*args: str, lines: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines or [])
    done = subprocess.run([REPLYDRAFT, *args], input=data, capture_output=True, text=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


def valid(name: str, value: Any) -> None:
    Draft202012Validator(SCHEMAS[name]).validate(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_a_schema_and_its_file_is_up_to_date(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    path = REPO / "docs" / "schemas" / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(name), "run make docs"


TEXTS = ["保证能批，不看征信", "月息三厘，先交500手续费", "张先生的身份证11010519491231002X", "好的，您稍等。"]


def test_checks() -> None:
    asked = [{"id": str(n), "draft": text} for n, text in enumerate(TEXTS)]
    for line in asked:
        valid("check.in", line)
    for answer in answers("check", "--jsonl", "--json", "--explain-allowed", lines=asked):
        valid("check.out", answer)


def test_searches_costs_and_errors() -> None:
    for answer in answers("search", "--jsonl", "--json", lines=[{"id": "1", "query": "提前还款", "k": 3}]):
        valid("search.out", answer)
    args = ["--principal", "100000", "--periods", "12", "--rate", "6%", "--lender-type", "small_loan"]
    for answer in answers("cost", "--json", *args):
        valid("cost.out", answer)
    for phrase in ("月息一分", "合同12万，到手11万，分36期，每期3900", "LPR+120BP", "年化3%到5%", "利率打九折", "您好"):
        valid("phrase.in", {"phrase": phrase})
        for answer in answers("cost", "--json", "--phrase", phrase):
            valid("phrase.out", answer)
    for answer in answers("check", "--jsonl", "--json", lines=[{"id": "1"}]):
        valid("error", answer)


def test_drafts() -> None:
    asked: list[dict[str, Any]] = [
        {"id": "1", "customer": "房子抵押能贷多少", "profile": {"has_property": True, "amount_wanted": "500000"}},
        {"id": "2", "customer": "借10万12期每期还9000，年化多少"},
        {
            "id": "3",
            "customer": "还不上了怎么办",
            "history": [{"role": "advisor", "text": "您好"}],
            "channel": "wechat",
        },
    ]
    for line in asked:
        valid("draft.in", line)
    for answer in answers("draft", "--jsonl", "--json", lines=asked):
        valid("draft.out", answer)
