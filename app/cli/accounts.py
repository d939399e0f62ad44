"""`flask accounts`: the first accounts of an installation; everything else is done in the pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from app.actions import accounts as actions
from app.actors import SYSTEM
from app.cli.plainly import Failed, current_database, plainly
from app.districts import District
from app.passwords import POLICIES, fault_of, hash_password
from app.permissions import APART, ROLE_PERMISSIONS
from storage.database import Database
from storage.overview import units_of_districts

accounts = AppGroup("accounts", help="账号 · accounts")


@accounts.command("add")
@click.argument("sign_in_name")
@click.option("--name", required=True, help="姓名 · the officer's name")
@click.option("--unit", required=True, help="单位 · unit, such as tj_ftz.labour")
@click.option(
    "--role", "roles", required=True, multiple=True, help="岗位 · role, such as inspector; repeatable"
)
@plainly
def add_command(sign_in_name: str, name: str, unit: str, roles: tuple[str, ...]) -> None:
    """Add an officer with one or more roles in a unit.

    The password is asked for twice; without a terminal it is the first line of the input.
    """
    database = current_database()
    check_unit(database, unit)
    check_roles(roles)
    password = asked_for() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    fault = fault_of(password, sign_in_name, POLICIES[current_app.config["PASSWORD_POLICY"]])
    if fault is not None:
        raise Failed(*fault)
    with database.session() as session:
        officer = actions.add_officer(session, sign_in_name, name, hash_password(password), by=SYSTEM)
        for role in dict.fromkeys(roles):
            actions.add_membership(session, officer.id, unit, role, by=SYSTEM)
    click.echo(f"已添加 · added: {sign_in_name} — {unit}: {', '.join(roles)}")


def asked_for() -> str:
    """Return a password that was typed twice, unseen."""
    typed: str = click.prompt("密码 · password", hide_input=True, confirmation_prompt=True)
    return typed


def check_unit(database: Database, unit: str) -> None:
    """Fail, naming what there is, when no district has this unit."""
    districts: dict[str, District] = current_app.extensions["house"].districts
    district, _, short = unit.partition(".")
    if district not in districts:
        known = "、".join(f"{key}.…" for key in districts)
        raise Failed(
            f"没有“{unit}”这个单位；单位写作 {known}", f"There is no unit {unit}; units are named {known}"
        )
    if short not in districts[district].units:
        known = " ".join(districts[district].units)
        raise Failed(
            f"{district} 没有单位“{short}”；有：{known}", f"{district} has no unit {short}; it has: {known}"
        )

    with database.session() as session:
        if unit not in units_of_districts(session, [district]):
            raise Failed(
                "该单位还没有载入，请先运行 flask districts load。",
                "The unit is not loaded yet: run `flask districts load` first.",
            )


def check_roles(roles: Sequence[str]) -> None:
    """Fail for an unknown role, and for an administrator or auditor with any other role."""
    unknown = [role for role in roles if role not in ROLE_PERMISSIONS]
    if unknown:
        known = " ".join(sorted(ROLE_PERMISSIONS))
        raise Failed(
            f"没有岗位“{'、'.join(unknown)}”；有：{known}",
            f"There is no role {', '.join(unknown)}; there are: {known}",
        )
    if len(set(roles)) > 1 and APART & set(roles):
        raise Failed(
            "系统管理、安全管理、审计岗位不得与其他岗位由同一人担任。",
            "Administrators and auditors may hold no other role.",
        )
