"""`flask database`: brings the schema up to date; it knows no content."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import URL

from app.cli.plainly import Failed, plainly, this_database
from storage.migrate import is_current, upgrade

database = AppGroup("database", help="数据库结构 · the database's schema")


@database.command("upgrade")
@plainly
def upgrade_command() -> None:
    """Apply the migrations that the database still lacks; make the file of a SQLite database."""
    newest = bring_up_to_date()
    click.echo(
        "数据库结构已更新 · schema upgraded" if newest else "数据库结构已是最新 · schema is the newest"
    )


def bring_up_to_date() -> bool:
    """Apply missing migrations and return whether there were any; make the folder of a SQLite file."""
    found = this_database()
    if found.url.get_backend_name() == "sqlite":
        _make_folder(found.url)
    if is_current(found):
        return False
    upgrade(found.url.render_as_string(hide_password=False))
    return True


def _make_folder(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise Failed(
            "DATABASE_URL 须指明 SQLite 文件，例如 sqlite:///var/qingxin.db。",
            "DATABASE_URL must name a file for SQLite, such as sqlite:///var/qingxin.db.",
        )
    try:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Failed(
            f"无法建立目录 {Path(url.database).parent}：{problem.strerror}",
            f"Cannot make the folder {Path(url.database).parent}: {problem.strerror}",
        ) from None
