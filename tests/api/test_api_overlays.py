"""Overlays over HTTP: a check, a draft, an edit, a decision and a replay are held to the same ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from offices import Office
from starlette.testclient import TestClient

from replydraft.bootstrap import House, open_house
from replydraft.domain.finding import sha256_text
from replydraft.entrypoints.api.app import create_api
from replydraft.replaying import replay
from replydraft.settings import load_settings

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "overlays"
PRESSED = "您好，最后3个名额了，您抓紧定，材料我整理好发您。"
LENDER = "启帆消费金融"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With the examples of the docs, the lender's named as one whose product we know."""
    folder = tmp_path_factory.mktemp("overlaid")
    shutil.copytree(EXAMPLES, folder / "overlays")
    header = folder / "overlays" / "shili-bank" / "overlay.yaml"
    header.write_text(
        header.read_text(encoding="utf-8").replace("lender: 示例银行", f"lender: {LENDER}"), encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("REPLYDRAFT_") and name != "REPLYDRAFT_CACHE"]:
            patch.delenv(name)
        settings = load_settings()
    with open_house(replace(settings, home=folder / "home", overlays=folder / "overlays")) as house:
        yield house


@pytest.fixture
def client(house: House) -> TestClient:
    person = house.store.people.ensure("周可", role="compliance")
    return TestClient(create_api(house), headers={"Authorization": f"Bearer {house.store.keys.create_for(person)}"})


def found(answer: dict[str, Any]) -> dict[str, str]:
    return {f["rule"]: f["severity"] for f in answer["findings"]}


def test_a_check_names_whose_overlay(client: TestClient, house: House) -> None:
    asked = {"id": "c", "draft": PRESSED}
    plain, strict, unknown = (
        client.post("/v1/checks", json=asked | more).json()
        for more in ({}, {"branch": "城东"}, {"branch": "城北", "lender": "没有的银行"})
    )
    assert plain == unknown
    assert "overlays" not in plain
    assert (found(plain)["RD0801"], found(strict)["RD0801"]) == ("warn", "block")
    assert (strict["verdict"], strict["overlays"]) == ("block", ["chengdong@1.0.0"])
    event = [e for e in house.store.audit.events() if e.kind == "text.checked"][-2]
    assert event.payload["overlays"] == ["chengdong@1.0.0"]
    assert event.payload["rules"] == house.rulebook.version
    bad = client.post("/v1/checks", json=asked | {"branch": 7})
    assert (bad.status_code, bad.json()["field"]) == (422, "branch")


def decide(client: TestClient, review: dict[str, Any], text: str) -> Any:
    body = {"decision": "approve", "text": text, "text_sha256": sha256_text(text)}
    return client.post(f"/v1/reviews/{review['id']}/decision", json=body, headers={"If-Match": review["etag"]})


@pytest.mark.parametrize(("branch", "verdict"), [("城东", "block"), ("城西", "warn"), ("", "warn")])
def test_an_edit_and_a_decision_are_held_to_the_branchs(
    client: TestClient, house: House, branch: str, verdict: str
) -> None:
    review = client.get(f"/v1/reviews/{Office(house, {}, {}).review(branch=branch)}").json()
    path, headers = f"/v1/reviews/{review['id']}/revisions", {"If-Match": review["etag"]}
    edited = client.post(path, json={"text": PRESSED}, headers=headers).json()
    assert edited["check"]["verdict"] == verdict
    assert decide(client, edited, PRESSED).status_code == (422 if verdict == "block" else 200)


def test_a_text_that_names_a_lender_is_held_to_the_lenders(client: TestClient, house: House) -> None:
    text = f"您好，这是{LENDER}的王牌产品，材料我整理好发您，以审批为准。"
    review = client.get(f"/v1/reviews/{Office(house, {}, {}).review()}").json()
    path, headers = f"/v1/reviews/{review['id']}/revisions", {"If-Match": review["etag"]}
    edited = client.post(path, json={"text": text}, headers=headers).json()
    assert edited["check"]["overlays"] == ["shili-bank@1.1.0"]
    assert "RD0106" in found(edited["check"])
    event = [e for e in house.store.audit.events(subject=review["id"]) if e.kind == "review.revised"][-1]
    assert event.payload["overlays"] == ["shili-bank@1.1.0"]


def test_a_draft_of_the_branch_replays_the_same(client: TestClient, house: House) -> None:
    asked = {"id": "o1", "customer": "有什么产品适合我？想贷20万", "branch": "城东"}
    made = client.post("/v1/drafts", json=asked).json()
    assert house.store.reviews.get(made["review_id"]).check["overlays"][0] == "chengdong@1.0.0"
    path, headers = f"/v1/reviews/{made['review_id']}/revisions", {"If-Match": made["etag"]}
    assert client.post(path, json={"text": PRESSED}, headers=headers).json()["check"]["verdict"] == "block"
    done = replay(house.store, made["review_id"], actor="周可")
    assert done.same, done.differences


def test_a_release_ends_with_the_overlays_version(client: TestClient, house: House) -> None:
    review = client.get(f"/v1/reviews/{Office(house, {}, {}).review(branch='城东', reply=PRESSED)}").json()
    check = client.post("/v1/checks", json={"id": "c", "draft": PRESSED, "branch": "城东"}).json()
    (blocking,) = [f for f in check["findings"] if f["severity"] == "block"]
    assert blocking["rule_version"].endswith("+chengdong.1.0.0")
    body = {"finding": blocking["id"], "text_sha256": sha256_text(PRESSED), "reason": "官方公告"}
    path, headers = f"/v1/reviews/{review['id']}/releases", {"If-Match": review["etag"]}
    (kept,) = client.post(path, json=body, headers=headers).json()["releases"]
    assert kept["rule_version"] == blocking["rule_version"]
