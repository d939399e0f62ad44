"""Moving a case by hand: tokens of a run are taken away and one is set before another element, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.actions.casework import take_over, work_off
from app.actions.incidents import FAILURES, cause_of, element_of
from app.actions.migrating import cannot_go_over, desk_for
from app.actions.steps import record_step
from app.actors import Actor
from app.engine import CannotMigrate, Obstacle, move
from app.refusals import Refusal
from storage.database import unit_of_work
from storage.models import Run


class NoReason(Refusal):
    """Moving a case by hand needs a reason."""

    status = 422


@unit_of_work
def move_token(
    session: Session, run_id: str, tokens: Sequence[str], element: str, reason: str, *, by: Actor
) -> Run:
    """Move an open run by hand from where these tokens stand to an element, and return it.

    What was open at the tokens is cancelled. Raises NotFound for a run of another district, NotAllowed without the
    permission `case.move`, NoReason, NotReady for a run that has ended, and CannotGoOver when the tokens cannot
    leave, the element cannot be entered, or a join might then wait for ever; then nothing is written.
    """
    desk, run = desk_for(session, run_id, "case.move", by)
    why = reason.strip()
    if not why:
        raise NoReason("请写明移动的理由。", "Give the reason for moving the case.")
    edition = desk.edition(run)
    command = desk.command(run, edition)
    try:
        done = move(edition.definition, run.state, tokens, element, command)
        facts = {
            "element": element, "tokens": list(tokens), "reason": why[:1000],
            "before": list(done.before), "after": list(done.after),
        }  # fmt: skip
        record_step(desk, "token_moved", facts, run, done.step, command)
        take_over(desk, run, edition, done.step)
        work_off(desk)
    except CannotMigrate as refusal:
        raise cannot_go_over(refusal.obstacles) from refusal
    except FAILURES as failure:
        found = Obstacle(element_of(failure) or "", "failure", cause_of(failure), str(failure))
        raise cannot_go_over([found]) from failure
    return run
