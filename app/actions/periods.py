"""What the calendar begins by itself: a process of a district, once a month, quarter, half-year or year."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.casework import work_off
from app.actions.desk import Desk
from app.actions.incidents import open_incident
from app.actions.law import law_of
from app.actions.messages import start_run
from app.actions.opening import CODE_LETTERS, keep_query_code, new_case
from app.actors import Actor
from app.clock import local, start_of_day
from app.districts import District, bind
from app.engine import CannotRun, EngineFailure
from app.house import house_of
from app.periods import Period, period_of
from app.refusals import NotFound, NotReady
from app.values import Value, from_json, to_json
from app.versions import Edition
from storage.changes import change
from storage.database import unit_of_work
from storage.in_force import versions_in_force
from storage.models import CaseFile, Run
from storage.upkeep import claim_period, first_publications, loaded_districts, periods_begun


@dataclass(frozen=True)
class PeriodDue:
    """A start event that the calendar has reached in a district and that nobody has begun yet."""

    district: str
    unit_id: str
    process_key: str
    element_id: str
    period: Period


def periods_due(session: Session, at: datetime) -> list[PeriodDue]:
    """Return what the calendar begins now.

    It is the current period of each start event by the calendar, in each district whose setting switches it on.
    A period that had begun before the process was first published is left out; one that passed by while no
    worker ran is not made up for.
    """
    today = local(at).date()
    known = {key: _begun_by_calendar(session, key, today) for key in loaded_districts(session)}
    if not any(known.values()):
        return []
    districts = law_of(session).districts
    published, begun = first_publications(session), periods_begun(session)
    found = []
    for key, editions in known.items():
        for edition in editions:
            for element_id, months in edition.definition.period_starts.items():
                period = period_of(today, months)
                late = published[edition.key] > start_of_day(period.first)
                if late or (key, edition.key, element_id, period.key) in begun:
                    continue
                unit = _unit(districts[key], edition, element_id)
                if unit is not None:
                    found.append(PeriodDue(key, unit, edition.key, element_id, period))
    return found


def _begun_by_calendar(session: Session, district: str, today: date) -> list[Edition]:
    """Return the editions in force in a district that the calendar begins, without those that cannot run today."""
    house, found = house_of(session), []
    for version in versions_in_force(session, district, today):
        with suppress(CannotRun):
            edition = house.shelf.edition(session, version.id)
            if edition.definition.period_starts:
                found.append(edition)
    return found


def _unit(district: District, edition: Edition, element_id: str) -> str | None:
    """Return the unit in whose name a process begins, None where the district has it off or nobody fills the lane.

    For a body outside the district it is the unit that records what that body does.
    """
    element = edition.definition.element(edition.key, element_id)
    if district.settings.get(element.properties["setting"]) is not True or element.lane is None:
        return None
    drawn = edition.definition.properties[edition.key].get(f"lane.{element.lane}.binding")
    units = bind(district, element.lane, {}, kind=drawn if drawn == "external" else None).units
    return f"{district.key}.{units[0]}" if units else None


@unit_of_work
def begin_period(session: Session, due: PeriodDue, *, by: Actor) -> CaseFile:
    """Begin a process for a period as a case of its own; raise NotReady when another worker has begun it.

    The run knows the first and the last day of the period as `period_begins` and `period_ends`. When the diagram
    cannot start, the case keeps an incident to try it again.
    """
    house, at = house_of(session), house_of(session).now()
    edition = house.shelf.current(session, due.process_key, due.district, local(at).date())
    if edition is None or due.element_id not in edition.definition.period_starts:
        raise NotFound
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    case = new_case(session, house, due.district, due.unit_id, code, at=at)
    place = (due.district, due.process_key, due.element_id, due.period.key)
    if not claim_period(session, place, case.id, at):
        raise NotReady("本期流程已启动。", "The process of this period has begun already.")
    case.title = f"{edition.name_zh}（{due.period.zh}）"
    desk = Desk(session, case, by, at)
    opened = {"case_no": case.case_no, "receipt_no": case.receipt_no, "unit": due.unit_id}
    desk.record("case_opened", {**opened, "period": due.period.key})
    keep_query_code(desk, code)
    command = {"process": due.process_key, "start": due.element_id, "data": _data(due.period)}
    try:
        begin_by_calendar(desk, command)
    except EngineFailure as failure:
        change(session, case, stage=due.process_key)
        open_incident(desk, None, failure.element_id or due.element_id, "start", failure.zh, command)
    work_off(desk)
    return case


def begin_by_calendar(desk: Desk, command: Mapping[str, Any]) -> Run:
    """Start the run of a start event by the calendar; raise EngineFailure, before writing, when it cannot."""
    edition = desk.current_edition(command["process"])
    if edition is None:
        raise EngineFailure("", f"{command['process']} is not published", "流程没有发布。")
    data: dict[str, Value] = from_json(command["data"])
    unit = desk.case.first_unit_id
    return start_run(desk, edition, data, None, element=command["start"], home_unit_id=unit)


def _data(period: Period) -> dict[str, Any]:
    data: dict[str, Any] = to_json({"period_begins": period.first, "period_ends": period.last})
    return data
