"""`replydraft privacy consent`: recorded, listed, withdrawn; given to the customer and gone with them."""

from __future__ import annotations

import json

from in_process import call, objects

from replydraft.bootstrap import open_the_store
from replydraft.settings import load_settings

GIVEN = ("--purpose", "申请装修贷款", "--recipient", "江北银行", "--data", "流水", "--data", "征信", "--how", "signed")


def a_store() -> None:
    with open_the_store(load_settings()):
        pass


def test_recorded_listed_withdrawn() -> None:
    a_store()
    [made] = objects("privacy", "consent", "record", "crm-5", *GIVEN, "--until", "2099-12-31")
    assert (made["recipients"], made["data"], made["standing"]) == (["江北银行"], ["流水", "征信"], "in_force")
    assert (made["recorded_by"], made["until"]) == ("cli", "2100-01-01T00:00:00+08:00")
    shown = call("privacy", "consent", "list", "crm-5").stdout
    assert "有效  流水、征信 → 江北银行：申请装修贷款（签署授权书" in shown
    [back] = objects("privacy", "consent", "withdraw", "crm-5", made["id"])
    assert (back["standing"], back["withdrawn_by"]) == ("withdrawn", "cli")
    assert "已撤回" in call("privacy", "consent", "list", "crm-5").stdout
    held = json.loads(call("privacy", "export", "crm-5").stdout)
    assert [c["id"] for c in held["consents"]] == [made["id"]]
    assert objects("privacy", "erase", "crm-5", "--yes")[0]["consents"] == 1
    assert "没有授权记录" in call("privacy", "consent", "list", "crm-5").stdout
    assert objects("store", "verify")[0]["ok"]


def test_what_is_wrong_is_said_in_a_sentence() -> None:
    a_store()
    refused = call("privacy", "consent", "record", "crm-6", *GIVEN[:-1], "dream", status=1)
    assert "how" in refused.stderr
    assert "consent_not_found" in call("privacy", "consent", "withdraw", "crm-6", "cn_0", status=1).stderr


def test_a_check_reads_the_ledger_it_is_given() -> None:
    line = {"id": "1", "draft": "您的流水我已经发给江北银行了", "consents": []}
    [found] = objects("check", "--jsonl", stdin=json.dumps(line) + "\n")
    assert "RD0440" in {f["rule"] for f in found["findings"]}
    del line["consents"]
    [found] = objects("check", "--jsonl", stdin=json.dumps(line) + "\n")
    assert "RD0440" not in {f["rule"] for f in found["findings"]}


def test_the_day_of_a_consent_is_the_day_in_china() -> None:
    a_store()
    objects("privacy", "consent", "record", "crm-9", *GIVEN, "--given-at", "2026-11-20T18:30:00+00:00")
    assert "2026-11-21" in call("privacy", "consent", "list", "crm-9").stdout
