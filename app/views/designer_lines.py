"""Lines of foresights in words, and the mapping that a designer gives; nothing here names a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.foresights import Known, known_draft
from app.engine import Definition, Element
from app.views.access import house
from app.views.naming import district_name
from app.views.words import t
from storage.models import Foresight, ForesightItem
from storage.versions import versions_of

MOST = 100_000
"""Lines of a workbook."""
STEPS = frozenset({
    "userTask", "manualTask", "callActivity", "serviceTask", "businessRuleTask", "scriptTask", "receiveTask",
    "sendTask", "subProcess", "intermediateCatchEvent", "endEvent",
})  # fmt: skip


@dataclass(frozen=True)
class RunLine:
    """One run of a foresight in words."""

    case_no: str
    district: str
    version: int
    outcome: str
    places: str
    reasons: str


@dataclass(frozen=True)
class GoneStep:
    """A step that is gone in the draft although runs stand at it: its address, name, and where they could go."""

    address: str
    name: str
    chosen: str
    targets: Sequence[tuple[str, str]]


class Names:
    """Names of the elements of a foresight's draft and of the versions that its runs are on."""

    def __init__(self, session: Session, foresight: Foresight) -> None:
        self.key = foresight.process_key
        shelf = house().shelf
        self.definitions: list[Definition] = [known_draft(session, foresight).definition]
        for version in versions_of(session, foresight.process_key):
            self.definitions.append(shelf.edition(session, version.id).definition)

    def step(self, address: str) -> str:
        """Return the name of an element by its id, or by "piece/element"; its id where it has none."""
        piece, _, name = address.rpartition("/")
        for definition in self.definitions:
            found = definition.find_element(piece.rpartition("/")[2] or self.key, name) or _anywhere(
                definition, name
            )
            if found is not None:
                return step_name(found)
        return name or t("（不再进行）", "(no further)")


def _anywhere(definition: Definition, name: str) -> Element | None:
    return next((each for each in definition.elements.values() if each.id == name), None)


def step_name(element: Element) -> str:
    """Return what people call an element."""
    return t(element.name or element.id, element.properties.get("name_en"))


def lines_of(rows: Sequence[ForesightItem], names: Names) -> list[RunLine]:
    """Return lines in words."""
    found = []
    for row in rows:
        if row.outcome in ("same", "parts"):
            places, reasons = "、".join(map(names.step, row.places)), _parting(row, names)
        else:
            places = "、".join(dict.fromkeys(map(names.step, row.places)))
            reasons = " ".join(t(zh, en) for _, _, zh, en in row.reasons)
        found.append(
            RunLine(row.case_no, district_name(row.district), row.version, row.outcome, places, reasons)
        )
    return found


def _parting(row: ForesightItem, names: Names) -> str:
    if row.outcome == "same":
        return ""
    was, would = names.step(row.was), names.step(row.would_be)
    return t(f"第 {row.step} 步：原到“{was}”，按草稿到“{would}”", f"Step {row.step}: “{was}”, now “{would}”")


def steps_gone(
    reasons: Sequence[tuple[list[str], int]], foresight: Foresight, known: Known, names: Names
) -> list[GoneStep]:
    """Return the steps that keep runs from going over, and those that were mapped, each with where they could go."""
    wanted = [element for (element, *_), _ in reasons if element]
    return [
        GoneStep(address, names.step(address), foresight.mapping.get(address, ""), _targets(known, foresight))
        for address in dict.fromkeys([*foresight.mapping, *wanted])
    ]


def _targets(known: Known, foresight: Foresight) -> list[tuple[str, str]]:
    found = []
    for element in known.definition.elements.values():
        if element.kind in STEPS:
            own = element.process_key == foresight.process_key
            address = element.id if own else f"{element.process_key}/{element.id}"
            found.append((address, step_name(element) + ("" if own else f"（{element.process_key}）")))
    return found


def mapping_sent(form: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what a form says that steps have become, or None for a form without a mapping."""
    if "mapped" not in form:
        return None
    pairs = {name.removeprefix("map."): str(value) for name, value in form.items() if name.startswith("map.")}
    return {old: new for old, new in pairs.items() if new and len(old) < 200 and len(new) < 200}


def sheets_of(
    opened: Sequence[ForesightItem], ended: Sequence[ForesightItem], names: Names, words: Mapping[str, str]
) -> list[tuple[str, Sequence[str], list[Sequence[str]]]]:
    """Return the sheets of a workbook: open runs, and ended ones that would have gone another way."""
    case, district, version = t("案号", "Case"), t("地区", "District"), t("版本", "Version")
    first: list[Sequence[str]] = [
        (line.case_no, line.district, str(line.version), line.places, words[line.outcome], line.reasons)
        for line in lines_of(opened, names)
    ]
    second: list[Sequence[str]] = [
        (line.case_no, line.district, str(line.version), line.places, line.reasons)
        for line in lines_of(ended, names)
    ]
    place, reason = t("所在环节", "Stands at"), t("原因", "Reason")
    return [
        (t("在办", "Open"), (case, district, version, place, t("结果", "Outcome"), reason), first),
        (
            t("已办结", "Ended"),
            (case, district, version, t("分歧环节", "Parts at"), t("差别", "Difference")),
            second,
        ),
    ]
