"""Names of what stands in files that nobody has judged yet, seen without reading their XML; it trusts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

_TAG = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(process|userTask|receiveTask|startEvent|intermediateCatchEvent|boundaryEvent|decision)"
    rb"\s([^<>]{1,2000})>"
)
_ATTRIBUTE = re.compile(rb"\b(id|name)\s*=\s*(?:\"([^\"]{0,300})\"|'([^']{0,300})')")
_HEADING = re.compile(rb"^\s*#[ \t]+([^\r\n]{1,120})", re.MULTILINE)
_RULE = re.compile(rb"<(?:[\w.-]{1,40}:)?rule[\s>]")
_KINDS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form", ".paper": "paper"}


@dataclass(frozen=True)
class Glance:
    """One file of a draft: its path and kind, the key after which it is named, its name, rules of a table."""

    path: str
    kind: str
    key: str
    name: str
    rules: int = 0


def glance(files: Mapping[str, bytes]) -> list[Glance]:
    """Return the files with the names that people know them by, in the order of their paths.

    A form is called after its step, a paper after its heading, a diagram and a table after what they hold, else after
    the file.
    """
    named = {path: _named(content) for path, content in files.items() if not path.startswith("forms/")}
    found = []
    for path in sorted(files):
        pure = PurePosixPath(path)
        kind = _KINDS.get(pure.suffix)
        if kind is None:
            continue
        process = pure.parent.name
        holder = f"processes/{process}/{process}.bpmn" if kind == "form" else path
        known = _heading(files[path]) if kind == "paper" else named.get(holder, {}).get(pure.stem, "")
        name = known or pure.stem
        rules = len(_RULE.findall(files[path])) if kind == "dmn" else 0
        found.append(Glance(path, kind, pure.stem, name, rules))
    return found


def _named(content: bytes) -> dict[str, str]:
    """Return the names that elements of a file bear, by their ids."""
    found: dict[str, str] = {}
    for tag in _TAG.finditer(content):
        told = {
            match[1]: unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
            for match in _ATTRIBUTE.finditer(tag[2])
        }
        if told.get(b"id") and told.get(b"name"):
            found.setdefault(told[b"id"], told[b"name"])
    return found


def _heading(content: bytes) -> str:
    found = _HEADING.search(content)
    text = found[1].decode("utf-8", "replace").strip() if found else ""
    return "" if "{" in text else text
