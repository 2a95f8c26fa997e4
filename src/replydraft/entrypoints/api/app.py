"""The HTTP API over an open house."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from replydraft import __version__
from replydraft.bootstrap import House
from replydraft.entrypoints.api import (
    afterwards,
    checks,
    consents,
    deciding,
    drafts,
    events,
    health,
    keys,
    lookups,
    messages,
    people,
    problems,
    releasing,
    reviews,
    signing_in,
)
from replydraft.entrypoints.api.page import POLICY, docs_page, first_sentence


def create_api(house: House) -> FastAPI:
    """The app; it keeps nothing of its own and closes nothing. `/docs` loads nothing from elsewhere."""
    api = FastAPI(
        title="replydraft",
        version=__version__,
        summary="贷款中介回复草稿：起草、合规检查、人工审核",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.house = house
    problems.install(api)
    parts = (
        health,
        signing_in,
        checks,
        messages,
        consents,
        drafts,
        reviews,
        deciding,
        releasing,
        afterwards,
        lookups,
        events,
        people,
        keys,
    )
    for part in parts:
        for route in part.router.routes:
            if isinstance(route, APIRoute):
                route.summary = first_sentence(route.description)
        api.include_router(part.router)

    @api.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(api.openapi()), headers={"content-security-policy": POLICY})

    return api
