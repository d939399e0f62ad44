"""`flask processes foresee` and `migrate`: what a draft would do to every case, and carrying open ones over."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.actions.foreseeing import Foresight, foresee_runs
from app.actions.foreseeing_past import YEAR, Hindsight, replay_past
from app.actions.migrating_many import begin_migration, settle_run
from app.actors import SYSTEM
from app.cli.comparing import files_of, version_named
from app.cli.plainly import Failed, current_database, plainly
from app.cli.progress import Bar
from app.engine import CannotRun
from app.forms import FormError
from app.house import house_of
from app.refusals import NotReady
from storage.migration_plans import count_runs, counts_of_plan, items_of_plan, open_runs_of_process

WORDS = {
    "stays": "不受影响 · stay as they are",
    "moves": "可直接迁移 · can move as they are",
    "maps": "按对应关系可迁移 · can move with a mapping",
    "cannot": "不能迁移 · cannot",
}
MAPPING = click.option(
    "--map", "pairs", metavar="OLD=NEW", multiple=True, help="步骤对应 · what an element has become"
)


@click.command("foresee")
@click.argument("key", metavar="KEY")
@click.argument("draft", metavar="DRAFT", required=False)
@MAPPING
@click.option("--past/--no-past", default=True, help="也重演近一年已结的流程 · also take ended runs again")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON · one JSON object a line")
@with_appcontext
@plainly
def foresee_command(key: str, draft: str | None, pairs: tuple[str, ...], past: bool, as_json: bool) -> None:
    """Say what a draft would do to every open run of KEY, and where ended ones would have gone another way.

    DRAFT is as in `diff`; without it, the files that ship.
    """
    files = files_of(draft or f"{key}@shipped")
    mapping = _mapping(pairs) if pairs else None
    with current_database().session() as session, Bar() as bar:
        opened, ended = count_runs(session, key, house_of(session).now() - YEAR)
        total = opened + (ended if past else 0)
        try:
            found = foresee_runs(
                session, key, files, mapping, progress=lambda done: bar.show(done, total, key)
            )
            behind = (
                replay_past(session, key, files, progress=lambda done: bar.show(opened + done, total, key))
                if past
                else Hindsight(key)
            )
        except (CannotRun, FormError, ValueError) as error:
            raise Failed(f"草稿不能运行：{error}", f"the draft cannot run: {error}") from None
    (_as_json if as_json else _as_text)(found, behind)


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(found) != len(pairs):
        raise Failed("对应关系请写成 --map 旧=新。", "write a mapping as --map OLD=NEW, each element once.")
    return found


def _as_json(found: Foresight, behind: Hindsight) -> None:
    for run in found.runs:
        click.echo(json.dumps({"open": asdict(run)}, ensure_ascii=False))
    for parting in behind.runs:
        click.echo(json.dumps({"ended": asdict(parting)}, ensure_ascii=False))
    summary: dict[str, Any] = {"key": found.key, "mapping": found.mapping}
    click.echo(json.dumps({**summary, "open": found.counts, "ended": behind.counts}, ensure_ascii=False))


def _as_text(found: Foresight, behind: Hindsight) -> None:
    if found.mapping:
        click.echo("对应关系 · mapping: " + ", ".join(f"{old}={new}" for old, new in found.mapping.items()))
    for outcome, number in found.counts.items():
        click.echo(f"{number:>7}  {WORDS[outcome]}")
    for obstacle, number in found.reasons[:20]:
        click.echo(f"{number:>7}  × {obstacle.zh} · {obstacle.en}")
    if behind.runs:
        counts = behind.counts
        click.echo(f"{counts['same']:>7}  已结，路径相同 · ended, would have gone the same way")
        click.echo(f"{counts['parts']:>7}  已结，路径不同 · ended, would have gone another way")
    for run in behind.runs:
        if not run.same:
            click.echo(f"         {run.case_no} [{run.step}] {run.was or '-'} → {run.would_be or '×'}")


@click.command("migrate")
@click.argument("version", metavar="KEY@NUMBER")
@MAPPING
@click.option("--now", is_flag=True, help="就在这里执行，不等后台 · do it here instead of in the background")
@with_appcontext
@plainly
def migrate_command(version: str, pairs: tuple[str, ...], now: bool) -> None:
    """Carry every open run of KEY over to a published version (KEY@newest, too), as far as it can go.

    Workers do it in the background, unless --now. Runs that cannot go over stay and are listed with the reason.
    """
    key, mapping = version.partition("@")[0], _mapping(pairs)
    with current_database().session() as session:
        version_id = version_named(session, version)
        wanted = _movable(session, key, version_id)
        plan = begin_migration(session, version_id, wanted, mapping, by=SYSTEM)
        if not now:
            click.echo(f"已排入后台 · queued: {len(wanted)} ({plan.id})")
            return
        with Bar() as bar:
            for done, run_id in enumerate(wanted, 1):
                _settle(session, plan.id, run_id)
                bar.show(done, len(wanted), key)
        for item in items_of_plan(session, plan.id):
            if item.state == "refused":
                click.echo(f"{item.run_id}: {item.reason}")
        click.echo(json.dumps(counts_of_plan(session, plan.id)))


def _settle(session: Session, plan_id: str, run_id: str) -> None:
    try:
        settle_run(session, plan_id, run_id)
    except NotReady:
        return  # a worker was faster


def _movable(session: Session, key: str, version_id: str) -> list[str]:
    """Return the open runs of a process that are not on a version yet."""
    found: list[str] = []
    after = ""
    while rows := open_runs_of_process(session, key, None, after):
        after = rows[-1][0].id
        found += [run.id for run, _ in rows if run.version_id != version_id]
    return found
