"""`store` and `place`: each test that asks for one runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from postgres_server import NoServer, Postgres, any_postgres
from store_places import Now, Place, Template, make_template, take_place

from replydraft.adapters import argon2_passwords
from replydraft.adapters.store import Store

__all__ = [
    "empty_place",
    "empty_places",
    "kind",
    "now",
    "place",
    "postgres",
    "postgres_place",
    "quick_hashes",
    "sqlite_place",
    "store",
    "templates",
]

Places = Callable[[str], Place]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of this process. Without one they are skipped; in CI they fail."""
    running = any_postgres()
    try:
        server = running.__enter__()
    except NoServer as e:
        if os.environ.get("CI") == "true":
            pytest.fail(str(e), pytrace=False)
        pytest.skip(str(e))
    try:
        yield server
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work it takes; its cost is tried in the unit tests of its adapter."""
    argon2_passwords._of_nobody.cache_clear()
    monkeypatch.setattr(argon2_passwords, "_hasher", lambda: PasswordHasher(1, 8, 1))


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """Stores made so far, by kind."""
    return {}


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _server(kind: str, request: pytest.FixtureRequest) -> Postgres | None:
    found: Postgres | None = request.getfixturevalue("postgres") if kind == "postgres" else None
    return found


def _gone(place: Place) -> None:
    place.close()
    if place.server is not None:
        place.server.drop(place.address)


@pytest.fixture
def place(
    kind: str,
    tmp_path: Path,
    now: Now,
    templates: dict[str, Template],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Place]:
    """Where a new store is."""
    server = _server(kind, request)
    if kind not in templates:
        templates[kind] = make_template(kind, tmp_path_factory.mktemp(f"made-{kind}"), server)
    made = take_place(kind, tmp_path / "store", now, server, templates[kind])
    yield made
    _gone(made)


@pytest.fixture
def empty_places(tmp_path: Path, now: Now, request: pytest.FixtureRequest) -> Iterator[Places]:
    """Makes places of a kind where nothing is yet."""
    made: list[Place] = []

    def make(kind: str) -> Place:
        server = _server(kind, request)
        made.append(take_place(kind, tmp_path / f"empty-{len(made)}", now, server, None))
        return made[-1]

    yield make
    for each in made:
        _gone(each)


@pytest.fixture
def empty_place(kind: str, empty_places: Places) -> Place:
    """Where nothing is yet."""
    return empty_places(kind)


@pytest.fixture
def sqlite_place(empty_places: Places) -> Place:
    """The same, for what only an SQLite file has."""
    return empty_places("sqlite")


@pytest.fixture
def postgres_place(empty_places: Places) -> Place:
    """The same, for what only a server has."""
    return empty_places("postgres")


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()
