"""A house with a real store and a real desk; only what is behind our ports is scripted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI, Request
from screen_browser import FLAGS, PASSWORD, REPO, chromium, served
from screen_samples import HERE, REPLY
from starlette.testclient import TestClient

from replydraft.adapters.store import Store, open_store
from replydraft.compliance.rulebook import RuleBook
from replydraft.consenting import ConsentDesk
from replydraft.domain.finding import Family
from replydraft.domain.operator import OperatorProfile
from replydraft.entrypoints.screen.gate import PERSON, Gate
from replydraft.entrypoints.screen.login import SignIn
from replydraft.entrypoints.screen.visits import Visit
from replydraft.pipeline import ReplyDesk
from replydraft.reviewing import ReviewRoom
from replydraft.testing import FixedRetriever, PhraseChecker, ScriptedDrafter, ScriptedJudge


class NoKnowledge:
    """Nothing known, nothing quotable."""

    version = "none"

    def products_on(self, as_of: date) -> tuple[Any, ...]:
        return ()

    laws_on = quotable_on = products_on


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Any]:
    store = open_store(tmp_path / "screen.db")
    operator = OperatorProfile(company="海州演示信息咨询有限公司", short_name="演示助贷", licence_status="", demo=True)
    drafter = ScriptedDrafter(REPLY)
    checker = PhraseChecker({"包您能批": Family.OVER_PROMISE, "6.66%": Family.UNGROUNDED})
    knowledge: Any = NoKnowledge()
    desk = ReplyDesk(
        knowledge=knowledge, operator=operator, operator_texts=(), retriever=FixedRetriever(), drafter=drafter,
        last_resort=drafter, checker=checker, judge=ScriptedJudge(), audit=store.audit, reviews=store.reviews,
        consents=store.consents,
    )  # fmt: skip
    book = RuleBook(version="none", rules=(), disclosures=(), citations={}, facts=())
    yield SimpleNamespace(
        desk=desk,
        room=ReviewRoom(desk, store.reviews),
        consents=ConsentDesk(store.consents),
        store=store,
        knowledge=knowledge,
        operator=operator,
        rulebook=book,
    )
    store.close()


@pytest.fixture
def visit(house: Any) -> Visit:
    """An advisor who belongs to no branch, at the screen."""
    return Visit(house, house.store.people.ensure("张敏"))


@pytest.fixture
def as_role(house: Any) -> Callable[..., Visit]:
    """Somebody of another name, role and branch, at the screen."""

    def at(name: str, role: str = "advisor", branch: str = "") -> Visit:
        return Visit(house, house.store.people.ensure(name, role=role, branch=branch))

    return at


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for a file of tests; each window of it is a browser of its own."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as p:
        yield p.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def store(office_folder: Path) -> Iterator[Store]:
    """The store of an office with people in it, open beside the server."""
    store = open_store(office_folder / "home" / "replydraft.db")
    store.people.begin("管事", password=PASSWORD)
    for name, role in (("周敏", "advisor"), ("李慎", "senior"), ("吴双", "advisor")):
        store.people.add(name, role=role, password=PASSWORD, actor="管事")
    yield store
    store.close()


@pytest.fixture(scope="module")
def server(office_folder: Path, store: Store) -> Iterator[str]:
    """The address of that office: `replydraft serve`, which drafts without waiting for further bubbles."""
    profile = office_folder / "operator.toml"
    profile.write_text((REPO / "operator.toml").read_text("utf-8").replace("bubble_s = 8", "bubble_s = 0"))
    with served(office_folder, "serve", "--operator", str(profile)) as address:
        yield address


@pytest.fixture
def client(house: Any) -> Callable[..., TestClient]:
    """A browser without pages; what it sends carries our own Origin unless told otherwise."""

    def make(
        *, base: str = HERE, address: str = "127.0.0.1", demo: bool = False, local_only: bool = True
    ) -> TestClient:
        app = FastAPI()
        SignIn(house, demo=demo).connect(app)

        def screen(request: Request) -> dict[str, Any]:
            person = request.scope.get(PERSON)
            return {"as": person.name if person else None}

        for path in ("/ui/", "/ui/queue/join", "/ui/assets/x.js", "/v1/checks", "/uixyz"):
            app.add_api_route(path, screen, methods=["GET", "POST"])
        app.add_middleware(Gate, house=house, local_only=local_only)
        return TestClient(app, base_url=base, client=(address, 5), headers={"origin": base}, follow_redirects=False)

    return make
