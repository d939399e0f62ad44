"""`flask processes`: draws and checks diagram files, and publishes those that ship; it knows no running case."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cli.publishing import publish_command
from app.diagrams.bundle import bundle
from app.diagrams.findings import Finding, Notes, verdict
from app.diagrams.gate import check_files
from app.diagrams.layout import lay_out
from app.diagrams.safe_xml import MAX_BYTES, UnsafeXml

processes = AppGroup("processes", help="流程图文件 · diagram files")

processes.add_command(publish_command)

EXIT = {"ok": 0, "warnings": 1, "refused": 2}
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


@processes.command("check")
@FILES
def check_command(paths: tuple[Path, ...]) -> None:
    """Check diagrams, decisions and forms: one JSON line a file; exit 0 ok, 1 warnings, 2 refused."""
    worst = 0
    for path in paths:
        findings = check_path(path)
        outcome = verdict(findings)
        worst = max(worst, EXIT[outcome])
        line = {"file": str(path), "verdict": outcome, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(line, ensure_ascii=False))
    sys.exit(worst)


def check_path(path: Path) -> list[Finding]:
    """The findings about one file; a diagram that lies in the product's folders is checked with all it uses."""
    name = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            files = {name: path.open("rb").read(MAX_BYTES + 1)}
        else:
            name, files = _with_neighbours(path)
    except OSError as error:
        notes = Notes(path.name)
        notes.error("no_file", "文件不存在或无法读取。", f"The file cannot be read: {error.strerror}.")
        return notes.findings
    others = {other for other in files if other != name and other.endswith(".bpmn")}
    return [finding for finding in check_files(files) if finding.file not in others]


def _with_neighbours(path: Path) -> tuple[str, dict[str, bytes]]:
    """The name of a file within its bundle, and the bundle: what it calls, its decisions and its forms."""
    if path.suffix != ".bpmn":
        return path.name, {path.name: path.read_bytes()}
    whole = path.resolve()
    key, root = whole.stem, whole.parents[2] if len(whole.parents) > 2 else whole.parent
    if whole.parent.name == key and whole.parents[1].name == "processes":
        try:
            return f"processes/{key}/{key}.bpmn", bundle(key, root)
        except FileNotFoundError:
            pass
    files = {path.name: path.read_bytes()}
    files |= {other.name: other.read_bytes() for other in sorted(path.parent.glob("*.dmn"))[:50]}
    return path.name, files
