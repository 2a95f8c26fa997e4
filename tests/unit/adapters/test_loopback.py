"""This machine; for a model also the hosts that were listed."""

import pytest

from replydraft.adapters.loopback import require_listed, require_loopback
from replydraft.errors import ContentError


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/v1", "https://127.9.9.9/v1", "http://[::1]:8000/v1", "http://localhost:11434/v1"],
)
def test_addresses_of_this_machine_are_taken(url: str) -> None:
    assert require_loopback(url + "/", where="X") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://api.example.com/v1",
        "http://10.0.0.5:8000/v1",
        "http://0.0.0.0:8000/v1",
        "http://169.254.169.254/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1@example.com/v1",
        "http://example.com#127.0.0.1",
        "http://127.1/v1",
        "http://2130706433/v1",
        "http://0x7f000001/v1",
        "http://127.0.0.1/v1?to=http://example.com",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1\\@example.com/",
        "http://127.0.0.1 .example.com/",
        "file:///etc/passwd",
        "127.0.0.1:8000",
        "http://[fe80::1]/v1",
    ],
)
def test_anything_else_is_a_content_error_that_names_the_setting(url: str) -> None:
    with pytest.raises(ContentError) as caught:
        require_loopback(url, where="REPLYDRAFT_LLM_BASE_URL")
    assert caught.value.where == "REPLYDRAFT_LLM_BASE_URL"


@pytest.mark.parametrize("found", [[], [(2, 1, 6, "", ("127.0.0.1", 0)), (2, 1, 6, "", ("192.0.2.7", 0))]])
def test_a_localhost_that_is_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch, found: list[object]) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: found)
    with pytest.raises(ContentError):
        require_loopback("http://localhost:8000/v1", where="X")


def test_a_listed_host_is_taken_over_https_and_compared_whole() -> None:
    hosts = frozenset({"model.example"})
    assert require_listed("https://Model.example/v1/", hosts, where="X") == "https://Model.example/v1"
    assert require_listed("http://127.0.0.1:8000/v1", frozenset(), where="X") == "http://127.0.0.1:8000/v1"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://model.example/v1", "https://"),
        ("https://model.example.evil.example/v1", "不在机构资料的 hosts 里"),
        ("https://evil-model.example/v1", "not contacted"),
        ("https://other.example/v1", "没有连接"),
        ("https://user@model.example/v1", "user name"),
        ("https://203.0.113.9/v1", "没有连接"),
    ],
)
def test_a_host_that_is_not_listed_is_refused_in_both_languages(url: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        require_listed(url, frozenset({"model.example"}), where="REPLYDRAFT_LLM_BASE_URL")
