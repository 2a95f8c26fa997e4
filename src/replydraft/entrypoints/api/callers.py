"""Who calls: a service key with scopes, or a person with a user token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from replydraft.bootstrap import House
from replydraft.domain.people import Key, Person
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


def allowed(*scopes: str) -> Callable[[Key], Key]:
    """A dependency: people may, service keys with one of `scopes` may. Raises Problem 403 otherwise."""

    def dependency(key: Recognised) -> Key:
        if key.person is None and not set(scopes) & set(key.scopes):
            raise Problem(403, "forbidden", "没有权限", f"this needs scope {' or '.join(scopes)}, or a user token")
        return key

    return dependency


def person(key: Recognised) -> Person:
    """Raises Problem 403 for a service key: only a person may do this."""
    if key.person is None:
        raise Problem(403, "person_required", "必须由本人操作", "this needs a user token; a service key never decides")
    return key.person


MayCheck = Annotated[Key, Depends(allowed("check"))]
MayDraft = Annotated[Key, Depends(allowed("draft"))]
MaySearch = Annotated[Key, Depends(allowed("draft", "check"))]
APerson = Annotated[Person, Depends(person)]
