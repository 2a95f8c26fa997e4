"""Sealing customer text: AES-256-GCM, and the ring of keys that the data keys are wrapped with (`cryptography`).

A sealed value is `<key id>.<base64 of nonce and ciphertext>`. What it belongs to (table, column, row) is authenticated
with it, so that a value moved to another row does not open. NIST SP 800-38D; a random 96-bit nonce each time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from replydraft.errors import KeyMissing, StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def key_id(key: bytes) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(b"replydraft key id\x00" + key).hexdigest()[:8]


def _aes(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


class Cipher:
    """Seals and opens with one key."""

    __slots__ = ("_aead", "_key", "id")

    def __init__(self, key: bytes) -> None:
        self._key, self._aead, self.id = key, _aes(key), key_id(key)

    def seal(self, text: str, of: str) -> str:
        """`of` says what the text belongs to; it must be said again to open it."""
        return self.seal_bytes(text.encode(), of)

    def seal_bytes(self, value: bytes, of: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._aead.encrypt(nonce, value, of.encode())
        return f"{self.id}.{base64.b64encode(sealed).decode('ascii')}"

    def open(self, sealed: str, of: str) -> str:
        """Raises KeyMissing where another key sealed it, or it was altered or moved."""
        return self.open_bytes(sealed, of).decode()

    def open_bytes(self, sealed: str, of: str) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            raw = base64.b64decode(sealed.partition(".")[2], validate=True)
            return self._aead.decrypt(raw[:_NONCE], raw[_NONCE:], of.encode())
        except (InvalidTag, ValueError, binascii.Error):
            raise KeyMissing(
                f"加密内容无法打开，密钥不对或内容被改动 (cannot be opened: {of.partition(':')[0]})"
            ) from None

    def mac(self, text: str) -> str:
        """A keyed hash (HMAC-SHA-256, hex): the same for the same text, and meaningless once the key is gone."""
        return hmac.new(self._key, b"mac\x00" + text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The master keys at hand, the current one first. Older ones only open."""

    keys: tuple[bytes, ...]

    @property
    def current(self) -> Cipher:
        return Cipher(self.keys[0])

    def cipher_of(self, sealed: str) -> Cipher:
        """The key that sealed this. Raises KeyMissing where it is not on the ring."""
        wanted = sealed.partition(".")[0]
        for key in self.keys:
            if key_id(key) == wanted:
                return Cipher(key)
        raise KeyMissing(f"缺少打开客户数据的密钥 {wanted}，请恢复原来的密钥文件或环境变量 (key not at hand)")

    def has(self, sealed: str) -> bool:
        return sealed.partition(".")[0] in {key_id(key) for key in self.keys}


def read_keys(text: str, where: str) -> KeyRing:
    """Keys as base64, separated by commas or line ends, the current one first. Raises StoreError; never quotes a key."""
    keys = []
    for part in text.replace(",", "\n").split():
        try:
            key = base64.b64decode(part, validate=True)
        except (ValueError, binascii.Error):
            key = b""
        if len(key) != KEY_BYTES:
            raise StoreError(f"{where} 中的密钥无法识别，应为 32 字节的 base64 (not a key)")
        keys.append(key)
    if not keys:
        raise StoreError(f"{where} 中没有密钥 (no key)")
    return KeyRing(tuple(keys))


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the master keys are: in the environment (`given`, read by settings), else in a file of ours."""

    file: Path
    given: str = ""

    def read(self) -> KeyRing | None:
        """None where there is no key yet. Raises StoreError: unreadable, not keys, or open to other users."""
        if self.given:
            return read_keys(self.given, "环境变量 REPLYDRAFT_STORE_KEY")
        try:
            mode = self.file.stat().st_mode
            text = self.file.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as e:
            raise StoreError(f"密钥文件无法读取 ({getattr(e, 'strerror', 'not text')}): {self.file}") from None
        if os.name == "posix" and mode & 0o077:
            raise StoreError(f"密钥文件对其他用户可读，请执行 chmod 600 (key file open to others): {self.file}")
        return read_keys(text, str(self.file))

    def make(self) -> KeyRing:
        """A first key. Where another process was faster, its key. Raises StoreError."""
        if self.given:
            return read_keys(self.given, "环境变量 REPLYDRAFT_STORE_KEY")
        if not self.file.exists():
            self._write((new_key(),), first=True)
        ring = self.read()
        if ring is None:
            raise StoreError(f"密钥文件刚建立就消失了 (vanished): {self.file}")
        return ring

    def add(self, key: bytes) -> KeyRing:
        """Put a new current key in front. Raises StoreError where the keys come from the environment."""
        ring = self.read()
        if self.given or ring is None:
            raise StoreError("密钥来自环境变量，请在那里把新密钥放到最前面，再运行本命令 (keys are in the environment)")
        self._write((key, *ring.keys), first=False)
        return KeyRing((key, *ring.keys))

    @property
    def retired(self) -> Path:
        """Keys out of use: only backups from before a rotation need them."""
        return self.file.with_name(f"{self.file.name}.retired")

    def retire_older(self) -> None:
        """Leave only the current key on the ring. The others go to `retired` first."""
        ring = self.read()
        if self.given or ring is None or len(ring.keys) == 1:
            return
        known = KeyPlace(self.retired).read()
        kept = known.keys if known else ()
        fresh = tuple(key for key in ring.keys[1:] if key not in kept)
        KeyPlace(self.retired)._write((*fresh, *kept), first=False)
        self._write(ring.keys[:1], first=False)

    def _write(self, keys: tuple[bytes, ...], *, first: bool) -> None:
        """Whole or not at all, readable by its owner only, on disk when this returns."""
        text = "".join(base64.b64encode(key).decode("ascii") + "\n" for key in keys)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = self.file.with_name(f".{self.file.name}.{os.getpid()}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            try:
                if first:
                    os.link(temporary, self.file)
                else:
                    temporary.replace(self.file)
            except FileExistsError:
                pass
            finally:
                temporary.unlink(missing_ok=True)
            folder = os.open(self.file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as e:
            raise StoreError(f"密钥文件无法写入 ({e.strerror}): {self.file}") from None
