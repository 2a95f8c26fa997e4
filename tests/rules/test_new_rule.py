"""`replydraft rules new`: a file that loads as a draft at once, and is refused as stable until it is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from replydraft.compliance.rulebook import load_rulebook
from replydraft.entrypoints.cli.main import app
from replydraft.errors import ContentError
from replydraft.settings import load_settings


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    to = tmp_path / "guardrails"
    shutil.copytree(load_settings().rules, to)
    return to


def new(rules: Path, family: str, name: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["rules", "new", family, name, "--rules", str(rules)])
    return done.exit_code, (done.stdout + done.stderr).strip()


def test_a_new_rule_loads_as_a_draft_that_is_not_in_force(rules: Path) -> None:
    before = load_rulebook(rules)
    status, said = new(rules, "over_promise", "made-up-wrong")
    assert status == 0
    made = Path(said)
    assert made.exists()
    after = load_rulebook(rules)
    [rule] = [r for r in after.rules if r.name == "made-up-wrong"]
    assert rule.id not in {r.id for r in before.rules}
    assert not rule.in_force(rule.effective_from or pytest.fail("has a day"))


def test_as_stable_it_is_refused_until_it_has_its_examples(rules: Path) -> None:
    made = Path(new(rules, "tone", "made-up-wrong")[1])
    made.write_text(made.read_text("utf-8").replace("status: draft", "status: stable"), "utf-8")
    with pytest.raises(ContentError, match=r"must_flag.*at least 5") as refused:
        load_rulebook(rules)
    assert made.name in str(refused.value)


@pytest.mark.parametrize(
    ("family", "name", "said"),
    [
        ("nonsense", "made-up-wrong", "family"),
        ("tone", "Made Up", "kebab-case"),
        ("over_promise", "guaranteed-approval", "name_taken"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(rules: Path, family: str, name: str, said: str) -> None:
    status, words = new(rules, family, name)
    assert status == 1
    assert said in words
