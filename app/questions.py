"""Open questions of law and practice as they ship: the default that counts, its basis, what it works on; pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question that the texts leave open.

    `settings` of the district and `conflicts` of rules are what an answer works on; where there are none,
    `changed_by` (zh, en) says who changes the practice, and how.
    """

    key: str
    process: str
    zh: str
    en: str
    default: tuple[str, str]
    basis: str
    districts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    changed_by: tuple[str, str] | None = None

    def concerns(self, district: str) -> bool:
        """Tell whether a question is open in a district."""
        return not self.districts or district in self.districts


def load_questions(text: bytes) -> dict[str, Question]:
    """Return the questions of the file by key; raise ValueError, KeyError or TypeError for a faulty one."""
    found = {}
    for key, each in tomllib.loads(text.decode()).items():
        words = each.get("changed_by")
        found[key] = Question(
            key, each["process"], each["zh"], each["en"], (each["default_zh"], each["default_en"]), each["basis"],
            tuple(each.get("districts", ())), tuple(each.get("settings", ())), tuple(each.get("conflicts", ())),
            (words["zh"], words["en"]) if words else None,
        )  # fmt: skip
        if not (found[key].settings or found[key].conflicts or words):
            raise ValueError(f"{key}: nothing says what an answer works on")
    return found
