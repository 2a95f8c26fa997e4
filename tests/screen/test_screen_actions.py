"""What a person can and cannot do with a review, whatever the page claims."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from screen_samples import REPLY, inquiry

from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.entrypoints.screen import review_actions as act
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.shown import approve_button, draft_html, outcome_html
from replydraft.entrypoints.screen.visits import COOKIE, ScreenRefusal, SignedOut, Visit, visit_of
from replydraft.errors import DraftBlocked, StaleReview

PROMISE = "您放心，包您能批。"
UNTRACED = "这款年化6.66%，以审批为准。"


@pytest.fixture
def opened(visit: Visit) -> Opened:
    _, review = visit.house.desk.submit(inquiry())
    return act.open_review(visit, review.id)


def test_a_clean_draft_is_approved_by_name_on_exactly_its_text(visit: Visit, opened: Opened) -> None:
    done = act.decide(visit, opened, REPLY, DecisionKind.APPROVE, "")
    assert done.review.state is ReviewState.APPROVED
    assert done.review.decision is not None
    assert (done.review.decision.person, done.review.decision.text) == ("张敏", REPLY)
    assert REPLY in outcome_html(done)


@pytest.mark.parametrize("cookies", [{}, {COOKIE: "rs_made-up"}, {COOKIE: ""}, {"person": "pe_1"}])
def test_nobody_does_anything_without_a_session(house: Any, cookies: dict[str, str]) -> None:
    house.store.people.ensure("张敏")
    with pytest.raises(SignedOut, match="重新登录"):
        visit_of(house, SimpleNamespace(request=SimpleNamespace(cookies=cookies, client=None)))
    with pytest.raises(SignedOut):
        visit_of(house, SimpleNamespace(request=None))


def test_a_promise_cannot_be_approved_and_the_button_says_why(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    assert approve_button(now)["value"] == "还有 1 处必须修改"
    assert approve_button(now)["interactive"] is False
    with pytest.raises(DraftBlocked):
        act.decide(visit, now, PROMISE, DecisionKind.APPROVE, "")
    assert visit.house.store.reviews.get(opened.review.id).state is ReviewState.PENDING


def test_a_forged_clean_check_does_not_help(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    forged = replace(now, check=now.check | {"findings": [], "verdict": "pass"})
    with pytest.raises(DraftBlocked):
        act.decide(visit, forged, PROMISE, DecisionKind.APPROVE, "")


def test_text_newer_than_its_check_is_not_approved(visit: Visit, opened: Opened) -> None:
    with pytest.raises(ScreenRefusal, match="再看一眼"):
        act.decide(visit, opened, REPLY + "好的。", DecisionKind.APPROVE, "")


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.ESCALATE])
def test_sending_back_needs_a_reason(visit: Visit, opened: Opened, kind: DecisionKind) -> None:
    with pytest.raises(ScreenRefusal, match="原因"):
        act.decide(visit, opened, REPLY, kind, " ")
    done = act.decide(visit, opened, REPLY, kind, "答非所问，请重写")
    assert done.review.decision is not None
    assert done.review.decision.reason == "答非所问，请重写"
    assert "答非所问" in outcome_html(done)


def test_a_promise_may_be_escalated(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    assert act.decide(visit, now, PROMISE, DecisionKind.ESCALATE, "请主管看").review.state is ReviewState.ESCALATED


def test_an_untraced_figure_is_answered_for_with_a_reason(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, UNTRACED)
    finding = now.check["findings"][0]["id"]
    with pytest.raises(DraftBlocked):
        act.decide(visit, now, UNTRACED, DecisionKind.APPROVE, "")
    with pytest.raises(ScreenRefusal, match="从哪来"):
        act.dismiss(now, finding, " ")
    said = act.dismiss(now, finding, "机构十月报价单")
    assert said.faults == (0, 0)
    moved = act.recheck(visit, said, "您好，" + UNTRACED)
    assert list(moved.dismissed.values()) == ["机构十月报价单"]
    done = act.decide(visit, moved, "您好，" + UNTRACED, DecisionKind.APPROVE, "")
    assert done.review.state is ReviewState.APPROVED
    assert done.review.decision is not None
    assert done.review.decision.dismissed[0][1] == "机构十月报价单"


def test_a_reason_can_be_taken_back(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, UNTRACED)
    finding = now.check["findings"][0]["id"]
    assert act.undismiss(act.dismiss(now, finding, "机构十月报价单"), finding).faults == (1, 0)


def test_a_promise_cannot_be_dismissed(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    with pytest.raises(ScreenRefusal, match="不能放行"):
        act.dismiss(now, now.check["findings"][0]["id"], "领导同意了")


def test_applying_a_fix_removes_the_finding(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    fixed = act.apply(visit, now, PROMISE, now.check["findings"][0]["id"])
    assert fixed.faults == (0, 0)
    assert "包您能批" not in fixed.text
    assert "请换一种说法" in fixed.text


def test_a_fix_for_a_finding_that_is_gone_is_refused(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, PROMISE)
    with pytest.raises(ScreenRefusal, match="不在了"):
        act.apply(visit, now, REPLY, now.check["findings"][0]["id"])


def test_an_edit_is_saved_as_a_revision_and_survives_reopening(visit: Visit, opened: Opened) -> None:
    edit = REPLY + "您方便时回我。"
    saved = act.save(visit, opened, edit)
    assert saved.review.revision == opened.review.revision + 1
    assert act.open_review(visit, opened.review.id).text == edit


def test_whoever_was_slower_is_told(visit: Visit, opened: Opened) -> None:
    act.save(visit, opened, REPLY + "好的。")
    with pytest.raises(StaleReview):
        act.decide(visit, opened, REPLY, DecisionKind.APPROVE, "")
    with pytest.raises(StaleReview):
        act.save(visit, opened, REPLY + "谢谢。")


def test_an_empty_reply_is_neither_saved_nor_approved(visit: Visit, opened: Opened) -> None:
    now = act.recheck(visit, opened, "  ")
    assert approve_button(now)["interactive"] is False
    with pytest.raises(ScreenRefusal):
        act.decide(visit, now, "  ", DecisionKind.APPROVE, "")
    with pytest.raises(ScreenRefusal):
        act.save(visit, now, "  ")


def test_the_screen_says_when_the_model_did_not_answer(opened: Opened) -> None:
    review = replace(opened.review, draft=opened.review.draft | {"fallback_reason": "模型超时（30秒），已改用本地话术"})
    assert "模型超时（30秒）" in draft_html(replace(opened, review=review))
