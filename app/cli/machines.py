"""`flask machines`: accounts of other systems that do external tasks."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions import machines as actions
from app.actors import SYSTEM
from app.cli.accounts import check_unit
from app.cli.plainly import current_database, plainly
from storage.external import machines_known

machines = AppGroup("machines", help="外部系统账号 · accounts of other systems")


@machines.command("add")
@click.argument("name")
@click.option("--topic", "topics", required=True, multiple=True, help="外部任务主题 · topic; repeatable")
@click.option(
    "--unit", "units", required=True, multiple=True, help="单位 · unit, such as tj_ftz.labour; repeatable"
)
@plainly
def add_command(name: str, topics: tuple[str, ...], units: tuple[str, ...]) -> None:
    """Add an account for a system that does external tasks of these topics in these units.

    Its secret is printed once and kept nowhere.
    """
    database = current_database()
    for unit in units:
        check_unit(database, unit)
    with database.session() as session:
        account, secret = actions.add_machine(session, name, topics, units, by=SYSTEM)
    click.echo(f"已添加 · added: {account.name} — {', '.join(account.topics)} — {', '.join(account.units)}")
    click.echo(f"密钥（只显示这一次） · secret, shown this once: {secret}")


@machines.command("list")
@plainly
def list_command() -> None:
    """List the accounts of other systems."""
    with current_database().session() as session:
        for each in machines_known(session):
            state = "启用 · active" if each.active else "停用 · stopped"
            click.echo(f"{each.name}\t{state}\t{', '.join(each.topics)}\t{', '.join(each.units)}")


@machines.command("stop")
@click.argument("name")
@plainly
def stop_command(name: str) -> None:
    """Stop an account: its secret opens nothing any more."""
    with current_database().session() as session:
        actions.switch_machine(session, name, False, by=SYSTEM)
    click.echo(f"已停用 · stopped: {name}")


@machines.command("start")
@click.argument("name")
@plainly
def start_command(name: str) -> None:
    """Let a stopped account work again."""
    with current_database().session() as session:
        actions.switch_machine(session, name, True, by=SYSTEM)
    click.echo(f"已启用 · active: {name}")
