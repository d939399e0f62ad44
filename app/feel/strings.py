"""Escapes of FEEL string literals; knows nothing else."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])|[\ud800-\udfff]")


def unescape(text: str) -> str:
    """Return the string that a literal's inner text stands for; unknown escapes stay as written."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_one, text)
    return _PAIR.sub(_join, plain)


def _one(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else found[0]
    return _SIMPLE.get(code, found[0])


def _join(found: re.Match[str]) -> str:
    if not found[1]:
        return "\ufffd"
    return chr(0x10000 + ((ord(found[1]) - 0xD800) << 10) + ord(found[2]) - 0xDC00)
