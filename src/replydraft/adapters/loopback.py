"""Which addresses a model or an index may have: until masking is proven, only this machine.

The rule does not bend to configuration: whatever hosts an operator lists, an address outside 127.0.0.0/8, ::1 and a
`localhost` that resolves to them is a ContentError.
"""

from __future__ import annotations

import ipaddress
import socket
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
    if not (is_loopback(host) or (host == "localhost" and _localhost_is_local())):
        raise ContentError(
            f"{host} 不是本机，没有连接：目前只能用本机上的模型服务和向量库，客户的话不出本机 (not contacted: only"
            " 127.0.0.0/8, ::1 and localhost for now; customers' words do not leave this machine)",
            where=where,
        )
    return url.rstrip("/")
