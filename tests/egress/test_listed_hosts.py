"""A host that may not be contacted is refused in words before it is looked up; one that may is the only one contacted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from egress_watch import HOSTILE, REPO, Watch
from typer.testing import CliRunner

from replydraft.bootstrap import store_address
from replydraft.domain.operator import OperatorProfile
from replydraft.errors import ContentError
from replydraft.knowledge.operator_profile import listed_hosts
from replydraft.settings import load_settings


def _profile(folder: Path, hosts: str, url: str = "") -> Path:
    text = (REPO / "operator.toml").read_text("utf-8")
    changed = text.replace("hosts = []", f"hosts = {hosts}").replace('checkpoint_url = ""', f'checkpoint_url = "{url}"')
    assert changed != text
    path = folder / "operator.toml"
    path.write_text(changed, "utf-8")
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every name or address that this process would look up or connect to."""
    asked: list[str] = []

    def refused(*args: object, **_: object) -> None:
        asked.append(str(args[:2]))
        raise OSError("refused")

    for name in ("socket.getaddrinfo", "socket.gethostbyname", "socket.socket.connect", "socket.create_connection"):
        monkeypatch.setattr(name, refused)
    return asked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "host"),
    [("LLM_BASE_URL", "127.0.0.1.example.com"), ("EMBEDDING_BASE_URL", "log.example"), ("CHROMA_URL", "203.0.113.9")],
)
def test_a_model_that_is_not_listed_and_an_index_elsewhere_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: list[str], setting: str, host: str
) -> None:
    from replydraft.entrypoints.cli.main import app

    monkeypatch.setenv("REPLYDRAFT_LLM_MODEL", "m")
    monkeypatch.setenv("REPLYDRAFT_EMBEDDING_MODEL", "e")
    if setting == "CHROMA_URL":
        monkeypatch.setenv("REPLYDRAFT_EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv(f"REPLYDRAFT_{setting}", f"https://{host}/v1")
    monkeypatch.setenv("REPLYDRAFT_OPERATOR", str(_profile(tmp_path, '["example.com", "203.0.113.9"]')))
    done = CliRunner().invoke(app, ["draft", "你们利率怎么这么高"])
    assert done.exit_code == 1
    for words in (f"REPLYDRAFT_{setting}", host, "不是本机，", "没有连接", "not contacted", "[content_error]"):
        assert words in done.stderr
    assert no_network == []


def test_the_doctor_asks_no_host_elsewhere(monkeypatch: pytest.MonkeyPatch, no_network: list[str]) -> None:
    from replydraft.doctor.connections import look_at_index, look_at_model
    from replydraft.doctor.finding_out import looked

    for name, value in (("LLM_MODEL", "m"), ("EMBEDDING_MODEL", "e"), ("LLM_BASE_URL", "http://model.example/v1"),
                        ("EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1"), ("CHROMA_URL", "http://chroma.example")):  # fmt: skip
        monkeypatch.setenv(f"REPLYDRAFT_{name}", value)
    settings = load_settings()
    said = [*looked("模型", lambda: look_at_model(settings), ""), *looked("检索", lambda: look_at_index(settings), "")]
    assert sum("没有连接" in each.says for each in said) == 2
    assert not [asked for asked in no_network if "example" in asked]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("postgresql://u:geheim@db.example/x", "db.example"),
        ("postgresql://u@DB.Example:5432/x", "db.example"),
        ("postgresql://u@log.example.evil.example/x", "log.example.evil.example"),
        ("postgresql://u@127.0.0.1.evil.example/x", "127.0.0.1.evil.example"),
        ("postgresql:///x?host=/tmp&hostaddr=203.0.113.9", "203.0.113.9"),
        ("postgresql:///x?host=log.example:1&host=other.example:5432", "other.example"),
        ("postgresql://u@log.example,other.example/x", "other.example"),
        ("postgresql://u@[2001:db8::1]:5432/x", "2001:db8::1"),
    ],
)
def test_a_database_server_that_is_not_listed_is_refused(
    tmp_path: Path, no_network: list[str], address: str, host: str
) -> None:
    ours = dataclasses.replace(load_settings(operator=_profile(tmp_path, '["log.example"]')), database_url=address)
    with pytest.raises(ContentError) as caught:
        store_address(ours)
    said = str(caught.value)
    assert f"数据库服务器 {host} 不在机构资料的 hosts 里" in said
    assert "not contacted" in said and "geheim" not in said
    assert no_network == []


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u@log.example/x",
        "postgresql://u@localhost/x",
        "postgresql:///x?host=/run",
        "postgresql://u@[::1]:1/x",
    ],
)
def test_a_listed_server_and_this_machine_may_be_used(tmp_path: Path, address: str) -> None:
    ours = dataclasses.replace(load_settings(operator=_profile(tmp_path, '["Log.Example"]')), database_url=address)
    assert store_address(ours) == address


def test_the_database_is_where_the_address_says_whatever_libpq_finds_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGHOST and PGHOSTADDR name another machine; the socket and port that were asked for are ours."""
    watch = Watch(tmp_path)
    assert "PGHOSTADDR" in HOSTILE
    for address in ("postgresql://u@127.0.0.1:9/x", "postgresql:///x"):
        said = watch.replydraft("store", "verify", DATABASE_URL=address, expect=(1,))
        assert "cannot connect" in said
    assert watch.reached() == []


@pytest.mark.slow
def test_checkpoints_go_to_the_listed_host_and_nowhere_else(tmp_path: Path) -> None:
    watch = Watch(tmp_path, hostile=False)
    profile = _profile(tmp_path, '["log.example"]', "http://log.example/checkpoints")
    watch.replydraft("users", "add", "周可", "--role", "senior", "--password-stdin", stdin="old-bridge-over-the-river")
    watch.replydraft("audit", "checkpoint", OPERATOR=str(profile))
    reached = watch.reached()
    assert reached
    assert {line.split()[1].strip("b'") for line in reached} == {"log.example"}


def test_names_are_compared_whole() -> None:
    operator = OperatorProfile(company="", short_name="", licence_status="", hosts=(" Log.Example ", "[::1]"))
    assert listed_hosts(operator) == {"log.example", "::1"}
