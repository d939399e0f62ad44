"""`flask processes check`: says what is wrong with files of unknown origin; it decides nothing itself."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from app.cli.plainly import Failed
from app.confined import ROOT
from app.diagrams.findings import verdict
from app.diagrams.judging import judge_confined, rewrite_confined, shown

EXIT = {"ok": 0, "warnings": 1, "refused": 2}


@click.command("check")
@click.argument("paths", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--deep",
    is_flag=True,
    help="还检查能否走完、数据、条件、决策、期限等；不给文件则检查随附的全部流程 · "
    "also play each diagram and look at its data, conditions, decisions and terms; of all that ships without FILE",
)
@click.option(
    "--rewrite",
    "folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="把可等价改写的流程图写入此文件夹 · write diagrams whose foreign settings can be mapped into this folder",
)
def check_command(paths: tuple[Path, ...], deep: bool, folder: Path | None) -> None:
    """Check diagrams, decisions and forms: one JSON line a file; exit 0 ok, 1 warnings, 2 refused."""
    if not paths and not deep:
        raise click.UsageError("请给出文件 · name the files to check")
    worst = 0
    for path in paths or _shipped():
        findings, _ = judge_confined(path, deep=deep)
        outcome = verdict(findings)
        worst = max(worst, EXIT[outcome])
        line = {"file": shown(path), "verdict": outcome, "findings": [asdict(found) for found in findings]}
        click.echo(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace"))
        if folder is not None and path.suffix.lower() == ".bpmn":
            _write_rewritten(path, folder)
    sys.exit(worst)


def _shipped() -> list[Path]:
    """Return everything under processes/ and forms/ that can be checked."""
    found = [*(ROOT / "processes").glob("*/*"), *(ROOT / "forms").glob("*/*")]
    return [path for path in sorted(found) if path.suffix in (".bpmn", ".dmn", ".form", ".paper")]


def _write_rewritten(path: Path, folder: Path) -> None:
    """Write a diagram as it would be published; say nothing when it would be published as it is."""
    try:
        data = rewrite_confined(path)
        if data is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_bytes(data)
    except OSError as error:
        raise Failed(
            f"无法写入 {shown(folder)}：{error.strerror}",
            f"{shown(folder)} cannot be written: {error.strerror}",
        ) from None
