"""The API over a whole real house, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from offices import OURS, THEIRS, Office, opened
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.people import SCOPES, Role
from replydraft.entrypoints.api.app import create_api

PERSON = "周可"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("api") / "home") as house:
        yield house


@pytest.fixture(scope="session")
def tokens(house: House) -> dict[str, str]:
    """One token for each kind of caller."""
    made = {scope: house.store.keys.create(f"only-{scope}", scopes=[scope]) for scope in SCOPES if scope != "admin"}
    made["person"] = house.store.keys.create_for(house.store.people.ensure(PERSON))
    made["colleague"] = house.store.keys.create_for(house.store.people.ensure("吴双"))
    made["admin"] = house.store.keys.create_for(house.store.people.ensure("管事", role=Role.ADMIN))
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


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Callers: every role of `OURS`, `<role>@` of `THEIRS`, `inactive`, `key:<scope>`, `nobody`."""
    with opened(tmp_path_factory.mktemp("office") / "home", alone_after_s=0) as house:
        api, store = create_api(house), house.store
        people = {role.value: store.people.ensure(f"{role.value} 甲", role=role, branch=OURS) for role in Role}
        people |= {f"{role.value}@": store.people.ensure(f"{role.value} 乙", role=role, branch=THEIRS) for role in Role}
        people["inactive"] = store.people.ensure("离职的", role=Role.MANAGER, branch=OURS)
        tokens = {name: store.keys.create_for(person) for name, person in people.items()}
        tokens |= {f"key:{scope}": store.keys.create(scope, scopes=[scope]) for scope in SCOPES}
        store.people.change(people["inactive"].id, active=False, actor="test")
        clients = {name: TestClient(api, headers={"Authorization": f"Bearer {t}"}) for name, t in tokens.items()}
        yield Office(house, clients | {"nobody": TestClient(api)}, people)
