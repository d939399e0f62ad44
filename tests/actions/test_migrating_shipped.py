"""Runs of the shipped processes, wherever they stand, go over to a version that draws the same, and nothing changes."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from app.actions.case_facts import case_key
from app.actions.replaying import STEPS, take_step
from app.actions.steps import open_facts
from app.clock import LOCAL
from app.deadlines import working_day_functions
from app.diagrams.bundle import bundle
from app.engine import Command, Definition, migrate
from app.house import ROOT, house_of
from app.versions import compile_files
from storage.casebook import steps_of_case
from storage.models import CaseFile, Run
from storage.runs import runs_of_case
from tests.support.lived import NAMES, Lived


@cache
def compiled_again(key: str) -> Definition:
    """The shipped definition of a process, compiled a second time."""
    return compile_files(key, bundle(key, ROOT))[0]


def go_over_at_every_step(session: Session, case: CaseFile, run: Run) -> int:
    """Take the steps of a run again; after each, try to carry it over, and return how many were tried."""
    house, key, state, tried = house_of(session), case_key(session, case), b"", 0
    lent = working_day_functions(lambda: house.calendars[case.jurisdiction_key])
    definition = house.shelf.edition(session, run.version_id).definition
    events = [event for event in steps_of_case(session, case.id, STEPS) if event.run_id == run.id]
    for number, event in enumerate(events, 1):
        at = event.at.astimezone(LOCAL)
        given = open_facts(key, event.facts["sealed"], run.id, number)["given"]
        command = Command(at, given, f"{run.id}:{number}", lent)
        step = take_step(event.kind, definition, state, event.facts, command)
        state = step.state
        if not step.ended:
            over = migrate(
                definition, compiled_again(run.process_key), state, {}, Command(at, {}, f"{run.id}:x", lent)
            )
            assert over.step.digest == step.digest, (run.process_key, event.facts.get("element"))
            assert not (over.step.trace or over.step.timers_set or over.step.waits or over.step.opened)
            assert not (over.step.timers_cleared or over.step.waits_cleared or over.step.closed)
            tried += 1
    return tried


def test_a_run_that_goes_over_to_the_same_drawing_is_exactly_as_before(lived: Lived) -> None:
    tried = 0
    with lived.session() as session:
        for name in NAMES:
            case = session.get_one(CaseFile, lived.cases[name])
            tried += sum(go_over_at_every_step(session, case, run) for run in runs_of_case(session, case.id))
    assert tried > 30
