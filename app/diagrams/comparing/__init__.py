"""What two versions of a process mean differently: diagrams, decisions and forms, as data and in words.

It knows no engine, no storage and no page. Drawing, order and text of files do not count, only what they say.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.diagrams.comparing.decisions import read_decisions
from app.diagrams.comparing.diagrams import read_diagram
from app.diagrams.comparing.forms import read_form
from app.diagrams.comparing.items import Change, Item, changes_between
from app.diagrams.comparing.papers import read_paper
from app.diagrams.comparing.sheets import Cell, Line, lines_between

__all__ = ["Cell", "Change", "Line", "compare_versions", "likely_renames", "side_by_side"]

_READERS = {".bpmn": read_diagram, ".dmn": read_decisions, ".form": read_form, ".paper": read_paper}


def compare_versions(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Change]:
    """Return everything that differs between two bundles of files by path, file by file in the order of their paths.

    Raises ValueError, naming the file, for one that cannot be read.
    """
    found: list[Change] = []
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path):
            found += changes_between(path, _items(path, old.get(path)), _items(path, new.get(path)))
    return found


def side_by_side(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Line]:
    """Return the rules, columns and fields of changed decisions and forms with every cell before and after.

    Raises ValueError, naming the file, for one that cannot be read.
    """
    found: list[Line] = []
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path) and not path.endswith(".bpmn"):
            found += lines_between(path, _items(path, old.get(path)), _items(path, new.get(path)))
    return found


def likely_renames(old: Mapping[str, bytes], new: Mapping[str, bytes], key: str) -> dict[str, str]:
    """Return which elements of the diagrams have probably only got another id: alone of their kind and name.

    Elements are named as a mapping names them: by id, those of other diagrams than `key` as "<diagram>/<id>".
    """
    found: dict[str, str] = {}
    for path in sorted({*old} & {*new}):
        if path.endswith(".bpmn"):
            before, after = _items(path, old[path]), _items(path, new[path])
            gone = _alone({name: item for name, item in before.items() if name not in after})
            fresh = _alone({name: item for name, item in after.items() if name not in before})
            process = path.rsplit("/", 1)[-1].removesuffix(".bpmn")
            prefix = "" if process == key else f"{process}/"
            found |= {
                f"{prefix}{gone[what]}": f"{prefix}{fresh[what]}" for what in gone.keys() & fresh.keys()
            }
    return found


def _alone(items: Mapping[str, Item]) -> dict[tuple[str, str], str]:
    """Return the ids of items that are the only ones of their kind and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, item in items.items():
        if item.name and item.kind != "sequenceFlow":
            found.setdefault((item.kind, item.name), []).append(name)
    return {what: names[0] for what, names in found.items() if len(names) == 1}


def _items(path: str, content: bytes | None) -> dict[str, Item]:
    reader = next((read for ending, read in _READERS.items() if path.endswith(ending)), None)
    if content is None or reader is None:
        return {}
    try:
        return reader(content)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
