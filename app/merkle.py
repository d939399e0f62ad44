"""The Merkle tree of RFC 6962 over a log: roots, and proofs that something is in it and that it only grew.

Leaves are bytes in the order of the log; hashes are bytes, of SHA-256 unless another algorithm is named. It knows
no events and no storage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from cryptography.hazmat.primitives import hashes


class _Running(Protocol):
    """A hash that has been begun."""

    def copy(self) -> Self: ...

    def update(self, data: bytes, /) -> object: ...

    def digest(self) -> bytes: ...


class _Sm3:
    """The national hash under the names of the standard library, whose sha256 is three times as fast on short data."""

    def __init__(self, begun: hashes.Hash) -> None:
        self._begun = begun
        self.update, self.digest = begun.update, begun.finalize

    def copy(self) -> _Sm3:
        return _Sm3(self._begun.copy())


ALGORITHMS: dict[str, Callable[[], _Running]] = {
    "sha256": hashlib.sha256,
    "sm3": lambda: _Sm3(hashes.Hash(hashes.SM3())),
}


class Hash:
    """A hash function. Each hash goes on from a copy of one begun before, for to begin one is what costs most."""

    def __init__(self, begun: _Running) -> None:
        self._plain, self._leaf, self._node = begun, begun.copy(), begun.copy()
        self._leaf.update(b"\x00")
        self._node.update(b"\x01")

    def __call__(self, data: bytes) -> bytes:
        """Return the hash of data."""
        return _hashes(self._plain, (data,))[0]

    def leaves(self, data: Iterable[bytes]) -> list[bytes]:
        """Return the hashes of leaves; their prefix keeps leaves and nodes apart."""
        return _hashes(self._leaf, data)

    def nodes(self, left: Iterable[bytes], right: Iterable[bytes]) -> list[bytes]:
        """Return the hashes of the nodes above pairs of others, as many as the shorter side has."""
        return _hashes(self._node, map(bytes.__add__, left, right))


def _hashes(begun: _Running, data: Iterable[bytes]) -> list[bytes]:
    """Return the hashes of what was begun with each of these after it."""
    found, another = [], begun.copy
    for each in data:
        running = another()
        running.update(each)
        found.append(running.digest())
    return found


def hasher(algorithm: str) -> Hash:
    """Return the hash function of this name, "sha256" or "sm3"; raise ValueError for another."""
    if algorithm not in ALGORITHMS:
        raise ValueError(f"the log is hashed with {' or '.join(ALGORITHMS)}, not with {algorithm}")
    return Hash(ALGORITHMS[algorithm]())


def leaf_hash(data: bytes, digest: Hash) -> bytes:
    """Return the hash of a leaf; its prefix keeps leaves and nodes apart."""
    return digest.leaves((data,))[0]


def node_hash(left: bytes, right: bytes, digest: Hash) -> bytes:
    """Return the hash of the node above two others."""
    return digest.nodes((left,), (right,))[0]


@dataclass
class Frontier:
    """All that is needed of a tree to let it grow: its size and the roots of its complete subtrees, large first."""

    digest: Hash
    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    def add(self, data: bytes) -> None:
        """Add a leaf at the end."""
        self._carry(leaf_hash(data, self.digest), 1)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add many leaves at the end; faster than one by one, because whole subtrees are reckoned level by level."""
        at, digest = 0, self.digest
        while at < len(leaves):
            room = len(leaves) - at
            fitting = self.size & -self.size or 1 << room.bit_length()
            width = min(fitting, 1 << (room.bit_length() - 1))
            level = digest.leaves(leaves[at : at + width])
            while len(level) > 1:
                level = digest.nodes(level[::2], level[1::2])
            self._carry(level[0], width)
            at += width

    def _carry(self, root: bytes, width: int) -> None:
        """Add a complete subtree of so many leaves, and join it with those of its own size before it."""
        size = self.size
        self.size += width
        while size & width:
            root = node_hash(self.roots.pop(), root, self.digest)
            width <<= 1
        self.roots.append(root)

    @property
    def root(self) -> bytes:
        """The root of the tree; of an empty one the hash of nothing."""
        if not self.roots:
            return self.digest(b"")
        found = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            found = node_hash(left, found, self.digest)
        return found


