"""Loaded by every Python process that has this folder on its PYTHONPATH: writes down and refuses what leaves the machine.

An audit hook sees every connect, datagram and look-up that Python makes, whatever was imported first and however it is
spelled; it cannot be taken off again. What native code does is for strace (`egress_watch.traced`).
"""

import ipaddress
import os
import socket
import sys
import traceback
from typing import Any

_LOG = os.environ.get("EGRESS_LOG", "")
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def _near(host: Any) -> bool:
    """This machine under its own name; `None` and the empty text are how a server asks for its own addresses."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in _SENDS:
        sock, address = args[0], args[1]
        if not isinstance(address, tuple) or getattr(sock, "family", None) == getattr(socket, "AF_UNIX", -1):
            return  # no address (already connected), a path, or a socket of the kernel's own
        what, host = event, address[0]
    elif event in _LOOKUPS:
        what, host = event, args[0]
    elif event == "socket.getnameinfo":
        what, host = event, args[0][0]
    else:
        return
    if _near(host) and not (event in _SENDS and args[1][1] == 53):
        return
    said = "".join(traceback.format_stack(limit=12)[:-1]).replace("\n", " | ")
    with open(_LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 (loads less)
        log.write(f"{what} {args[1] if event in _SENDS else host!r} {sys.argv[:3]} {said}\n")
    if event in _SENDS:
        raise OSError(101, "refused: beyond this machine")
    raise socket.gaierror(-2, "refused: beyond this machine")


if _LOG:
    sys.addaudithook(_hook)
