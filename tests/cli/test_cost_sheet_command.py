"""`replydraft cost --sheet`: every form from the command line, written to a file or printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import validate

from replydraft.adapters import pillow_card
from replydraft.wire.schemas_sheet import SHEET_RESULT

pytestmark = pytest.mark.slow
REPLYDRAFT = str(Path(sys.executable).parent / "replydraft")
PRODUCT = ["--product", "product-salary-credit", "--principal", "100000", "--periods", "12"]


def run(*args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([REPLYDRAFT, "cost", *args], capture_output=True, timeout=120)


def test_text_and_json_on_standard_output() -> None:
    text = run(*PRODUCT)
    assert text.returncode == 0, text.stderr
    assert text.stdout.decode().startswith("【成本明示（测算）】薪享信用贷（江岚银行）\n借100,000元，12个月")
    made = json.loads(run(*PRODUCT, "--json").stdout)
    validate(made, SHEET_RESULT)
    assert made["text"] + "\n" == text.stdout.decode()


def test_html_and_png_into_files(tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    assert run(*PRODUCT, "--sheet", "html", "-o", str(page)).returncode == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    picture = tmp_path / "sheet.png"
    done = run(*PRODUCT, "--sheet", "png", "-o", str(picture))
    if pillow_card._found()[0] is not None:
        assert picture.read_bytes().startswith(b"\x89PNG")
    else:
        assert done.returncode == 1
        assert "fonts-noto-cjk" in done.stderr.decode()


def test_terms_that_somebody_named() -> None:
    done = run("--principal", "50000", "--periods", "12", "--method", "flat", "--fee-per-period", "0.6%", "--sheet", "text",
               "--lender", "某某小贷")  # fmt: skip
    said = done.stdout.decode()
    assert "按所给条件（某某小贷）" in said
    assert "收取方没有说明，请先问清" in said


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--sheet", "pdf"], "sheet: must be one of"),
        (["--principal", "1"], "principal: product-salary-credit lends"),
        (["--rate", "1%"], "rate: is not asked for beside a product"),
        (["--sheet", "html", "-o", "/nowhere/at/all.html"], "cannot write"),
    ],
)
def test_what_is_wrong_is_named(more: list[str], says: str) -> None:
    done = run(*PRODUCT, *more)
    assert done.returncode == 1
    assert says in done.stderr.decode()
    assert done.stdout == b""
