"""Hand-overs that stand in for a procedure give way to its process once that is in force (移交改由专门流程办理)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.casework import work_off
from app.actions.desk import Desk
from app.actions.messages import HAND_OVER, begin_run, deliver_to
from app.actions.migrating import carry_over, desk_for
from app.actors import Actor
from app.house import house_of
from app.refusals import NotReady
from app.values import from_json
from storage.database import unit_of_work
from storage.models import Message, Run, new_id
from storage.runs import waits_for
from storage.stand_ins import facts_of_start, runs_standing_at

STANDING_AT, REPLACED = "record_hand_over", "stand_in_replaced"
GIVEN = frozenset({"procedure", "case_no", "from_unit"})
"""What the stand-in was given beside what was asked for."""


@dataclass(frozen=True)
class StandIn:
    """An open hand-over of which nothing has been handed over yet, and the process that is in force for it now."""

    run_id: str
    procedure: str


def stand_ins_due(session: Session) -> Iterator[StandIn]:
    """Yield the hand-overs that a process in force in their district can do; those handed over already stay."""
    house = house_of(session)
    day = house.now().date()
    for run_id, district, facts in runs_standing_at(session, HAND_OVER, STANDING_AT):
        procedure = str(facts["data"].get("procedure", ""))
        if procedure and house.shelf.current(session, procedure, district, day) is not None:
            yield StandIn(run_id, procedure)


@unit_of_work
def replace_stand_in(session: Session, run_id: str, *, by: Actor) -> Run:
    """End a hand-over and start the process of its procedure with what was asked, for the run that asked; return it.

    The hand-over is carried over to the version of it that is in force where it runs on an older one. Raises NotReady
    for one that has ended, that is beyond its first step, or whose procedure has no process in force, and CannotGoOver
    where it cannot be carried over; then nothing is written.
    """
    desk, run = desk_for(session, run_id, "case.migrate", by)
    data = from_json(facts_of_start(session, run)["data"])
    procedure = str(data.get("procedure", ""))
    own, current = desk.current_edition(procedure), desk.current_edition(HAND_OVER)
    if run.process_key != HAND_OVER or own is None or current is None:
        raise NotReady("没有可接办的流程。", "There is no process that could take it over.")
    if current.id != run.version_id:
        carry_over(desk, run, current.id, {}, {"replaced_by": procedure})
    _tell(desk, run)
    asking = desk.run(run.reply_to_id) if run.reply_to_id is not None else None
    payload = {name: value for name, value in data.items() if name not in GIVEN}
    started = begin_run(desk, f"start_{procedure}", payload, asking)
    facts = {"procedure": procedure, "from_run": run.id, "to_run": started.id, "version": own.number}
    desk.record("stand_in_replaced", facts, run=run)
    work_off(desk)
    return started


def _tell(desk: Desk, run: Run) -> None:
    """Give the hand-over the message that ends it; nothing else of it may be open."""
    desk.session.flush()
    wait = next(
        (each for each in waits_for(desk.session, run.case_id, REPLACED) if each.run_id == run.id), None
    )
    if wait is None:
        raise NotReady(
            "事项已经移交，由原任务登记结果。", "It is handed over already; its own task takes the result."
        )
    message = Message(
        id=new_id(), case_id=run.case_id, name=REPLACED, payload={}, from_run_id=None, to_run_id=run.id,
        state="waiting", sent_at=desk.at,
    )  # fmt: skip
    desk.session.add(message)
    deliver_to(desk, wait, message)
