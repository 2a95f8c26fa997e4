"""The API over a whole real house, in a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House, open_house
from replydraft.entrypoints.api.app import create_api
from replydraft.settings import load_settings

PERSON = "周可"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("REPLYDRAFT_")]:
            patch.delenv(name)
        settings = replace(load_settings(), home=tmp_path_factory.mktemp("api") / "home")
    with open_house(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def tokens(house: House) -> dict[str, str]:
    """One token for each kind of caller."""
    made = {scope: house.store.keys.create(f"only-{scope}", scopes=[scope]) for scope in ("check", "draft", "messages")}
    made["person"] = house.store.keys.create_for(house.store.people.ensure(PERSON))
    made["colleague"] = house.store.keys.create_for(house.store.people.ensure("吴双"))
    return made


@pytest.fixture
def calling(house: House, tokens: dict[str, str]) -> Callable[[str], TestClient]:
    """A client for one kind of caller; `nobody` sends no token."""
    api = create_api(house)

    def client(who: str) -> TestClient:
        headers = {"Authorization": f"Bearer {tokens[who]}"} if who in tokens else {}
        return TestClient(api, headers=headers)

    return client


@pytest.fixture
def person(calling: Callable[[str], TestClient]) -> TestClient:
    return calling("person")


@pytest.fixture
def drafted(person: TestClient) -> dict[str, Any]:
    """A draft whose review is waiting."""
    asked = {"id": "q1", "customer": "你好，想问下办理一般要多久，需要准备哪些材料？", "customer_ref": "crm-9"}
    answer = person.post("/v1/drafts", json=asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
