"""Conflicts between rules that a lawyer must settle: both bases, the choices, what counts until then; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Conflict:
    """A question that the texts leave open: `rules` are its bases, `choices` key to words (zh, en).

    A choice may leave rules uncounted (`off`), or let them run from the day on which the case was opened
    (`from_opening`); or it may set a setting of the districts (`settings`); all by choice. `works_on` tells people
    what a choice changes; `districts` are those where there is a choice, all where none is named.
    """

    key: str
    zh: str
    en: str
    rules: tuple[str, ...]
    default: str
    choices: Mapping[str, tuple[str, str]]
    off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    from_opening: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    districts: tuple[str, ...] = ()
    works_on: tuple[str, str] = ("", "")

    @property
    def setting(self) -> str:
        """The name under which diagrams and forms read the choice."""
        return f"conflict_{self.key.lower()}"

    def choice_in(self, district: str, choices: Mapping[str, str]) -> str:
        """Return what counts in a district: what was chosen, or the default."""
        if self.districts and district not in self.districts:
            return self.default
        return choices.get(self.key, self.default)


def load_conflicts(text: bytes) -> dict[str, Conflict]:
    """Return the conflicts of the file by key; raise ValueError, KeyError or TypeError for a faulty one."""
    found = {}
    for key, each in tomllib.loads(text.decode()).items():
        choices = {name: (words["zh"], words["en"]) for name, words in each["choices"].items()}
        if each["default"] not in choices:
            raise ValueError(f"{key}: the default {each['default']} is no choice")
        effects = {name: _by_choice(key, each, name, choices) for name in ("off", "from_opening")}
        found[key] = Conflict(
            key, each["zh"], each["en"], tuple(each["rules"]), each["default"], choices, **effects,
            settings={choice: dict(values) for choice, values in each.get("settings", {}).items()},
            districts=tuple(each.get("districts", ())), works_on=(each["works_zh"], each["works_en"]),
        )  # fmt: skip
    return found


def _by_choice(
    key: str, each: Mapping[str, Any], name: str, choices: Mapping[str, object]
) -> dict[str, tuple[str, ...]]:
    """Return the rules that each choice concerns in one way; they must be of the conflict."""
    given = {choice: tuple(rules) for choice, rules in each.get(name, {}).items()}
    strangers = sorted({rule for rules in given.values() for rule in rules} - set(each["rules"]))
    strangers += sorted(given.keys() - choices.keys())
    if strangers:
        raise ValueError(f"{key}: {name} names {', '.join(strangers)}, which it does not know")
    return given


def chosen(
    conflicts: Mapping[str, Conflict], choices: Mapping[str, str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the rules that are not counted, and those that run from the opening of the case, as things are chosen."""
    made = [(each, choices.get(key, each.default)) for key, each in conflicts.items()]
    off = frozenset(rule for each, choice in made for rule in each.off.get(choice, ()))
    return off, frozenset(rule for each, choice in made for rule in each.from_opening.get(choice, ()))


@dataclass(frozen=True, order=True)
class Turn:
    """A choice as it was made: it counts from a day, for what begins then, or (`reaches_open`) for all that is open."""

    on: date
    number: int
    key: str
    choice: str
    reaches_open: bool = False


def choices_at(turns: Iterable[Turn], day: date, entered: date | None = None) -> dict[str, str]:
    """Return what counts on a day for a step that was entered on another one; without that, for what begins."""
    return {
        turn.key: turn.choice
        for turn in sorted(turns)
        if turn.on <= day and (entered is None or turn.on <= entered or turn.reaches_open)
    }


def changes_of(conflict: Conflict, choice: str) -> dict[str, object]:
    """Return how a choice changes the rules of a conflict; {} where it changes practice, not counting."""
    if conflict.key != "C5":
        return {}
    return {"unit": "wd", "roll": False} if choice == "working" else {"unit": "cd", "roll": True}
