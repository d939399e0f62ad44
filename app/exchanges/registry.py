"""Which receivers there are, what each of them gets at which step, and how each district reaches it; pure data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.forms.scope import look_up
from app.values import Value

DRIVERS = ("manual", "file", "http", "off")
MASKS = ("", "name", "id", "phone", "card")
SECRET = "case.reporter"
"""Who reported never leaves the house."""
REPORTERS_PHONE = "case.reporter.identity.phone"
"""Where a message to the one who reported goes; nothing else of him goes with it."""


@dataclass(frozen=True)
class Item:
    """One thing that a receiver gets: what it is called there, where it stands in the case, how it is masked."""

    zh: str
    path: str
    mask: str = ""


@dataclass(frozen=True)
class Format:
    """What a receiver gets: single items, and the rows of a table with their columns.

    A message has a `text`, with items by name in braces, and goes out only where the fact `to` is known.
    """

    key: str
    zh: str
    en: str
    items: tuple[Item, ...]
    rows: str = ""
    columns: tuple[Item, ...] = ()
    text: str = ""
    to: str = ""

    @property
    def secret(self) -> bool:
        """Whether it is addressed to the one who reported: then nobody may see it on its way."""
        return self.to == REPORTERS_PHONE

    @property
    def paths(self) -> frozenset[str]:
        """The names of all facts that it takes out of a case."""
        return frozenset(
            (*(item.path for item in self.items), *(path for path in (self.rows, self.to) if path))
        )


@dataclass(frozen=True)
class Receiver:
    """A system or body outside the house."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True)
class Export:
    """What goes out when a step is reached: as soon as its task opens, or, with `done`, when it is completed.

    Completing the task that was opened confirms it, with the number and the day that its form asks. `only` names a
    fact of the case, or (var.…) a variable of the run while the task is open, and the value that it must have.
    """

    receiver: str
    format: str
    process: str
    element: str
    done: bool = False
    number: str = ""
    day: str = ""
    only: tuple[str, str] | None = None

    @property
    def cause(self) -> str:
        """The step."""
        return f"{self.process}.{self.element}"


@dataclass(frozen=True)
class ResultCode:
    """One result of a clue as platforms count them: its code, the step and conclusion that it stands for, a reply."""

    code: str
    zh: str
    en: str
    step: str
    reply: str
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class RefusalCode:
    """Why platforms send something back: their code, what it means, and what to do."""

    code: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class Refused(Protocol):
    """What says why something came back."""

    @property
    def refusal(self) -> str:
        """The platform's code, "" for none."""

    @property
    def reason(self) -> str:
        """The platform's words."""


def told_refusal(refused: Refused) -> str:
    """Return why something came back as it is kept: the code first, then the platform's words."""
    return " ".join(part for part in (refused.refusal, refused.reason) if part)[:300]


@dataclass(frozen=True)
class Registry:
    """Everything about exchanges that ships as data."""

    receivers: Mapping[str, Receiver]
    formats: Mapping[str, Format]
    exports: tuple[Export, ...]
    drivers: Mapping[tuple[str, str], str]
    results: tuple[ResultCode, ...] = ()
    refusals: Mapping[str, RefusalCode] = field(default_factory=dict)

    def result_of(self, cause: str, facts: Mapping[str, Value]) -> ResultCode | None:
        """Return the result that a step stands for with what is known at it; None for steps without one."""
        here = (each for each in self.results if each.step == cause)
        return next(
            (each for each in here if not each.when or look_up(facts, each.when[0]) == each.when[1]), None
        )

    def result(self, code: str) -> ResultCode | None:
        """Return what a platform's code stands for here."""
        return next((each for each in self.results if each.code == code), None)

    def refusal(self, kept: str) -> RefusalCode | None:
        """Return what the code means that stands first in what is kept of a refusal."""
        return self.refusals.get(kept.partition(" ")[0])

    def driver(self, district: str, receiver: str) -> str:
        """Return how a district reaches a receiver; where nothing is agreed, not at all."""
        return self.drivers.get((district, receiver), "off")

    def at(self, process: str, element: str) -> list[Export]:
        """Return what a step sends out."""
        return [each for each in self.exports if (each.process, each.element) == (process, element)]


