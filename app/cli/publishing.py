"""`flask processes publish` and `export`: publishes from a checkout, and takes a published version out into one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.actions.publishing import CannotPublish, NothingNew, publish_shipped
from app.actions.versions_made import Starts
from app.cli.comparing import files_of
from app.cli.plainly import Failed, current_database, plainly
from app.cli.trying import load_trials
from app.clock import today
from app.diagrams.bundle import shipped_keys
from app.house import ROOT
from storage.database import Database
from storage.in_force import EVERYWHERE

LONGEST_NOTE = 2000
DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("publish")
@click.argument("keys", metavar="[KEY...]", nargs=-1)
@click.option("--from", "from_on", type=DAY, help="生效日期，默认今天 · in force from this day")
@click.option(
    "--district", "districts", multiple=True, metavar="KEY", help="只在此辖区生效 · in this district"
)
@click.option("--note", default="", help="版本说明 · version note")
@click.option(
    "--root", type=FOLDER, default=ROOT, help="流程所在目录 · the checkout, with processes/ and forms/"
)
@with_appcontext
@plainly
def publish_command(
    keys: tuple[str, ...], from_on: datetime | None, districts: tuple[str, ...], note: str, root: Path
) -> None:
    """Publish every process of the checkout, or those named, whose files differ from its newest version."""
    unknown = sorted(set(keys) - set(shipped_keys(root)))
    if unknown:
        raise Failed(f"没有流程 {'、'.join(unknown)}", f"there is no process {', '.join(unknown)}")
    starts = _starts(from_on.date() if from_on else None, districts)
    database = current_database()
    with database.session() as session:
        try:
            published = publish_shipped(
                session, root, keys=list(keys) or None, starts=starts, note=note.strip()[:LONGEST_NOTE]
            )
        except NothingNew:
            published = []
        except CannotPublish as refusal:
            raise Failed(refusal.zh, refusal.en) from None
    if trials := load_trials(database, root):
        click.echo(f"已载入试运行案例 · recorded trials loaded: {len(trials)}")
    click.echo(
        f"已发布 · published: {', '.join(published)}" if published else "没有可发布的变更 · nothing is new"
    )


@click.command("export")
@click.argument("version", metavar="KEY@N")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
@plainly
def export_command(version: str, folder: Path) -> None:
    """Write the files of a published version, KEY@N or KEY@newest, below a folder, as a checkout has them."""
    if "@" not in version:
        raise Failed(f"请写成 流程@版本号，而不是 {version}", f"name KEY@N, not {version}")
    files = files_of(version)
    try:
        for path, content in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    except OSError as error:
        raise Failed(f"无法写入：{error.strerror}", f"cannot be written: {error.strerror}") from None
    click.echo(f"已写入 {len(files)} 个文件 · wrote {len(files)} files")


def _starts(from_on: date | None, districts: tuple[str, ...]) -> Starts | None:
    """Return from when and where, None for at once everywhere."""
    if from_on is None and not districts:
        return None
    day = from_on or today()
    if day < today():
        raise Failed(f"生效日期 {day} 已过", f"the day {day} has passed")
    known = sorted(path.stem for path in (ROOT / "processes" / "jurisdictions").glob("*_*.toml"))
    unknown = [key for key in districts if key not in known]
    if unknown:
        raise Failed(
            f"没有辖区 {'、'.join(unknown)}，只有 {'、'.join(known)}",
            f"there is no district {', '.join(unknown)}, only {', '.join(known)}",
        )
    return dict.fromkeys(districts or (EVERYWHERE,), day)


def publish_changed(database: Database, *, only_new: bool) -> list[str]:
    """Publish shipped processes and return their keys: with `only_new` those of which there is no version yet."""
    with database.session() as session:
        try:
            return publish_shipped(session, ROOT, only_new=only_new)
        except NothingNew:
            return []
