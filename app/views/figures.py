"""The page of figures: what is in hand, what came and went, who is in time; each figure opens the list behind it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.actors import Actor
from app.periods import Period, period_of
from app.views.access import actor, db, house, needs
from app.views.case_parts import process_names
from app.views.clock_list import clock_list
from app.views.figures_query import (
    FiguresQuery,
    reach_of_figures,
    read_clocks_query,
    read_figures_query,
)
from app.views.figures_sheets import workbook
from app.views.figures_tables import Asked, tables
from app.views.naming import district_name, unit_name
from app.views.task_list import task_list, units_overseen
from app.views.words import t

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs("front.read")
def page() -> str:
    """Show the figures of the officer's units and districts."""
    return render_template("figures.html", **_contents(db(), actor(), read_figures_query(request.args)))


@blueprint.get("/xlsx")
@needs("front.read")
def export() -> Response:
    """Give the same figures as a workbook, one sheet a table."""
    found = _contents(db(), actor(), read_figures_query(request.args))
    name = f"figures-{clock.today().isoformat()}.xlsx"
    content = workbook(found["tables"], found["told"], request.host_url.rstrip("/"))
    return Response(
        content, mimetype=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/clocks")
@needs("front.read")
def clocks() -> str:
    """List the clocks behind a figure."""
    return render_template(
        "figures_clocks.html", **clock_list(db(), actor(), read_clocks_query(request.args))
    )


@blueprint.get("/tasks")
@needs("front.read")
def tasks() -> str:
    """List the open tasks behind a figure of the overview."""
    return render_template("figures_tasks.html", **task_list(db(), actor(), request.args))


def _contents(session: Session, who: Actor, query: FiguresQuery) -> dict[str, Any]:
    at = clock.now()
    stages = process_names(session)
    reach = reach_of_figures(who)
    asked = Asked(session, who, query, reach, at, stages)
    found = tables(asked)
    period = query.time(at.date())
    units = units_overseen(session, who)
    return {
        "query": query,
        "at": at,
        "tables": found,
        "by_key": {each.key: each for each in found},
        "period": period,
        "periods": _periods(period_of(at.date(), 1)),
        "stages": stages,
        "units": [(unit, unit_name(unit)) for unit in units],
        "districts": [(key, district_name(key)) for key in sorted(who.jurisdictions)],
        "told": _told(query, period, stages, at.strftime("%Y-%m-%d %H:%M")),
        "whole": [t(house().districts[key].zh, house().districts[key].en) for key in reach.districts],
    }


def _periods(month: Period) -> list[tuple[str, str]]:
    """Return the periods that can be chosen: a year of months, then quarters, half-years and years."""
    found = [month]
    for _ in range(11):
        found.append(found[-1].before())
    for length, count in ((3, 4), (6, 3), (12, 3)):
        found.append(period_of(month.first, length))
        for _ in range(count - 1):
            found.append(found[-1].before())
    return [(each.key, t(each.zh, each.en)) for each in found]


def _told(query: FiguresQuery, period: Period, stages: dict[str, str], at: str) -> list[tuple[str, str]]:
    """Return what the figures were asked for, in words: it stands above them on paper."""
    return [
        (t("统计时间", "Counted at"), at),
        (t("统计期间", "Period"), f"{t(period.zh, period.en)}（{period.first} – {period.last}）"),
        (t("辖区", "District"), district_name(query.district) if query.district else t("全部", "All")),
        (t("单位", "Unit"), unit_name(query.unit) if query.unit else t("全部", "All")),
        (t("阶段", "Stage"), stages.get(query.process, query.process) or t("全部", "All")),
    ]
