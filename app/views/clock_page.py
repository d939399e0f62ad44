"""The page of one clock: how its end was counted day by day, under which law, and who may suspend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.actions.clock_moves import end_of, spans
from app.actions.clock_pauses import may_pause, resume_clock, suspend_clock
from app.actions.law import Law, law_of
from app.actors import Actor
from app.deadlines import CannotCount, Due, EndlessCount, Rule, Step, WorkCalendar
from app.permissions import role_name
from app.refusals import NotFound
from app.views.access import actor, db, language, needs
from app.views.case_parts import head_of, readable_case
from app.views.clocks import clock_views
from app.views.rules import bases_of
from app.views.words import day, t
from storage.clocks import clock_of_case
from storage.models import CaseFile, Deadline

blueprint = Blueprint("clocks", __name__, url_prefix="/cases/<case_id>/clocks/<clock_id>")

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class DayLine:
    """One day of the count as the page shows it."""

    date: str
    weekday: str
    counts: bool
    words: str


@blueprint.get("")
@needs("case.read")
def page(case_id: str, clock_id: str) -> str:
    """Show how the end of a clock was counted."""
    case = readable_case(db(), case_id, actor())
    return render_template("law/clock.html", **clock_contents(db(), case, clock_id, actor()))


@blueprint.post("/suspend")
@needs("task.work")
def suspend(case_id: str, clock_id: str) -> Response:
    """Let the clock stand still from today."""
    readable_case(db(), case_id, actor())
    suspend_clock(db(), case_id, clock_id, request.form.get("reason", ""), by=actor())
    flash(t("已中止计算。", "The clock stands still."))
    return redirect(url_for("clocks.page", case_id=case_id, clock_id=clock_id))


@blueprint.post("/resume")
@needs("task.work")
def resume(case_id: str, clock_id: str) -> Response:
    """Let the clock run on."""
    readable_case(db(), case_id, actor())
    resume_clock(db(), case_id, clock_id, request.form.get("reason", ""), by=actor())
    flash(t("已恢复计算。", "The clock runs on."))
    return redirect(url_for("clocks.page", case_id=case_id, clock_id=clock_id))


def clock_contents(session: Session, case: CaseFile, clock_id: str, who: Actor) -> dict[str, Any]:
    """Return everything that the template of the page asks for; raise NotFound for a clock of another case."""
    row = clock_of_case(session, case.id, clock_id)
    if row is None:
        raise NotFound
    law = law_of(session)
    calendar = law.calendars[case.jurisdiction_key]
    rule = law.rule(row.rule, row.edition)
    running = row.met_at is None and row.replaced_at is None
    return {
        "head": head_of(session, case),
        "clock": clock_views([row], clock.now(), calendar, law)[0],
        "rule": rule,
        "duty": t(*_DUTIES[rule.duty]) if rule else "",
        "approver": _approver(rule) if rule else "",
        "bases": bases_of(rule, case.jurisdiction_key, law) if rule else [],
        "pauses": [(day(first), day(last)) for first, last in spans(row.pauses)],
        "halted_on": row.halted_on,
        "lines": _lines(law, calendar, row),
        "open_years": sorted({row.due_at.year} if row.provisional else ()),
        "may_pause": bool(running and rule and rule.suspend and may_pause(rule, law.rules, who)),
    }


_DUTIES = {
    "unit": (
        "由办理单位在期限内完成，届满未完成为逾期",
        "The handling unit acts in time, else it is overdue",
    ),
    "party": ("由当事人行使或者履行，届满即失效，不计逾期", "A party acts; when it lapses nobody is overdue"),
    "none": ("期间届满即发生效果，无人逾期", "The time itself takes effect; nobody is overdue"),
}


def _approver(rule: Rule) -> str:
    if not (rule.extension or rule.extension_open):
        return ""
    name = role_name(rule.approver_role, language()) if rule.approver_role else rule.approver_zh
    return rule.approver_zh if language() != "en" else name


def _lines(law: Law, calendar: WorkCalendar, row: Deadline) -> list[DayLine]:
    try:
        found = end_of(law, calendar, row)
    except (CannotCount, EndlessCount):
        found = None
    if found is None or not found.steps:
        return []
    return [_line(step, calendar) for step in found.steps] + [_last(found, calendar)]


def _line(step: Step, calendar: WorkCalendar) -> DayLine:
    words = {
        "start": t("事件当日，不计入", "the day of the event, not counted"),
        "counted": t(f"第 {step.number} 日", f"day {step.number}"),
        "rest": t("不计", "not counted"),
        "paused": t("中止期间，不计", "suspended, not counted"),
        "rolled": t("末日为休息日，顺延（倒数的提前）", "a day off, so the end moves"),
        "corresponding": t("对应日", "corresponding day"),
    }[step.why]
    name = calendar.names.get(step.on, "") or ("" if calendar.is_working(step.on) else t("休息日", "day off"))
    return DayLine(
        step.on.isoformat(),
        t(WEEKDAYS_ZH[step.on.weekday()], WEEKDAYS_EN[step.on.weekday()]),
        step.why in ("counted", "corresponding"),
        f"{words}{f'（{name}）' if name else ''}",
    )


def _last(found: Due, calendar: WorkCalendar) -> DayLine:
    last = found.due
    made_up = calendar.names.get(last, "")
    words = t("届满", "the period ends") + (f"（{made_up}）" if made_up else "")
    return DayLine(str(last), t(WEEKDAYS_ZH[last.weekday()], WEEKDAYS_EN[last.weekday()]), True, words)
