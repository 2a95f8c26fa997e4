"""The Ed25519 key that checkpoints are signed with, and the proof by its public half (`cryptography`).

The private key lies beside the store: it proves which program signed, not that nobody on this machine did. What
protects is a copy of the checkpoints, and of the public key, where whoever can write to the store cannot.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from replydraft.domain.checkpoint import Checkpoint, body_of
from replydraft.errors import InputError, StoreError, StoreLocked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE, PUBLIC = "audit-signing.key", "audit-signing.pub"
_HEX = re.compile(r"[0-9a-fA-F]{64}")


def _key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


class Signer:
    """Signs. `public_key` is hex, `key_id` what a checkpoint names its key with."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        raw = key.public_key().public_bytes_raw()
        self.public_key, self.key_id = raw.hex(), _key_id(raw)
        self.verify = public_verifier(self.public_key)

    @classmethod
    def open(cls, folder: Path) -> Signer:
        """The key in `folder`, made on first use; its public half is written beside it.

        Raises StoreError: cannot be read or written, no key of ours, or open to other users.
        """
        from filelock import FileLock, Timeout

        path = folder / PRIVATE
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                with FileLock(folder / f"{PRIVATE}.lock", timeout=10):
                    if not path.exists():
                        write_atomic(path, _new_key())
            signer = cls(_load(path))
            public = folder / PUBLIC
            if not public.is_file() or public.read_bytes() != f"{signer.public_key}\n".encode():
                write_atomic(public, f"{signer.public_key}\n".encode())
        except Timeout:
            raise StoreLocked(f"另一个进程正在建立签名密钥，请稍后再试 (locked): {path}") from None
        except OSError as e:
            raise StoreError(f"签名密钥无法读取或建立 ({e.strerror}): {path}") from None
        return signer

    def sign(self, body: str) -> str:
        """Hex Ed25519 over the UTF-8 text."""
        return self._key.sign(body.encode()).hex()


def _new_key() -> bytes:
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption())


def _load(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with path.open("rb") as file:
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
            raise StoreError(f"签名密钥对其他用户可读，请执行 chmod 600 (key file open to others): {path}")
        raw = file.read(65536)
    try:
        key = load_pem_private_key(raw, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreError(f"签名密钥文件不是 Ed25519 私钥 (not a key): {path}")
    return key


def write_atomic(path: Path, content: bytes) -> None:
    """The whole content or nothing, on disk on return, readable by us alone. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut (where the system can)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def public_verifier(file_or_keys: Path | str) -> Callable[[Checkpoint], bool]:
    """Proves checkpoints with a public key: hex or PEM, as text or the file it is in; several keys: any of them.

    Raises InputError where it cannot be read or is no Ed25519 public key.
    """
    from cryptography.exceptions import InvalidSignature

    keys = {_key_id(key.public_bytes_raw()): key for key in _public_keys(file_or_keys)}

    def proved(checkpoint: Checkpoint) -> bool:
        key = keys.get(checkpoint.key_id)
        if key is None:
            return False
        try:
            key.verify(bytes.fromhex(checkpoint.signature), body_of(checkpoint).encode())
        except InvalidSignature:
            return False
        return True

    return proved


def public_key_hex(file_or_keys: Path | str) -> str:
    """The public keys as hex, one a line. Raises InputError."""
    return "\n".join(key.public_bytes_raw().hex() for key in _public_keys(file_or_keys))


def public_keys_in(text: str) -> str:
    """The same of a text that is no file's name. Raises InputError."""
    return "\n".join(key.public_bytes_raw().hex() for key in _keys_in(text))


def _public_keys(file_or_keys: Path | str) -> list[Ed25519PublicKey]:
    text = str(file_or_keys)
    if not _HEX.fullmatch(text.split("\n", 1)[0].strip()) and "-----BEGIN" not in text:
        try:
            text = Path(text).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError, ValueError) as e:
            why = getattr(e, "strerror", None) or "not text"
            raise InputError(f"is neither a key in hex nor a file with one ({why})", field="public_key") from None
    return _keys_in(text)


def _keys_in(text: str) -> list[Ed25519PublicKey]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        if "-----BEGIN" in text:
            found: list[object] = [load_pem_public_key(text.encode())]
        else:
            found = [Ed25519PublicKey.from_public_bytes(bytes.fromhex(part)) for part in text.split()]
    except (ValueError, UnsupportedAlgorithm):
        found = []
    keys = [key for key in found if isinstance(key, Ed25519PublicKey)]
    if not keys or len(keys) != len(found):
        raise InputError("is not an Ed25519 public key", field="public_key")
    return keys
