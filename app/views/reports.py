"""Reports: those under way and sent, and the figures frozen for each, with the cases behind every number as of then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from app.actors import Actor
from app.engine import run_data
from app.permissions import units_where, whole_districts
from app.refusals import NotFound
from app.views.access import actor, db, needs
from app.views.case_parts import process_names
from app.views.naming import district_name, unit_name
from app.views.words import t
from storage.models import CaseFile, Run
from storage.reports import cases_listed, report_visible, reports_visible, snapshot_of

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

MOST = 100
UNIT_COLUMNS = (
    ("ended", "应办时限", "Clocks ended"),
    ("on_time", "按期办理", "In time"),
    ("late", "逾期办理", "Late"),
    ("unmet", "逾期未办", "Not done"),
    ("on_time_rate", "按期率", "On-time rate"),
    ("came", "登记案件", "Came in"),
    ("closed", "其中已办结", "Of these closed"),
    ("completion_rate", "办结率", "Completion rate"),
)
_MONEY = re.compile(r"\d+\.\d\d")
_BEHIND = {"on_time_rate": "on_time", "completion_rate": "closed"}


@dataclass(frozen=True)
class ReportLine:
    """One report of the list."""

    run: Run
    case: CaseFile
    kind: str
    period: str
    district: str
    frozen: bool


@blueprint.get("")
@needs("case.read")
def page() -> str:
    """List the reports that the officer may read."""
    return render_template("reports.html", lines=_lines(db(), actor()))


@blueprint.get("/<run_id>")
@needs("case.read")
def report(run_id: str) -> str:
    """Show the frozen figures of one report."""
    return render_template("report.html", **_contents(db(), actor(), run_id))


@blueprint.get("/<run_id>/cases/<unit>/<figure>")
@needs("case.read")
def cases(run_id: str, unit: str, figure: str) -> str:
    """List the cases behind one figure of a report, as of then; `unit` is "all" for those of the district."""
    return render_template("report_cases.html", **_behind(db(), actor(), run_id, unit, figure))


def _reach(who: Actor) -> tuple[frozenset[str], frozenset[str]]:
    return units_where(who, "case.read"), whole_districts(who)


def _lines(session: Session, who: Actor) -> list[ReportLine]:
    return [_line(run, case) for run, case in reports_visible(session, *_reach(who), MOST)]


def _line(run: Run, case: CaseFile) -> ReportLine:
    data = run_data(run.state)
    first, last = data.get("report_from"), data.get("report_to")
    period = f"{first} – {last}" if first and last else ""
    frozen = bool(data.get("figures_digest"))
    return ReportLine(
        run, case, str(data.get("kind") or ""), period, district_name(case.jurisdiction_key), frozen
    )


def _contents(session: Session, who: Actor, run_id: str) -> dict[str, Any]:
    line, kept = _kept(session, who, run_id)
    district = line.case.jurisdiction_key
    rows = [
        {
            "unit": row["unit"],
            "name": unit_name(f"{district}.{row['unit']}", short_form=True),
            "cells": [(row[name], _BEHIND.get(name, name)) for name, _, _ in UNIT_COLUMNS],
        }
        for row in kept["assessment"]
    ]
    return {
        "line": line,
        "at": datetime.fromisoformat(kept["at"]),
        "figures": [
            {**row, "value": _grouped(row["value"]), "before": _grouped(row["before"])}
            for row in kept["figures"]
        ],
        "columns": [t(zh, en) for _, zh, en in UNIT_COLUMNS],
        "rows": rows,
        "missing": [unit_name(_of_district(unit, district), short_form=True) for unit in kept["missing"]],
        "digest": run_data(line.run.state).get("figures_digest"),
    }


def _grouped(figure: str) -> str:
    """Return a sum of money with its thousands apart; other figures stay as they are."""
    return f"{Decimal(figure):,.2f}" if _MONEY.fullmatch(figure) else figure


def _of_district(unit: str, district: str) -> str:
    return unit if "." in unit else f"{district}.{unit}"


def _kept(session: Session, who: Actor, run_id: str) -> tuple[ReportLine, dict[str, Any]]:
    """Return a report that may be read and its frozen figures; raise NotFound when there is none."""
    found = report_visible(session, run_id, *_reach(who))
    kept = snapshot_of(session, found[1].id, run_id) if found else None
    if found is None or kept is None:
        raise NotFound
    return _line(*found), kept


def _behind(session: Session, who: Actor, run_id: str, unit: str, figure: str) -> dict[str, Any]:
    line, kept = _kept(session, who, run_id)
    if unit == "all":
        row = next((row for row in kept["figures"] if row["key"] == figure), None)
        ids, name = (row["cases"], row["figure"]) if row else (None, "")
    else:
        row = next((row for row in kept["assessment"] if row["unit"] == unit), None)
        ids = row["cases"].get(figure) if row else None
        heads = {key: t(zh, en) for key, zh, en in UNIT_COLUMNS}
        district = line.case.jurisdiction_key
        name = f"{unit_name(f'{district}.{unit}', short_form=True)} · {heads.get(figure, figure)}"
    if ids is None:
        raise NotFound
    counted = {key: ids.count(key) for key in set(ids)}
    found = cases_listed(session, sorted(counted), *_reach(who))
    return {
        "line": line,
        "name": name,
        "at": datetime.fromisoformat(kept["at"]),
        "lines": [(case, counted[case.id]) for case in found],
        "total": len(ids),
        "hidden": len(counted) - len(found),
        "stages": process_names(session),
    }
