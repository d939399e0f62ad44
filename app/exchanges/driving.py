"""The ways to a receiver: the protocol that every interface keeps, and the exchange of files; it knows no case."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.exchanges.content import Parcel

MOST_ANSWER = 1 << 20
MOST_INCOMING = 50 << 20


class NotDelivered(Exception):
    """A parcel that was not taken over; the text says why, without content."""


@dataclass(frozen=True)
class Answer:
    """What a receiver says of a parcel: taken or refused, its number, the day, why. `place` is where it says so."""

    key: str
    taken: bool
    number: str
    day: date | None
    reason: str
    place: str


@dataclass(frozen=True)
class Incoming:
    """A file that came in, with the place where it lies."""

    name: str
    content: bytes
    place: str


class Way(Protocol):
    """An interface to one receiver. Everything may be called again after it was interrupted at any point."""

    def send(self, parcel: Parcel) -> Answer | None:
        """Hand a parcel over; the receiver tells a second time by its key, and may answer at once.

        Raises NotDelivered.
        """

    def answers(self) -> Iterator[Answer]:
        """Yield what the receiver has answered and what was not put away yet."""

    def incoming(self) -> Iterator[Incoming]:
        """Yield the files that came in and were not put away yet."""

    def results(self) -> Iterator[Incoming]:
        """Yield the files of results that came in and were not put away yet."""

    def put_away(self, place: str) -> None:
        """Take note that an answer or file has been dealt with."""

    def statement(self) -> dict[str, str] | None:
        """Return what the receiver says it holds, number by key; None when it says nothing."""


class FileWay:
    """Exchange by a folder: parcels in `out`, answers from `return`, files from `in`, `statement.csv` to compare.

    A parcel is its content and then its manifest `<key>.json`; each is written aside, flushed and renamed, so a
    receiver that reads manifests never sees half a parcel. Names that begin with a dot are being written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel) -> None:
        """Lay a parcel out; laying it out again changes nothing."""
        manifest = {
            "key": parcel.key,
            "receiver": parcel.receiver,
            "format": parcel.format,
            "file": parcel.file_name,
            "sha256": parcel.digest,
            "made_at": parcel.made_at.isoformat(),
        }
        out = self.folder / "out"
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._put(out / parcel.file_name, parcel.content)
            self._put(out / f"{parcel.key}.json", json.dumps(manifest, ensure_ascii=False).encode())
        except OSError as trouble:
            raise NotDelivered(f"{type(trouble).__name__} {trouble.strerror or ''}".strip()) from trouble

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that are whole; what cannot be read yet is looked at again next time."""
        for path in self._files("return", ".json", MOST_ANSWER):
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                yield read_answer(json.loads(path.read_bytes()), str(path))

    def incoming(self) -> Iterator[Incoming]:
        """Yield the files that came in; whoever writes them renames them when they are whole."""
        yield from self._whole("in")

    def results(self) -> Iterator[Incoming]:
        """Yield the files of results; whoever writes them renames them when they are whole."""
        yield from self._whole("results")

    def put_away(self, place: str) -> None:
        """Move a file that was dealt with aside, below `done`."""
        path = Path(place)
        done = path.parent / "done"
        with suppress(FileNotFoundError):
            done.mkdir(exist_ok=True)
            os.replace(path, done / path.name)

    def statement(self) -> dict[str, str] | None:
        """Return what `statement.csv` lists: key, number."""
        try:
            text = (self.folder / "statement.csv").read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None
        rows = csv.reader(io.StringIO(text))
        return {row[0]: row[1] if len(row) > 1 else "" for row in rows if row and "-" in row[0]}

    def _whole(self, name: str) -> Iterator[Incoming]:
        for path in self._files(name, "", MOST_INCOMING):
            with suppress(OSError):
                yield Incoming(path.name, path.read_bytes(), str(path))

    def _files(self, name: str, ending: str, most: int) -> list[Path]:
        try:
            found = sorted((self.folder / name).iterdir())
            return [
                path
                for path in found
                if path.is_file()
                and not path.name.startswith(".")
                and path.name.endswith(ending)
                and path.stat().st_size <= most
            ]
        except OSError:
            return []

    def _put(self, path: Path, content: bytes) -> None:
        unfinished = path.with_name(f".{path.name}.part")
        with unfinished.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        os.replace(unfinished, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def parcel_key(exchange_id: str, content: bytes) -> str:
    """Return the key by which a receiver knows a parcel again: our id and the digest of the content."""
    return f"{exchange_id}-{hashlib.sha256(content).hexdigest()[:32]}"


def read_answer(tree: Mapping[str, object], place: str) -> Answer:
    """Return what a receiver answers; raise KeyError, TypeError or ValueError for what is no answer."""
    day = str(tree.get("on") or "")
    return Answer(
        key=str(tree["key"])[:100],
        taken=tree["result"] == "accepted",
        number=str(tree.get("number") or "")[:100],
        day=date.fromisoformat(day) if day else None,
        reason=" ".join(str(tree[name]) for name in ("code", "reason") if tree.get(name))[:300],
        place=place,
    )
