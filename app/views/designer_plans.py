"""What pages of plans say: which runs a new plan could concern, and what became of those of a plan, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.diagrams.comparing import likely_renames
from app.permissions import ROLE_PERMISSIONS
from app.refusals import NotFound
from app.versions import Edition
from app.views.access import house
from app.views.designer_lines import STEPS, GoneStep, step_name
from app.views.naming import district_name
from app.views.words import t
from storage.migration_choices import (
    Choice,
    chosen_numbers,
    chosen_runs,
    runs_by_district,
    runs_by_place,
)
from storage.migration_plans import counts_of_plan, lines_of_plan, plan_of
from storage.migration_ways_back import runs_by_target
from storage.models import MigrationItem, MigrationPlan, ProcessVersion, Run
from storage.officers import names_of
from storage.versions import newest_version, newest_versions, version_numbered, versions_of

STATES = {
    "proposed": ("待审批", "Awaits approval", "amber"),
    "refused": ("已退回", "Sent back", "red"),
    "running": ("执行中", "Being carried out", "blue"),
    "finished": ("已完成", "Finished", "green"),
    "paused": ("已暂停", "Paused", "amber"),
    "stopped": ("已终止", "Stopped", ""),
}
ITEM_STATES = {
    "waiting": ("等待", "Waits", ""),
    "queued": ("处理中", "Under way", "blue"),
    "done": ("已迁移", "Carried over", "green"),
    "refused": ("未能迁移", "Stays", "red"),
    "stopped": ("未执行", "Not begun", ""),
}
SHOWN = 30
_APART = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class PlanLine:
    """One plan in words."""

    plan: MigrationPlan
    process: str
    numbers: str
    ways: Sequence[tuple[int, int]]
    state: str
    words: str
    colour: str
    counts: Mapping[str, int]
    by: str


def plan_lines(session: Session, plans: Sequence[tuple[MigrationPlan, ProcessVersion]]) -> list[PlanLine]:
    """Return plans in words; one of which no run waits any more is finished."""
    people = names_of(session, {plan.begun_by for plan, _ in plans if plan.begun_by})
    found = []
    for plan, version in plans:
        counts = counts_of_plan(session, plan.id)
        over = plan.state == "running" and not counts.keys() & {"waiting", "queued"}
        state = "finished" if over else plan.state
        zh, en, colour = STATES[state]
        name = t(version.name_zh, version.name_en)
        by = people.get(plan.begun_by or "", t("系统", "System"))
        ways = _ways(session, plan)
        numbers = t("、", ", ").join(str(number) for number, _ in ways)
        found.append(PlanLine(plan, name, numbers, ways, state, t(zh, en), colour, counts, by))
    return found


def _ways(session: Session, plan: MigrationPlan) -> list[tuple[int, int]]:
    """Return to versions of which numbers the runs of a plan go, and how many to each."""
    shelf, found = house().shelf, runs_by_target(session, plan.id)
    return sorted((shelf.edition(session, each).number, count) for each, count in found.items())


def item_lines(
    session: Session, rows: Sequence[tuple[MigrationItem, Run, str, str]]
) -> list[tuple[str, str, str, str, str, str]]:
    """Return number of the case, district, state in words, its colour, reason and state of each item."""
    return [
        (number, district_name(district), t(*ITEM_STATES[item.state][:2]), ITEM_STATES[item.state][2],
         item.reason or "", item.state)
        for item, _, number, district in rows
    ]  # fmt: skip


def choice_asked(session: Session, asked: Mapping[str, str], by: Actor) -> tuple[Choice, ProcessVersion]:
    """Return which runs are asked for, in districts where the officer may carry runs over, and to which version.

    Raises NotFound for a process or version that there is not.
    """
    key = asked.get("process", "")
    target = _version(session, key, asked.get("to", "")) or newest_version(session, key)
    if target is None:
        raise NotFound
    allowed = {s.jurisdiction for s in by.seats if "case.migrate" in ROLE_PERMISSIONS.get(s.role, ())}
    district, base = asked.get("district", ""), _version(session, key, asked.get("from", ""))
    numbers = [each for each in _APART.split(asked.get("cases", "")) if each][:5000]
    if asked.get("plan"):
        numbers += _numbers_of(session, asked["plan"], asked.get("state", "refused"))
    choice = Choice(
        key, target.id, allowed & {district} if district else allowed, base.id if base else "",
        asked.get("place", ""), numbers,
    )  # fmt: skip
    return choice, target


def _version(session: Session, key: str, number: str) -> ProcessVersion | None:
    known = number.isascii() and number.isdigit() and len(number) < 9
    return version_numbered(session, key, int(number)) if known else None


def _numbers_of(session: Session, plan_id: str, state: str) -> list[str]:
    if plan_of(session, plan_id) is None:
        raise NotFound
    return [number for _, _, number, _ in lines_of_plan(session, plan_id, state, limit=5000)] or ["-"]


def new_plan(session: Session, asked: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """Return what the page of a new plan shows."""
    newest = newest_versions(session)
    key = asked.get("process") or next((each.process_key for each in newest), "")
    choice, target = choice_asked(session, {**asked, "process": key}, by)
    edition = house().shelf.edition(session, target.id)
    others = [each for each in versions_of(session, key) if each.id != target.id]
    places = runs_by_place(session, choice)
    districts = sorted(
        {s.jurisdiction for s in by.seats if "case.migrate" in ROLE_PERMISSIONS.get(s.role, ())}
    )
    return {
        "processes": [(each.process_key, t(each.name_zh, each.name_en)) for each in newest],
        "process": key,
        "versions": versions_of(session, key),
        "target": target,
        "from_number": next((each.number for each in others if each.id == choice.from_id), None),
        "districts": [(each, district_name(each)) for each in districts],
        "district": asked.get("district", ""),
        "place": choice.place,
        "cases": " ".join(choice.case_numbers),
        "count": len(chosen_runs(session, choice)),
        "numbers": chosen_numbers(session, choice, SHOWN),
        "by_district": [(district_name(k), n) for k, n in runs_by_district(session, choice).items()],
        "places": [(each, place_name(session, others, each), n) for each, n in places],
        "gone": _gone(session, edition, others, choice, [each for each, _ in places]),
    }


def place_name(session: Session, versions: Sequence[ProcessVersion], place: str) -> str:
    """Return what the step at a place ("piece/element") is called in the first of the versions that has it."""
    process, _, element = place.rpartition("/")
    for version in versions:
        found = house().shelf.edition(session, version.id).definition.find_element(process, element)
        if found is not None:
            return step_name(found)
    return element


def _gone(
    session: Session, target: Edition, others: Sequence[ProcessVersion], choice: Choice, places: Sequence[str]
) -> list[GoneStep]:
    """Return the steps of the runs that the target does not have, with the likely step where each one went."""
    likely: dict[str, str] = {}
    for version in others:
        if not choice.from_id or version.id == choice.from_id:
            likely |= likely_renames(
                house().shelf.edition(session, version.id).files, target.files, target.key
            )
    return steps_gone_in(target, lambda place: place_name(session, others, place), places, likely)


def steps_gone_in(
    target: Edition, name: Callable[[str], str], places: Iterable[str], likely: Mapping[str, str]
) -> list[GoneStep]:
    """Return those of the places ("piece/element") that a version lacks, with the likely step for each."""
    targets = [
        (each.id if each.process_key == target.key else f"{each.process_key}/{each.id}", step_name(each))
        for each in target.definition.elements.values()
        if each.kind in STEPS
    ]
    found = []
    for place in places:
        process, _, element = place.rpartition("/")
        address = element if process == target.key else place
        if target.definition.find_element(process, element) is None:
            found.append(GoneStep(address, name(place), likely.get(address, ""), targets))
    return found
