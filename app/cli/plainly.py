"""How commands fail: a sentence in two languages and an exit code, never a stack trace; it knows no command."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import IO, Any, ParamSpec, TypeVar

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.refusals import Refusal
from storage.database import Database
from storage.migrate import is_current

P = ParamSpec("P")
T = TypeVar("T")


class Failed(click.ClickException):
    """A command that could not do what was asked, and why."""

    exit_code = 1

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence to stderr."""
        click.echo(self.message, file=file, err=file is None)


class Unreachable(Failed):
    """A command that could not use its database."""

    exit_code = 3


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Make a command say in a sentence why it was refused or why the database does not answer."""

    @functools.wraps(command)
    def perform(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            raise Failed(refusal.zh, refusal.en) from None
        except (OperationalError, InterfaceError, PoolTimeout) as trouble:
            raise Unreachable(*_out_of_reach(trouble)) from None

    return perform


def _out_of_reach(trouble: Exception) -> tuple[str, str]:
    reason = str(trouble.orig if isinstance(trouble, DBAPIError) else trouble).strip().splitlines()[0]
    where = this_database().url.render_as_string(hide_password=True)
    return f"无法使用数据库 {where}：{reason}", f"The database {where} cannot be used: {reason}"


def this_database() -> Database:
    """Return the database of the application."""
    found: Database = current_app.extensions["database"]
    return found


def current_database() -> Database:
    """Return the database of the application; fail when its schema is not the newest."""
    found = this_database()
    if not is_current(found):
        raise Failed(
            "数据库结构不是最新的，请先运行 flask database upgrade。",
            "The database's schema is not the newest: run `flask database upgrade` first.",
        )
    return found
