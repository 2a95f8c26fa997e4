"""The command line as other programs call it: JSON Lines in, JSON Lines out, bad lines answered in their place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
REPLYDRAFT = str(Path(sys.executable).parent / "replydraft")


def run(*args: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    data = stdin.encode("utf-8", "surrogatepass") if isinstance(stdin, str) else stdin
    return subprocess.run([REPLYDRAFT, *args], input=data, capture_output=True, timeout=120)


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_check_flags_a_promise_and_passes_a_plain_answer() -> None:
    lines = [{"id": "a", "draft": "您放心，这笔保证能批下来。"}, {"id": "b", "draft": "好的，我明白了，您稍等。"}]
    done = run("check", "--jsonl", "--json", stdin="\n".join(json.dumps(x, ensure_ascii=False) for x in lines))
    first, second = answers(done)
    assert done.returncode == 0
    assert first["verdict"] == "block"
    finding = next(f for f in first["findings"] if f["family"] == "over_promise")
    assert lines[0]["draft"][finding["start"] : finding["end"]] == finding["text"]
    assert finding["citations"]
    assert first["rewrite"]
    assert second["verdict"] == "pass"


BAD = [
    (b"{not json", "bad_json", None),
    (b'{"id": "x", "draft": ""}', "empty", "x"),
    (b'{"id": "x", "draft": 5}', "bad_input", "x"),
    (b'{"id": "x"}', "bad_input", "x"),
    (b"[1, 2]", "bad_input", None),
    (b'{"id": "x", "draft": "a", "as_of": "2026-13-01"}', "bad_input", "x"),
    (b'{"id": "x", "draft": "a", "profile": {"amount_wanted": "many"}}', "bad_input", "x"),
    (b'{"id": "x", "draft": "a", "history": [{"role": "boss", "text": "b"}]}', "bad_input", "x"),
    (b'{"id": "x", "draft": "a", "send_at": "2026-11-23T22:00:00"}', "bad_input", "x"),
    (b'{"id": "x", "draft": "\\ud800"}', "bad_unicode", "x"),
    (b'{"id": "x", "draft": NaN}', "bad_json", None),
    (b'\xff\xfe{"id"', "bad_json", None),
    (b"[" * 100_000, "bad_json", None),
]


def test_every_bad_line_answers_in_its_place_and_the_good_ones_still_answer() -> None:
    good = json.dumps({"id": "good", "draft": "好的，您稍等。"}, ensure_ascii=False).encode()
    done = run("check", "--jsonl", "--json", stdin=b"\n".join([good, *(line for line, _, _ in BAD), good]))
    out = answers(done)
    assert done.returncode == 1
    assert [out[0]["id"], out[-1]["id"]] == ["good", "good"]
    assert [(o["error"]["code"], o["id"]) for o in out[1:-1]] == [(code, name) for _, code, name in BAD]
    assert [o["error"]["line"] for o in out[1:-1]] == list(range(2, 2 + len(BAD)))


def test_a_very_long_message_is_checked() -> None:
    done = run("check", "--jsonl", "--json", stdin=json.dumps({"id": "long", "draft": "这笔钱您放心。" * 14_300}))
    assert answers(done)[0]["id"] == "long"
    assert done.returncode == 0


def test_a_missing_rules_folder_is_said_and_nothing_is_checked(tmp_path: Path) -> None:
    done = run("check", "您好", "--json", "--rules", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stdout == b""
    assert "nowhere" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("REPLYDRAFT_HOME", str(tmp_path / "file" / "home"))
    done = run("check", "您好", "--json")
    assert done.returncode == 1
    assert done.stdout == b""
    assert "data folder" in done.stderr.decode()


def test_wrong_usage_is_status_two() -> None:
    assert run("check", "--no-such-option").returncode == 2
    assert run("nonsense").returncode == 2


@pytest.mark.parametrize("command", ["check", "draft", "search", "cost"])
@pytest.mark.parametrize("name", ["replies.jsonl", "missing.jsonl"])
def test_the_name_of_a_file_is_no_text(command: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "replies.jsonl").write_text("{}\n")
    done = run(command, str(tmp_path / name))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--jsonl" in done.stderr.decode()


def test_a_text_that_names_a_file_in_passing_is_a_text() -> None:
    assert answers(run("check", "合同在 合同.txt 里，您先看看", "--json"))[0]["verdict"] == "pass"


def test_every_check_is_in_the_audit_trail_and_the_chain_verifies(tmp_path: Path) -> None:
    run("check", "这笔保证能批", "--json")
    run("search", "提前还款", "--json")
    done = run("audit", "verify", "--json")
    said = answers(done)[0]
    assert (done.returncode, said["ok"], said["broken"]) == (0, True, None)
    export = tmp_path / "trail.jsonl"
    assert run("audit", "export", str(export)).returncode == 0
    assert "保证能批" not in export.read_text(encoding="utf-8")
    lines = export.read_text(encoding="utf-8").splitlines()
    altered = next(n for n, line in enumerate(lines, 1) if json.loads(line)["kind"] == "text.checked")
    lines[altered - 1] = lines[altered - 1].replace('"verdict":"block"', '"verdict":"pass"')
    assert '"verdict":"pass"' in lines[altered - 1]
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
    broken = run("audit", "verify", str(export), "--json")
    assert broken.returncode == 1
    assert f"record {altered}" in answers(broken)[0]["broken"]


def test_cost_matches_the_official_flat_fee_example() -> None:
    args = ["--principal", "100000", "--periods", "12", "--method", "flat", "--fee-per-period", "0.6%"]
    out = answers(run("cost", "--json", *args))[0]
    assert round(out["annualised_nominal"], 4) == 0.1303
    assert round(out["annualised_effective"], 4) == 0.1384
    assert out["total_cost"] == "7200.00"
    assert len(out["schedule"]) == 12
    assert out["ceiling"] is None


def test_a_price_phrase_gives_readings_and_the_question() -> None:
    out = answers(run("cost", "--json", "--phrase", "每个月八厘的息，分两年"))[0]
    assert [(r["base"], round(r["annualised_nominal"], 4)) for r in out["readings"]] == [
        ("balance", 0.096),
        ("original", 0.1747),
    ]
    assert out["ambiguous"] == ["base"]
    assert "全额" in out["ask"]
    assert "principal" in run("cost", "--phrase", "月息一分", "--principal", "5").stderr.decode()
    assert "没有说价格" in run("cost", "--phrase", "早上好").stdout.decode()


def test_cost_names_the_field_that_is_wrong() -> None:
    done = run("cost", "--json", "--principal", "-5", "--periods", "12")
    assert done.returncode == 1
    assert "principal" in done.stderr.decode()


def test_a_draft_carries_everything_the_contract_names() -> None:
    asked = {"id": "d1", "customer": "你们利率怎么这么高，别家才三厘", "profile": {"has_property": True}}
    out = answers(run("draft", "--jsonl", "--json", stdin=json.dumps(asked)))[0]
    keys = (
        "id reply intent intents urgency complexity tier tier_reason escalate emotion asks products citations figures"
    )
    keys += " verdict findings revisions drafter fallback_reason latency_ms"
    assert set(keys.split()) <= set(out)
    assert out["intent"] == "rate_objection"
    assert out["drafter"] == "embedded"
    assert out["verdict"] != "block"
    assert out["reply"].strip()
