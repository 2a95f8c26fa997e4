"""Overlays of branches and lenders: whatever loosens is refused where it stands, what tightens applies to whom it is for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_book import disclosure, rule
from small_overlay import HEADER, book_with, tightening

from replydraft.compliance.check import Check
from replydraft.compliance.overlay_examples import run_overlay
from replydraft.compliance.overlays import WEIGHT
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import content_of, load_rulebook
from replydraft.domain.finding import CheckResult, Disclosure, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError

DAY = date(2026, 11, 28)
OWN = rule(
    id="RX0101", name="shop-word", severity="warn", match=[{"any": "王牌"}], unless=None, suggestion="以审批为准。",
    must_flag=["王牌产品", "我们王牌", "王牌啊", "真王牌", "王牌贷"],
    must_pass=["您好", "不是王牌", "是王牌吗", "以审批为准", "材料带齐"],
)  # fmt: skip


def check(book: Path, text: str, branch: str = "城东", *lenders: str) -> CheckResult:
    return Check(load_rulebook(book)).check(CheckRequest("c", text, DAY, branch=branch, lenders=lenders))


def told(result: CheckResult) -> list[tuple[str, str, str]]:
    return [(f.rule, f.rule_version, f.severity.value) for f in result.findings]


LOOSENING: list[tuple[dict[str, Any], str, str]] = [
    (tightening(severity="info"), "t0.yaml:3", "the base says warn, this is not higher"),
    (tightening(severity="warn"), "t0.yaml:3", "not higher"),
    (tightening("RD0101", severity="warn"), "t0.yaml:3", "the base says block"),
    (tightening(unless=[{"any": "王牌"}]), "t0.yaml:4", "would add an exemption"),
    (tightening(without=["王牌"]), "t0.yaml:4", "would narrow"),
    (tightening(status="retired"), "t0.yaml:3", "would retire the rule"),
    (tightening(effective={"from": None, "to": None}), "t0.yaml:4", "would change the days it is in force"),
    (tightening(must_pass=["王牌"]), "t0.yaml:4", "belongs to the base"),
    (tightening(message="别的"), "t0.yaml:3", "the business of the base"),
    (tightening("RD0999", severity="block"), "t0.yaml:1", "the base has no rule RD0999"),
    (tightening(), "t0.yaml:1", "changes nothing"),
    (tightening(match=[{"any": "王牌"}]), "t0.yaml:1", "must_flag: is missing"),
    (tightening(drop_unless=["没有的"], must_flag=["据说最好"]), "t0.yaml:4", "no such pattern to drop"),
    (tightening(drop_without=["据说"], must_flag=["最好之一"]), "t0.yaml:4", "no such pattern to drop"),
    (tightening(requires=[]), "t0.yaml:3", "is not something that RD0102 has"),
    (tightening("RD0301", severity={"annualised_rate": "warn"}), "t0.yaml:4", "the base says block"),
    (tightening("RD0301", severity={"fees": "block"}), "t0.yaml:4", "is not a known key"),
    (tightening("RD0301", match=[{"any": "王牌"}]), "t0.yaml:4", "is not something that RD0301 has"),
    (tightening("RD0301", trigger={"draft": []}), "t0.yaml:4", "would change when the set applies"),
    (OWN | {"id": "RD0103"}, "RD0103-shop-word.yaml:1", "numbered RXnnnn"),
    (OWN | {"id": "RD0101", "name": "shop-word"}, "RD0101-shop-word.yaml:1", "tighten it with `tightens: RD0101`"),
    (OWN | {"name": "sure-pass"}, "RX0101-sure-pass.yaml:1", "sure-pass is already used"),
    (OWN | {"must_flag": ["王牌产品"]}, "RX0101-shop-word.yaml", "at least 5 are needed"),
]


@pytest.mark.parametrize(("content", "where", "why"), LOOSENING)
def test_what_loosens_shadows_or_is_incomplete_is_refused_with_its_line(
    tmp_path: Path, content: dict[str, Any], where: str, why: str
) -> None:
    with pytest.raises(ContentError) as refused:
        load_rulebook(book_with(tmp_path, content))
    assert why in str(refused.value)
    assert refused.value.where.startswith("overlays/east/")
    assert where in refused.value.where


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (HEADER | {"lender": "示例银行"}, "for a branch or for a lender"),
        ({k: v for k, v in HEADER.items() if k != "branch"}, "for a branch or for a lender"),
        (HEADER | {"id": "west"}, "must be the folder's name"),
        (HEADER | {"version": "1"}, "must look like 1.0.0"),
        (HEADER | {"retires": ["RD0101"]}, "is not a known key"),
    ],
)
def test_a_header_says_whose_it_is(tmp_path: Path, header: dict[str, Any], why: str) -> None:
    with pytest.raises(ContentError, match=why):
        load_rulebook(book_with(tmp_path, header=header))


def test_a_rule_of_an_overlay_has_no_place_in_the_base_and_a_loose_file_none_at_all(tmp_path: Path) -> None:
    book = book_with(tmp_path, OWN)
    stray = book / "overlays" / "RX0101-shop-word.yaml"
    (book / "overlays" / "east" / "RX0101-shop-word.yaml").rename(stray)
    with pytest.raises(ContentError, match="a folder of its own"):
        load_rulebook(book)
    stray.rename(book / "over_promise" / stray.name)
    with pytest.raises(ContentError, match="is of overlays"):
        load_rulebook(book)


def test_a_folder_named_and_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="overlays folder is missing"):
        load_rulebook(book_with(tmp_path), tmp_path / "nowhere")


def test_it_applies_to_whom_it_is_for(tmp_path: Path) -> None:
    book = book_with(tmp_path, tightening(severity="block"), OWN)
    strict = check(book, "我们最好，王牌产品")
    assert told(strict) == [("RD0102", "1.0.0+east.1.0.0", "block"), ("RX0101", "1.0.0", "warn")]
    assert (strict.verdict.value, strict.overlays) == ("block", ("east@1.0.0",))
    for branch in ("", "城西", "城"):
        plain = check(book, "我们最好，王牌产品", branch)
        assert (told(plain), plain.overlays) == ([("RD0102", "1.0.0", "warn")], ())


def test_what_no_longer_excuses(tmp_path: Path) -> None:
    book = book_with(
        tmp_path, tightening(drop_unless=["据说"], drop_without=["之一"], must_flag=["据说最好", "最好之一"])
    )
    for text, flagged in (("据说最好", True), ("网上最好", False), ("最好之一", True), ("您好", False)):
        assert bool(check(book, text).findings) is flagged, text
        assert not check(book, text, "").findings


def test_a_set_asks_for_more(tmp_path: Path) -> None:
    more = {"element": "fees", "severity": "block", "satisfied_by": ["费用"], "suggestion": "费用见明示表。"}
    book = book_with(tmp_path, tightening("RD0301", requires=[more], must_flag=["日息万五，年化18%"]))
    strict = check(book, "日息万五，年化18%")
    assert [(f.missing, f.severity) for f in strict.findings] == [(Disclosure.FEES, Severity.BLOCK)]
    assert not check(book, "日息万五，年化18%，没有费用").findings
    assert not check(book, "日息万五，年化18%", "").findings


def test_several_apply_together_and_the_most_severe_wins(tmp_path: Path) -> None:
    book_with(tmp_path, tightening(match=[{"any": "王牌"}], must_flag=["王牌"]))
    bank = {"id": "bank", "name": "银行", "lender": ["甲银行", "甲行"], "version": "2.0.0", "owner": "合规"}
    book = book_with(tmp_path, tightening(severity="block"), header=bank, name="bank")
    assert told(check(book, "王牌", "城东", "甲行")) == [("RD0102", "1.0.0+bank.2.0.0.east.1.0.0", "block")]
    assert told(check(book, "王牌", "城东", "乙行")) == [("RD0102", "1.0.0+east.1.0.0", "warn")]
    assert told(check(book, "王牌", "", "甲行")) == []


def test_the_version_covers_overlays_and_no_copy_is_used_beside_them(tmp_path: Path) -> None:
    book = book_with(tmp_path, tightening(severity="block"))
    with_one, header = load_rulebook(book), book / "overlays" / "east" / "overlay.yaml"
    assert content_of(book).version == with_one.version
    assert cached_rulebook(book, tmp_path / "home").overlays == with_one.overlays
    header.write_text(header.read_text(encoding="utf-8").replace("1.0.0", "1.0.1"), encoding="utf-8")
    assert load_rulebook(book).version != with_one.version
    elsewhere = (book / "overlays").rename(tmp_path / "elsewhere")
    assert cached_rulebook(book, tmp_path / "home").overlays == ()
    assert load_rulebook(book, elsewhere).overlays[0].mark == "east@1.0.1"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (tightening(match=[{"any": "王牌|金牌"}], must_flag=["您好"]), "misses a must_flag"),
        (tightening(match=[{"any": ["王牌", "金牌"]}], must_flag=["王牌"]), "has no must_flag for this pattern"),
        (tightening(match=[{"any": "王牌"}], must_flag=["王牌", "我们最好"]), "flags it without this overlay already"),
        (tightening(match=[{"any": "贷款机构"}], must_flag=["贷款机构"]), "the suggestion of RD0101 is flagged"),
        (OWN | {"must_pass": [*OWN["must_pass"][1:], "王牌无疑"]}, "flags a must_pass"),
    ],
)
def test_examples_that_do_not_hold_are_named(tmp_path: Path, content: dict[str, Any], why: str) -> None:
    made = Check(load_rulebook(book_with(tmp_path, content)))
    failures, _ = run_overlay(made, made.rulebook.overlays[0], DAY)
    assert any(why in failure for failure in failures), failures


# the law: whatever overlay is accepted, whatever the text, nothing of the base is lost or softened

_WORDS = ("最好", "第一", "之一", "据说", "网上", "保证", "批", "包过", "验收", "日息", "年化", "费用", "王牌", "不", "吗", "，", "。", "2万", "利息多少", "明示表", "银行", "的")  # fmt: skip
TEXTS = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=14).map("".join)
_MATCHES = st.lists(
    st.sampled_from(["王牌", "最好", "最好的?第一", "银行|包过", "保证.{0,4}批"]), max_size=2, unique=True
)
_SOFT = st.builds(
    lambda severity, match, unless, without: tightening(
        "RD0102",
        **({"severity": severity} if severity else {}),
        **({"match": [{"any": m, "stance": "any"} for m in match]} if match else {}),
        **({"drop_unless": unless} if unless else {}),
        **({"drop_without": without} if without else {}),
        must_flag=["样例"],
    ),
    st.sampled_from(["", "block"]), _MATCHES, st.sampled_from([[], ["据说"], ["据说", "网上"]]), st.sampled_from([[], ["之一"]]),
)  # fmt: skip
_HARD = st.builds(lambda match: tightening("RD0101", match=[{"any": m} for m in match], must_flag=["样例"]), _MATCHES)
_SETS = st.just(
    tightening(
        "RD0301", must_flag=["样例"],
        requires=[{"element": "fees", "severity": "block", "satisfied_by": ["费用"], "suggestion": "见明示表。"}],
    )
)  # fmt: skip
_OWN = st.builds(
    lambda severity, word: OWN | {"severity": severity, "match": [{"any": word}]},
    st.sampled_from(["info", "warn", "block"]), st.sampled_from(["王牌", "最好.{0,4}第一", "保证.*批", ".最好.", "\\d{11}"]),
)  # fmt: skip
OVERLAYS = st.lists(st.one_of(_SOFT, _HARD, _SETS, _OWN), min_size=1, max_size=4, unique_by=lambda c: c.get("tightens"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=OVERLAYS, texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_every_finding_of_the_base_is_still_there_at_least_as_grave(
    tmp_path_factory: pytest.TempPathFactory, contents: list[dict[str, Any]], texts: list[str]
) -> None:
    try:
        made = Check(load_rulebook(book_with(tmp_path_factory.mktemp("law"), *contents)))
    except ContentError:
        return
    for text in texts:
        request = CheckRequest("c", text, DAY, customer="利息多少")
        base = made.check(request).findings
        strict = {
            f.id: f.severity for f in made.check(CheckRequest("c", text, DAY, "利息多少", branch="城东")).findings
        }
        for f in base:
            assert f.id in strict, (text, f.rule, f.text)
            assert WEIGHT[strict[f.id]] >= WEIGHT[f.severity]


def test_a_disclosure_set_of_its_own(tmp_path: Path) -> None:
    own = disclosure(
        id="RX0301", name="shop-price", must_flag=["王牌一", "王牌二", "王牌三", "王牌四", "王牌五"],
        must_pass=["王牌，年化5%", "您好", "您几点来", "资料带齐", "王牌不谈，年化"],
        trigger={"draft": [{"any": "王牌"}]},
    )  # fmt: skip
    book = book_with(tmp_path)
    folder = book / "overlays" / "east" / "disclosures"
    folder.mkdir()
    import yaml

    (folder / "own.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    assert told(check(book, "王牌")) == [("RX0301", "1.0.0", "block")]
    assert told(check(book, "王牌", "")) == []
