"""The oracle itself: what was acknowledged and is not there, there twice, or another's, is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Review

from .oracle import Notes, Step, problems, read_notes
from .worker import PEOPLE, Spot, Worker

TEXT = "您好，材料清单我发您。"


@pytest.fixture
def spot(tmp_path: Path) -> Spot:
    return Spot(str(tmp_path / "replydraft.db"), tmp_path)


@pytest.fixture
def store(spot: Spot) -> Store:
    return spot.open()


def opened(store: Store, tag: str) -> Review:
    check = {"id": "c", "verdict": "pass", "text_sha256": sha256_text(TEXT), "findings": []}
    draft = {"id": tag, "reply": TEXT, "tier": "routine"}
    return store.reviews.open({"id": tag}, draft, check, customer_ref="crm-1", actor="rk_crash")


def ok(name: str, ok: object, /, **about: object) -> Step:
    return Step(name, about, 1.0, 2.0, ok)


def seen(review: Review, **other: object) -> dict[str, object]:
    said = {"id": review.id, "revision": review.revision, "state": review.state.value, "erased": False}
    return said | {"sha": sha256_text(review.text)} | other


def said(spot: Spot, *steps: Step) -> list[str]:
    return problems(spot, Notes(list(steps)))[0]


def test_what_is_as_acknowledged_is_no_problem(spot: Spot, store: Store) -> None:
    review = opened(store, "a")
    claimed = store.reviews.claim(review.id, person=PEOPLE[0])
    store.audit.append("text.checked", "t1", {})
    steps = [ok("open", seen(review), draft="a", ref="crm-1"), ok("claim", seen(claimed)), ok("append", True, tag="t1")]
    under_way = [Step("open", {"draft": "b", "ref": None}, 1.0), Step("append", {"tag": "t2"}, 1.0)]
    assert said(spot, *steps, *under_way) == []


def test_what_is_lost_doubled_or_changed_is_said(spot: Spot, store: Store) -> None:
    review = opened(store, "a")
    assert said(spot, ok("open", seen(review), draft="b", ref=None)) != [], "another draft than acknowledged"
    assert said(spot, ok("claim", seen(review, revision=2))) != [], "a step that is not there"
    assert said(spot, ok("claim", seen(review, state="claimed"))) != [], "another state"
    assert said(spot, ok("revise", seen(review, sha="0"), by=PEOPLE[0])) != [], "another text"
    assert said(spot, ok("append", True, tag="t1")) != [], "a record that is not there"
    assert said(spot, ok("key", "rk_x", name="k")) != [], "a key that is not there"
    assert said(spot, ok("message", True, message="wx-1\x00m1")) != [], "a message that is not there"
    assert said(spot, ok("sent", seen(review), sha="0")) != [], "a sending that is not there"
    assert said(spot, ok("erase_review", {}, id=review.id)) != [], "an erasure that did not happen"
    refused = Step("open", {"draft": "a", "ref": None}, 1.0, 2.0, None, "InputError")
    assert said(spot, refused) != [], "it was refused and is there"
    opened(store, "a")
    assert said(spot, Step("open", {"draft": "a", "ref": None}, 1.0)) != [], "there twice"
    keyed = [
        ok("keyed", seen(review), draft="keyed-k", ref=None),
        ok("reserve", {"outcome": "replay", "id": "x"}, key="k"),
    ]
    assert said(spot, *keyed) != [], "one key, two answers"


def test_a_broken_store_and_a_workers_complaint_are_said(spot: Spot, store: Store) -> None:
    opened(store, "a")
    assert problems(spot, Notes([], ["worker-1: open: KeyError"]))[0] == ["worker-1: open: KeyError"]
    with store.database.write() as c:
        c.exec_driver_sql("UPDATE reviews SET state = 'claimed'")
    assert "does not verify" in said(spot)[0]


def test_a_workers_notes_are_read_to_the_last_whole_line(
    spot: Spot, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(spot, 1, 7)
    monkeypatch.setattr("os.getppid", iter([1] * 120 + [2]).__next__)
    worker.run()
    notes = read_notes(spot.folder)
    assert notes.acknowledged > 60
    assert notes.bad == []
    assert problems(spot, notes)[0] == []
    log = spot.log(1)
    log.write_bytes(log.read_bytes()[:-5])
    assert read_notes(spot.folder).acknowledged in (notes.acknowledged, notes.acknowledged - 1)