def root_of(leaves: Iterable[bytes], digest: Hash) -> bytes:
    """Return the root of the tree of these leaves."""
    tree = Frontier(digest)
    for data in leaves:
        tree.add(data)
    return tree.root


class Grown:
    """A whole tree with all its nodes, for many proofs about one log at the price of one."""

    def __init__(self, leaves: Iterable[bytes], digest: Hash) -> None:
        level = digest.leaves(leaves)
        self.size = len(level)
        self._levels = [level]
        while len(level) > 1:
            above = digest.nodes(level[::2], level[1::2])
            level = above + level[len(level) - 1 :] if len(level) & 1 else above
            self._levels.append(level)

    def inclusion(self, index: int) -> list[bytes]:
        """Return what `inclusion_proof` returns for the leaf at an index."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        besides = [(level, index >> height ^ 1) for height, level in enumerate(self._levels)]
        return [level[beside] for level, beside in besides if beside < len(level)]

    def consistency(self, size: int) -> list[bytes]:
        """Return what `consistency_proof` returns for the first `size` leaves."""
        if not 0 <= size <= self.size:
            raise IndexError(size)
        path: list[bytes] = []
        start, end = 0, self.size
        while size and start + size != end:
            at = start + _split(end - start)
            if start + size <= at:
                path.append(self._root(at, end))
                end = at
            else:
                path.append(self._root(start, at))
                start, size = at, start + size - at
        return [*([self._root(start, end)] if start else []), *reversed(path)]

    def _root(self, start: int, end: int) -> bytes:
        height = (end - start - 1).bit_length()
        return self._levels[height][start >> height]


def _split(size: int) -> int:
    """Return the largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int, digest: Hash) -> list[bytes]:
    """Return the hashes with which the leaf at an index leads to the root, from the leaf upwards.

    Raises IndexError for a leaf that is not there.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*inclusion_proof(leaves[:at], index, digest), root_of(leaves[at:], digest)]
    return [*inclusion_proof(leaves[at:], index - at, digest), root_of(leaves[:at], digest)]


def is_included(
    data: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, digest: Hash
) -> bool:
    """Whether a proof shows that a leaf stands at an index of the tree of this size and root."""
    if not 0 <= index < size:
        return False
    found, at, last, left = leaf_hash(data, digest), index, size - 1, list(proof)
    while last:
        if at & 1 or at == last:
            if at & 1:
                if not left:
                    return False
                found = node_hash(left.pop(0), found, digest)
        else:
            if not left:
                return False
            found = node_hash(found, left.pop(0), digest)
        at, last = at >> 1, last >> 1
    return not left and found == root


def consistency_proof(leaves: Sequence[bytes], size: int, digest: Hash) -> list[bytes]:
    """Return the hashes that show that the tree of the first `size` leaves is the beginning of that of all.

    Raises IndexError when there are fewer leaves than that.
    """
    if not 0 <= size <= len(leaves):
        raise IndexError(size)
    return [] if size in (0, len(leaves)) else _consistency(leaves, size, digest, whole=True)


def _consistency(leaves: Sequence[bytes], size: int, digest: Hash, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves, digest)]
    at = _split(len(leaves))
    if size <= at:
        return [*_consistency(leaves[:at], size, digest, whole=whole), root_of(leaves[at:], digest)]
    return [*_consistency(leaves[at:], size - at, digest, whole=False), root_of(leaves[:at], digest)]


def is_consistent(
    size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes], digest: Hash
) -> bool:
    """Whether a proof shows that a tree of this size and root grew into the later one, and nothing else."""
    if size > later_size:
        return False
    if size in (0, later_size):
        return not proof and (size == 0 or root == later_root)
    at, last, left = size - 1, later_size - 1, list(proof)
    while at & 1:
        at, last = at >> 1, last >> 1
    if at and not left:
        return False
    first = second = left.pop(0) if at else root
    while last:
        if at & 1 or at == last:
            if at & 1:
                if not left:
                    return False
                beside = left.pop(0)
                first, second = node_hash(beside, first, digest), node_hash(beside, second, digest)
        else:
            if not left:
                return False
            second = node_hash(second, left.pop(0), digest)
        at, last = at >> 1, last >> 1
    return not left and first == root and second == later_root
