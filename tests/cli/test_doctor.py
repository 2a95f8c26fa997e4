"""`replydraft doctor` says what is wrong, what helps, and changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from in_process import call, objects

from replydraft.bootstrap import open_the_store
from replydraft.settings import load_settings


def said(status: int, *args: str) -> dict[tuple[str, str], str]:
    """(level, about) → what was said, the last one of each."""
    return {(o["level"], o["about"]): o["says"] for o in objects("doctor", *args, status=status)}


@pytest.fixture
def one_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of one file, for what is not about rules: reading and trying all of them takes most of an examination."""
    rules, ours = tmp_path / "one-rule", load_settings().rules
    (rules / "tone").mkdir(parents=True)
    for name in ("citations.yaml", "vocabulary.yaml", "ceilings.yaml", "facts.yaml"):
        shutil.copy(ours / name, rules)
    shutil.copy(min((ours / "tone").glob("*.yaml")), rules / "tone")
    monkeypatch.setenv("REPLYDRAFT_RULES", str(rules))


def test_a_new_home_is_well_and_stays_new() -> None:
    found = said(0)
    assert not [level for level, _ in found if level == "error"]
    assert ("hint", "数据文件夹") in found
    assert not load_settings().home.exists()


@pytest.mark.usefixtures("one_rule")
def test_a_store_in_use_is_looked_at_and_not_written() -> None:
    with open_the_store(load_settings()) as store:
        store.people.ensure("周可", role="admin")
        before = len(list(store.audit.events()))
    assert said(0)["ok", "留痕"].startswith(str(before))
    with open_the_store(load_settings()) as store:
        assert len(list(store.audit.events())) == before


@pytest.mark.usefixtures("one_rule")
def test_a_lost_key_is_said_with_what_helps() -> None:
    with open_the_store(load_settings()):
        pass
    (load_settings().home / "keys" / "store.key").unlink()
    assert "密钥文件不见了" in said(1)["error", "数据库"]


@pytest.mark.usefixtures("one_rule")
def test_a_key_open_to_others_is_said() -> None:
    with open_the_store(load_settings()):
        pass
    (load_settings().home / "keys" / "store.key").chmod(0o644)
    assert "chmod 600" in said(1)["error", "数据库"]


def test_a_broken_rule_names_its_file_and_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(load_settings().rules, rules)
    broken = next((rules / "over_promise").glob("RD0101*"))
    broken.write_text(broken.read_text("utf-8").replace("severity: block", "severity: loud"), "utf-8")
    assert broken.name in said(1, "--rules", str(rules))["error", "规则"]


@pytest.mark.usefixtures("one_rule")
def test_an_expired_partner_and_an_unreadable_profile(tmp_path: Path) -> None:
    operator = tmp_path / "operator.toml"
    text = load_settings().operator.read_text("utf-8")
    operator.write_text(text.replace("2027-12-31", "2026-01-31"), "utf-8")
    assert "到期" in said(1, "--operator", str(operator))["error", "机构资料"]
    operator.write_text("company = ", "utf-8")
    assert "operator.toml" in said(1, "--operator", str(operator))["error", "机构资料"]


@pytest.mark.usefixtures("one_rule")
def test_a_misspelt_variable_and_a_bad_number_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLYDRAFT_LLM_MODLE", "x")
    assert "REPLYDRAFT_LLM_MODLE" in said(0)["warning", "设置"]
    monkeypatch.setenv("REPLYDRAFT_PORT", "many")
    assert "REPLYDRAFT_PORT" in said(1)["error", "设置"]


@pytest.mark.usefixtures("one_rule")
def test_a_model_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLYDRAFT_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("REPLYDRAFT_LLM_MODEL", "m")
    assert "连不上" in said(1)["error", "模型"]
    monkeypatch.setenv("REPLYDRAFT_LLM_BASE_URL", "https://example.com/v1")
    assert "REPLYDRAFT_LLM_BASE_URL" in said(1)["error", "模型"]


@pytest.mark.usefixtures("one_rule")
def test_a_database_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLYDRAFT_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/x")
    done = call("doctor", status=1)
    assert "连不上" in done.stdout
    assert "secret" not in done.stdout
