"""`flask demo`: fills the database with cases that invented officers have really worked on."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.districts import load_changed
from app.cli.plainly import current_database, plainly
from app.cli.progress import Bar
from app.cli.publishing import publish_changed
from storage.database import Database

CASES = 360


@click.command("demo")
@click.option(
    "--cases", type=click.IntRange(1, 100_000), default=CASES, show_default=True, help="案件数 · how many"
)
@click.option(
    "--if-empty", is_flag=True, help="已有案件时不做任何事 · do nothing when there is a case already"
)
@with_appcontext
@plainly
def demo(cases: int, if_empty: bool) -> None:
    """Add demonstration cases of both districts, at every stage and age."""
    database = current_database()
    load_changed(database)
    publish_changed(database, only_new=True)
    if not fill(database, cases, if_empty=if_empty):
        click.echo("已有案件，没有添加演示数据 · there are cases already, nothing was added")


def fill(database: Database, cases: int, *, if_empty: bool) -> int:
    """Play cases, with a bar of progress on stderr, say what there is now, and return how many were added."""
    from app.demonstration.play import build

    with Bar() as bar:
        done = build(database, cases, bar.show, if_empty=if_empty)
    if done.added:
        now = done.census
        click.echo(
            f"演示数据 · demonstration: {done.added} 件 cases, {done.accounts} 个账号 accounts; "
            f"{now.cases - now.closed} 件在办 open, {now.open_tasks} 项待办 tasks, {now.incidents} 项异常 incidents"
        )
    return done.added
