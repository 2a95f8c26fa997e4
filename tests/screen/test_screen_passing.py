"""升级 and 退回 at the screen: it lands with somebody who may work on it, and nobody is left without an answer unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screen_browser import COMPLAINT, approve_says, enter, paste, says, served, window
from screen_samples import REPLY, inquiry

from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.entrypoints.screen import review_actions as act
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.shown import approve_button, draft_html, outcome_html
from replydraft.entrypoints.screen.visits import Visit
from replydraft.entrypoints.screen.waiting import next_waiting, waiting_html
from replydraft.errors import NotAllowed, StaleReview

AsRole = Callable[..., Visit]


@pytest.fixture
def opened(visit: Visit) -> Opened:
    _, review = visit.house.desk.submit(inquiry())
    return act.open_review(visit, review.id)


def passed_up(visit: Visit, opened: Opened, reason: str = "利率这块我拿不准") -> Opened:
    return act.decide(visit, opened, opened.text, DecisionKind.ESCALATE, reason)


def rows(visit: Visit, state: str) -> str:
    return waiting_html(visit, state, "all", "", None)


def test_what_was_passed_up_waits_for_a_senior_and_no_longer_for_the_advisor(
    visit: Visit, opened: Opened, as_role: AsRole
) -> None:
    done = passed_up(visit, opened)
    up = done.review.escalated_to
    senior = as_role("李慎", "senior")
    assert f'data-id="{up}"' in rows(senior, "open")
    assert f'data-id="{up}"' in rows(senior, "second")
    assert "升级</span>" in rows(senior, "second")
    chosen = next_waiting(senior)
    assert chosen is not None
    assert chosen.id == up
    for state in ("open", "second"):
        assert f'data-id="{up}"' not in rows(visit, state)
    assert next_waiting(visit) is None
    assert f'data-id="{opened.review.id}"' in rows(visit, "done")
    said = outcome_html(done)
    assert "已转到有权限的同事那里：待处理" in said
    assert f'data-id="{up}"' in said


def test_a_senior_reads_why_claims_edits_and_approves(visit: Visit, opened: Opened, as_role: AsRole) -> None:
    up, senior = passed_up(visit, opened).review.escalated_to, as_role("李慎", "senior")
    now = act.open_review(senior, up)
    said = outcome_html(now)
    assert "张敏 升级上来的" in said
    assert "利率这块我拿不准" in said
    assert f'data-id="{opened.review.id}"' in said
    mine = act.claim(senior, now, "claim")
    edited = act.save(senior, act.recheck(senior, mine, REPLY + "谢谢。"), REPLY + "谢谢。")
    done = act.decide(senior, edited, edited.text, DecisionKind.APPROVE, "")
    assert done.review.state is ReviewState.APPROVED
    assert "已批准，" in outcome_html(act.open_review(visit, opened.review.id))


def test_an_advisor_only_reads_it_and_is_told_who_works_on_it(visit: Visit, opened: Opened) -> None:
    up = act.open_review(visit, passed_up(visit, opened).review.escalated_to)
    assert (up.stands.may_claim, up.stands.may_edit, up.stands.may_decide) == (False, False, False)
    assert approve_button(up)["interactive"] is False
    assert "由资深顾问、合规或主管处理" in outcome_html(up)
    with pytest.raises(NotAllowed):
        act.claim(visit, up, "claim")
    with pytest.raises(NotAllowed):
        act.decide(visit, up, up.text, DecisionKind.APPROVE, "")


def test_what_was_passed_up_is_not_told_to_be_passed_up(visit: Visit, as_role: AsRole) -> None:
    _, review = visit.house.desk.submit(inquiry(COMPLAINT))
    first = act.open_review(visit, review.id)
    assert "建议升级" in draft_html(first)
    up = act.open_review(as_role("李慎", "senior"), passed_up(visit, first).review.escalated_to)
    assert "建议升级" not in draft_html(up)


def test_turned_down_says_that_nobody_answered_and_drafts_anew_once(visit: Visit, opened: Opened) -> None:
    done = act.decide(visit, opened, opened.text, DecisionKind.REJECT, "答非所问")
    assert "客户还没有收到回复" in outcome_html(done)
    assert 'data-act="redraft"' in outcome_html(done)
    anew = act.redraft(visit, done)
    assert anew.open
    assert "退回后重新起草（张敏）</b>：答非所问" in outcome_html(anew)
    assert f'data-id="{anew.review.id}"' in rows(visit, "open")
    said = outcome_html(act.open_review(visit, opened.review.id))
    assert 'data-act="redraft"' not in said
    assert f'data-id="{anew.review.id}"' in said
    with pytest.raises(StaleReview):
        act.redraft(visit, done)


def test_a_row_with_something_to_read_is_not_called_clean(visit: Visit, opened: Opened) -> None:
    assert "无命中" in rows(visit, "open")
    finding: dict[str, Any] = {"id": "f1", "rule": "RD0430", "rule_version": "1", "severity": "info", "text": "样例"}
    check = opened.review.check | {"findings": [finding]}
    visit.house.store.reviews.revise(opened.review.id, opened.text, check, revision=1, person="张敏")
    shown = rows(visit, "open")
    assert "参考 1" in shown
    assert "无命中" not in shown


@pytest.mark.browser
@pytest.mark.slow
def test_two_people_in_a_demo(browser: Any, tmp_path: Any) -> None:
    with served(tmp_path, "demo") as server, window(browser, server) as one, window(browser, server, width=390) as two:
        enter(one, server, "周敏")
        paste(one, COMPLAINT, "孙女士")
        one.fill("#rd-reason textarea, #rd-reason input", "客户要举报，请负责人接手")
        one.click("#rd-escalate")
        says(one, "#rd-outcome", "已转到有权限的同事那里：待处理")
        assert one.locator(".rd-row", has_text="孙女士").count() == 0

        enter(two, server, "陈总")
        two.get_by_label("待我复核").check(force=True)
        two.locator(".rd-row", has_text="孙女士").click()
        says(two, "#rd-outcome", "周敏 升级上来的：客户要举报，请负责人接手")
        two.wait_for_selector(
            "#rd-outcome .rd-passed", state="visible"
        )  # drawn anew now and then: one look may fall in between
        two.click("#rd-customer [data-act=claim]")
        says(two, "#rd-customer", "您已领取")
        two.click("#rd-approve")
        says(two, "#rd-second", "已由您批准")

        one.click("#rd-outcome [data-act=open]")
        says(one, "#rd-outcome", "由资深顾问、合规或主管处理")
        approve_says(one, "您的权限不能批准")
        assert one.is_disabled("#rd-escalate")

        one.click("#rd-state label:has-text('待办')")
        paste(one, "公积金贷要准备什么材料？", "郑女士")
        one.fill("#rd-reason textarea, #rd-reason input", "口气太生硬")
        one.click("#rd-reject")
        says(one, "#rd-outcome", "客户还没有收到回复")
        one.click("#rd-outcome [data-act=redraft]")
        says(one, "#rd-outcome", "退回后重新起草（周敏）：口气太生硬")
        says(one, ".rd-row.is-current", "郑女士")
        one.click("#rd-approve")
        says(one, "#rd-outcome", "已批准")
