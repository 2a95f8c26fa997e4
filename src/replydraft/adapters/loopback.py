"""Which addresses a model or an index may have: this machine, and for a model the hosts that the operator listed.

What a model gets is masked (tests/pipeline/test_no_identifier_leaves.py reads the bytes). An index holds our knowledge and is
asked with masked words; it stays on this machine all the same.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from replydraft.errors import ContentError


def is_loopback(host: str) -> bool:
    """An address of 127.0.0.0/8 or ::1, written the usual way."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _localhost_is_local() -> bool:
    try:
        found = socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return bool(found) and all(is_loopback(str(address[0])) for *_, address in found)


def require_loopback(url: str, *, where: str) -> str:
    """The URL without a trailing slash. `where` names the setting it came from.

    Raises ContentError for anything but plain `http(s)://<loopback>[:port][/path]`: other hosts, odd spellings of
    addresses (`127.1`, `0x7f000001`), user names, queries and fragments.
    """
    host = _plain_host(url, where)
    if not _is_here(host):
        raise ContentError(
            f"{host} 不是本机，没有连接：向量库只能在本机 (not contacted: only 127.0.0.0/8, ::1 and localhost)",
            where=where,
        )
    return url.rstrip("/")


def require_listed(url: str, hosts: Collection[str], *, where: str) -> str:
    """As `require_loopback`, and `https://` at a host of `hosts` (lower case, exactly as listed) besides."""
    host = _plain_host(url, where)
    if _is_here(host):
        return url.rstrip("/")
    if host.lower() not in hosts:
        raise ContentError(
            f"{host} 不是本机，也不在机构资料的 hosts 里，没有连接 (not contacted: neither this machine nor in hosts of the"
            " operator profile)",
            where=where,
        )
    if not url.lower().startswith("https://"):
        raise ContentError(f"{host} 不在本机，地址要用 https:// (a host elsewhere needs https)", where=where)
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    return is_loopback(host) or (host == "localhost" and _localhost_is_local())


def _plain_host(url: str, where: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ContentError("is not a URL", where=where) from None
    if parts.scheme not in ("http", "https") or not host:
        raise ContentError("must be an http:// or https:// URL with a host", where=where)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ContentError("must carry no user name, query or fragment", where=where)
    if any(c.isspace() or not c.isprintable() or c == "\\" for c in url):
        raise ContentError("must carry no spaces or control characters", where=where)
    return host
