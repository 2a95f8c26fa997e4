"""The signing key: made once, kept to us, and what it proves."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from replydraft.adapters.checkpoints import (
    PRIVATE,
    PUBLIC,
    CheckpointFile,
    Signer,
    public_key_hex,
    public_verifier,
)
from replydraft.domain.checkpoint import body_of
from replydraft.errors import InputError, StoreError


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.open(tmp_path / "keys")


@pytest.fixture
def file(tmp_path: Path, signer: Signer) -> CheckpointFile:
    return CheckpointFile(tmp_path / "anchors" / "checkpoints.jsonl", signer)


def test_the_key_is_made_once_and_kept_to_us(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "keys"
    first, second = Signer.open(folder), Signer.open(folder)
    assert first.public_key == second.public_key == public_key_hex(folder / PUBLIC)
    assert stat.S_IMODE((folder / PRIVATE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(p.name for p in folder.iterdir() if not p.name.endswith(".lock")) == [PRIVATE, PUBLIC]


def test_many_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    made: list[str] = []
    starts = [threading.Thread(target=lambda: made.append(Signer.open(tmp_path / "k").public_key)) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(made) == 8
    assert set(made) == {Signer.open(tmp_path / "k").public_key}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    Signer.open(tmp_path)
    (tmp_path / PRIVATE).chmod(mode)
    with pytest.raises(StoreError, match="open to others"):
        Signer.open(tmp_path)


X25519_PEM = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n"


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"\xff\xfe", X25519_PEM.encode(), b"-----BEGIN PRIVATE KEY-----\n"]
)
def test_what_is_no_private_key_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PRIVATE).write_bytes(content)
    (tmp_path / PRIVATE).chmod(0o600)
    with pytest.raises(StoreError, match="not a key"):
        Signer.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=PRIVATE):
        Signer.open(tmp_path / "file" / "keys")


def test_a_public_key_is_taken_as_hex_file_or_pem(tmp_path: Path, signer: Signer, file: CheckpointFile) -> None:
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.public_key))
    pem = key.public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo).decode()
    (tmp_path / "key.pem").write_text(pem)
    other = Signer.open(tmp_path / "other")
    made = file.append(first=1, digests=("0" * 16,), head="0" * 64, at="2026-11-24T00:00:00+00:00")
    for given in (
        signer.public_key, signer.public_key.upper(), pem, tmp_path / "key.pem", str(tmp_path / "keys" / PUBLIC),
        f"{other.public_key}\n{signer.public_key}\n",
    ):  # fmt: skip
        assert public_verifier(given)(made)
    assert not public_verifier(other.public_key)(made)
    assert not public_verifier(other.public_key)(replace(made, key_id=other.key_id))
    claimed = replace(made, key_id=other.key_id)
    claimed = replace(claimed, signature=signer.sign(body_of(claimed)))
    assert not public_verifier(signer.public_key)(claimed)
    for change in ({"at": "2026-11-24T00:00:01+00:00"}, {"head": "1" * 64}, {"signature": "0" * 128}):
        assert not public_verifier(signer.public_key)(replace(made, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["", "nowhere.pub", "ab" * 31, "g" * 64, "a" * 64 + "\nshort", X25519_PEM, "\0"])
def test_what_is_no_public_key_is_said(given: str) -> None:
    with pytest.raises(InputError, match="public_key"):
        public_verifier(given)
