"""Serve the review screen and the API on one port, by one process on one data folder."""

from __future__ import annotations

import logging
import os
import socket

import typer

from replydraft.errors import StoreError, StoreLocked, UpstreamError
from replydraft.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
BEYOND = (
    "replydraft: 本服务监听在本机以外的地址，登录后才能用审核台；请只在可信网络里使用，最好在前面加一层 HTTPS。\n"
    "replydraft: 还没有账号时，在这台电脑上运行 replydraft users add 姓名 --role admin"
)


def _bind(host: str, port: int) -> socket.socket:
    """A listening socket, so that a taken port is said before anything is loaded. Raises UpstreamError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as e:
        sock.close()
        raise UpstreamError(
            f"cannot listen on {host}:{port} ({e.strerror}); another program is there, or choose one with --port or REPLYDRAFT_PORT",
            code="port_taken",
        ) from None
    return sock


def serve_forever(settings: Settings, *, host: str | None, port: int | None, samples: bool) -> int:
    """Until interrupted. Raises StoreLocked where another server owns the data folder, UpstreamError for a taken port."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from filelock import FileLock, Timeout

    from replydraft.bootstrap import home_of, open_house

    host = host or settings.host
    sock = _bind(host, settings.port if port is None else port)
    lock = FileLock(home_of(settings) / "server.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        sock.close()
        raise StoreLocked(
            f"another replydraft server is running on {settings.home}; stop it, or set REPLYDRAFT_HOME to another folder"
        ) from None
    except OSError as e:
        sock.close()
        raise StoreError(f"cannot write to the data folder {settings.home}: {e.strerror}") from None
    with lock, open_house(settings) as house:
        import uvicorn

        from replydraft.entrypoints.api.app import create_api
        from replydraft.entrypoints.screen.mount import mount_screen
        from replydraft.entrypoints.screen.samples import seed
        from replydraft.entrypoints.worker import Worker

        if samples:
            seed(house)
        near = host in LOOPBACK
        api = mount_screen(create_api(house), house, demo=samples, local_only=near)
        logging.getLogger("uvicorn.access").disabled = True
        url = f"http://{host if ':' not in host else f'[{host}]'}:{sock.getsockname()[1]}"
        typer.echo(f"replydraft: 审核台 {url}  ·  API {url}/docs  ·  数据目录 {settings.home}")
        if not near:
            typer.echo(BEYOND)
        server = uvicorn.Server(uvicorn.Config(api, log_level="warning", workers=1, timeout_graceful_shutdown=3))
        worker = Worker(house)
        worker.start()
        try:
            server.run(sockets=[sock])
        finally:
            worker.stop()
    return 0
