"""Checkpoints of the log: what is signed, the files that witnesses keep, and whether a log only grew; no storage."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.merkle import Frontier, hasher


class BadCheckpoint(ValueError):
    """A checkpoint that proves nothing: `zh` and `en` say which and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Statement:
    """What is signed: the log had this root when it held so many events, the last of them with this id."""

    size: int
    root: str
    last_event: int
    algorithm: str
    signed_at: str

    def text(self) -> bytes:
        """Return the bytes that are signed."""
        return b"qingxin log\n" + json.dumps(vars(self), sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Signed:
    """A statement with its signature; `leaves` are the digests of the events since the checkpoint before."""

    statement: Statement
    public_key: str
    signature: str
    leaves: tuple[str, ...] = ()

    def holds(self, public_key: str) -> bool:
        """Whether the statement was signed with the key that belongs to this public key."""
        if self.public_key != public_key:
            return False
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
            key.verify(bytes.fromhex(self.signature), self.statement.text())
        except (InvalidSignature, ValueError):
            return False
        return True


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public part of a key as 64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def sign(statement: Statement, key: Ed25519PrivateKey) -> Signed:
    """Sign a statement."""
    return Signed(statement, public_text(key), key.sign(statement.text()).hex())


def write(folder: Path, signed: Signed) -> None:
    """Write a checkpoint as a file of its own; one that is there already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{signed.statement.size:015d}.json"
    if place.exists():
        return
    told: dict[str, Any] = {
        "statement": vars(signed.statement),
        "public_key": signed.public_key,
        "signature": signed.signature,
        "leaves": signed.leaves,
    }
    beside = place.with_suffix(f".{os.getpid()}.part")
    beside.write_text(json.dumps(told, indent=1))
    beside.rename(place)


def read(folder: Path) -> Iterator[Signed]:
    """Yield the checkpoints of a folder, smallest first; raise BadCheckpoint for a file that is none."""
    for place in sorted(folder.glob("*.json")):
        yield _read(place)


def folder_beside(setting: str, what: str, backend: str, database: str | None, root: Path) -> Path:
    """Return where an installation keeps something outside its database ("checkpoints", "exports"): as it is set, else
    beside SQLite's file or under var/."""
    if setting:
        return Path(setting)
    name = database or "memory"
    return Path(f"{name}.{what}") if backend == "sqlite" else root / "var" / what / name


def folders_to_ask(own: Path, witness: Path | str | None) -> list[Path]:
    """Return the folders with which a log is compared: that of a witness, if one is named, and one's own, if it has
    checkpoints; on a host without worker it has none."""
    named = [Path(witness)] if witness else []
    known = {each.resolve() for each in named}
    return [*named, *([own] if own.resolve() not in known and any(own.glob("*.json")) else [])]


def newest_in(folder: Path) -> Signed | None:
    """Return the newest checkpoint of a folder, None when it has none or is not there."""
    places = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return _read(places[-1]) if places else None


def _read(place: Path) -> Signed:
    try:
        told = json.loads(place.read_text())
        statement = Statement(**told["statement"])
        return Signed(statement, told["public_key"], told["signature"], tuple(told["leaves"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadCheckpoint(
            f"检查点文件 {place.name} 无法读取。", f"The checkpoint {place.name} cannot be read."
        ) from fault


class Growth:
    """A log as its checkpoints tell it: each must be signed, and add to the one before without changing it."""

    def __init__(self, public_key: str | None = None) -> None:
        self.public_key = public_key
        self.leaves: list[str] = []
        self.sizes: set[int] = set()
        self._tree: Frontier | None = None

    def add(self, signed: Signed) -> None:
        """Take the next checkpoint; raise BadCheckpoint when the log did not grow into it."""
        said = signed.statement
        if self.public_key is None:
            self.public_key = signed.public_key
        if not signed.holds(self.public_key):
            raise BadCheckpoint(
                f"第 {said.size} 条处的检查点签名不符。",
                f"The signature of the checkpoint at {said.size} is wrong.",
            )
        if self._tree is None:
            self._tree = Frontier(hasher(said.algorithm))
        for leaf in signed.leaves:
            self._tree.add(bytes.fromhex(leaf))
        if (self._tree.size, self._tree.root.hex()) != (said.size, said.root):
            raise BadCheckpoint(
                f"第 {said.size} 条处的检查点不是由上一检查点增长而来。",
                f"The log did not grow from the checkpoint before into the one at {said.size}.",
            )
        self.leaves += signed.leaves
        self.sizes.add(said.size)


def take_over(source: Path, keep: Path) -> tuple[int, int]:
    """Copy what a folder has beyond one's own; return how many checkpoints, and how many events are witnessed now.

    Raises BadCheckpoint, having copied what went before, for one that is not a growth of what was witnessed.
    """
    growth, own = Growth(), {signed.statement.size: signed for signed in read(keep)}
    for _, signed in sorted(own.items()):
        growth.add(signed)
    taken = 0
    for signed in read(source):
        size = signed.statement.size
        if size in own:
            if signed.leaves != own[size].leaves or signed.statement.root != own[size].statement.root:
                raise BadCheckpoint(
                    f"第 {size} 条处的检查点与已见证的不同。",
                    f"The checkpoint at {size} is not the one witnessed.",
                )
            continue
        growth.add(signed)
        write(keep, signed)
        taken += 1
    return taken, len(growth.leaves)
