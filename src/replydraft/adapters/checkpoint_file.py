"""The file of checkpoints: one JSON line each, only ever added to, by one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from replydraft.adapters.checkpoint_keys import Signer, sync_folder
from replydraft.domain.checkpoint import (
    Checkpoint,
    UnreadableCheckpoint,
    body_sha256,
    checkpoint_line,
    read_checkpoint,
    read_checkpoints,
    signed_body,
)
from replydraft.errors import AuditBroken, StoreError, StoreLocked

_BLOCK = 1 << 18
_WAIT_S = 10
_BEGINS = b'{"at":"'


def read_checkpoint_file(path: Path) -> list[Checkpoint]:
    """Every checkpoint of a file; what a crash left of a last line does not count. Raises StoreError."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as e:
        raise StoreError(f"存证点文件无法读取 ({e.strerror}): {path}") from None
    *lines, torn = text.split("\n")
    if _checkpoint(torn.encode()) is not None:
        lines.append(torn)
    try:
        return read_checkpoints(lines)
    except UnreadableCheckpoint as e:
        raise StoreError(f"存证点文件有误 ({e}): {path}") from None


def _checkpoint(line: bytes) -> Checkpoint | None:
    try:
        return read_checkpoint(line.decode("utf-8", "replace"))
    except UnreadableCheckpoint:
        return None


class _End(NamedTuple):
    """The last checkpoint, and where and with what the next line begins."""

    last: Checkpoint | None
    place: int
    lead: bytes


class CheckpointFile:
    """Appends are durable on return; a line torn by a crash is taken away by the next one."""

    def __init__(self, path: Path, signer: Signer) -> None:
        from filelock import FileLock

        self.path, self.signer = path, signer
        self._lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=_WAIT_S)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else appends meanwhile; may be entered again. Raises StoreLocked, StoreError."""
        from filelock import Timeout

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire()
        except Timeout:
            raise StoreLocked(f"另一个进程正在写存证点，请稍后再试 (locked): {self.path}") from None
        except OSError as e:
            raise StoreError(f"存证点文件夹无法写入 ({e.strerror}): {self.path.parent}") from None
        try:
            yield
        finally:
            self._lock.release()

    def last(self) -> Checkpoint | None:
        """The last checkpoint, from the file's end; None where there is none. Raises StoreError where it is unreadable."""
        try:
            with self.path.open("rb") as file:
                return self._end(file).last
        except FileNotFoundError:
            return None
        except OSError as e:
            raise StoreError(f"存证点文件无法读取 ({e.strerror}): {self.path}") from None

    def read(self) -> list[Checkpoint]:
        """All of them. Raises StoreError."""
        return read_checkpoint_file(self.path) if self.path.exists() else []

    def append(self, *, first: int, digests: tuple[str, ...], head: str, at: str) -> Checkpoint:
        """Sign and write the checkpoint over the records from `first`; on disk on return.

        Raises StoreError (also where `first` does not follow the last checkpoint), StoreLocked, AuditBroken where
        the last checkpoint was not signed by us.
        """
        with self.locked():
            new = not self.path.exists()
            try:
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
                with os.fdopen(handle, "r+b") as file:
                    end = self._end(file)
                    made = self._signed(end.last, first, digests, head, at)
                    file.truncate(end.place)
                    file.seek(end.place)
                    file.write(end.lead + checkpoint_line(made).encode() + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                if new:
                    sync_folder(self.path.parent)
            except OSError as e:
                raise StoreError(f"存证点无法写入 ({e.strerror}): {self.path}") from None
            return made

    def proved(self, checkpoint: Checkpoint) -> Checkpoint:
        """The same. Raises AuditBroken where it was not signed with our key."""
        if checkpoint.key_id != self.signer.key_id:
            said = f"存证点是用另一把密钥签的，请把旧文件移开后另起一份 (signed with another key {checkpoint.key_id})"
            raise AuditBroken(f"{said}: {self.path}")
        if not self.signer.verify(checkpoint):
            said = (
                f"the checkpoint over records {checkpoint.first} to {checkpoint.last} does not carry a valid signature"
            )
            raise AuditBroken(f"最后一个存证点的签名不对，文件被改动过 ({said}): {self.path}")
        return checkpoint

    def _signed(self, last: Checkpoint | None, first: int, digests: tuple[str, ...], head: str, at: str) -> Checkpoint:
        due = self.proved(last).last + 1 if last else 1
        if first != due:
            raise StoreError(f"存证点应从第 {due} 条留痕开始，不是第 {first} 条 (does not follow the last checkpoint)")
        body = {
            "first": first, "last": first + len(digests) - 1, "digests": digests, "head": head, "at": at,
            "previous": body_sha256(last), "key_id": self.signer.key_id,
        }  # fmt: skip
        return Checkpoint(**body, signature=self.signer.sign(signed_body(**body)))  # type: ignore[arg-type]

    def _end(self, file: BinaryIO) -> _End:
        size = place = file.seek(0, os.SEEK_END)
        lines = [b""]
        held = b""
        while place > 0 and len(lines) < 3:
            place = max(0, place - _BLOCK)
            file.seek(place)
            held = file.read(min(_BLOCK, size - place - len(held))) + held
            lines = held.split(b"\n")
        if (whole := _checkpoint(lines[-1])) is not None:
            return _End(whole, size, b"\n")
        torn = lines[-1].rstrip(b"\0")  # what was never written before the power went
        if not (torn.startswith(_BEGINS) or _BEGINS.startswith(torn)):
            raise StoreError(f"这不是存证点文件 (not a file of checkpoints): {self.path}")
        place = size - len(lines[-1])
        if len(lines) == 1:
            return _End(None, place, b"")
        if (last := _checkpoint(lines[-2])) is None:
            raise StoreError(f"存证点文件的最后一行无法读取 (last line is not a checkpoint): {self.path}")
        return _End(last, place, b"")
