"""Commands of the command line; each calls actions or pure functions and says what happened."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

PLACES = {
    "accounts": "app.cli.accounts:accounts",
    "audit": "app.cli.audit:audit",
    "calendar": "app.cli.calendar:calendar",
    "database": "app.cli.database:database",
    "deadlines": "app.cli.deadlines:deadlines",
    "demo": "app.cli.demo:demo",
    "districts": "app.cli.districts:districts",
    "machines": "app.cli.machines:machines",
    "processes": "app.cli.processes:processes",
    "set-up": "app.cli.installing:set_up",
    "worker": "app.cli.worker:worker",
}


class Commands(AppGroup):
    """The product's commands. Each is loaded when it is called, so that serving pages loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *PLACES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None."""
        if cmd_name not in PLACES:
            return super().get_command(ctx, cmd_name)
        module, name = PLACES[cmd_name].split(":")
        found: click.Command = getattr(import_module(module), name)
        return found


def register(web: Flask) -> None:
    """Give the application its commands."""
    web.cli = Commands(web.name)
