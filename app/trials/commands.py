"""What a trial consists of: its commands in their order, as JSON and back; pure, it performs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from app.values import Value, from_json, to_json

Texts = Mapping[str, Sequence[str]]
"""A form as it was submitted: input name to texts. References stand as "@table:number", see `app.trying.references`."""

MOST_COMMANDS = 300
MOST_DAYS = 3_700


class BadCommand(ValueError):
    """A command that cannot be read; it says so in Chinese (`zh`) and English (`en`)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Begin:
    """The process begins: in a unit of a district, at a moment, by hand or by the message or start event named.

    `data` are variables that a message or a calling process gives, `case` facts that the case file holds already, by
    path; `fields` and `files` answer the form of the start event.
    """

    district: str
    unit: str
    at: datetime
    message: str | None = None
    start: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    case: Mapping[str, Value] = field(default_factory=dict)
    fields: Texts = field(default_factory=dict)
    files: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Complete:
    """An open step is completed with its form; `path`, `turn` and `unit` tell steps of one element apart."""

    element: str
    path: str = ""
    turn: str | None = None
    unit: str | None = None
    fields: Texts = field(default_factory=dict)
    files: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Hear:
    """A message arrives where it is awaited: with a form, or with a payload if that place has none."""

    message: str
    element: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    fields: Texts = field(default_factory=dict)
    files: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Time passes: so many days, so many working days, until the timer of an element, or until the next timer."""

    days: int = 0
    working_days: int = 0
    element: str | None = None


@dataclass(frozen=True)
class Reply:
    """An external task is answered in place of a worker: `how` is "done" with results, "failed", or "error" with a
    code; `path` and `turn` tell tasks of one element apart."""

    element: str
    path: str = ""
    turn: str | None = None
    how: str = "done"
    data: Mapping[str, Value] = field(default_factory=dict)
    code: str = ""
    message: str = ""


Command = Begin | Complete | Hear | Reply | Wait
KINDS: dict[str, type[Command]] = {
    "begin": Begin, "complete": Complete, "hear": Hear, "reply": Reply, "wait": Wait,
}  # fmt: skip
_NAMES = {kind: name for name, kind in KINDS.items()}
_TYPED = frozenset({"data", "case"})


def command_to_json(command: Command) -> dict[str, Any]:
    """Return a command as plain JSON; what is empty is left out."""
    told: dict[str, Any] = {"do": _NAMES[type(command)]}
    for each in fields(command):
        value = getattr(command, each.name)
        if value or value is False:
            told[each.name] = _plain(each.name, value)
    return told


def _plain(name: str, value: Any) -> Any:
    if name in _TYPED:
        return to_json(dict(value))
    if isinstance(value, datetime):
        return value.isoformat()
    return {key: list(texts) for key, texts in value.items()} if isinstance(value, Mapping) else value


def command_from_json(tree: Any) -> Command:
    """Return the command that plain JSON tells; raise BadCommand for anything else."""
    kind = KINDS.get(tree.get("do", "")) if isinstance(tree, Mapping) else None
    if kind is None:
        raise BadCommand(
            "试运行记录里有无法识别的操作。", "The recorded trial holds an operation that is not known."
        )
    names = {each.name for each in fields(kind)}
    if unknown := sorted(set(tree) - names - {"do"}):
        raise BadCommand(
            f"试运行记录里有无法识别的内容“{unknown[0]}”。", f"The recorded trial holds “{unknown[0]}”."
        )
    try:
        return kind(**{name: _typed(name, tree[name]) for name in names if name in tree})
    except (TypeError, ValueError, AttributeError) as error:
        raise BadCommand(
            f"试运行记录的一项“{tree['do']}”不完整。", f"The recorded “{tree['do']}” is not complete."
        ) from error


def _typed(name: str, value: Any) -> Any:
    if name in _TYPED:
        return from_json(dict(value))
    if name == "at":
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment
    if name in ("fields", "files"):
        return {str(key): [str(text) for text in texts] for key, texts in value.items()}
    if name in ("days", "working_days"):
        number = int(value)
        if not 0 <= number <= MOST_DAYS:
            raise ValueError("too many days")
        return number
    return None if value is None else str(value)


def commands_from_json(tree: Any) -> tuple[Command, ...]:
    """Return the commands of a trial; raise BadCommand when they cannot be read or do not begin with a beginning."""
    if not isinstance(tree, list) or not 0 < len(tree) <= MOST_COMMANDS:
        raise BadCommand(
            f"一次试运行须有 1 至 {MOST_COMMANDS} 步。", f"A trial has 1 to {MOST_COMMANDS} steps."
        )
    commands = tuple(command_from_json(each) for each in tree)
    if not isinstance(commands[0], Begin) or any(isinstance(each, Begin) for each in commands[1:]):
        raise BadCommand("试运行须从启动开始，且只启动一次。", "A trial begins once, with its first step.")
    return commands


def commands_to_json(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Return the commands of a trial as plain JSON."""
    return [command_to_json(each) for each in commands]
