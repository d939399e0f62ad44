"""`flask processes publish`: publishes what ships with the product."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.actions.publishing import NothingNew, publish_shipped
from app.cli.plainly import current_database, plainly
from app.house import ROOT
from storage.database import Database


@click.command("publish")
@with_appcontext
@plainly
def publish_command() -> None:
    """Publish every shipped process whose files differ from its current version."""
    published = publish_changed(current_database(), only_new=False)
    click.echo(
        f"已发布 · published: {', '.join(published)}" if published else "没有可发布的变更 · nothing is new"
    )


def publish_changed(database: Database, *, only_new: bool) -> list[str]:
    """Publish shipped processes and return their keys: with `only_new` those of which there is no version yet."""
    with database.session() as session:
        try:
            return publish_shipped(session, ROOT, only_new=only_new)
        except NothingNew:
            return []
