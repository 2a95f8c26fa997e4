"""The encoder: what it works out, when it is asked, and that a damaged one is refused."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_book import rule, write_book
from small_transformer import UP, WIDTH, numbers, rows_by_hand, times

from replydraft.compliance.check import Check
from replydraft.compliance.encoder import REPLY, TABLE, TALK, Encoder, read_encoder
from replydraft.compliance.likelihood import FEATURES
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError
from replydraft.text.pieces import Pieces

PIECES = ["<begin>", "<end>", "<padding>", "<unknown>", "\u2581", "包", "过", "不", "能", "吗"]
OUTPUTS = ["wrong", "over_promise", "tone"]


def parts(seed: int = 3) -> dict[str, Any]:
    """A small encoder of made-up numbers."""
    last = {"last": (len(OUTPUTS), 3 * WIDTH)}
    return numbers(PIECES, places=TALK + REPLY + 8, parts=2, last=last, seed=seed, outputs=OUTPUTS)


def kept(folder: Path, held: Mapping[str, Any]) -> Encoder:
    np.savez(folder / TABLE, **held)
    encoder = read_encoder(folder)
    assert encoder is not None
    return encoder


def by_hand(held: Mapping[str, Any], talk: Sequence[int], reply: Sequence[int]) -> list[float]:
    """The same worked out number by number."""
    n = len(talk)
    xs = rows_by_hand(held, [*talk, *reply], [0] * n + [1] * len(reply))
    replies = xs[n:]
    both = [*xs[0], *(sum(c) / len(replies) for c in zip(*replies, strict=True)), *map(max, zip(*replies, strict=True))]
    return times(held, "last", both)


@pytest.mark.parametrize(("said", "text"), [("", "包过"), ("能包过吗", "能"), ("吗 吗", "不能包过"), ("", "")])
def test_it_works_out_what_the_formulas_say(tmp_path: Path, said: str, text: str) -> None:
    held = parts()
    encoder = kept(tmp_path, held)
    known = {piece: n for n, piece in enumerate(PIECES)}
    talk = [known[c] for c in ("\u2581" + said).replace(" ", "\u2581")] if said else []
    odds = encoder.odds(text, said)
    assert odds is not None
    wanted = by_hand(held, [0, *talk, 1], [known["\u2581"], *(known[c] for c in text), 1])
    assert list(odds) == OUTPUTS
    assert list(odds.values()) == pytest.approx(wanted, abs=0.02)  # the usual approximation of GELU


def test_the_talk_changes_what_a_reply_reads_like(tmp_path: Path) -> None:
    encoder = kept(tmp_path, parts())
    assert encoder.odds("能", "能包过吗") != encoder.odds("能", "")
    assert encoder.odds("能", "能包过吗") == encoder.odds("能", "能包过吗")


def test_a_reply_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    encoder = kept(tmp_path, parts())
    assert encoder.odds("包" * (REPLY - 1), "吗" * 10_000) is not None
    assert encoder.odds("包" * REPLY, "") is None


def test_a_hostile_text_is_not_even_cut_into_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = kept(tmp_path, parts())
    assert encoder.odds("包", "") is not None
    monkeypatch.setattr(Pieces, "of", lambda *_: pytest.fail("was cut"))
    assert encoder.odds("包" * 100_000, "") is None


def _damaged(held: dict[str, Any], how: str) -> dict[str, Any]:
    chance = random.Random(how)
    if how == "lacks one":
        del held["0 out"]
    elif how == "holds no number":
        held["1 up scale"] = held["1 up scale"].copy()
        held["1 up scale"][chance.randrange(UP)] = np.nan
    elif how == "a gain that is none":
        held["first"] = held["first"].copy()
        held["first"][0, 3] = np.inf
    elif how == "no heads":
        held["about"] = np.frombuffer(bytes(held["about"]).replace(b'"heads": 2', b'"heads": null'), np.uint8)
    elif how == "another width":
        held["last"] = held["last"][:, 1:]
    elif how == "a piece too many":
        held["pieces"] = np.frombuffer(("\n".join(PIECES) + "\n还").encode(), np.uint8)
    elif how == "no outputs":
        held["about"] = np.frombuffer(b'{"heads": 2, "layers": 2, "eps": 1e-5}', np.uint8)
    elif how == "not any wrong":
        held["about"] = np.frombuffer(bytes(held["about"]).replace(b'"wrong"', b'"right"'), np.uint8)
    elif how == "no JSON":
        held["about"] = np.frombuffer(b"{", np.uint8)
    elif how == "objects":
        held["first"] = np.array([{"a": 1}], dtype=object)
    return held


@pytest.mark.parametrize(
    "how",
    [
        "lacks one",
        "holds no number",
        "a gain that is none",
        "no heads",
        "another width",
        "a piece too many",
        "no outputs",
        "not any wrong",
        "no JSON",
        "objects",
    ],
)
def test_a_damaged_one_is_refused_and_named(tmp_path: Path, how: str) -> None:
    encoder = kept(tmp_path, _damaged(parts(), how))
    with pytest.raises(ContentError, match=TABLE):
        encoder.odds("包过", "")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    whole = io.BytesIO()
    np.savez(whole, **parts())
    raw = whole.getvalue()
    (tmp_path / TABLE).write_bytes(raw[: int(len(raw) * share)])
    encoder = read_encoder(tmp_path)
    assert encoder is not None
    with pytest.raises(ContentError, match=TABLE):
        encoder.odds("包过", "")


TEXTS = (
    "材料我都看过了，这个产品是包过的，明天给您回电话说下一步怎么走",
    "您的包能过吗不知道，过不过不好说，这个产品是包过的，能不能不能不能",
)


def book(folder: Path, first: float, **changes: str) -> Path:
    """Rules whose first trees say `first`, whatever they are asked, and whose second ones ask the encoder."""
    made = rule(**{"severity": "warn", **changes})
    path = write_book(folder, made)
    encoder = kept(path, parts())
    one, other = (both["wrong"] for text in TEXTS if (both := encoder.odds(text, "")) is not None)
    assert abs(one - other) > 0.005
    low, high = (3, -3) if one < other else (-3, 3)
    tables = {
        "support.yaml": "likelihood: {block: 0.5, warn: 0.5, count: 0.3, tables: [encoder.npz, trees-encoder.tsv]}\n",
        "support.tsv": "-1.0\t-1.0\n1\t1\n",
        "likelihood.tsv": "".join(f"{name}\t0\t0\n" for name in (*FEATURES, made["id"])),
        "trees.tsv": f"length\t0\t<\t1\n{first}\n{first}\n",
        "trees-encoder.tsv": f"encoder wrong\t{(one + other) / 2}\t<\t1\n{low}\n{high}\n",
    }
    for name, text in tables.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def severity(path: Path, home: Path, draft: str) -> Severity:
    asked = CheckRequest("a", draft, as_of=date(2026, 11, 23))
    found = Check(cached_rulebook(path, home)).check(asked).findings
    assert found == Check(load_rulebook(path)).check(asked).findings
    return found[0].severity


@pytest.mark.parametrize(
    ("first", "said"), [(0.5, (3, -3)), (-1.4, (3, -3)), (4.9, (3, -3)), (5.1, (6, 6)), (-1.6, (-6, -6))]
)
def test_it_decides_where_the_trees_leave_doubt(tmp_path: Path, first: float, said: tuple[int, int]) -> None:
    path = book(tmp_path, first)
    wanted = [Severity.WARN if odds > 0 else Severity.INFO for odds in said]
    assert [severity(path, tmp_path / "home", text) for text in TEXTS] == wanted


def test_what_a_blocking_rule_saw_it_makes_likelier_only(tmp_path: Path) -> None:
    for first, wanted in ((1.0, [Severity.BLOCK, Severity.BLOCK]), (-1.2, [Severity.BLOCK, Severity.INFO])):
        path = book(tmp_path / str(first), first, severity="block")
        assert [severity(path, tmp_path / "home", text) for text in TEXTS] == wanted


def test_a_leak_it_makes_likelier_only(tmp_path: Path) -> None:
    for first, wanted in ((1.0, [Severity.WARN, Severity.WARN]), (-1.2, [Severity.WARN, Severity.INFO])):
        path = book(tmp_path / str(first), first, family="privacy_leak", id="RD0401")
        assert [severity(path, tmp_path / "home", text) for text in TEXTS] == wanted


def test_of_a_reply_that_it_does_not_read_the_trees_decide(tmp_path: Path) -> None:
    for first, wanted in ((1.0, Severity.WARN), (-1.2, Severity.INFO)):
        path = book(tmp_path / str(first), first)
        assert severity(path, tmp_path / "home", TEXTS[0] + "不" * REPLY) is wanted
        assert severity(path, tmp_path / "home", TEXTS[1] + "不" * REPLY) is wanted


@pytest.mark.parametrize("name", [TABLE, "trees-encoder.tsv"])
def test_rules_that_were_set_with_it_are_refused_without(tmp_path: Path, name: str) -> None:
    path = book(tmp_path, 0.0)
    (path / name).unlink()
    with pytest.raises(ContentError, match=rf"set with {name}, which is missing"):
        load_rulebook(path)


def test_a_damaged_one_lets_nothing_pass(tmp_path: Path) -> None:
    path = book(tmp_path, 0.0)
    before = load_rulebook(path).version
    (path / TABLE).write_bytes((path / TABLE).read_bytes()[:-500])
    assert load_rulebook(path).version != before
    with pytest.raises(ContentError, match=TABLE):
        severity(path, tmp_path / "home", TEXTS[0])
