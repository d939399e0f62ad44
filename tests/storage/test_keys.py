"""Personal data opens only with the key of its case, in its place; equal numbers are found by blind index."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.crypto import CannotDecrypt, Keyring

RING = Keyring(bytes(range(32)))


@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
def test_what_was_sealed_opens_only_where_it_was_sealed(text: str, place: str) -> None:
    key = RING.case_key(RING.new_case_key("case"), "case")
    sealed = key.seal(text.encode(), place)
    assert key.open(sealed, place).decode() == text
    with pytest.raises(CannotDecrypt):
        key.open(sealed, place + "!")


def test_a_key_of_one_case_opens_nothing_of_another() -> None:
    wrapped = RING.new_case_key("first")
    with pytest.raises(CannotDecrypt):
        RING.case_key(wrapped, "second")
    with pytest.raises(CannotDecrypt):
        Keyring(bytes(32)).case_key(wrapped, "first")


def test_an_altered_value_does_not_open() -> None:
    key = RING.case_key(RING.new_case_key("case"), "case")
    sealed = bytearray(key.seal(b"110101190001010014", "party.id_no.1"))
    sealed[-1] ^= 1
    with pytest.raises(CannotDecrypt):
        key.open(bytes(sealed), "party.id_no.1")


def test_equal_numbers_have_one_index_and_kinds_do_not_mix() -> None:
    assert RING.blind_index("phone", "16400000001") == RING.blind_index("phone", "16400000001")
    assert RING.blind_index("phone", "16400000001") != RING.blind_index("id_no", "16400000001")
    assert "16400000001" not in RING.blind_index("phone", "16400000001")


def test_the_master_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    first = Keyring.from_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keyring.from_file(path).blind_index("phone", "1") == first.blind_index("phone", "1")


def test_a_master_key_that_is_no_key_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_text("not a key")
    with pytest.raises(ValueError, match="must hold a master key of 64 hex digits"):
        Keyring.from_file(path)
