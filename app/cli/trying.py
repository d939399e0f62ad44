"""`flask processes try`: plays the recorded trials of a process on files; it decides nothing itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.actions.trial_recording import NoNewTrials, load_shipped_trials
from app.actions.trying_apart import run_recorded
from app.cli.comparing import files_of
from app.cli.plainly import current_database, plainly
from app.house import ROOT
from app.trials.outcome import Verdict
from storage.database import Database

WHAT = {
    "way": ("经过", "way"),
    "decisions": ("决策表", "decisions"),
    "dues": ("期限", "clocks"),
    "sent": ("消息", "messages"),
    "ends": ("结束", "ends"),
    "failed": ("异常", "failures"),
    "refused": ("未能办理", "refused"),
    "steps": ("步数", "steps"),
}


@click.command("try")
@click.argument("key", metavar="KEY")
@click.argument("draft", metavar="DRAFT", required=False)
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON · one JSON object a line")
@with_appcontext
@plainly
def try_command(key: str, draft: str | None, as_json: bool) -> None:
    """Play every recorded trial of KEY on DRAFT; exit 0 when all went as recorded, 1 otherwise.

    DRAFT is as in `diff`; without it, the files that ship.
    """
    files = files_of(draft or f"{key}@shipped")
    with current_database().session() as session:
        outcomes = run_recorded(session, key, files)
    for verdict in outcomes.verdicts:
        click.echo(_json(verdict) if as_json else _line(verdict))
        if not as_json:
            for each in verdict.differences:
                zh, en = WHAT[each.what]
                click.echo(
                    f"    第 {each.step} 步 · step {each.step}: {zh} {en} {each.element}"
                    f" {each.expected or '—'} → {each.actual or '—'}"
                )
    own = {place for place in outcomes.drawn if place[0] == key}
    missed = sorted(name for _, name in own - outcomes.reached)
    if not as_json:
        click.echo(
            f"覆盖 · covered: {len(own) - len(missed)}/{len(own)} {' '.join(missed[:20])}".rstrip()
            if outcomes.verdicts
            else "没有试运行案例 · no trial is recorded"
        )
    sys.exit(0 if outcomes.passed else 1)


def _line(verdict: Verdict) -> str:
    return f"{'✓' if verdict.passed else '✗'} {verdict.name}（{verdict.steps} 步 steps）"


def _json(verdict: Verdict) -> str:
    rows = [
        {
            "step": each.step,
            "what": each.what,
            "element": each.element,
            "expected": each.expected,
            "actual": each.actual,
        }
        for each in verdict.differences
    ]
    return json.dumps(
        {"name": verdict.name, "passed": verdict.passed, "differences": rows}, ensure_ascii=False
    )


def load_trials(database: Database, root: Path = ROOT) -> list[str]:
    """Take over the recorded trials of a checkout, or those that ship, and return their names."""
    with database.session() as session:
        try:
            return load_shipped_trials(session, root)
        except NoNewTrials:
            return []
