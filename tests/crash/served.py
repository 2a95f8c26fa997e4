"""`replydraft serve`, started by forking a process that has everything imported: a start takes seconds less.

Reads `start` and `reap` from standard input; prints `pid N` and what the service prints (`ended` where it did not stay),
and `reaped`.
"""

from __future__ import annotations

# ruff: noqa: F401 - all of it is imported here, so that no start has to
import os
import signal
import sys
from typing import NoReturn

import filelock
import uvicorn

import replydraft.adapters.bm25_index
import replydraft.adapters.guardrails_ai
import replydraft.adapters.store.migrating
import replydraft.adapters.store.postgres
import replydraft.entrypoints.api.app
import replydraft.entrypoints.screen.mount
import replydraft.entrypoints.screen.samples
import replydraft.entrypoints.serving
from replydraft.entrypoints.cli.main import run


def main() -> None:
    running: int | None = None
    for line in sys.stdin:
        if line.strip() == "reap":
            os.wait()
            running = None
            sys.stdout.write("reaped\n")
        else:
            running = os.fork()
            if running == 0:
                _serve()
            sys.stdout.write(f"pid {running}\n")
        sys.stdout.flush()
    if running is not None:  # whoever asked for it is gone
        os.kill(running, signal.SIGKILL)


def _serve() -> NoReturn:
    os.close(0)
    sys.argv = ["replydraft", "serve", "--port", "0"]
    try:
        run()
    finally:
        sys.stdout.write("ended\n")
        sys.stdout.flush()
        os._exit(1)


if __name__ == "__main__":
    main()
