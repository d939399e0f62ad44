"""`flask processes`: draws and checks diagram files, and publishes those that ship; it knows no running case."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cli.checking import check_command
from app.cli.comparing import diff_command
from app.cli.drafting import draft_command
from app.cli.migrating import foresee_command, migrate_command
from app.cli.publishing import export_command, publish_command
from app.cli.trying import try_command
from app.diagrams.layout import lay_out
from app.diagrams.safe_xml import UnsafeXml

processes = AppGroup("processes", help="流程图文件 · diagram files")

processes.add_command(publish_command)
processes.add_command(export_command)
processes.add_command(check_command)
processes.add_command(diff_command)
processes.add_command(foresee_command)
processes.add_command(migrate_command)
processes.add_command(draft_command)
processes.add_command(try_command)

FILES = click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))


@processes.command("layout")
@FILES
def layout_command(paths: tuple[Path, ...]) -> None:
    """Draw diagrams anew from their flow, in place; exit 2 when a file could not be read."""
    failed = False
    for path in paths:
        try:
            path.write_bytes(lay_out(path.read_bytes()))
            click.echo(f"{path}: 已按流程重新绘制 · drawn from its flow")
        except UnsafeXml as error:
            failed = True
            click.echo(f"{path}: {error.zh} · {error.en}", err=True)
        except OSError as error:
            failed = True
            click.echo(f"{path}: 文件无法读写 · cannot be read or written: {error.strerror}", err=True)
    sys.exit(2 if failed else 0)
