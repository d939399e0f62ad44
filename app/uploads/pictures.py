"""How many pixels a picture says it has, read from its head alone; it decodes no picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

_SIZES_OF_JPEG = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def pixels(content: bytes) -> int:
    """Width times height as a picture's head tells them; 0 when it tells none."""
    if content.startswith(b"\x89PNG"):
        return _product(content[16:20], content[20:24], "big")
    if content.startswith(b"GIF8"):
        return _product(content[6:8], content[8:10], "little")
    if content.startswith(b"\xff\xd8"):
        return max(_of_jpeg(content), default=0)
    if content[8:16] == b"WEBPVP8X":
        width, height = (int.from_bytes(part, "little") + 1 for part in (content[24:27], content[27:30]))
        return width * height
    return 0


def _product(width: bytes, height: bytes, order: Literal["big", "little"]) -> int:
    return int.from_bytes(width, order) * int.from_bytes(height, order)


def _of_jpeg(content: bytes) -> Iterator[int]:
    """The sizes of all frames before the picture data begin."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if kind in _SIZES_OF_JPEG:
            yield _product(content[at + 7 : at + 9], content[at + 5 : at + 7], "big")
        if kind == 0xDA:
            return
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
