"""`flask calendar`: shows, previews and loads the working days of a year; what follows is told line by line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.actions.calendars import (
    CalendarRefused,
    Move,
    Preview,
    YearFile,
    load_calendar_year,
    preview_year,
    recount_clocks,
    year_file,
)
from app.actors import SYSTEM
from app.cli.plainly import Failed, current_database, plainly
from app.deadlines import BadCalendar, YearState, read_days
from app.deadlines.seeding import seeded_days
from app.house import house_of
from app.jobs.recounts import note_recounted
from storage.database import Database

calendar = AppGroup("calendar", help="工作日历 · working-day calendar")

JURISDICTION = click.option(
    "--jurisdiction",
    "--scope",
    "place",
    default="",
    help="本地日历的辖区，或单位（辖区.单位） · district of a local one, or unit (district.unit)",
)


class Unreadable(Failed):
    """A calendar that cannot be read, and what to put right."""

    exit_code = 2


@calendar.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--provisional", is_flag=True, help="尚未正式公布 · not published yet")
@JURISDICTION
@click.option("--preview", "only_preview", is_flag=True, help="只看变化，不载入 · show what would change")
@plainly
def import_command(path: Path, provisional: bool, place: str, only_preview: bool) -> None:
    """Load a year from a CSV file (date,kind,name,source) and count the clocks that it touches again."""
    try:
        days = read_days(path.read_bytes())
    except BadCalendar as bad:
        raise Unreadable(f"{path}：{'；'.join(bad.findings)}", "Correct these lines and try again.") from None
    except OSError as error:
        raise Unreadable(f"{path}：文件无法读取。", f"{path} cannot be read: {error.strerror}.") from None
    database = current_database()
    with database.session() as session:
        districts = house_of(session).districts
    try:
        state: YearState = "provisional" if provisional else "official"
        wanted = year_file(days, state, place, districts)
    except CalendarRefused as refused:
        raise Unreadable(refused.zh, refused.en) from None
    load(database, wanted, only_preview=only_preview)


@calendar.command("seed")
@click.argument("years", nargs=-1, required=True, type=click.IntRange(2007, 2100))
@click.option("--preview", "only_preview", is_flag=True, help="只看变化，不载入 · show what would change")
@plainly
def seed_command(years: tuple[int, ...], only_preview: bool) -> None:
    """Load years as the package `holidays` knows them, provisionally, until their notice is imported."""
    database = current_database()
    for year in years:
        days = seeded_days(year)
        if not days:
            raise Unreadable(
                f"{year} 年的放假安排尚不可知，请在公布后用 flask calendar import 载入。",
                f"Nothing is known of {year} yet: import its notice once it is published.",
            )
        load(database, YearFile(year, tuple(days), "provisional"), only_preview=only_preview)


@calendar.command("recount")
@click.argument("year", type=click.IntRange(2007, 2100))
@plainly
def recount_command(year: int) -> None:
    """Count the running clocks that touch a year again, as after a load that was broken off."""
    with current_database().session() as session:
        count = recount_clocks(session, year, by=SYSTEM, tell=_tell)
    click.echo(f"{count} 个期限变化 · {count} clocks moved")


def load(database: Database, wanted: YearFile, *, only_preview: bool) -> None:
    """Show what a year changes and, unless only that was asked, load it and count its clocks again."""
    with database.session() as session:
        _show(wanted, preview_year(session, wanted))
    if only_preview:
        return
    with database.session() as session:
        made = load_calendar_year(session, wanted, by=SYSTEM)
        edition, edition_id = made.number, made.id
    with database.session() as session:
        count = 0 if wanted.layer == "unit" else recount_clocks(session, wanted.year, by=SYSTEM, tell=_tell)
        note_recounted(session, edition_id, count)
    click.echo(f"已载入 {wanted.year} 年第 {edition} 版，{count} 个期限变化 · loaded, {count} clocks moved")


def _show(wanted: YearFile, found: Preview) -> None:
    click.echo(
        f"{wanted.year} 年 · {len(wanted.days)} 天 · 新增 {len(found.added)}、去掉 {len(found.removed)} · "
        f"{len(found.added)} days new, {len(found.removed)} gone, {found.count} clocks affected"
    )
    for mark, days in (("+", found.added), ("-", found.removed)):
        for day in days:
            kind = "休息 · off" if day.kind == "holiday" else "上班 · working"
            click.echo(f"  {mark} {day.on} {kind} {day.name}")


def _tell(move: Move) -> None:
    sure = "暂定 · provisional" if move.provisional else "确定 · certain"
    click.echo(f"  {move.case_id} {move.rule} {move.old} → {move.new} {sure}")
