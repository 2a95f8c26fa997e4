"""Put the review screen and its sign-in on the API's application: at /ui and /login, behind the gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.costs.card_html import CARD_CSS
from replydraft.entrypoints.screen.gate import PERSON, SCREEN, Gate

if TYPE_CHECKING:
    from replydraft.bootstrap import House

FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
_HERE = Path(__file__).parent
# Gradio keeps `css` to what stands inside the page; this is about what stands around it: nothing sticks in what is cut off
_HEAD = "<style>.gradio-container { overflow: visible !important; }</style>"


def mount_screen(api: Any, house: House, *, demo: bool = False, local_only: bool = True) -> Any:
    """The same application with the screen on it; `/` leads there.

    `demo`: fictional people may be entered as. `local_only`: nobody but this computer comes near.
    """
    import os

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    from starlette.responses import FileResponse, JSONResponse, RedirectResponse

    from replydraft.entrypoints.screen.login import SignIn
    from replydraft.entrypoints.screen.page import TITLE, build_page

    page = build_page(house)
    page.queue(default_concurrency_limit=8)

    def first_page() -> RedirectResponse:
        return RedirectResponse(f"{SCREEN}/")

    def icon() -> FileResponse:
        return FileResponse(_HERE / "favicon.svg", media_type="image/svg+xml")

    def whoever(request: Any) -> str | None:
        """For Gradio: whom the gate let through; nobody where it did not."""
        person = request.scope.get(PERSON)
        return person.id if person is not None else None

    def manifest() -> JSONResponse:
        """What a browser calls the screen where it is kept as an app. Gradio's page asks for it at the root of the host."""
        picture = {"src": "/favicon.ico", "type": "image/svg+xml", "sizes": "any"}
        about = {
            "name": TITLE,
            "short_name": "审核台",
            "start_url": f"{SCREEN}/",
            "display": "browser",
            "icons": [picture],
        }
        return JSONResponse(about, media_type="application/manifest+json")

    for path, page_of in (("/", first_page), ("/favicon.ico", icon), ("/manifest.json", manifest)):
        api.add_api_route(path, page_of, methods=["GET"], include_in_schema=False)
    SignIn(house, demo=demo and house.operator.demo).connect(api)

    theme = gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=["ui-monospace", "Menlo", "monospace"]
    ).set(block_border_width="1px", block_label_border_width="0px")
    app = gr.mount_gradio_app(
        api, page, SCREEN, auth_dependency=whoever, theme=theme, css=CARD_CSS + "".join((_HERE / name).read_text("utf-8") for name in ("screen.css", "tables.css", "sheet.css", "narrow.css")),
        js=(_HERE / "screen.js").read_text("utf-8"), head=_HEAD, ssr_mode=False, footer_links=[], show_error=False,
        max_file_size="1kb", mcp_server=False, run_history=False,
    )  # fmt: skip
    app.add_middleware(Gate, house=house, local_only=local_only)
    return app
