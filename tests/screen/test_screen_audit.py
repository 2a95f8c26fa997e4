"""审计: whose record it is, as far as whoever looks may know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screen_samples import inquiry

from replydraft.entrypoints.screen.audit_tab import audit_html
from replydraft.entrypoints.screen.visits import Visit

AsRole = Callable[..., Visit]
NAME, PHONE = "欧阳小明", "13812340000"


def submitted(house: Any, branch: str = "") -> Any:
    asked = inquiry(f"我的手机{PHONE}，什么时候放款？", profile={"name": NAME, "phone": PHONE})
    return house.desk.submit(asked, branch=branch)[1]


def test_the_masked_name_stands_beside_every_record_of_a_review_and_of_its_draft(house: Any, as_role: AsRole) -> None:
    review = submitted(house)
    html = audit_html(as_role("王合", "compliance"))
    assert html.count("<code>" + review.id) >= 1
    assert html.count("欧**") >= 3  # drafted, ready, opened
    assert "小明" not in html
    assert PHONE not in html


@pytest.mark.parametrize(
    ("role", "branch", "shown"), [("manager", "东湖店", False), ("manager", "西山店", True), ("compliance", "", True)]
)
def test_the_name_is_for_those_only_who_may_see_the_review(
    house: Any, as_role: AsRole, role: str, branch: str, shown: bool
) -> None:
    submitted(house, "西山店")
    html = audit_html(as_role("某人", role, branch))
    assert ("欧**" in html) is shown
    assert "rv_" in html


def test_records_that_are_no_customers_name_nobody(house: Any, as_role: AsRole) -> None:
    html = audit_html(as_role("王合", "compliance"))
    assert '<td data-label="客户">—</td>' in html
