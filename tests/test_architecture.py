"""The architecture is a test: floors, light imports, file lengths, data-only folders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
HEAVY = (
    "gradio",
    "chromadb",
    "guardrails",
    "litellm",
    "langchain_core",
    "langchain_openai",
    "openai",
    "sqlalchemy",
    "fastapi",
)


def test_imports_only_point_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=REPO, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_importing_the_package_or_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, replydraft, replydraft.entrypoints.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in HEAVY if name in loaded]


def test_check_loads_no_model_no_index_no_screen() -> None:
    code = (
        "import sys, replydraft.bootstrap as b, replydraft.settings as s\n"
        "with b.open_checkpoint(s.load_settings()): pass\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in HEAVY if name != "sqlalchemy" and name in loaded]


def test_no_file_is_long_without_a_reason() -> None:
    long = [
        f"{path.relative_to(REPO)}: {len(lines)}"
        for folder in ("src", "tests")
        for path in (REPO / folder).rglob("*.py")
        if len(lines := path.read_text(encoding="utf-8").splitlines()) > 300
        and not any("long because" in line.lower() or "over 300 lines" in line for line in lines[:15])
    ]
    assert not long


def test_most_files_are_short() -> None:
    lengths = [len(p.read_text(encoding="utf-8").splitlines()) for p in (REPO / "src").rglob("*.py")]
    assert sum(n <= 150 for n in lengths) > 0.6 * len(lengths)


def test_guardrails_folder_holds_data_only() -> None:
    assert not list((REPO / "guardrails").rglob("*.py"))


def test_only_settings_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(REPO))
        for path in (REPO / "src").rglob("*.py")
        if re.search(r"os\.environ(?!\.setdefault|\[\S+\] = )|getenv", path.read_text(encoding="utf-8"))
        and path.name != "settings.py"
        and "testing" not in path.parts
    ]
    assert not readers
