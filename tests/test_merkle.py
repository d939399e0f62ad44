"""The tree over the log: what it proves is so, and whatever was altered, cut or slipped in proves nothing."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merkle import (
    Frontier,
    consistency_proof,
    hasher,
    inclusion_proof,
    is_consistent,
    is_included,
    root_of,
)

SHA = hasher("sha256")
LEAVES = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


def test_the_roots_are_those_of_the_standard() -> None:
    """Trees of RFC 6962, 2.1 counted by hand with the plain hash."""

    def sha(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    one, two, three = sha(b"\x00a"), sha(b"\x00b"), sha(b"\x00c")
    assert root_of([], SHA) == sha(b"")
    assert root_of([b"a"], SHA) == one
    assert root_of([b"a", b"b"], SHA) == sha(b"\x01" + one + two)
    assert root_of([b"a", b"b", b"c"], SHA) == sha(b"\x01" + sha(b"\x01" + one + two) + three)


def test_the_national_hash_gives_another_tree_and_an_unknown_one_none() -> None:
    assert root_of([b"a"], hasher("sm3")) != root_of([b"a"], SHA)
    with pytest.raises(ValueError, match="md5"):
        hasher("md5")


@given(LEAVES, st.data())
def test_every_leaf_is_shown_to_be_where_it_is_and_nowhere_else(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = root_of(leaves, SHA), inclusion_proof(leaves, index, SHA)
    assert is_included(leaves[index], index, len(leaves), proof, root, SHA)
    assert not is_included(leaves[index] + b"!", index, len(leaves), proof, root, SHA)
    assert not is_included(leaves[index], len(leaves), len(leaves), proof, root, SHA)
    assert not is_included(leaves[index], index, len(leaves), [*proof, root], root, SHA)
    other = data.draw(st.integers(0, len(leaves) - 1))
    if leaves[other] != leaves[index]:
        assert not is_included(
            leaves[index], other, len(leaves), inclusion_proof(leaves, other, SHA), root, SHA
        )


@given(LEAVES, st.data())
def test_growth_is_proven_and_a_rewritten_past_is_not(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(leaves)))
    early, late = root_of(leaves[:size], SHA), root_of(leaves, SHA)
    proof = consistency_proof(leaves, size, SHA)
    assert is_consistent(size, early, len(leaves), late, proof, SHA)
    if size:
        at = data.draw(st.integers(0, size - 1))
        forged = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
        claimed = consistency_proof(forged, size, SHA)
        assert not is_consistent(size, early, len(leaves), root_of(forged, SHA), claimed, SHA)
    if size > 1:
        shorter = leaves[: size - 1]
        assert not is_consistent(size, early, len(shorter), root_of(shorter, SHA), [], SHA)


@given(LEAVES)
def test_a_tree_that_grows_leaf_by_leaf_is_the_tree_of_all(leaves: list[bytes]) -> None:
    tree = Frontier(SHA)
    for number, leaf in enumerate(leaves, start=1):
        tree.add(leaf)
        assert (tree.size, tree.root) == (number, root_of(leaves[:number], SHA))
        assert len(tree.roots) == number.bit_count()
