"""Which hosts a database address leads to, so that it can be asked first whether they may be contacted."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError


def server_hosts(address: str) -> tuple[str, ...]:
    """Hosts in lower case without ports; none for a file, a socket or what cannot be read (opening it says so)."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return ()
    if url.get_backend_name() == "sqlite":
        return ()
    named = [url.host or "", *_asked(url, "host"), *_asked(url, "hostaddr")]
    each = (_name(part.strip()) for text in named for part in text.split(","))
    return tuple(dict.fromkeys(host for host in each if host and not host.startswith(("/", "@"))))


def told(url: URL) -> dict[str, str]:
    """What makes libpq go where the address says: without it PGHOST, PGHOSTADDR and PGSERVICE fill the gaps."""
    gaps = {"hostaddr": ""} if "hostaddr" not in url.query else {}
    return gaps if url.host or "host" in url.query else gaps | {"host": ""}


def _asked(url: URL, key: str) -> tuple[str, ...]:
    value = url.query.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


def _name(host: str) -> str:
    """`db.example:5432` and `[::1]:5432` without their ports."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return (host.partition(":")[0] if host.count(":") == 1 else host).lower()
