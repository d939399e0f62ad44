"""Conflicts between rules that a lawyer must settle: both bases, the choices, what counts until then; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Conflict:
    """A question that the texts leave open: `rules` are its bases, `choices` key to words (zh, en)."""

    key: str
    zh: str
    en: str
    rules: tuple[str, ...]
    default: str
    choices: Mapping[str, tuple[str, str]]


def load_conflicts(text: bytes) -> dict[str, Conflict]:
    """Return the conflicts of the file by key; raise ValueError, KeyError or TypeError for a faulty one."""
    found = {}
    for key, each in tomllib.loads(text.decode()).items():
        choices = {name: (words["zh"], words["en"]) for name, words in each["choices"].items()}
        if each["default"] not in choices:
            raise ValueError(f"{key}: the default {each['default']} is no choice")
        found[key] = Conflict(key, each["zh"], each["en"], tuple(each["rules"]), each["default"], choices)
    return found


def changes_of(conflict: Conflict, choice: str) -> dict[str, object]:
    """Return how a choice changes the rules of a conflict; {} where it changes practice, not counting."""
    if conflict.key != "C5":
        return {}
    return {"unit": "wd", "roll": False} if choice == "working" else {"unit": "cd", "roll": True}
