"""The evidence pack: what is in it, and what a regulator reads."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from evidence_samples import FILES, REVIEW, Case, chain

from replydraft.adapters.evidence_pack import write_pack
from replydraft.adapters.evidence_words import KINDS, beijing
from replydraft.domain.audit import GENESIS, export_line, link
from replydraft.errors import InputError, StoreError

NAMED_IN_CHINESE = [
    "text.checked",
    "knowledge.searched",
    "draft.attempted",
    "draft.ready",
    "review.opened",
    "review.claimed",
    "review.released",
    "review.claim_expired",
    "review.taken_over",
    "review.revised",
    "review.first_approved",
    "review.approved",
    "review.rejected",
    "review.escalated",
    "review.stale",
    "review.sent",
    "review.drifted",
    "review.feedback",
    "customer.unmasked",
    "customer.exported",
    "customer.erased",
    "customer.expired",
    "message.received",
    "person.added",
    "person.changed",
    "person.password_set",
    "sign_in.succeeded",
    "sign_in.refused",
    "signed_out",
    "key.created",
    "key.revoked",
    "rules.changed",
    "knowledge.changed",
    "operator.changed",
    "program.changed",
    "store.migrated",
    "store.backed_up",
    "store.restored",
    "store.key_rotated",
    "audit.exported",
    "audit.replayed",
    "audit.checkpoint_refused",
    "finding.released",
]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@pytest.mark.parametrize("name", ["pack", "pack.zip", "new/deep/PACK.ZIP"])
def test_a_pack_proves_as_folder_and_as_zip(case: Case, name: str) -> None:
    pack = case.write(name)
    verdict = case.verify(pack)
    assert verdict.damage == ()
    assert (verdict.events, verdict.checkpoints, verdict.anchored, verdict.self_signed) == (12, 3, 10, False)
    assert verdict.head == case.events[-1].hash
    assert "after record 10" in verdict.notes[0]
    if pack.is_dir():
        assert sorted(p.name for p in pack.iterdir()) == FILES
        assert {stat.S_IMODE(p.stat().st_mode) for p in pack.iterdir()} == {0o600}
    else:
        assert sorted(zipfile.ZipFile(pack).namelist()) == FILES
        assert stat.S_IMODE(pack.stat().st_mode) == 0o600
    assert [p.name for p in pack.parent.iterdir() if p.name.startswith(".")] == []


def test_the_records_and_reviews_are_those_given(case: Case) -> None:
    pack = case.write("pack")
    assert (pack / "events.jsonl").read_text().splitlines() == [export_line(e) for e in case.events]
    assert [json.loads(line) for line in (pack / "reviews.jsonl").read_text().splitlines()] == [REVIEW]
    assert (pack / "checkpoints.jsonl").read_bytes() == case.checkpoints.read_bytes()


def test_a_pack_without_reviews_checkpoints_or_records_is_one_too(case: Case) -> None:
    pack = case.write("bare.zip", checkpoints=None, public_key=None, reviews=[], events=[])
    verdict = case.verify(pack, public_key=None)
    assert (verdict.events, verdict.damage) == (0, ())
    assert "no checkpoints" in verdict.notes[0]


def test_an_older_zip_is_replaced_and_a_full_folder_is_not(case: Case) -> None:
    assert case.verify(case.write("pack.zip", events=case.events[:10])).events == 10
    assert case.verify(case.write("pack.zip")).events == 12
    (case.folder / "empty").mkdir()
    assert case.verify(case.write("empty")).events == 12
    with pytest.raises(InputError, match="not an empty folder"):
        case.write("empty")


def test_what_fails_half_way_leaves_nothing_behind(case: Case) -> None:
    old = case.write("pack.zip").read_bytes()

    def breaking() -> Any:
        yield case.events[0]
        raise StoreError("gone")

    for name in ("pack.zip", "folder"):
        with pytest.raises(StoreError, match="gone"):
            write_pack(
                case.folder / name, breaking(), checkpoints=None, public_key=None, reviews=[], made_by="", made_at="2026-11-25T00:00:00Z", title=""
            )  # fmt: skip
    assert (case.folder / "pack.zip").read_bytes() == old
    assert sorted(p.name for p in case.folder.iterdir() if p.name.startswith((".", "folder"))) == []


@pytest.mark.parametrize(
    ("changes", "field"), [({"made_at": "yesterday"}, "made_at"), ({"public_key": "none"}, "public_key")]
)
def test_bad_arguments_are_named(case: Case, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError, match=field):
        case.write("pack", **changes)


def test_a_target_that_cannot_be_written_is_said(case: Case) -> None:
    (case.folder / "file").write_text("")
    with pytest.raises(InputError, match="cannot write"):
        case.write("file/pack.zip")


def report(case: Case, **changes: Any) -> str:
    return (case.write("read", **changes) / "report.html").read_text(encoding="utf-8")


def test_the_report_tells_it_in_chinese(case: Case) -> None:
    html = report(case)
    for words in (
        "存证 &lt;2026&gt;", "李审&lt;计&gt;", "2026-11-25 08:00:00", "2026-11-24 08:00:01 至 2026-11-24 08:00:12",
        case.events[-1].hash, case.signer.public_key, "核验通过：留痕连续；第 1 至 10 条与存证一致，其后尚未存证",
        '<td class="n">12</td><td class="t">2026-11-24 08:00:12</td><td>周可</td><td>对一段话做了合规检查</td>'
        f'<td>t12&lt;x&gt;</td><td class="n">{case.events[-1].hash[:12]}</td>',
        "审核 r1（已批准）", "「保证能过」", "必须修改", "《办法》第五条",
        "<del>保证能过</del><ins>以审批为准</ins>，年化利率10.8%。", "2026-11-24 10:03:04", "理由：已改&lt;u&gt;",
        "放行提示 <code>f9</code>，理由：语境无碍", "<li>第 5 条，2026-11-24 08:00:05，周可：批准</li>",
    ):  # fmt: skip
        assert words in html, words
    assert html.count('<td class="t">') == 12


def test_nothing_a_customer_writes_becomes_markup(case: Case) -> None:
    html = report(case)
    assert "<script" not in html
    assert "你好&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp; 利率" in html
    assert "顾问：您好&lt;b&gt;" in html
    assert "不得承诺&lt;i&gt;包过" in html
    assert not re.search(r"\b(src|href)=|url\(|@import|\bon\w+=", html)
    assert "default-src 'none'" in html
    assert "@media print" in html


def test_the_report_says_what_was_found(case: Case) -> None:
    html = report(case, events=chain([0, 1, "<x>", *range(3, 12)]))
    assert "核验未通过：发现 1 处问题" in html
    assert "<td>被改动或替换</td><td>record 3 (text.checked) was altered or replaced</td>" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"events": chain(range(10))}, "核验通过：全部留痕连续、完整，与存证一致"),
        ({"checkpoints": None}, "没有外部存证可供比对"),
        ({"public_key": None}, "没有公钥，签名未核对"),
    ],
)
def test_the_cover_promises_no_more_than_was_proved(case: Case, changes: dict[str, Any], words: str) -> None:
    assert words in report(case, **changes)


@pytest.mark.parametrize("review", [{}, {"id": "r2", "inquiry": None, "draft": "x", "decision": None}])
def test_a_review_that_lacks_things_is_still_shown(case: Case, review: dict[str, Any]) -> None:
    assert "尚未决定" in report(case, reviews=[review])


def test_every_kind_has_chinese_words_and_an_unknown_one_its_code(case: Case) -> None:
    assert set(NAMED_IN_CHINESE) <= set(KINDS)
    assert all(re.search("[一-鿿]", words) for words in KINDS.values())
    events = [link(1, "whenever", "a", "new.kind", "s", {}, GENESIS)]
    html = report(case, events=events, checkpoints=None)
    assert "<td>new.kind</td>" in html
    assert '<td class="t">whenever</td>' in html
    assert beijing("2026-12-31T16:00:00+00:00") == "2027-01-01 00:00:00"
