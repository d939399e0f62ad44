"""What the office supervises now, for the front page: which unit, at which level, until when, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.clock import LOCAL
from app.engine import run_data
from app.lights import Light, light_of
from app.views.naming import unit_name
from storage.case_filter import Reach
from storage.models import CaseFile, Run
from storage.overview import open_runs_of, open_tasks_of_runs

SUPERVISION = "supervision"
MOST = 12


@dataclass(frozen=True)
class Supervised:
    """One supervision under way."""

    case: CaseFile
    level: str
    unit: str
    light: Light | None
    due: date | None
    step: str
    step_en: str


def supervisions(session: Session, reach: Reach, at: datetime) -> list[Supervised]:
    """Return the supervisions under way in the cases that the officer sees, the oldest first."""
    found = open_runs_of(session, SUPERVISION, reach.units, reach.districts, MOST)
    steps = open_tasks_of_runs(session, [run.id for run, _ in found])
    calendars = law_of(session).calendars
    lines = []
    for run, case in found:
        data, task = run_data(run.state), steps.get(run.id)
        due = data.get("reply_due")
        known = due if isinstance(due, date) else None
        end = datetime.combine(known, time(23, 59, 59), LOCAL) if known else None
        lines.append(
            Supervised(
                case=case,
                level=str(data.get("level") or ""),
                unit=_unit(run, data.get("unit_ref")),
                light=light_of(end, at, calendars[case.jurisdiction_key]) if end else None,
                due=known,
                step=task[0] if task else "",
                step_en=task[1] if task else "",
            )
        )
    return lines


def _unit(run: Run, named: object) -> str:
    text = str(named or "")
    district = run.home_unit_id.split(".")[0]
    return unit_name(text if "." in text else f"{district}.{text}", short_form=True) if text else ""
