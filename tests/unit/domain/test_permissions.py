"""The one table of permissions: asked of every caller, and the page that people read is written from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from replydraft.domain.people import SCOPES, Caller, Person, Role
from replydraft.domain.permissions import TABLE, Action, Reach, may, reach, require, table_page
from replydraft.errors import NotAllowed

REPO = Path(__file__).resolve().parents[3]
OWN, OTHER = "城东", "城西"


def somebody(role: str, *, branch: str = OWN, active: bool = True) -> Caller:
    return Caller.of(Person("pe_1", "周可", role, datetime.now(UTC), branch, active))


def program(*scopes: str) -> Caller:
    return Caller("rk_1", None, scopes)


def test_every_action_has_a_line_in_chinese() -> None:
    assert set(TABLE) == set(Action)
    assert all(any("一" <= c <= "鿿" for c in grant.says) for grant in TABLE.values())
    assert len({grant.says for grant in TABLE.values()}) == len(TABLE)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_as_far_as_its_column(role: Role, action: Action) -> None:
    said, caller = getattr(TABLE[action], role.value), somebody(role)
    assert reach(caller, action) is said
    allowed = {branch: may(caller, action, branch) for branch in (OWN, OTHER, "")}
    assert allowed == {
        OWN: said is not Reach.NONE,
        OTHER: said is Reach.ALL,
        "": said is not Reach.NONE,
    }
    homeless = somebody(role, branch="")
    assert may(homeless, action, OTHER) is (said is Reach.ALL)
    assert may(homeless, action, "") is (said is not Reach.NONE)
    for branch, ok in allowed.items():
        if ok:
            require(caller, action, branch)
        else:
            with pytest.raises(NotAllowed) as refused:
                require(caller, action, branch)
            assert refused.value.code == "forbidden"


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_reaches_every_branch_or_nothing(scope: str, action: Action) -> None:
    grant, caller = TABLE[action], program(scope)
    ok = scope in grant.scopes
    assert [may(caller, action, branch) for branch in (OWN, OTHER, "")] == [ok] * 3
    if not ok:
        with pytest.raises(NotAllowed) as refused:
            require(caller, action)
        assert refused.value.code == ("forbidden" if grant.scopes else "person_required")


@pytest.mark.parametrize("action", Action)
def test_who_is_out_of_service_unknown_or_nobody_may_nothing(action: Action) -> None:
    out = [somebody(role, active=False) for role in Role]
    odd = [somebody("boss"), somebody("says"), somebody("scopes"), somebody("of"), somebody("")]
    for caller in (*out, *odd, program(), program("everything"), program("ADMIN")):
        assert not any(may(caller, action, branch) for branch in (OWN, OTHER, ""))
        with pytest.raises(NotAllowed):
            require(caller, action)


def test_a_service_key_never_decides_nor_sees_identifiers_nor_keeps_the_house() -> None:
    for action in (
        Action.REVIEW_CLAIM, Action.REVIEW_TAKE_OVER, Action.REVIEW_EDIT, Action.REVIEW_DECIDE, Action.REVIEW_SECOND,
        Action.REVIEW_ESCALATED, Action.FINDING_RELEASE,
        Action.CUSTOMER_UNMASK, Action.CUSTOMER_EXPORT, Action.CUSTOMER_ERASE, Action.PEOPLE_CHANGE, Action.KEYS_CHANGE,
        Action.RULES_CHANGE, Action.KNOWLEDGE_CHANGE, Action.STORE_KEEP,
    ):  # fmt: skip
        assert not TABLE[action].scopes
        assert not may(program(*SCOPES), action)


def test_a_refusal_names_no_person() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(somebody(Role.ADVISOR), Action.STORE_KEEP)
    assert "周可" not in str(refused.value)
    assert "store.keep" in str(refused.value)


def test_the_page_is_the_table() -> None:
    page = (REPO / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert page == table_page(), "run make docs"
    assert page.count("\n| `") == len(Action)
