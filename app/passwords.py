"""Password hashes and the policy for new passwords; it knows no account and no storage."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(
    time_cost=1, memory_cost=46 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
_AT_ONCE = threading.BoundedSemaphore(4)  # four hashes hold 184 MiB; more would starve the server

_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True)
class PasswordPolicy:
    """What a new password must be. Profiles differ: ASVS forbids composition rules, GB/T 22239 level 3 wants them."""

    name: str
    shortest: int
    longest: int
    kinds: int  # of lower case, upper case, digits, other characters


POLICIES = {
    "asvs": PasswordPolicy("asvs", shortest=12, longest=128, kinds=1),
    "gbt22239": PasswordPolicy("gbt22239", shortest=10, longest=128, kinds=3),
}


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password (46 MiB, one pass); at most four are computed at once."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def proves(password_hash: str | None, password: str) -> bool:
    """Tell whether the password belongs to the hash; None costs the same time and is never proven."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def fault_of(password: str, sign_in_name: str, policy: PasswordPolicy) -> tuple[str, str] | None:
    """Return what is wrong with a new password, in Chinese and English, or None."""
    if not policy.shortest <= len(password) <= policy.longest:
        return (
            f"新密码须为 {policy.shortest} 至 {policy.longest} 个字符。",
            f"A new password must have {policy.shortest} to {policy.longest} characters.",
        )
    if sign_in_name.casefold() in password.casefold():
        return "新密码不能包含用户名。", "A new password must not contain the user name."
    found = (
        any(letter.islower() for letter in password),
        any(letter.isupper() for letter in password),
        any(letter.isdigit() for letter in password),
        any(not letter.isalnum() for letter in password),
    )
    if sum(found) < policy.kinds:
        return (
            f"新密码须含大写字母、小写字母、数字、符号中的 {policy.kinds} 种。",
            f"A new password needs {policy.kinds} of: capitals, small letters, digits, other characters.",
        )
    return None
