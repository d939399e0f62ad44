"""The working calendar: its years and layers, what a new file would change, and loading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.calendars import (
    LAYERS,
    CalendarRefused,
    YearFile,
    load_calendar_year,
    preview_year,
    year_file,
)
from app.actions.law import law_of
from app.actors import Actor
from app.deadlines import BadCalendar, WorkCalendar, YearState, read_days
from app.views.access import actor, db, house, needs
from app.views.naming import district_name, rule_name, unit_name
from app.views.words import t
from storage.law import calendar_editions
from storage.officers import names_of
from storage.reminders import latest_recounts

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@dataclass(frozen=True)
class DayOff:
    """One day that differs from Monday to Friday."""

    date: str
    off: bool
    name: str


@blueprint.get("")
@needs("law.read")
def page() -> str:
    """Show the calendar that counts."""
    return render_template("law/calendar.html", **calendar_contents(db(), actor()))


@blueprint.post("/preview")
@needs("calendar.load")
def preview() -> str:
    """Show what a file would change; nothing is written."""
    wanted = _posted(_file_text())
    return render_template("law/calendar_preview.html", **preview_contents(db(), wanted, _file_text()))


@blueprint.post("/load")
@needs("calendar.load")
def load() -> Response:
    """Load a year, and count the clocks that it touches again."""
    wanted = _posted(request.form.get("text", ""))
    made = load_calendar_year(db(), wanted, by=actor())
    told = t(f"第 {made.number} 版", f"edition {made.number}")
    if wanted.layer == "unit":
        told += t(
            "；只影响本单位剩余工作日的显示，不改变法定期限。",
            "; it colours the unit's inbox and moves no date of law.",
        )
    else:
        told += t(
            "；相关期限正在后台重新计算，结果见本页。", "; its clocks are being counted again, see below."
        )
    flash(t(f"已载入 {wanted.year} 年日历：", f"Loaded {wanted.year}: ") + told)
    return redirect(url_for("calendar.page", year=wanted.year))


def _file_text() -> str:
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    if file is not None:
        file.seek(0)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CalendarRefused("日历文件应为 UTF-8 编码的 CSV。", "The file must be CSV in UTF-8.") from None


def _posted(text: str) -> YearFile:
    districts = {key: house().districts[key] for key in sorted(actor().jurisdictions)}
    scope = request.form.get("scope", "")
    try:
        days = read_days(text.encode())
    except BadCalendar as bad:
        raise CalendarRefused("；".join(bad.findings), "Correct these lines and try again.") from None
    state: YearState = "provisional" if request.form.get("state") == "provisional" else "official"
    return year_file(days, state, scope, districts)


def calendar_contents(session: Session, who: Actor) -> dict[str, Any]:
    """Return what the page of the calendar shows: its years, the days of one of them, and the editions."""
    district = sorted(who.jurisdictions)[0]
    calendar = law_of(session).calendars[district]
    years = sorted(calendar.years)
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else years[-1]
    rows = calendar_editions(session)
    counts = {recount.edition_id: recount for recount, _ in latest_recounts(session)}
    people = names_of(session, {row.loaded_by for row in rows if row.loaded_by})
    return {
        "years": [(each, calendar.years[each] == "official") for each in years],
        "year": year,
        "official": calendar.years[year] == "official",
        "days": days_of_year(calendar, year),
        "editions": [
            (row, t(*LAYERS[row.layer]), people.get(row.loaded_by or "", ""), counts.get(row.id))
            for row in rows
        ],
        "scopes": [
            (
                district_name(key),
                [(f"{key}.{short}", unit_name(f"{key}.{short}")) for short in found.units],
                key,
            )
            for key, found in house().districts.items()
            if key in who.jurisdictions
        ],
        "scope_names": {row.scope: _scope_name(row.scope) for row in rows},
    }


def _scope_name(scope: str) -> str:
    """Return what a layer belongs to in words; nothing for the national one."""
    return unit_name(scope) if "." in scope else district_name(scope) if scope else ""


def days_of_year(calendar: WorkCalendar, year: int) -> list[DayOff]:
    """Return the days of a year that differ from Monday to Friday."""
    return [
        DayOff(day.isoformat(), kind == "holiday", calendar.names.get(day, ""))
        for day, kind in sorted(calendar.days.items())
        if day.year == year
    ]


def preview_contents(session: Session, wanted: YearFile, text: str) -> dict[str, Any]:
    """Return what the preview shows."""
    found = preview_year(session, wanted)
    return {
        "wanted": wanted,
        "text": text,
        "found": found,
        "moves": [(move, rule_name(move.rule)) for move in found.moves],
    }
