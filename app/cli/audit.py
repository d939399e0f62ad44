"""`flask audit`: proves from the record that nothing else happened than what it says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context

import click
from flask import current_app
from flask.cli import with_appcontext

from app.actions.replaying import Replayed, replay_case
from app.cli.plainly import Failed, current_database, plainly
from app.cli.progress import Bar
from storage.cases import case_ids
from storage.database import Database

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
            differing += bool(found.differences)
            for difference in found.differences:
                click.echo(json.dumps(asdict(difference), ensure_ascii=False))
            bar.show(done, len(chosen), found.case_no)
    summary = {
        "cases": len(chosen),
        "runs": total.runs,
        "steps": total.steps,
        "cases_with_differences": differing,
    }
    click.echo(json.dumps(summary))
    if differing:
        raise SystemExit(1)


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
