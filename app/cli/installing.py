"""`flask set-up`: all that a new installation needs, in one go; what is there already is left alone."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.actions.master_key import check_master_key
from app.cli.database import bring_up_to_date
from app.cli.demo import CASES, fill
from app.cli.districts import load_changed
from app.cli.plainly import current_database, plainly
from app.cli.publishing import publish_changed
from app.cli.trying import load_trials


@click.command("set-up")
@click.option(
    "--demonstration", is_flag=True, help="空库时填入演示数据 · fill an empty database with the demonstration"
)
@with_appcontext
@plainly
def set_up(demonstration: bool) -> None:
    """Bring the database up to date, load the districts, publish processes of which there is no version yet,
    with their recorded trials.

    A process that somebody has published a version of is not touched: `flask processes publish` does that.
    """
    if bring_up_to_date():
        click.echo("数据库结构已更新 · schema upgraded")
    database = current_database()
    with database.session() as session:
        check_master_key(session)
    if changed := load_changed(database):
        click.echo(f"已载入辖区 · districts loaded: {', '.join(changed)}")
    if published := publish_changed(database, only_new=True):
        click.echo(f"已发布流程 · processes published: {', '.join(published)}")
    if trials := load_trials(database):
        click.echo(f"已载入试运行案例 · recorded trials loaded: {len(trials)}")
    if demonstration:
        fill(database, CASES, if_empty=True)
