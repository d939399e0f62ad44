"""Recorded trials: what every later draft of a process has to pass; recorded, corrected and removed on the record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.actors import SYSTEM, Actor
from app.house import house_of
from app.refusals import NotFound, Refusal
from app.trials.commands import BadCommand, commands_from_json
from app.trials.outcome import outcome_from_json
from app.values import digest
from storage.database import unit_of_work
from storage.events import record
from storage.models import RecordedTrial, new_id
from storage.trials import recorded_trial, recorded_trials

SHIPPED, RECORDED = "shipped", "recorded"
MOST_RECORDED = 200


class TrialUnclear(Refusal):
    """A recorded trial needs a name of its own, commands that can be read and an outcome for each."""

    status = 422


class NoNewTrials(Refusal):
    """The shipped trials are those that were loaded before."""


@dataclass(frozen=True)
class Record:
    """A trial to be recorded: its name, its commands and what each of them brought, as plain JSON."""

    name: str
    commands: Sequence[Mapping[str, Any]]
    expected: Sequence[Mapping[str, Any]]


@unit_of_work
def record_trial(session: Session, process_key: str, told: Record, *, by: Actor) -> RecordedTrial:
    """Keep a trial with its process from now on; one of the same name is replaced by it. Raises TrialUnclear."""
    _check(told)
    standing = recorded_trials(session, process_key)
    former = next((row for row in standing if row.name == told.name.strip()), None)
    if former is None and len(standing) >= MOST_RECORDED:
        raise TrialUnclear(
            f"一个流程最多保存 {MOST_RECORDED} 个试运行案例。",
            f"A process keeps {MOST_RECORDED} recorded trials at most.",
        )
    return _keep(session, process_key, told, former, RECORDED, by)


@unit_of_work
def remove_recorded_trial(session: Session, recorded_id: str, *, by: Actor) -> RecordedTrial:
    """Take a recorded trial away: later drafts need not pass it. What it was stays on the record."""
    row = recorded_trial(session, recorded_id)
    if row is None:
        raise NotFound()
    at = house_of(session).now()
    row.removed_at, row.removed_by = at, by.officer_id
    facts = {"trial": row.id, "key": row.process_key, "title": row.name}
    record(session, "trial_removed", facts, at=at, by=by)
    return row


@unit_of_work
def load_shipped_trials(session: Session, root: Path, *, by: Actor = SYSTEM) -> list[str]:
    """Take over the trials that ship under `root`/processes/<key>/trials; return their names.

    One that was changed in this house since is left as it is. Raises NoNewTrials when all are there already.
    """
    loaded = []
    for path in sorted((root / "processes").glob("*/trials/*.json")):
        key, tree = path.parent.parent.name, json.loads(path.read_text(encoding="utf-8"))
        told = Record(tree["name"], tree["commands"], tree["expected"])
        _check(told)
        former = next((row for row in recorded_trials(session, key) if row.name == told.name), None)
        same = former is not None and [former.commands, former.expected] == [told.commands, told.expected]
        if same or (former is not None and former.origin != SHIPPED):
            continue
        _keep(session, key, told, former, SHIPPED, by)
        session.flush()
        loaded.append(f"{key}: {told.name}")
    if not loaded:
        raise NoNewTrials("试运行案例都已载入。", "All shipped trials are there already.")
    return loaded


def _keep(
    session: Session, key: str, told: Record, former: RecordedTrial | None, origin: str, by: Actor
) -> RecordedTrial:
    at = house_of(session).now()
    row = former or RecordedTrial(id=new_id(), process_key=key, name=told.name.strip())
    row.commands = [dict(each) for each in told.commands]
    row.expected = [dict(each) for each in told.expected]
    row.origin, row.recorded_by, row.recorded_at = origin, by.officer_id, at
    session.add(row)
    facts = {"trial": row.id, "key": key, "title": row.name}
    facts["digest"] = digest([row.commands, row.expected])
    record(session, "trial_changed" if former else "trial_recorded", facts, at=at, by=by)
    return row


def _check(told: Record) -> None:
    if not 0 < len(told.name.strip()) <= 200:
        raise TrialUnclear("请写明案例名称（200 字以内）。", "Name it, in 200 characters at most.")
    try:
        commands = commands_from_json(list(told.commands))
    except BadCommand as error:
        raise TrialUnclear(error.zh, error.en) from error
    if len(commands) != len(told.expected):
        raise TrialUnclear("每一步都须有预期结果。", "Each step needs what is expected of it.")
    for each in told.expected:
        outcome_from_json(each)
