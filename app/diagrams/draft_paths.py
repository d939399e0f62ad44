"""Which paths the files of a draft may have; it reads no file."""

from __future__ import annotations

import re
from collections.abc import Iterable

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,59}")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_NAME = r"[A-Za-z_][A-Za-z0-9_.\-]{0,79}"
_PATH = re.compile(
    rf"processes/(?P<key>{KEY.pattern})/(?P<model>{_NAME})\.(?P<kind>bpmn|dmn)"
    rf"|forms/(?P<form_key>{KEY.pattern})/{_NAME}\.(?:form|paper)"
)
LONGEST = 200


def is_key(text: str) -> bool:
    """Whether a text can be the key of a process: what tools give as ids, without other alphabets."""
    return KEY.fullmatch(text) is not None


def is_plain_key(text: str) -> bool:
    """Whether a text can be the key of a process of our own: letters, digits and low lines, beginning with a letter."""
    return _PLAIN.fullmatch(text) is not None


def key_of(path: str) -> str | None:
    """The key of the process to whose folder a path belongs; None for a path that no draft may have."""
    found = _PATH.fullmatch(path) if len(path) <= LONGEST else None
    if found is None or (found["kind"] == "bpmn" and found["model"] != found["key"]):
        return None
    return found["key"] or found["form_key"]


def keys_in(paths: Iterable[str]) -> set[str]:
    """The keys of the processes whose diagrams are among these paths."""
    return {key for path in paths if path.endswith(".bpmn") and (key := key_of(path)) is not None}


def diagram_path(key: str) -> str:
    """The path of the diagram of a process."""
    return f"processes/{key}/{key}.bpmn"


def form_path(key: str, element: str) -> str:
    """The path of the form of a step."""
    return f"forms/{key}/{element}.form"


def paper_path(key: str, code: str) -> str:
    """The path of the template of an official paper."""
    return f"forms/{key}/{code}.paper"
