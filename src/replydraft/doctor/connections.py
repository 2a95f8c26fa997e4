"""The doctor on what we connect to: the model, the embedding endpoint, the index; and on the settings themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from replydraft.doctor.finding_out import Ailment
from replydraft.settings import Settings, unknown_variables

SETTINGS, MODEL, INDEX = "设置", "模型", "检索"
PATIENCE_S = 3.0


def look_at_settings(settings: Settings) -> Iterator[Ailment]:
    for name in unknown_variables():
        yield Ailment(
            "warning", SETTINGS, f"环境变量 {name} 不认识，没有起作用", "看看是不是拼错了：README 里有全部变量"
        )
    if settings.model.model and not settings.model.base_url:
        yield Ailment(
            "warning", SETTINGS, "设了 REPLYDRAFT_LLM_MODEL，但没有设 REPLYDRAFT_LLM_BASE_URL，模型不会被使用"
        )
    if settings.embedding.model and not settings.embedding.base_url:
        yield Ailment("warning", SETTINGS, "设了 REPLYDRAFT_EMBEDDING_MODEL，但没有设 REPLYDRAFT_EMBEDDING_BASE_URL")
    yield Ailment("ok", SETTINGS, f"监听 {settings.host}:{settings.port}")


def look_at_model(settings: Settings) -> Iterator[Ailment]:
    if not settings.model.base_url:
        yield Ailment("hint", MODEL, "没有配置，用内置起草：只会组合已批准的话术")
        return
    if not settings.model.model:
        yield Ailment("error", MODEL, "没有写明用哪个模型", "设 REPLYDRAFT_LLM_MODEL")
        return
    hosts = _hosts(settings)
    yield from _asked(
        MODEL, settings.model.base_url, settings.model.api_key, "REPLYDRAFT_LLM_BASE_URL", settings.model.model, hosts
    )


def look_at_index(settings: Settings) -> Iterator[Ailment]:
    if not settings.embedding.base_url:
        yield Ailment("ok", INDEX, "按字词检索（BM25），不需要索引文件")
        return
    where = "REPLYDRAFT_EMBEDDING_BASE_URL"
    server = settings.embedding
    yield from _asked(INDEX, server.base_url, server.api_key, where, server.model, _hosts(settings))
    if settings.chroma_url:
        from replydraft.adapters.loopback import require_loopback

        base = require_loopback(settings.chroma_url, where="environment variable REPLYDRAFT_CHROMA_URL")
        yield from _reached(INDEX, f"{base}/api/v2/heartbeat", "向量库", "启动 chroma run，或检查地址")


def _hosts(settings: Settings) -> Collection[str]:
    from replydraft.knowledge.operator_profile import listed_hosts, load_operator

    return listed_hosts(load_operator(settings.operator))


def _asked(about: str, url: str, key: str, where: str, model: str, hosts: Collection[str]) -> Iterator[Ailment]:
    """Ask an OpenAI-compatible server for its list of models: no customer's word is sent."""
    from replydraft.adapters.loopback import require_listed

    base = require_listed(url, hosts, where=f"environment variable {where}")
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = httpx.get(f"{base}/models", headers=headers, timeout=PATIENCE_S, trust_env=False)
    except httpx.HTTPError as e:
        yield Ailment(
            "error", about, f"{base} 连不上（{type(e).__name__}）", f"启动模型服务，或检查 {where}；起草会退回内置话术"
        )
        return
    if answer.status_code in (401, 403):
        yield Ailment("error", about, f"{base} 不接受这个密钥（{answer.status_code}）", "检查密钥")
        return
    if answer.status_code != 200:
        yield Ailment("warning", about, f"{base}/models 回答 {answer.status_code}，无法确认有没有 {model}")
        return
    try:
        names = [str(m.get("id")) for m in answer.json().get("data", [])]
    except (ValueError, AttributeError):
        yield Ailment("warning", about, f"{base}/models 的回答读不懂，无法确认有没有 {model}")
        return
    if model not in names:
        yield Ailment("warning", about, f"{base} 没有列出 {model}", f"它有：{'、'.join(names[:5]) or '（空）'}")
    else:
        yield Ailment("ok", about, f"{base} 在线，有 {model}")


def _reached(about: str, url: str, what: str, do: str) -> Iterator[Ailment]:
    import httpx

    try:
        answer = httpx.get(url, timeout=PATIENCE_S, trust_env=False)
    except httpx.HTTPError as e:
        yield Ailment("error", about, f"{what} {url} 连不上（{type(e).__name__}）", do)
        return
    fine = answer.status_code == 200
    yield Ailment(
        "ok" if fine else "error",
        about,
        f"{what} {'在线' if fine else f'回答 {answer.status_code}'}",
        "" if fine else do,
    )
