"""What commands print for a colleague: named, whole, in Chinese."""

from __future__ import annotations

from in_process import call


def test_check_names_what_is_missing() -> None:
    said = call("check", "利率低至3.85%，无任何手续费").stdout
    assert "（缺少：年化利率）" in said
    assert "（缺少）" not in said
    findings = [line for line in said.splitlines() if " RD" in line]
    assert len(findings) == len(set(findings))


def test_keys_are_listed_in_words() -> None:
    call("keys", "create", "crm", "--scope", "check", "--scope", "draft")
    said = call("keys", "list").stdout
    assert "crm（服务）  check、draft" in said
    assert "有效至" in said
    assert "None" not in said and "[" not in said
    call("keys", "revoke", "crm")
    assert "停用" in call("keys", "list").stdout


def test_a_search_without_passages_promises_none() -> None:
    said = call("search", "提前还款", "--as-of", "2035-01-01").stdout
    assert said.strip() == "没有足够相关的依据"


def test_help_of_demo_and_check_stands_alone() -> None:
    assert "sample inquiries" in call("demo", "--help").stdout
    assert "The same" not in call("demo", "--help").stdout
    assert "Exit status" in call("check", "--help").stdout
