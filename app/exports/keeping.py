"""Where finished exports wait to be taken: files sealed block by block, whole or not there at all; no storage."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BLOCK, SEALING = 1 << 20, 28
"""Bytes that are sealed together, and how many sealing adds."""
Cipher = Callable[[bytes, str], bytes]
"""Seals, or opens, bytes at a place."""


class SpoiltExport(Exception):
    """A kept file is gone, cut short, or not what was made."""


@dataclass(frozen=True)
class Shelf:
    """The folder of finished exports, which all web processes and workers share, and how many days they stay."""

    folder: Path
    days: int = 7

    @contextmanager
    def sheet(self) -> Iterator[IO[bytes]]:
        """Lend a nameless file to write an export to; it is gone when it is closed."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=self.folder) as out:
            yield out

    def keep(self, key: str, out: IO[bytes], seal: Cipher) -> tuple[int, str]:
        """Keep a finished export under a key, sealed; return its size and SHA-256. A half-written one is never kept."""
        running, size = hashlib.sha256(), 0
        beside = self.folder / f"{key}.{os.getpid()}.part"
        out.seek(0)
        try:
            with beside.open("wb") as kept:
                while block := out.read(BLOCK):
                    kept.write(seal(block, _place(key, size)))
                    running.update(block)
                    size += len(block)
                kept.flush()
                os.fsync(kept.fileno())
            beside.replace(self._path(key))
        finally:
            beside.unlink(missing_ok=True)
        return size, running.hexdigest()

    def blocks(self, key: str, size: int, unseal: Cipher) -> Iterator[bytes]:
        """Yield a kept export of this size, block by block; raise SpoiltExport when it is not what was made."""
        try:
            with self._path(key).open("rb") as kept:
                at = 0
                while at < size:
                    block = unseal(kept.read(min(BLOCK, size - at) + SEALING), _place(key, at))
                    at += len(block)
                    yield block
                if kept.read(1):
                    raise SpoiltExport(key)
        except (OSError, ValueError, RuntimeError) as trouble:
            raise SpoiltExport(key) from trouble

    def digest(self, key: str, size: int, unseal: Cipher) -> str:
        """Return the SHA-256 of a kept export; raise SpoiltExport as `blocks` does."""
        running = hashlib.sha256()
        for block in self.blocks(key, size, unseal):
            running.update(block)
        return running.hexdigest()

    def leftovers(self, known: Callable[[str], bool], before: float) -> list[Path]:
        """Return files that were last written before a moment and belong to no export that is known."""
        found = self.folder.glob("*.*") if self.folder.is_dir() else ()
        return [
            each for each in found
            if each.stat().st_mtime < before and not (each.suffix == ".sealed" and known(each.stem))
        ]  # fmt: skip

    def drop(self, keys: Iterable[str]) -> None:
        """Remove exports, if they are there."""
        for key in keys:
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.sealed"


def _place(key: str, at: int) -> str:
    return f"export.{key}.{at}"
