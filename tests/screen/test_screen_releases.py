"""放行 at the screen: offered to compliance, told to everybody else, and not the approver's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from screen_browser import approve_says, enter_office, paste, says, window
from screen_policy import with_policy
from screen_samples import inquiry

from replydraft.adapters.store import Store
from replydraft.domain.operator import SecondPerson
from replydraft.domain.people import Role
from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.entrypoints.screen import review_actions as act
from replydraft.entrypoints.screen.findings_view import findings_html
from replydraft.entrypoints.screen.release_view import mode_of, release_html
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.second_view import may_attest_alone, second_html
from replydraft.entrypoints.screen.shown import approve_button
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import NotAllowed, SecondPersonDue

PROMISE = "您放心，包您能批。"
WHY = "说的是培训里的反面台词"
AsRole = Callable[..., Visit]


@pytest.fixture
def blocked(visit: Visit) -> Opened:
    """As the advisor sees it: saved with a promise in it, and so not approvable."""
    _, review = visit.house.desk.submit(inquiry())
    return act.save(visit, act.recheck(visit, act.open_review(visit, review.id), PROMISE), PROMISE)


def cards(opened: Opened) -> str:
    release = mode_of(opened)
    return findings_html(
        opened.check, opened.dismissed, editable=opened.stands.may_edit, release=lambda f: release_html(f, release)
    )


def let_go(by: Visit, opened: Opened, reason: str = WHY) -> Opened:
    mine = act.open_review(by, opened.review.id)
    return act.let_go(by, mine, mine.text, str(mine.check["findings"][0]["id"]), reason)


def test_an_advisor_is_told_whom_to_ask(visit: Visit, blocked: Opened) -> None:
    assert "可请合规放行" in cards(blocked)
    assert 'data-act="let_go"' not in cards(blocked)
    with pytest.raises(NotAllowed):
        let_go(visit, blocked)


def test_compliance_lets_it_go_and_the_advisor_approves(visit: Visit, blocked: Opened, as_role: AsRole) -> None:
    compliance = as_role("王合", Role.COMPLIANCE)
    theirs = act.open_review(compliance, blocked.review.id)
    assert 'data-act="let_go"' in cards(theirs)
    with pytest.raises(ScreenRefusal, match="为什么是误拦"):
        let_go(compliance, blocked, " ")
    done = let_go(compliance, blocked)
    assert "王合 已放行" in cards(done)
    assert WHY in cards(done)
    assert approve_button(done)["value"] == "张敏正在处理"
    assert "可以批准的同事：张敏" in second_html(done)
    mine = act.open_review(visit, blocked.review.id)
    assert "王合 已放行" in cards(mine)
    assert approve_button(mine)["value"] == "批准"
    approved = act.decide(visit, mine, PROMISE, DecisionKind.APPROVE, "")
    assert approved.review.state is ReviewState.APPROVED


def test_an_edit_shows_it_blocking_again_and_back_again_let_go(visit: Visit, blocked: Opened, as_role: AsRole) -> None:
    let_go(as_role("王合", Role.COMPLIANCE), blocked)
    mine = act.open_review(visit, blocked.review.id)
    edited = act.recheck(visit, mine, PROMISE + "好的。")
    assert "已放行" not in cards(edited)
    assert approve_button(edited)["value"] == "还有 1 处必须修改"
    assert "已放行" in cards(act.recheck(visit, edited, PROMISE))


def test_an_edit_is_saved_first(blocked: Opened, as_role: AsRole) -> None:
    compliance = as_role("王合", Role.COMPLIANCE)
    visit, longer = compliance, PROMISE + "好的。"
    mine = replace(act.open_review(visit, blocked.review.id))
    edited = act.recheck(visit, mine, longer)
    assert mode_of(edited) == "save"
    with pytest.raises(ScreenRefusal, match="先保存"):
        act.let_go(visit, edited, longer, str(edited.check["findings"][0]["id"]), WHY)


def test_one_in_the_shop_attests_it(house: Any) -> None:
    alone = with_policy(
        Visit(house, house.store.people.ensure("王合", role=Role.COMPLIANCE)), SecondPerson(alone_after_s=0)
    )
    _, review = alone.house.desk.submit(inquiry())
    opened = act.save(alone, act.open_review(alone, review.id), PROMISE)
    done = let_go(alone, opened)
    assert may_attest_alone(done)
    assert approve_button(done)["value"] == "单独确认并批准"
    with pytest.raises(SecondPersonDue) as unsaid:
        act.decide(alone, done, PROMISE, DecisionKind.APPROVE, "")
    assert "勾选单独确认" in report(unsaid.value)
    approved = act.decide(alone, done, PROMISE, DecisionKind.APPROVE, "", alone=True)
    assert approved.review.decision is not None
    assert approved.review.decision.alone


@pytest.mark.browser
@pytest.mark.slow
def test_in_two_browsers(browser: Any, server: str, store: Store) -> None:
    store.people.add("王合", role="compliance", password="海州的夏天很长很长啊", actor="管事")
    with window(browser, server) as one, window(browser, server) as two:
        enter_office(one, server, "周敏")
        paste(one, "公积金贷要准备什么材料？", "钱女士")
        one.fill("#rd-editor textarea", "您好，这次培训讲的反面台词是我保证能批。清单稍后发您。")
        says(one, "#rd-findings", "可请合规放行")
        one.click("#rd-save")
        says(one, "#rd-notice", "已保存")
        enter_office(two, server, "王合")
        two.locator(".rd-row", has_text="钱女士").click()
        two.fill(".rd-release input", WHY)
        two.click(".rd-release [data-act=let_go]")
        says(two, "#rd-notice", "已放行这一条")
        says(two, "#rd-findings", "王合 已放行")
        approve_says(two, "周敏正在处理")
        one.locator(".rd-row", has_text="钱女士").click()
        says(one, "#rd-findings", "王合 已放行")
        one.click("#rd-approve")
        says(one, "#rd-outcome", "已批准")
    kinds = [e.kind for e in store.audit.events()]
    assert kinds.count("finding.released") == 1
    assert store.first_broken() is None
