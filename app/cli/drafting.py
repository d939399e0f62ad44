"""`flask processes draft`: writes diagram, decisions and forms of an outline; it checks and publishes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.catalogue import described_fields
from app.cli.plainly import Failed
from app.confined import Limits, run_forked
from app.diagrams.judging import shown
from app.diagrams.layout import lay_out
from app.diagrams.outline import BadOutline, draft
from app.house import ROOT

MOST_BYTES = 400_000
LIMITS = Limits(cpu_seconds=20.0, wall_seconds=60.0, mebibytes=400)


@click.command("draft")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    "root",
    metavar="FOLDER",
    default=ROOT,
    type=click.Path(file_okay=False, path_type=Path),
    help="写入此文件夹下的 processes/ 和 forms/ · write below this folder",
)
@click.option("--force", is_flag=True, help="覆盖已有文件 · overwrite files that are there")
def draft_command(paths: tuple[Path, ...], root: Path, force: bool) -> None:
    """Draft processes/<key>/ and forms/<key>/ from YAML outlines; files that are there stay unless forced."""
    for path in paths:
        made = _drafted(path)
        targets = {root / name: text for name, text in made["files"].items()}
        there = sorted(target for target in targets if target.exists())
        if there and not force:
            names = ", ".join(shown(target.relative_to(root)) for target in there[:5])
            raise Failed(
                f"{shown(path)}：{len(there)} 个文件已存在（{names}），未写入；要覆盖请加 --force。",
                f"{shown(path)}: {len(there)} files are there already ({names}); nothing written. Overwrite: --force",
            )
        try:
            for target, text in targets.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode())
        except OSError as error:
            raise Failed(
                f"无法写入 {shown(root)}：{error.strerror}",
                f"{shown(root)} cannot be written: {error.strerror}",
            ) from None
        for name in sorted(made["files"]):
            click.echo(name)
        for remark in made["remarks"]:
            click.echo(f"{shown(path)}: {remark}", err=True)


def _drafted(path: Path) -> dict[str, Any]:
    """Files by name, and remarks; an outline may be as odd as any file, so a child process reads it."""
    try:
        with path.open("rb") as file:
            source = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Failed(
            f"无法读取 {shown(path)}：{error.strerror}", f"{shown(path)} cannot be read: {error.strerror}"
        ) from None
    answer = run_forked(lambda: _files_of(source), LIMITS)
    if answer.failure:
        raise Failed(
            f"{shown(path)}：纲要无法处理，请检查各项的写法。",
            f"{shown(path)}: the outline cannot be drafted; check how its entries are written.",
        )
    if answer.value["findings"]:
        told = "\n".join(f"  {finding}" for finding in answer.value["findings"])
        raise Failed(f"{shown(path)}：纲要有误 · the outline is at fault:", told)
    made: dict[str, Any] = answer.value
    return made


def _files_of(source: bytes) -> dict[str, Any]:
    fields = described_fields((ROOT / "forms" / "fields.toml").read_bytes())
    try:
        made = draft(source, fields)
    except BadOutline as fault:
        return {"findings": fault.findings}
    files = {name: lay_out(data) if name.endswith(".bpmn") else data for name, data in made.files().items()}
    return {
        "findings": [],
        "files": {name: data.decode() for name, data in files.items()},
        "remarks": list(made.remarks),
    }
