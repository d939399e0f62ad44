"""Keys and ciphers: one data key a case, wrapped by the master key; blind indexes for exact search."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class CannotDecrypt(RuntimeError):
    """A stored value does not open with its key in its place: wrong key, or the value was altered or moved."""


class CaseKey:
    """The data key of one case. Every value is sealed together with the place it belongs to."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return nonce and AES-256-GCM ciphertext; `place` (table, column, row) must be given again to open it."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed at this place; raise CannotDecrypt otherwise."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except InvalidTag as error:
            raise CannotDecrypt(f"a value at {place} does not open with the key of its case") from error

    def seal_text(self, text: str | None, place: str) -> bytes | None:
        """Seal a text; None stays None."""
        return None if text is None else self.seal(text.encode(), place)

    def open_text(self, sealed: bytes | None, place: str) -> str | None:
        """Open a text; None stays None."""
        return None if sealed is None else self.open(sealed, place).decode()


class Keyring:
    """The master key of an installation: wraps case keys, keys the blind indexes, signs short-lived values."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("the master key must have 32 bytes")
        self._wrap = AESGCM(self._derive(master, b"wrap"))
        self._index = self._derive(master, b"index")
        self._own = CaseKey(self._derive(master, b"own"))
        self.signing = self._derive(master, b"sign").hex()
        self.log_key = Ed25519PrivateKey.from_private_bytes(self._derive(master, b"log"))

    @staticmethod
    def _derive(master: bytes, purpose: bytes) -> bytes:
        return hmac.new(master, b"qingxin/" + purpose, hashlib.sha256).digest()

    def new_case_key(self, case_id: str) -> bytes:
        """Return a fresh data key, wrapped for storage in the row of its case."""
        nonce = os.urandom(_NONCE)
        return nonce + self._wrap.encrypt(nonce, secrets.token_bytes(32), case_id.encode())

    def case_key(self, wrapped: bytes, case_id: str) -> CaseKey:
        """Unwrap the data key of a case; raise CannotDecrypt when the master key is another one."""
        try:
            return CaseKey(self._wrap.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], case_id.encode()))
        except InvalidTag as error:
            raise CannotDecrypt(f"the key of case {case_id} does not open with this master key") from error

    def seal_own(self, plain: bytes, place: str) -> bytes:
        """Seal what belongs to no case yet under a key of the installation."""
        return self._own.seal(plain, place)

    def open_own(self, sealed: bytes, place: str) -> bytes:
        """Open what `seal_own` sealed at this place; raise CannotDecrypt otherwise."""
        return self._own.open(sealed, place)

    def blind_index(self, kind: str, value: str) -> str:
        """Return the keyed fingerprint under which an exact value (id number, phone) can be found again."""
        return hmac.new(self._index, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()

    @classmethod
    def from_file(cls, path: Path) -> Keyring:
        """Read the master key (64 hex digits) from a file, making the file, readable by its owner only, if missing."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
        text = path.read_text().strip()
        try:
            return cls(bytes.fromhex(text))
        except ValueError as error:
            raise ValueError(f"{path} must hold a master key of 64 hex digits") from error
