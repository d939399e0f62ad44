"""A bundle of files as one piece of bytes, for work in a child process; it reads none of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping


def pack(files: Mapping[str, bytes], **about: str) -> bytes:
    """The files by path, and some words about them, as one piece of bytes."""
    told = {path: base64.b64encode(content).decode() for path, content in files.items()}
    return json.dumps({"files": told, "about": about}).encode()


def unpack(packed: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """What `pack` was given."""
    tree = json.loads(packed)
    return {path: base64.b64decode(text) for path, text in tree["files"].items()}, tree["about"]
