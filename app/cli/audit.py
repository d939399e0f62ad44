"""`flask audit`: proves from the record that nothing else happened than what it says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.actions.event_logs import WRITERS, export_log
from app.actions.packing import export_case
from app.actions.replaying import Replayed, replay_case
from app.actions.verifying import verify_record
from app.actors import SYSTEM
from app.checkpoints import BadCheckpoint, folders_to_ask, read, take_over
from app.cli.files import fresh_file
from app.cli.plainly import Failed, current_database, plainly
from app.cli.progress import Bar
from app.exports.logs import MASKED, PERSONAL
from app.house import ROOT
from app.jobs.sealing import seal_log, seal_of
from storage.cases import case_ids
from storage.database import Database
from storage.events import count_events
from storage.exports import count_cases

AT_ONCE = 20
"""Cases that one process takes at a time."""


@click.group("audit")
def audit() -> None:
    """Prove the record."""


@audit.command("replay")
@click.argument("numbers", nargs=-1, metavar="[CASE]...")
@click.option("--all", "every", is_flag=True, help="所有案件 · every case")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="进程数 · processes; default: all cores"
)
@with_appcontext
@plainly
def replay(numbers: tuple[str, ...], every: bool, jobs: int | None) -> None:
    """Take every step of cases again from their events and compare; exit 0 without a difference, else 1.

    Prints one line of JSON for each difference and a summary at the end.
    """
    database = current_database()
    chosen = _chosen(database, numbers, every=every)
    total, differing = Replayed(""), 0
    with Bar() as bar:
        for done, found in enumerate(_replayed(database, chosen, jobs or os.cpu_count() or 1), start=1):
            total.runs += found.runs
            total.steps += found.steps
            total.clocks += found.clocks
            differing += bool(found.differences)
            for difference in found.differences:
                click.echo(json.dumps(asdict(difference), ensure_ascii=False))
            bar.show(done, len(chosen), found.case_no)
    summary = {
        "cases": len(chosen),
        "runs": total.runs,
        "steps": total.steps,
        "clocks": total.clocks,
        "cases_with_differences": differing,
    }
    click.echo(json.dumps(summary))
    if differing:
        raise SystemExit(1)


@audit.command("verify")
@click.option(
    "--witness",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="见证文件夹 · folder of checkpoints kept elsewhere, beside this installation's own; default: WITNESS",
)
@with_appcontext
@plainly
def verify(witness: Path | None) -> None:
    """Prove that log, documents, published processes and checkpoints are whole; exit 0 when they are, else 1.

    Prints one JSON summary; `faults` names the first event, or other row, that was altered, is missing, was slipped
    in or re-ordered.
    """
    database = current_database()
    own = seal_of(current_app.config, database.url, ROOT).folder
    folders = folders_to_ask(own, witness or current_app.config["WITNESS"])
    if not folders:
        click.echo(
            "没有库外的检查点可比 · there are no checkpoints outside the database to compare with", err=True
        )
    with database.session() as session, Bar() as bar:
        total = count_events(session)
        found = verify_record(session, *map(read, folders), tell=lambda done: bar.show(done, total, ""))
    whole = not found.faults
    click.echo(json.dumps({"verdict": "whole" if whole else "altered", **asdict(found)}, ensure_ascii=False))
    if not whole:
        raise SystemExit(1)


@audit.command("seal")
@with_appcontext
@plainly
def seal() -> None:
    """Sign a checkpoint of the log now; workers do it every 500 events or 60 seconds."""
    database = current_database()
    with database.session() as session:
        try:
            size = seal_log(session, seal_of(current_app.config, database.url, ROOT), at_once=True)
        except BadCheckpoint as bad:
            raise Failed(bad.zh, bad.en) from None
    if size:
        click.echo(f"已封存 {size} 条记录 · sealed {size} events")
    else:
        click.echo("没有新的记录 · there is nothing new to seal")


@audit.command("witness")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FROM")
@click.argument("keep", type=click.Path(file_okay=False, path_type=Path), metavar="TO")
@plainly
def witness(source: Path, keep: Path) -> None:
    """Take over new checkpoints FROM a folder into one's own, TO; needs no database and no key.

    Refuses, with exit 1, checkpoints that are not signed as the first one was, or into which the log did not grow.
    """
    try:
        taken, size = take_over(source, keep)
    except BadCheckpoint as bad:
        raise Failed(bad.zh, bad.en) from None
    click.echo(
        f"新增检查点 {taken} 个，共见证 {size} 条记录 · {taken} new checkpoints, {size} events witnessed"
    )


@audit.command("export")
@click.argument("number", metavar="CASE")
@click.option(
    "--to", "place", required=True, type=click.Path(dir_okay=False, path_type=Path), help="文件 · file"
)
@click.option("--purpose", required=True, help="用途，记入案件记录 · what for; goes on record")
@click.option("--request", "request_id", help="已批准的申请，导出未遮盖的案卷 · a granted request: unmasked")
@with_appcontext
@plainly
def export(number: str, place: Path, purpose: str, request_id: str | None) -> None:
    """Write the file of a CASE with its proofs and a verifier that needs nothing but Python.

    Personal data is left out, unless a granted request is named. The export goes on record.
    """
    database = current_database()
    (case_id,) = _chosen(database, [number], every=False)
    with database.session() as session:
        seal_log(session, seal_of(current_app.config, database.url, ROOT), at_once=True)
        with fresh_file(place) as out:
            export_case(session, case_id, out, purpose, request_id, by=SYSTEM)
    click.echo(f"已导出 {number} · exported {number}: {place}")


@audit.command("log")
@click.option(
    "--format", "form", required=True, type=click.Choice(sorted(WRITERS)), help="XES (IEEE 1849), OCEL 2.0"
)
@click.option(
    "--to", "place", required=True, type=click.Path(dir_okay=False, path_type=Path), help="文件 · file"
)
@click.option("--purpose", required=True, help="用途，记入系统记录 · what for; goes on record")
@click.option(
    "--personal", type=click.Choice(PERSONAL), default=MASKED, help="遮盖或化名 · masked or pseudonyms"
)
@with_appcontext
@plainly
def log(form: str, place: Path, purpose: str, personal: str) -> None:
    """Write the events of every case for process mining, without persons; the export goes on record."""
    database = current_database()
    with database.session() as session, Bar() as bar, fresh_file(place) as out:
        total = count_cases(session)
        tell = partial(bar.show, steps=total, what="")
        counted = export_log(session, out, form, purpose, personal=personal, tell=tell, by=SYSTEM)
    click.echo(json.dumps({"file": str(place), **asdict(counted)}, ensure_ascii=False))


def _chosen(database: Database, numbers: Sequence[str], *, every: bool) -> list[str]:
    """Return the ids of the cases that were asked for."""
    if every == bool(numbers):
        raise Failed(
            "请写明案号，或用 --all 重放所有案件。", "Name cases by number, or say --all for every case."
        )
    with database.session() as session:
        found = case_ids(session, None if every else numbers)
    missing = [number for number in numbers if number not in found]
    if missing:
        listed = "、".join(missing)
        raise Failed(f"没有这些案件：{listed}。", f"There are no such cases: {', '.join(missing)}.")
    return list(found.values())


def _replayed(database: Database, chosen: list[str], jobs: int) -> Iterator[Replayed]:
    """Yield the cases replayed, by several processes when there is enough to do."""
    if jobs == 1 or len(chosen) <= AT_ONCE:
        with database.session() as session:
            for case_id in chosen:
                yield replay_case(session, case_id)
                session.expunge_all()
        return
    settings = {name: current_app.config[name] for name in ("DATABASE_URL", "MASTER_KEY_FILE")}
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(settings,)
    ) as pool:
        parts = [chosen[at : at + AT_ONCE] for at in range(0, len(chosen), AT_ONCE)]
        for part in pool.map(_replay_part, parts):
            yield from part


_here: list[Database] = []


def _begin(settings: dict[str, str]) -> None:
    """Open the installation in a process that replays."""
    from app import create_app

    _here.append(create_app(settings).extensions["database"])


def _replay_part(case_ids: list[str]) -> list[Replayed]:
    with _here[0].session() as session:
        return [replay_case(session, case_id) for case_id in case_ids]
