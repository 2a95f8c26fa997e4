"""Who calls: a service key with scopes, or a person with a user token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from replydraft.bootstrap import House
from replydraft.domain.people import Caller, Key
from replydraft.domain.permissions import Action, Reach, reach, require
from replydraft.entrypoints.api.problems import Problem

bearer = HTTPBearer(auto_error=False, description="A service key (`rk_…`) or a person's user token (`ru_…`).")

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


OfHouse = Annotated[House, Depends(house_of)]


def recognised(house: OfHouse, credentials: Credentials) -> Key:
    """Raises Problem 401."""
    key = house.store.keys.recognise(credentials.credentials) if credentials else None
    if key is None:
        said = "missing" if credentials is None else "unknown, expired or revoked"
        headers = {"WWW-Authenticate": 'Bearer realm="replydraft"'}
        raise Problem(
            401, "unauthorized", "需要有效的密钥或令牌", f"Authorization: Bearer … is {said}", headers=headers
        )
    return key


Recognised = Annotated[Key, Depends(recognised)]


def allowed(action: Action) -> Callable[[Key], Caller]:
    """A dependency: callers who may do this somewhere. Raises NotAllowed; the room asks again about the branch."""

    def dependency(key: Recognised) -> Caller:
        caller = key.caller
        if reach(caller, action) is Reach.NONE:
            require(caller, action)
        return caller

    return dependency


MayCheck = Annotated[Caller, Depends(allowed(Action.CHECK))]
MayDraft = Annotated[Caller, Depends(allowed(Action.DRAFT))]
MaySearch = Annotated[Caller, Depends(allowed(Action.SEARCH))]
MayPost = Annotated[Caller, Depends(allowed(Action.MESSAGE))]
MayRead = Annotated[Caller, Depends(allowed(Action.REVIEW_READ))]
MayClaim = Annotated[Caller, Depends(allowed(Action.REVIEW_CLAIM))]
MayEdit = Annotated[Caller, Depends(allowed(Action.REVIEW_EDIT))]
MayDecide = Annotated[Caller, Depends(allowed(Action.REVIEW_DECIDE))]
MayRelease = Annotated[Caller, Depends(allowed(Action.FINDING_RELEASE))]
MaySend = Annotated[Caller, Depends(allowed(Action.REVIEW_SENT))]
MaySayMore = Annotated[Caller, Depends(allowed(Action.REVIEW_FEEDBACK))]
MayUnmask = Annotated[Caller, Depends(allowed(Action.CUSTOMER_UNMASK))]
MayReadConsents = Annotated[Caller, Depends(allowed(Action.CONSENT_READ))]
MayRecordConsent = Annotated[Caller, Depends(allowed(Action.CONSENT_RECORD))]
MayWithdrawConsent = Annotated[Caller, Depends(allowed(Action.CONSENT_WITHDRAW))]
MayFollow = Annotated[Caller, Depends(allowed(Action.EVENTS_READ))]
MaySeePeople = Annotated[Caller, Depends(allowed(Action.PEOPLE_READ))]
MayChangePeople = Annotated[Caller, Depends(allowed(Action.PEOPLE_CHANGE))]
MayChangeKeys = Annotated[Caller, Depends(allowed(Action.KEYS_CHANGE))]
