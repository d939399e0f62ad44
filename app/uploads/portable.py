"""Looks through a PDF for what runs code when it is opened; meant for a confined child, it draws and stores nothing."""

from __future__ import annotations

import re
import zlib

MOST_UNPACKED = 64 * 1024 * 1024

_RUNS = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s{0,4}stream\r?\n", re.DOTALL)


def examine(content: bytes) -> dict[str, str]:
    """The type of a PDF, and "runs_code" when an action in it, packed or not, runs a script or starts a program."""
    fault = ""
    if _runs_code(content):
        fault = "runs_code"
    elif (packed := _packed(content)) is None:
        fault = "takes_too_long"
    elif _runs_code(packed):
        fault = "runs_code"
    return {"type": "application/pdf", "fault": fault}


def _runs_code(data: bytes) -> bool:
    return _RUNS.search(_ESCAPED.sub(_letter, data) if b"#" in data else data) is not None


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _packed(content: bytes) -> bytes | None:
    """What the object streams hold, unpacked; None when that is too much."""
    held = bytearray()
    for found in _OBJECT_STREAM.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            held += unpacking.decompress(content[found.end() :], MOST_UNPACKED - len(held) + 1)
        except zlib.error:
            continue
        if len(held) > MOST_UNPACKED:
            return None
        held += b"\n"
    return bytes(held)
