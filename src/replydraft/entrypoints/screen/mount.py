"""Put the review screen on the API's application: at /ui, for this computer only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.entrypoints.screen.gate import LocalOnly

if TYPE_CHECKING:
    from replydraft.bootstrap import House

PATH = "/ui"
FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
_HERE = Path(__file__).parent


def mount_screen(api: Any, house: House) -> Any:
    """The same application with the screen on it; `/` leads there."""
    import os

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    from starlette.responses import FileResponse, RedirectResponse

    from replydraft.entrypoints.screen.page import build_page

    page = build_page(house)
    page.queue(default_concurrency_limit=8)

    def first_page() -> RedirectResponse:
        return RedirectResponse(f"{PATH}/")

    def icon() -> FileResponse:
        return FileResponse(_HERE / "favicon.svg", media_type="image/svg+xml")

    for path, page_of in (("/", first_page), ("/favicon.ico", icon)):
        api.add_api_route(path, page_of, methods=["GET"], include_in_schema=False)

    theme = gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=["ui-monospace", "Menlo", "monospace"]
    ).set(block_border_width="1px", block_label_border_width="0px")
    app = gr.mount_gradio_app(
        api, page, PATH, theme=theme, css=(_HERE / "screen.css").read_text("utf-8"),
        js=(_HERE / "screen.js").read_text("utf-8"), ssr_mode=False, footer_links=[], show_error=False,
        max_file_size="1kb", mcp_server=False,
    )  # fmt: skip
    app.add_middleware(LocalOnly, prefix=PATH)
    return app
