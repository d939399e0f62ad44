"""What the offline verifier reckons with, from the standards alone: Ed25519 (RFC 8032), SM3, proofs of RFC 6962.

It imports nothing but the standard library, because its text travels in every case file (`app.exports.script`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Callable, Sequence, Tuple  # noqa: UP035 — the script runs on 3.8, too

Point = Tuple[int, int, int, int]  # noqa: UP006
Digest = Callable[[bytes], bytes]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x_of(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    x = _x_of(y & ((1 << 255) - 1), y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


def is_signed(key: str, signature: str, text: bytes) -> bool:
    """Whether Ed25519 (RFC 8032) holds: hex key, hex signature, bytes."""
    try:
        public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    except (TypeError, ValueError):
        return False
    if len(public) != 32 or len(signed) != 64:
        return False
    a, r, s = _point(public), _point(signed[:32]), int.from_bytes(signed[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signed[:32] + public + text).digest(), "little") % ORDER
    one, two = _times(s, BASE), _add(r, _times(h, a))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _turn(word: int, by: int) -> int:
    by %= 32
    return (word << by | word >> (32 - by)) & 0xFFFFFFFF


def _sm3_block(state: list[int], block: bytes) -> list[int]:
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ _turn(words[j - 3], 15)
        words.append(x ^ _turn(x, 15) ^ _turn(x, 23) ^ _turn(words[j - 13], 7) ^ words[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        early = j < 16
        s1 = _turn(_turn(a, 12) + e + _turn(0x79CC4519 if early else 0x7A879D8A, j) & 0xFFFFFFFF, 7)
        ff = a ^ b ^ c if early else a & b | a & c | b & c
        gg = e ^ f ^ g if early else e & f | ~e & g
        t1 = ff + d + (s1 ^ _turn(a, 12)) + (words[j] ^ words[j + 4]) & 0xFFFFFFFF
        t2 = gg + h + s1 + words[j] & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = t1, a, _turn(b, 9), c, t2 ^ _turn(t2, 9) ^ _turn(t2, 17), e, _turn(f, 19), g
    return [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest (GB/T 32905) of bytes."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for at in range(0, len(padded), 64):
        state = _sm3_block(state, padded[at : at + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 digest of bytes."""
    return hashlib.sha256(data).digest()


def canonical(value: Any) -> bytes:
    """Return the one text of a JSON value that is hashed and signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def climbs(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes, digest: Digest) -> bool:
    """Whether a proof of RFC 6962 leads from a leaf at an index to the root of a tree of this size."""
    if not 0 <= index < size:
        return False
    found, at, last, left = digest(b"\0" + leaf), index, size - 1, list(path)
    while last:
        if at & 1 or at < last:
            if not left:
                return False
            beside = left.pop(0)
            found = digest(b"\1" + beside + found) if at & 1 else digest(b"\1" + found + beside)
        at, last = at >> 1, last >> 1
    return not left and found == root


def grew(
    size: int, root: bytes, later_size: int, later_root: bytes, path: Sequence[bytes], digest: Digest
) -> bool:
    """Whether a proof of RFC 6962 shows that a tree of this size and root is the beginning of the later one."""
    if size == later_size:
        return not path and root == later_root
    at, last, left = size - 1, later_size - 1, list(path)
    if not 0 < size < later_size:
        return False
    while at & 1:
        at, last = at >> 1, last >> 1
    if not left and at:
        return False
    first = second = left.pop(0) if at else root
    while last:
        if at & 1 or at < last:
            if not left:
                return False
            beside = left.pop(0)
            if at & 1:
                first, second = digest(b"\1" + beside + first), digest(b"\1" + beside + second)
            else:
                second = digest(b"\1" + second + beside)
        at, last = at >> 1, last >> 1
    return not left and first == root and second == later_root
