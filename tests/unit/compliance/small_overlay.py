"""A small overlay on disk, beside the small rule book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from small_book import disclosure, rule, write_book

HEADER: dict[str, Any] = {"id": "east", "name": "城东", "branch": "城东", "version": "1.0.0", "owner": "合规"}


def tightening(of: str = "RD0102", **changes: Any) -> dict[str, Any]:
    return {"tightens": of, "why": "城东要求更严", **changes}


def book_with(folder: Path, *files: dict[str, Any], header: dict[str, Any] | None = None, name: str = "east") -> Path:
    """A rules folder of two rules and a set, with this overlay. RD0101 blocks, RD0102 warns and has exemptions."""
    soft = rule(
        id="RD0102", name="best-words", severity="warn", match=[{"any": "最好|第一", "without": ["之一"], "stance": "any"}],
        unless=[{"any": ["据说", "网上"]}],
        must_flag=["我们最好", "行业第一", "最好的", "排第一", "第一名"],
        must_pass=["不是最好", "据说最好", "最好之一", "您好", "别信第一"],
    )  # fmt: skip
    rules = folder / "rules"
    if not rules.exists():
        write_book(folder, rule(), soft, disclosures=[disclosure()])
    at = rules / "overlays" / name
    at.mkdir(parents=True)
    (at / "overlay.yaml").write_text(yaml.safe_dump(header or HEADER, allow_unicode=True), encoding="utf-8")
    for n, content in enumerate(files):
        stem = f"{content['id']}-{content['name']}" if "id" in content else f"t{n}"
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (at / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return rules
