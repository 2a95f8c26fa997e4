"""授权记录 at the screen: seen beside the customer, recorded with a form, taken back only when asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screen_browser import approve_says, enter_office, says, window
from screen_samples import inquiry, kinds

from replydraft.adapters.store import Store
from replydraft.domain.conversation import Message
from replydraft.entrypoints.screen import consent_actions
from replydraft.entrypoints.screen import review_actions as act
from replydraft.entrypoints.screen.consent_view import consents_html
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import ConsentNotFound

FORM: dict[str, Any] = {
    "act": "consent_record", "recipients": "江北银行、城东银行", "data": ["流水", "征信"], "purpose": "装修贷款",
    "how": "signed", "evidence": "授权书 A-7", "until": "",
}  # fmt: skip


@pytest.fixture
def opened(house: Any, visit: Visit) -> Opened:
    _, review = house.desk.submit(inquiry(), customer_ref="crm-1")
    return consent_actions.opened_now(visit, review.id)


def test_nothing_is_on_record_yet(opened: Opened) -> None:
    html = customer_html(opened.review, opened.stands)
    assert "没有有效授权，不能向机构提供资料、查征信" in html
    assert 'data-act="consent_record"' in html
    assert 'data-act="consent_withdraw"' not in html


def test_a_form_records_and_a_press_takes_back(house: Any, visit: Visit, opened: Opened) -> None:
    now = consent_actions.done(visit, opened, opened.text, FORM)
    html = consents_html(now.stands)
    for words in ("1 条有效", "流水、征信", "江北银行、城东银行", "装修贷款", "签署授权书", "有效"):
        assert words in html
    [record] = now.stands.consents or ()
    gone = consent_actions.done(visit, now, now.text, {"act": "consent_withdraw", "id": record.id})
    assert "已撤回" in consents_html(gone.stands)
    assert 'data-act="consent_withdraw"' not in consents_html(gone.stands)
    assert kinds(house)[-2:] == ["consent.recorded", "consent.withdrawn"]


@pytest.mark.parametrize(
    ("change", "says_why"),
    [
        ({"recipients": " "}, "哪家机构"),
        ({"recipients": "合作机构"}, "统称"),
        ({"data": []}, "哪些信息"),
        ({"purpose": ""}, "用途"),
    ],
)
def test_what_is_left_out_is_said(visit: Visit, opened: Opened, change: dict[str, Any], says_why: str) -> None:
    with pytest.raises(ScreenRefusal, match=says_why):
        consent_actions.done(visit, opened, opened.text, FORM | change)
    assert visit.house.store.consents.list("crm-1") == ()


def test_identifiers_in_it_are_masked_until_somebody_looks(visit: Visit, opened: Opened) -> None:
    now = consent_actions.done(visit, opened, opened.text, FORM | {"purpose": "给13812340000申请"})
    assert "13812340000" not in consents_html(now.stands)
    assert "13812340000" in consents_html(now.stands, unmasked=True)


def test_words_from_outside_are_escaped(visit: Visit, opened: Opened) -> None:
    now = consent_actions.done(visit, opened, opened.text, FORM | {"recipients": "<b>银行</b>"})
    assert "<b>银行" not in consents_html(now.stands)


def test_without_a_reference_there_is_no_ledger(house: Any, visit: Visit) -> None:
    _, review = house.desk.submit(inquiry())
    opened = act.open_review(visit, review.id)
    assert consents_html(opened.stands) == ""
    with pytest.raises(ScreenRefusal, match="没有客户编号"):
        consent_actions.done(visit, opened, opened.text, FORM)


def test_another_customers_consent_is_not_taken_back_from_here(
    house: Any, visit: Visit, opened: Opened, as_role: Callable[..., Visit]
) -> None:
    _, other = house.desk.submit(inquiry(), customer_ref="crm-2")
    theirs = consent_actions.done(visit, act.open_review(visit, other.id), "您好", FORM)
    [record] = theirs.stands.consents or ()
    with pytest.raises(ConsentNotFound):
        consent_actions.done(as_role("吴双"), opened, opened.text, {"act": "consent_withdraw", "id": record.id})


@pytest.mark.browser
@pytest.mark.slow
def test_in_a_browser(browser: Any, server: str, store: Store) -> None:
    from datetime import UTC, datetime

    said = Message("wx-consent", "m1", "crm-consent", "customer", "text", "流水发你了，后面怎么走？", datetime.now(UTC))
    store.conversations.receive(said, actor="rk_crm")
    with window(browser, server) as page:
        enter_office(page, server, "周敏")
        row = page.locator(".rd-row", has_text="流水发你了")
        row.wait_for(timeout=45_000)
        row.click()
        says(page, "#rd-customer", "没有有效授权")
        page.fill("#rd-editor textarea", "您好，您的流水我已经发给江北银行了，有消息马上告诉您。")
        says(page, "#rd-findings", "没有客户给江北银行流水的授权记录")
        approve_says(page, "必须修改")
        page.click(".rd-consent-new > summary")
        page.fill("[data-field=recipients]", "江北银行")
        page.check("[data-field=data][value=流水]")
        page.select_option("[data-field=how]", "signed")
        page.click("[data-act=consent_record]")
        says(page, "#rd-notice", "授权已登记")
        says(page, "#rd-customer", "1 条有效")
        approve_says(page, "批准")
        page.click(".rd-consents li .rd-look > summary")
        says(page, "#rd-customer", "客户要撤回？")
        page.click("[data-act=consent_withdraw]")
        says(page, "#rd-notice", "撤回已登记")
        says(page, "#rd-customer", "已撤回")
        says(page, "#rd-findings", "撤回给江北银行流水的授权")
        approve_says(page, "必须修改")
    assert [e.kind for e in store.audit.events() if e.kind.startswith("consent.")] == [
        "consent.recorded", "consent.withdrawn",
    ]  # fmt: skip
    assert store.first_broken() is None
