"""`flask processes check`: says what is wrong with files of unknown origin; it decides nothing itself."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from app.diagrams.findings import verdict
from app.diagrams.judging import judge_confined, shown

EXIT = {"ok": 0, "warnings": 1, "refused": 2}


@click.command("check")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check_command(paths: tuple[Path, ...]) -> None:
    """Check diagrams, decisions and forms: one JSON line a file; exit 0 ok, 1 warnings, 2 refused."""
    worst = 0
    for path in paths:
        findings, _ = judge_confined(path)
        outcome = verdict(findings)
        worst = max(worst, EXIT[outcome])
        line = {"file": shown(path), "verdict": outcome, "findings": [asdict(found) for found in findings]}
        click.echo(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    sys.exit(worst)
