"""The only reader of the environment. Everything else is told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from replydraft.errors import ContentError

_PACKAGE = Path(__file__).resolve().parent
_REPO = _PACKAGE.parent.parent


def _content(name: str) -> Path:
    """A file or folder shipped with us: in the repo where we run from one, else inside the installed package."""
    in_repo = _REPO / name
    if (_REPO / "pyproject.toml").is_file() and in_repo.exists():
        return in_repo
    return _PACKAGE / "_data" / name


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """An OpenAI-compatible chat model. `base_url` empty: none configured, the embedded drafter writes."""

    base_url: str = ""
    model: str = ""
    api_key: str = ""
    structured: str = "json_object"
    """How the provider takes a schema: `json_schema`, `json_object`, `tools` or `none`."""
    deadline_s: float = 30.0
    retries: int = 2


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """An OpenAI-compatible `/v1/embeddings`. `base_url` empty: retrieval is lexical (BM25) only."""

    base_url: str = ""
    model: str = ""
    api_key: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. `home` is made on first use."""

    home: Path
    knowledge: Path
    rules: Path
    operator: Path
    evals: Path
    database_url: str
    """`postgresql://…` or a SQLite file; empty means SQLite in `home`."""
    store_key: str = ""
    """Master keys of the store as base64, the current one first; empty means a key file in `home`."""
    checkpoints: Path | None = None
    """File of signed checkpoints of the audit trail; None means in `home`. Better kept on another machine."""
    chroma_url: str = ""
    """`http://host:port` of a Chroma server; empty means embedded, in `home`."""
    model: ModelSettings = ModelSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    host: str = "127.0.0.1"
    port: int = 7860
    overlays: Path | None = None
    """Folder of the overlays of branches and lenders; None: `overlays` in the rules folder, if there is one."""
    cache_folder: Path | None = None
    """Folder of what can be made anew at any time (the rules as they were read); None: `cache` in `home`."""

    @property
    def cache(self) -> Path:
        return self.cache_folder or self.home / "cache"


def _number(name: str, default: str, kind: type[int] | type[float]) -> int | float:
    raw = os.environ.get(name, default)
    try:
        return kind(raw)
    except ValueError:
        raise ContentError(f"must be a number, not {raw!r}", where=f"environment variable {name}") from None


def load_settings(
    *, knowledge: Path | None = None, rules: Path | None = None, operator: Path | None = None
) -> Settings:
    """Arguments win over the environment, the environment over the defaults. Raises ContentError for a bad number."""
    env = os.environ.get
    home = env("REPLYDRAFT_HOME")
    if not home:
        from platformdirs import user_data_dir

        home = user_data_dir("replydraft", appauthor=False)
    return Settings(
        home=Path(home).expanduser(),
        knowledge=knowledge or Path(env("REPLYDRAFT_KNOWLEDGE") or _content("knowledge")),
        rules=rules or Path(env("REPLYDRAFT_RULES") or _content("guardrails")),
        operator=operator or Path(env("REPLYDRAFT_OPERATOR") or _content("operator.toml")),
        evals=Path(env("REPLYDRAFT_EVALS") or _content("evals")),
        database_url=env("REPLYDRAFT_DATABASE_URL", ""),
        store_key=env("REPLYDRAFT_STORE_KEY", ""),
        checkpoints=Path(env("REPLYDRAFT_CHECKPOINTS", "")).expanduser() if env("REPLYDRAFT_CHECKPOINTS") else None,
        chroma_url=env("REPLYDRAFT_CHROMA_URL", ""),
        model=ModelSettings(
            base_url=env("REPLYDRAFT_LLM_BASE_URL", ""),
            model=env("REPLYDRAFT_LLM_MODEL", ""),
            api_key=env("REPLYDRAFT_LLM_API_KEY", ""),
            structured=env("REPLYDRAFT_LLM_STRUCTURED", "json_object"),
            deadline_s=float(_number("REPLYDRAFT_LLM_DEADLINE", "30", float)),
            retries=int(_number("REPLYDRAFT_LLM_RETRIES", "2", int)),
        ),
        embedding=EmbeddingSettings(
            base_url=env("REPLYDRAFT_EMBEDDING_BASE_URL", ""),
            model=env("REPLYDRAFT_EMBEDDING_MODEL", ""),
            api_key=env("REPLYDRAFT_EMBEDDING_API_KEY", ""),
        ),
        host=env("REPLYDRAFT_HOST", "127.0.0.1"),
        port=int(_number("REPLYDRAFT_PORT", "7860", int)),
        overlays=Path(env("REPLYDRAFT_OVERLAYS", "")).expanduser() if env("REPLYDRAFT_OVERLAYS") else None,
        cache_folder=Path(env("REPLYDRAFT_CACHE", "")).expanduser() if env("REPLYDRAFT_CACHE") else None,
    )


KNOWN = frozenset(
    f"REPLYDRAFT_{name}"
    for name in (
        "HOME", "CACHE", "KNOWLEDGE", "RULES", "OVERLAYS", "OPERATOR", "EVALS", "DATABASE_URL", "STORE_KEY", "CHECKPOINTS", "CHROMA_URL",
        "LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY", "LLM_STRUCTURED", "LLM_DEADLINE", "LLM_RETRIES",
        "EMBEDDING_BASE_URL", "EMBEDDING_MODEL", "EMBEDDING_API_KEY", "HOST", "PORT", "AS_OF", "IDS",
    )
)  # fmt: skip
"""Every variable of ours; `AS_OF` and `IDS` are read by evaluation scripts."""


def unknown_variables() -> tuple[str, ...]:
    """Variables that look like ours and are read by nobody."""
    return tuple(sorted(name for name in os.environ if name.startswith("REPLYDRAFT_") and name not in KNOWN))


def wants_colours() -> bool:
    """False where the terminal's user said so (`NO_COLOR`) or the terminal has none."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
