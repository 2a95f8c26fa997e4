"""`/healthz` and `/readyz`: is the process alive, can it do its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from replydraft.bootstrap import House
from replydraft.entrypoints.api.callers import OfHouse
from replydraft.entrypoints.api.problems import log
from replydraft.entrypoints.days import today
from replydraft.errors import ContentError, ReplydraftError

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


def _dependencies(house: House) -> dict[str, Callable[[], None]]:
    def rules() -> None:
        if not house.rulebook.rules:
            raise ContentError("no rules")

    def knowledge() -> None:
        if not house.knowledge.quotable_on(today()):
            raise ContentError("nothing quotable today")

    def retrieval() -> None:
        house.desk.retriever.search("贷款", as_of=today(), k=1, kind=None)

    return {"store": house.store.ping, "rules": rules, "knowledge": knowledge, "retrieval": retrieval}


@router.get("/readyz", responses={503: {"description": "a dependency is not ready"}})
def ready(house: OfHouse) -> JSONResponse:
    """Each dependency is asked; 503 unless every one can be used. Says which, never why (that is in the log)."""
    state: dict[str, Any] = {}
    for name, ask in _dependencies(house).items():
        try:
            ask()
        except ReplydraftError as e:
            log.error("not ready: %s: %s %s", name, e.code, e)
            state[name] = {"ok": False, "code": e.code}
        else:
            state[name] = {"ok": True}
    state["drafter"] = {"ok": True, "name": house.desk.drafter.name}
    whole = all(part["ok"] for part in state.values())
    return JSONResponse({"status": "ready" if whole else "not_ready", "checks": state}, 200 if whole else 503)
