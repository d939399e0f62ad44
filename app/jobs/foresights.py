"""Foresights as background work: each part is queued once, and anew when its work got lost; it decides nothing."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.foresights import work_out
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.patience import patiently
from app.jobs.queue import WorkQueue
from storage.database import Database, housekeeping
from storage.foresights import (
    Place,
    any_part_waiting,
    foresight_of,
    part_for_update,
    parts_by_state,
    queued_parts,
    waiting_parts,
)
from storage.models import ForesightItem, ForesightPart

NAME = "foresee_runs"
MOST_TRIES = 5
"""Times that the work of a part may get lost before it is given up."""
MOST_QUEUED = 10
"""Parts that are queued at a time: a timer or an errand that is due meanwhile waits behind these, not behind all."""

_LOG = logging.getLogger("qingxin.worker")


def work_name(place: Place) -> str:
    """Return the name of the work of a part; each time that it is queued anew it has another one."""
    return "foresee:" + ":".join(map(str, place))


def feed(session: Session, queue: WorkQueue) -> int:
    """Queue parts that wait, as many as there is room for."""
    if not any_part_waiting(session):
        return 0
    room = MOST_QUEUED - len(queued_parts(session))
    return queue_parts(session, queue, room) if room > 0 else 0


@housekeeping
def queue_parts(session: Session, queue: WorkQueue, room: int) -> int:
    """Mark so many waiting parts as queued, and queue their work, in one transaction."""
    parts = waiting_parts(session, room)
    for part in parts:
        part.state = "queued"
        place = (part.foresight_id, part.number, part.generation)
        queue.put(session, NAME, work_name(place), f"{part.foresight_id}:{part.number}")
    return len(parts)


def foresee(database: Database, argument: str) -> None:
    """Work one part out, unless that was done or the foresight was called off."""
    foresight_id, _, number = argument.partition(":")
    patiently(lambda: _foresee(database, foresight_id, int(number)))


def _foresee(database: Database, foresight_id: str, number: int) -> None:
    with database.session() as session:
        foresight = foresight_of(session, foresight_id)
        part = session.get(ForesightPart, (foresight_id, number))
        if foresight is None or part is None or foresight.state != "running" or part.state != "queued":
            return
        lines = work_out(session, foresight, part)
    with database.session() as session:
        if keep_part(session, foresight_id, number, lines):
            _LOG.info("foresight %s, part %s: %s runs", foresight_id, number, len(lines))


@housekeeping
def keep_part(session: Session, foresight_id: str, number: int, lines: list[ForesightItem]) -> bool:
    """Keep the lines of a part with the note that it is done, both or neither; end the foresight after the last."""
    found = part_for_update(session, foresight_id, number)
    if found is None or found[0].state != "queued" or found[1].state != "running":
        return False
    found[0].state = "done"
    session.add_all(lines)
    _end_after_last(session, foresight_id)
    return True


def _end_after_last(session: Session, foresight_id: str) -> None:
    session.flush()
    foresight = foresight_of(session, foresight_id, locked=True)
    left = parts_by_state(session, foresight_id).keys() & {"waiting", "queued"}
    if foresight is not None and foresight.state == "running" and not left:
        foresight.state, foresight.ended_at = "done", house_of(session).now()


def mend(session: Session, queue: WorkQueue) -> int:
    """Let parts wait again whose work has vanished, or has ended without working them out; return how many."""
    places = queued_parts(session)
    ahead = queue.ahead([work_name(place) for place in places]) if places else set()
    lost = [place for place in places if work_name(place) not in ahead]
    return again(session, lost) if lost else 0


@housekeeping
def again(session: Session, places: list[Place]) -> int:
    """Let parts wait again that are still queued in the generation named, or give them up after too many times."""
    count = 0
    for foresight_id, number, generation in places:
        found = part_for_update(session, foresight_id, number)
        if found is None or (found[0].state, found[0].generation) != ("queued", generation):
            continue
        if generation >= MOST_TRIES or found[1].state != "running":
            found[0].state = "lost"
            _end_after_last(session, foresight_id)
        else:
            found[0].state, found[0].generation = "waiting", generation + 1
            count += 1
    return count


FORESIGHTS = Kind(NAME, foresee, feed, mend)