def load_registry(content: bytes) -> Registry:
    """Read the registry; raise ValueError naming what is wrong with it."""
    tree = tomllib.loads(content.decode())
    receivers = {key: Receiver(key, each["zh"], each["en"]) for key, each in tree["receivers"].items()}
    formats = {key: _format(key, each) for key, each in tree["formats"].items()}
    exports = tuple(_export(each, receivers, formats) for each in tree["exports"])
    drivers = {}
    for district, ways in tree["districts"].items():
        for receiver, driver in ways.items():
            if receiver not in receivers or driver not in DRIVERS:
                raise ValueError(f"exchanges.toml: {district}.{receiver} = {driver!r}")
            drivers[district, receiver] = driver
    secret = {each.receiver for each in exports if formats[each.format].secret}
    if by_hand := [way for way, driver in drivers.items() if driver == "manual" and way[1] in secret]:
        raise ValueError(f"exchanges.toml: people would read who reported on the way {by_hand}")
    return Registry(
        receivers, formats, exports, drivers, _results(tree.get("result_codes", [])), _refusals(tree)
    )


def _results(found: Sequence[Mapping[str, Any]]) -> tuple[ResultCode, ...]:
    results = tuple(
        ResultCode(
            each["code"],
            each["zh"],
            each["en"],
            each["step"],
            each["reply"],
            (str(each["when"][0]), str(each["when"][1])) if "when" in each else None,
        )
        for each in found
    )
    if len({each.code for each in results}) != len(results):
        raise ValueError("exchanges.toml: a result code stands twice")
    return results


def _refusals(tree: Mapping[str, Any]) -> dict[str, RefusalCode]:
    found = {each["code"]: RefusalCode(**each) for each in tree.get("refusal_codes", [])}
    if len(found) != len(tree.get("refusal_codes", [])) or any(" " in code for code in found):
        raise ValueError("exchanges.toml: a refusal code stands twice or holds a blank")
    return found


def _format(key: str, tree: Mapping[str, Any]) -> Format:
    items, columns = (_items(key, tree.get(part, [])) for part in ("items", "columns"))
    text, to = tree.get("text", ""), tree.get("to", "")
    found = Format(key, tree["zh"], tree["en"], items, tree.get("rows", ""), columns, text, to)
    harmless = {REPORTERS_PHONE} if text and to == REPORTERS_PHONE else set()
    if any(path == SECRET or path.startswith(SECRET + ".") for path in found.paths - harmless):
        raise ValueError(f"exchanges.toml: {key} would tell who reported")
    try:
        text.format_map({item.zh: "" for item in items})
    except (KeyError, ValueError, IndexError, AttributeError) as problem:
        raise ValueError(f"exchanges.toml: the text of {key} names no item: {problem}") from problem
    return found


def _items(key: str, found: list[list[str]]) -> tuple[Item, ...]:
    items = tuple(Item(*each) for each in found)
    for item in items:
        if item.mask not in MASKS:
            raise ValueError(f"exchanges.toml: {key} masks {item.path} in an unknown way: {item.mask}")
    return items


def _export(tree: Mapping[str, Any], receivers: Mapping[str, Any], formats: Mapping[str, Any]) -> Export:
    process, _, element = str(tree["step"]).partition(".")
    only = tree.get("only")
    found = Export(
        receiver=tree["receiver"],
        format=tree["format"],
        process=process,
        element=element,
        done=tree.get("done", False),
        number=tree.get("number", ""),
        day=tree.get("day", ""),
        only=(str(only[0]), str(only[1])) if only else None,
    )
    if found.receiver not in receivers or found.format not in formats:
        raise ValueError(f"exchanges.toml: {found.cause} names an unknown receiver or format")
    return found
