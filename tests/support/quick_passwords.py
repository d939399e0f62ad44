"""Hashes passwords with next to no work in all tests: every officer of every test signs in anew.

A test that concerns the hashes themselves asks for `real_passwords`. Servers in processes of their own read the cost
from the hash that they verify, so they are quick as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from app import passwords

_REAL = vars(passwords)["_HASHER"], vars(passwords)["_NOBODY"]
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _use(hasher: PasswordHasher, nobody: str) -> None:
    vars(passwords).update(_HASHER=hasher, _NOBODY=nobody)


_use(_QUICK, _QUICK.hash("nobody has this password"))


@pytest.fixture
def real_passwords() -> Iterator[None]:
    """Passwords are hashed as they are at work."""
    quick = vars(passwords)["_HASHER"], vars(passwords)["_NOBODY"]
    _use(*_REAL)
    yield
    _use(*quick)
