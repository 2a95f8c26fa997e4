"""The watch itself sees what it is there to see: a test that finds nothing must have been able to find something."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from egress_watch import ELSEWHERE, Watch, beyond, why_no_strace

TRIES = {
    "connect": f"socket.create_connection(('{ELSEWHERE}', 80), 1)",
    "connect_ex": f"s = socket.socket(); s.settimeout(1); s.connect_ex(('{ELSEWHERE}', 80))",
    "datagram": f"socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('{ELSEWHERE}', 53))",
    "look-up": "socket.getaddrinfo('telemetry.example', 443)",
    "old look-up": "socket.gethostbyname('telemetry.example')",
    "a name server here": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
    "request": "import urllib.request; urllib.request.urlopen('http://telemetry.example/')",
    "child": f"import subprocess; subprocess.run([sys.executable, '-c', 'import socket; socket.create_connection((\"{ELSEWHERE}\", 80), 1)'])",
    "all addresses": "socket.create_connection(('0.0.0.0', 9), 1)",
}


@pytest.mark.parametrize("name", TRIES)
def test_an_attempt_is_refused_and_written_down(tmp_path: Path, name: str) -> None:
    watch = Watch(tmp_path, hostile=False)
    watch.run(sys.executable, "-c", f"import socket, sys\n{TRIES[name]}", expect=(0, 1))
    assert watch.reached()


def test_this_machine_may_be_reached(tmp_path: Path) -> None:
    code = (
        "import socket\ns = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(('localhost', s.getsockname()[1]), 5)\nsocket.getaddrinfo('::1', 80)\nsocket.socketpair()"
    )
    watch = Watch(tmp_path, hostile=False)
    watch.run(sys.executable, "-c", code)
    assert watch.reached() == []


def test_native_code_is_watched_too(tmp_path: Path) -> None:
    if why := why_no_strace():
        pytest.skip(why)
    watch = Watch(tmp_path, hostile=False, guard=False)
    watch.run("timeout", "2", "bash", "-c", f"echo > /dev/udp/{ELSEWHERE}/9", expect=(0, 1, 124))
    assert watch.reached()


@pytest.mark.parametrize(
    ("line", "away"),
    [
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', True),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("10.0.0.1")}, 16) = 0', True),
        ('1 connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0', False),
        ('1 connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr)}, 28) = 0', False),
        ('1 sendto(3, "x", 1, 0, {sa_family=AF_INET6, inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)', True),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0', False),
    ],
)
def test_lines_of_strace_are_read(line: str, away: bool) -> None:
    assert beyond(line) is away
