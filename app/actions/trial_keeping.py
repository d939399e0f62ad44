"""Trials of drafts while they are played: what a designer tries is no fact, so keeping it is a chore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.house import house_of
from app.refusals import AlreadyDone, NotFound
from storage.database import housekeeping
from storage.models import Trial, new_id


@dataclass(frozen=True)
class Played:
    """A trial as it stands: its commands, what it came through, and what the list says of it."""

    commands: Sequence[Mapping[str, Any]]
    reached: Sequence[Sequence[str]]
    standing: Mapping[str, Any]


@housekeeping
def begin_trial(session: Session, draft_id: str, name: str, played: Played, *, by: Actor) -> Trial:
    """Keep a new trial of a draft and return it."""
    at = house_of(session).now()
    made = Trial(
        id=new_id(),
        draft_id=draft_id,
        name=name[:300],
        begun_by=by.officer_id or "",
        begun_at=at,
        changed_at=at,
        revision=1,
        commands=[],
        reached=[],
        standing={},
    )
    _write(made, played)
    session.add(made)
    return made


@housekeeping
def go_on_with_trial(session: Session, trial_id: str, revision: int, played: Played) -> Trial:
    """Keep how a trial stands now; raise AlreadyDone when somebody else went on with it meanwhile."""
    found = session.get(Trial, trial_id, with_for_update=True)
    if found is None:
        raise NotFound()
    if found.revision != revision:
        raise AlreadyDone(
            "这次试运行已在别处继续，请从现在的状态接着试。",
            "This trial went on elsewhere meanwhile; go on from where it stands now.",
        )
    found.revision += 1
    found.changed_at = house_of(session).now()
    _write(found, played)
    return found


@housekeeping
def throw_trial_away(session: Session, trial_id: str) -> None:
    """Delete a trial."""
    found = session.get(Trial, trial_id)
    if found is None:
        raise NotFound()
    session.delete(found)


def _write(trial: Trial, played: Played) -> None:
    trial.commands = [dict(each) for each in played.commands]
    trial.reached = [list(each) for each in played.reached]
    trial.standing = dict(played.standing)
