"""`flask processes diff`: what two versions of a process, or two files, mean differently; it decides nothing itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.cli.plainly import Failed, current_database, plainly
from app.diagrams.bundle import bundle
from app.diagrams.comparing import Change, compare_versions
from app.house import ROOT
from storage.versions import files_of_version, newest_version, version_numbered

ENDINGS = (".bpmn", ".dmn", ".form", ".paper")


@click.command("diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON · one JSON object a line")
@with_appcontext
@plainly
def diff_command(old: str, new: str, as_json: bool) -> None:
    """Tell what B means otherwise than A; exit 0 when nothing, 1 when something.

    Each is KEY@NUMBER (a published version), KEY@newest, KEY@shipped (the files that ship), a file or a folder.
    """
    before, after = files_of(old), files_of(new)
    if len(before) == len(after) == 1 and Path(old).is_file() and Path(new).is_file():
        after = {next(iter(before)): next(iter(after.values()))}
    try:
        changes = compare_versions(before, after)
    except ValueError as error:
        raise Failed(f"文件无法读取：{error}", f"a file cannot be read: {error}") from None
    for change in changes:
        click.echo(_line(change) if as_json else f"{change.path}: {change.zh} · {change.en}")
    sys.exit(1 if changes else 0)


def _line(change: Change) -> str:
    return json.dumps({**asdict(change), "zh": change.zh, "en": change.en}, ensure_ascii=False)


def files_of(name: str) -> Mapping[str, bytes]:
    """Return the files that an argument names: those of a version by KEY@NUMBER, of a file, or of a folder."""
    place = Path(name)
    if place.is_file():
        return {place.name: place.read_bytes()}
    if place.is_dir():
        paths = sorted(path for path in place.rglob("*") if path.suffix in ENDINGS and path.is_file())
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
    key, _, number = name.partition("@")
    if number not in ("shipped", "newest") and not (number.isdecimal() and len(number) < 9):
        raise _unknown(name)
    if number == "shipped":
        try:
            return bundle(key, ROOT)
        except OSError:
            raise _unknown(name) from None
    with current_database().session() as session:
        return files_of_version(session, version_named(session, name))


def version_named(session: Session, name: str) -> str:
    """Return the id of the published version that KEY@NUMBER or KEY@newest names."""
    key, _, number = name.partition("@")
    if number == "newest":
        found = newest_version(session, key)
    else:
        found = version_numbered(session, key, int(number)) if number.isdecimal() else None
    if found is None:
        raise _unknown(name)
    return found.id


def _unknown(name: str) -> Failed:
    return Failed(
        f"没有找到 {name}：请写成 流程@版本号、流程@newest、流程@shipped，或文件、文件夹的路径。",
        f"{name} is not there: name KEY@NUMBER, KEY@newest, KEY@shipped, a file or a folder.",
    )
