"""`/docs`: the calls of the API on one plain page, written by us from the OpenAPI description.

The page FastAPI brings loads its scripts from elsewhere; this one loads nothing.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>replydraft API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
code {{ font-family: ui-monospace, monospace; }}
td, th {{ text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; }}
</style></head><body>
<h1>replydraft API {version}</h1>
<p>请求头带 <code>Authorization: Bearer rk_…</code>（程序）或 <code>ru_…</code>（本人）。
完整说明：<a href="openapi.json">openapi.json</a></p>
<table><tr><th>调用</th><th>说明</th><th>回应</th></tr>
{rows}
</table></body></html>
"""


def first_sentence(description: str) -> str:
    """The summary of a call: what its description begins with, without the full stop."""
    return re.split(r"[.;:](?:\s|$)", description.strip(), maxsplit=1)[0]


def docs_page(openapi: dict[str, Any]) -> str:
    """One row a call: method and path, what it does, which statuses it answers with."""
    rows = []
    for path, calls in openapi["paths"].items():
        for method, call in calls.items():
            said = escape(call.get("description") or call.get("summary") or "")
            answers = " ".join(sorted(call.get("responses", {})))
            rows.append(
                f"<tr><td><code>{method.upper()} {escape(path)}</code></td><td>{said}</td><td>{answers}</td></tr>"
            )
    return _PAGE.format(version=escape(openapi["info"]["version"]), rows="\n".join(rows))
