"""`flask deadlines`: counts a due date from words on a command line; it knows no running case."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import InterfaceError, OperationalError

from app.actions.law import Law, law_of, shipped_law
from app.cli.plainly import Failed, this_database
from app.clock import LOCAL
from app.deadlines import (
    CannotCount,
    Due,
    EndlessCount,
    Rule,
    RulePack,
    WorkCalendar,
    applies_in,
    due,
    local_length,
)
from app.districts import District
from app.house import House
from storage.migrate import is_current

deadlines = AppGroup("deadlines", help="期限计算 · deadlines")


class Unusable(Failed):
    """Words on the command line that cannot be counted with, and what to type instead."""

    exit_code = 2


@deadlines.command("compute")
@click.option("--jurisdiction", "place", required=True, help="辖区，例如 tj_ftz · the district")
@click.option("--rule", "rule_id", required=True, help="规则编号，例如 INS-01、ARB-04b · the rule")
@click.option("--start", required=True, help="事件发生日 2025-09-26，或时刻 2025-09-26T10:20 · the event")
@click.option(
    "--end", default=None, help="办结日；文书定期限的规则：文书载明的日期 · done on, or the date set"
)
@click.option(
    "--suspend", nargs=2, multiple=True, metavar="FROM TO", help="中止的首日和末日 · first and last day out"
)
@click.option("--extend", type=int, default=None, help="已批准延长多少（规则的单位） · granted extension")
def compute_command(
    place: str,
    rule_id: str,
    start: str,
    end: str | None,
    suspend: tuple[tuple[str, str], ...],
    extend: int | None,
) -> None:
    """Print when a period ends and how that was counted, as JSON."""
    house: House = current_app.extensions["house"]
    district, law = _district(house, place), _law(house)
    rule = _rule(law.rules, district, rule_id)
    calendar = law.calendars[district.key]
    begun = _moment("--start", start)
    ended = _day("--end", end) if end else None
    pauses = [(_day("--suspend", first), _day("--suspend", last)) for first, last in suspend]
    try:
        found = due(
            rule,
            begun,
            calendar,
            extended=extend or False,
            suspended=pauses,
            until=ended if rule.unit == "date" else None,
            **local_length(rule, district.settings),
        )
    except (CannotCount, EndlessCount) as problem:
        raise _unusable(problem) from None
    told = _told(rule, found)
    if ended is not None and rule.unit != "date":
        told.update(_standing(ended, found, calendar))
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _told(rule: Rule, found: Due) -> dict[str, object]:
    return {
        "due": _text(found.due),
        "provisional": found.provisional,
        "raw": _text(found.raw),
        "rule": rule.rule_id,
        "source": rule.source,
        "confirmed": rule.confirmed,
        "explanation": found.explanation,
    }


def _standing(ended: date, found: Due, calendar: WorkCalendar) -> dict[str, object]:
    last = found.due.astimezone(LOCAL).date() if isinstance(found.due, datetime) else found.due
    late = max(0, calendar.working_between(last, ended))
    return {"end": ended.isoformat(), "in_time": ended <= last, "overdue_working_days": late}


def _text(moment: date | datetime) -> str:
    return moment.astimezone(LOCAL).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _district(house: House, place: str) -> District:
    if place not in house.districts:
        known = "、".join(sorted(house.districts))
        raise Unusable(
            f"没有辖区“{place}”，请用：{known}。",
            f"There is no district {place!r}; use one of: {', '.join(sorted(house.districts))}.",
        )
    return house.districts[place]


def _law(house: House) -> Law:
    """Return the law as the database has it; what ships, where there is no database yet."""
    database = this_database()
    try:
        if is_current(database):
            with database.session() as session:
                return law_of(session)
    except (OperationalError, InterfaceError):
        click.echo("数据库不可用，按随产品发布的规则和日历计算。", err=True)
        click.echo("The database cannot be used: counted with the law that ships.", err=True)
    return shipped_law(house)


def _rule(rules: RulePack, district: District, rule_id: str) -> Rule:
    typed = rule_id.strip()
    rule = rules.get(typed[:6].upper() + typed[6:].lower())
    if rule is None:
        raise Unusable(
            f"没有规则“{rule_id}”；编号形如 INS-01，多个期限的规则形如 ARB-04b。",
            f"There is no rule {rule_id!r}; ids look like INS-01, or ARB-04b for one of several periods.",
        )
    if not applies_in(rule, district.rule_jurisdiction):
        raise Unusable(
            f"{rule.rule_id} 只适用于 {rule.jurisdiction}，不适用于 {district.key}。",
            f"{rule.rule_id} is law in {rule.jurisdiction} only, not in {district.key}.",
        )
    return rule


def _moment(option: str, text: str) -> date | datetime:
    if "T" not in text and ":" not in text:
        return _day(option, text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_date(option, text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _day(option: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise _no_date(option, text) from None


def _no_date(option: str, text: str) -> Unusable:
    return Unusable(
        f"{option} 的“{text}”不是日期，请写成 2025-09-26。",
        f"{option}: {text!r} is no date; write it like 2025-09-26.",
    )


def _unusable(problem: Exception) -> Unusable:
    zh, _, en = str(problem).partition(" / ")
    return Unusable(f"{zh}。", f"{(en or zh)[:1].upper()}{(en or zh)[1:]}.")
