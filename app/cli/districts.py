"""`flask districts`: takes the district files over into the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions.districts import NothingChanged, load_districts
from app.cli.plainly import current_database, plainly
from app.house import ROOT, house_of
from storage.database import Database

districts = AppGroup("districts", help="辖区配置 · districts")


@districts.command("load")
@plainly
def load_command() -> None:
    """Load the units of the districts whose files have changed."""
    changed = load_changed(current_database())
    click.echo(
        f"已载入 · loaded: {', '.join(changed)}" if changed else "各区配置没有变化 · nothing has changed"
    )


def load_changed(database: Database) -> list[str]:
    """Load the district files that have changed and return their keys."""
    folder = ROOT / "processes" / "jurisdictions"
    with database.session() as session:
        keys = house_of(session).districts
        profiles = {key: (folder / f"{key}.toml").read_text(encoding="utf-8") for key in keys}
        try:
            return load_districts(session, profiles)
        except NothingChanged:
            return []
