"""The files of a pack, wherever they are: a folder, a zip file, or one plain export by itself."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from replydraft.errors import InputError

_MOST_FILES, _MOST_BYTES, _MOST_RATIO = 64, 8 << 30, 200
_FREE_BYTES = 1 << 20
"""Up to this size a file may be packed as tightly as it likes."""
_LONGEST_LINE = 16 << 20


@dataclass(frozen=True, slots=True)
class PackFiles:
    """`packed`: a pack, with a manifest to be expected; else one export alone."""

    names: frozenset[str]
    open: Callable[[str], IO[bytes]]
    packed: bool

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a file, without their ends. Raises InputError where one is endless."""
        with self.open(name) as file:
            while line := file.readline(_LONGEST_LINE):
                if len(line) == _LONGEST_LINE:
                    raise _refused(f"{name} has a line of over {_LONGEST_LINE >> 20} MiB")
                yield line.decode("utf-8", "replace").removesuffix("\n")

    def text(self, name: str) -> str:
        """A small file. Raises InputError where it is large."""
        with self.open(name) as file:
            raw = file.read(_FREE_BYTES + 1)
        if len(raw) > _FREE_BYTES:
            raise _refused(f"{name} is too large")
        return raw.decode("utf-8", "replace")


def _refused(why: str) -> InputError:
    return InputError(f"this is no evidence pack of ours: {why}", code="bad_pack")


@contextmanager
def opened(path: Path, single: str) -> Iterator[PackFiles]:
    """The files at `path`; a plain export goes by the name `single`.

    Raises InputError: cannot be read, neither pack nor export, or members that no pack of ours has (paths, links,
    encryption, one name twice, sizes that only a bomb has).
    """
    try:
        if path.is_dir():
            yield _folder(path)
        elif path.suffix.lower() == ".zip" or (path.suffix.lower() != ".jsonl" and _looks_zipped(path)):
            with _zip_file(path) as archive:
                yield _archive(archive)
        else:
            with path.open("rb"):
                pass
            yield PackFiles(frozenset({single}), lambda _: path.open("rb"), packed=False)
    except OSError as e:
        raise InputError(f"cannot read {path} ({e.strerror or e})", code="unreadable") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as e:
        raise _refused(f"the zip file is damaged ({type(e).__name__})") from None


def _zip_file(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError:
        raise
    except Exception as e:  # what a damaged directory makes of it is not documented
        raise _refused(f"the zip file is damaged ({type(e).__name__})") from None


def _looks_zipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _folder(path: Path) -> PackFiles:
    names = set()
    for entry in path.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() or not entry.is_file():
            raise _refused(f"{entry.name!a} is not a plain file")
        names.add(entry.name)
    if not names:
        raise _refused("the folder is empty")
    return PackFiles(frozenset(names), lambda name: (path / name).open("rb"), packed=True)


def _archive(archive: zipfile.ZipFile) -> PackFiles:
    members = archive.infolist()
    names = frozenset(info.filename for info in members)
    if not members or len(members) > _MOST_FILES or len(names) != len(members):
        raise _refused("it is empty, has too many files, or one name twice")
    if sum(info.file_size for info in members) > _MOST_BYTES:
        raise _refused("it is too large unpacked")
    for info in members:
        name, mode = info.filename, info.external_attr >> 16
        if not name.isprintable() or name.startswith(".") or any(c in name for c in "/\\:"):
            raise _refused(f"it has a file with an odd name, {name!a}")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or info.is_dir():
            raise _refused(f"{name} is not a plain file")
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(f"{name} is encrypted or packed in an odd way")
        if info.file_size > _FREE_BYTES and info.file_size > _MOST_RATIO * max(1, info.compress_size):
            raise _refused(f"{name} unpacks to far more than it should")
    return PackFiles(names, archive.open, packed=True)
