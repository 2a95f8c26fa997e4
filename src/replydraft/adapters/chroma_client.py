"""Chroma's client, made to reach what it is told to and nothing else.

By itself Chroma takes its settings from the environment and from a `.env` file in the working folder (another server, a
collector of traces that native code sends to), and sends what is for this machine through a proxy named there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import fastapi
from chromadb.config import Settings

from replydraft.adapters.loopback import require_loopback

WHERE = "REPLYDRAFT_CHROMA_URL"


class _Told(Settings):  # type: ignore[misc]
    """Settings as given in the call, whatever the environment says."""

    @classmethod
    def settings_customise_sources(cls, *_: Any, init_settings: Any, **__: Any) -> tuple[Any, ...]:
        return (init_settings,)


class _Direct(fastapi.FastAPI):  # type: ignore[misc]
    """The client of a server, without the environment's proxies; no redirect is followed."""

    _session: Any

    def __init__(self, system: Any) -> None:
        super().__init__(system)
        made = self._session
        self._session = httpx.Client(
            timeout=made.timeout, limits=self.http_limits, headers=made.headers, trust_env=False
        )
        made.close()


fastapi.FastAPI = _Direct  # found by its name, which Chroma does not let us choose


def open_client(location: Path | str) -> Any:
    """A folder's index, or the server at an address of this machine. Raises ContentError; whatever Chroma raises."""
    settings = _Told(anonymized_telemetry=False)
    if isinstance(location, Path):
        return chromadb.PersistentClient(path=str(location), settings=settings)
    url = urlsplit(require_loopback(location, where=WHERE))
    secure = url.scheme == "https"
    return chromadb.HttpClient(
        host=url.hostname or "", port=url.port or (443 if secure else 80), ssl=secure, settings=settings
    )
