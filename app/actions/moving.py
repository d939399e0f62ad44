"""Moving a case by hand: one person proposes it with a reason, a second one approves; it is foreseen before both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.casework import take_over, work_off
from app.actions.desk import Desk
from app.actions.incidents import FAILURES, cause_of, element_of
from app.actions.migrating import cannot_go_over, desk_for
from app.actions.steps import record_step
from app.actors import Actor
from app.engine import CannotMigrate, Command, EngineFailure, Migration, Obstacle, move
from app.refusals import AlreadyDone, NotFound, NotReady, Refusal, SameOfficer
from app.versions import Edition
from storage.database import unit_of_work
from storage.models import CaseMove, Run, new_id
from storage.moves import move_of, open_move_of_run

LONGEST = 1000


class NoReason(Refusal):
    """Moving a case by hand, and declining to, needs a reason."""

    status = 422


@dataclass(frozen=True)
class Outlook:
    """What a move would do, tried without writing: the run, its version, and the migration of the engine."""

    run: Run
    edition: Edition
    done: Migration


def foresee_move(session: Session, run_id: str, tokens: Sequence[str], element: str, *, by: Actor) -> Outlook:
    """Try a move and return what it would do; it writes nothing. Raises what `propose_move` raises."""
    desk, run = desk_for(session, run_id, "case.move", by)
    edition = desk.edition(run)
    return Outlook(run, edition, _tried(desk, run, edition, tokens, element)[0])


@unit_of_work
def propose_move(
    session: Session, run_id: str, tokens: Sequence[str], element: str, reason: str, *, by: Actor
) -> CaseMove:
    """Propose to move an open run from where these tokens stand to an element, and return the proposal.

    Raises NotFound for a run of another district, NotAllowed without the permission `case.move`, NoReason, NotReady
    for a run that has ended or whose move is proposed already, and CannotGoOver when the tokens cannot leave, the
    element cannot be entered, or a join might then wait for ever; then nothing is written.
    """
    desk, run = desk_for(session, run_id, "case.move", by)
    said = _reason(reason)
    if open_move_of_run(session, run.id) is not None:
        raise NotReady("这个流程已有待批准的移动申请。", "A move of this run waits for a decision already.")
    done, _ = _tried(desk, run, desk.edition(run), tokens, element)
    made = CaseMove(
        id=new_id(), case_id=run.case_id, run_id=run.id, run_step=run.step, tokens=list(tokens), element=element,
        before=list(done.before), after=list(done.after), reason=said, state="proposed",
        proposed_by=desk.by.officer_id or "", proposed_at=desk.at, answer="",
    )  # fmt: skip
    session.add(made)
    facts = {"move": made.id, "element": element, "reason": said, "before": made.before, "after": made.after}
    desk.record("move_proposed", facts, run=run)
    return made


@unit_of_work
def approve_move(session: Session, move_id: str, *, by: Actor) -> Run:
    """Move a run as somebody else has proposed, and return it.

    What was open at the tokens is cancelled. Raises SameOfficer for one's own proposal, NotReady when the run has
    gone on since, AlreadyDone, NotFound, NotAllowed without the permission `move.approve`, and CannotGoOver.
    """
    desk, run, made = _waiting(session, move_id, "move.approve", by)
    _second_person(made, desk.by)
    if run.step != made.run_step:
        raise NotReady(
            "提请之后案件已有进展，预演不再成立；请退回后重新提请。",
            "The case has gone on since, so that what was foreseen no longer holds; decline it and propose anew.",
        )
    edition = desk.edition(run)
    done, command = _tried(desk, run, edition, made.tokens, made.element)
    facts = {
        "element": made.element, "tokens": list(made.tokens), "reason": made.reason,
        "before": list(done.before), "after": list(done.after), "move": made.id, "proposed_by": made.proposed_by,
    }  # fmt: skip
    try:
        record_step(desk, "token_moved", facts, run, done.step, command)
        take_over(desk, run, edition, done.step)
        work_off(desk)
    except FAILURES as failure:
        found = Obstacle(element_of(failure) or "", "failure", cause_of(failure), str(failure))
        raise cannot_go_over([found]) from failure
    _settle(desk, made, "done")
    return run


@unit_of_work
def decline_move(session: Session, move_id: str, reason: str, *, by: Actor) -> CaseMove:
    """Decline a move that somebody else has proposed, with the reason; the run stays as it is."""
    desk, run, made = _waiting(session, move_id, "move.approve", by)
    _second_person(made, desk.by)
    made.answer = _reason(reason)
    _settle(desk, made, "declined")
    desk.record("move_declined", {"move": made.id, "element": made.element, "reason": made.answer}, run=run)
    return made


@unit_of_work
def withdraw_move(session: Session, move_id: str, *, by: Actor) -> CaseMove:
    """Take one's own proposal back; raise NotFound for that of somebody else."""
    desk, run, made = _waiting(session, move_id, "case.move", by)
    if made.proposed_by != by.officer_id:
        raise NotFound
    _settle(desk, made, "withdrawn")
    desk.record("move_withdrawn", {"move": made.id, "element": made.element}, run=run)
    return made


def _waiting(session: Session, move_id: str, permission: str, by: Actor) -> tuple[Desk, Run, CaseMove]:
    known = move_of(session, move_id)
    if known is None:
        raise NotFound
    desk, run = desk_for(session, known.run_id, permission, by)
    made = move_of(session, move_id, locked=True)
    if made is None or made.state != "proposed":
        raise AlreadyDone("这项移动申请已有决定。", "This move is decided already.")
    return desk, run, made


def _second_person(made: CaseMove, by: Actor) -> None:
    if made.proposed_by in {by.officer_id, by.on_behalf_of}:
        raise SameOfficer("移动须由提请人以外的人批准。", "Somebody else than who proposed it has to decide.")


def _settle(desk: Desk, made: CaseMove, state: str) -> None:
    made.state, made.decided_by, made.decided_at = state, desk.by.officer_id, desk.at


def _tried(
    desk: Desk, run: Run, edition: Edition, tokens: Sequence[str], element: str
) -> tuple[Migration, Command]:
    command = desk.command(run, edition)
    try:
        return move(edition.definition, run.state, tokens, element, command), command
    except CannotMigrate as refusal:
        raise cannot_go_over(refusal.obstacles) from refusal
    except EngineFailure as failure:
        found = Obstacle(element_of(failure) or "", "failure", cause_of(failure), str(failure))
        raise cannot_go_over([found]) from failure


def _reason(text: str) -> str:
    said = " ".join(text.split())[:LONGEST]
    if len(said) < 2:
        raise NoReason("请写明理由（至少两个字）。", "Give the reason.")
    return said
