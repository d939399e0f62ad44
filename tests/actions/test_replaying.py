"""Cases are taken again from their events alone, and whoever altered record or state is given away by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.actions.replaying import STEPS, Replayed, replay_case
from app.house import ROOT
from storage.models import CaseFile, Deadline, Event, Run, Task
from tests.support.lived import NAMES, Lived
from tests.support.tampering import writing_past_the_triggers

CASE = "finished"


def replayed(lived: Lived, name: str) -> Replayed:
    with lived.session() as session:
        return replay_case(session, lived.cases[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_what_its_events_say(lived: Lived, name: str) -> None:
    found = replayed(lived, name)
    assert found.differences == [] and found.steps > found.runs >= 1


def steps_of(session: Session, lived: Lived, name: str = CASE) -> list[Event]:
    question = select(Event).where(Event.chain == lived.cases[name], Event.kind.in_(STEPS))
    return list(session.scalars(question.order_by(Event.chain_seq)))


def with_facts(**changed: Any) -> Callable[[Session, Event], None]:
    def tamper(session: Session, event: Event) -> None:
        facts = {**event.facts, **changed}
        session.execute(update(Event).where(Event.id == event.id).values(facts=facts))

    return tamper


def without(name: str) -> Callable[[Session, Event], None]:
    def tamper(session: Session, event: Event) -> None:
        facts = {key: value for key, value in event.facts.items() if key != name}
        session.execute(update(Event).where(Event.id == event.id).values(facts=facts))

    return tamper


def removed(session: Session, event: Event) -> None:
    session.execute(delete(Event).where(Event.id == event.id))


def later(session: Session, event: Event) -> None:
    session.execute(update(Event).where(Event.id == event.id).values(run_id="0" * 26))


TAMPERINGS: dict[str, Callable[[Session, Event], None]] = {
    "another digest": with_facts(digest="0" * 64),
    "another trace": with_facts(trace=[{"leave": "elsewhere"}]),
    "another token": with_facts(token="00000000-0000-0000-0000-000000000000"),
    "another step": with_facts(step=7000),
    "no facts looked at": with_facts(sealed="AAAA"),
    "no trace": without("trace"),
    "no digest": without("digest"),
    "gone": removed,
    "of a run that never was": later,
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_an_altered_event_is_found_at_its_step(lived: Lived, how: str) -> None:
    with writing_past_the_triggers(lived.database) as session:
        event = next(each for each in steps_of(session, lived) if each.kind == "task_completed")
        run_id, number = event.run_id, event.facts["step"]
        TAMPERINGS[how](session, event)
    first = replayed(lived, CASE).differences[0]
    assert (first.run_id, first.step) == (run_id, number)


def test_an_answer_that_was_changed_afterwards_gives_another_state(lived: Lived) -> None:
    with writing_past_the_triggers(lived.database) as session:
        event = next(each for each in steps_of(session, lived) if each.facts.get("answers"))
        name = next(iter(event.facts["answers"]))
        with_facts(answers={**event.facts["answers"], name: "事后改过"})(session, event)
        place = (event.run_id, event.facts["step"])
    (first,) = [each for each in replayed(lived, CASE).differences if each.run_id == place[0]]
    assert first.step >= place[1] and first.what in ("trace", "state", "step")


def change_state(session: Session, run: Run) -> None:
    other = session.scalars(select(Run).where(Run.id != run.id, Run.state_digest != run.state_digest)).first()
    assert other is not None
    session.execute(update(Run).where(Run.id == run.id).values(state=other.state))


def change_digest(session: Session, run: Run) -> None:
    session.execute(update(Run).where(Run.id == run.id).values(state_digest="0" * 64))


def add_a_step(session: Session, run: Run) -> None:
    session.execute(update(Run).where(Run.id == run.id).values(step=run.step + 1))


def close_a_task(session: Session, run: Run) -> None:
    session.execute(
        update(Task).where(Task.run_id == run.id).values(closed_at=run.started_at, closed_how="completed")
    )


@pytest.mark.parametrize("tamper", [change_state, change_digest, add_a_step, close_a_task])
def test_a_state_that_no_event_led_to_is_found(lived: Lived, tamper: Callable[[Session, Run], None]) -> None:
    with lived.session() as session:
        run = session.scalars(
            select(Run).where(Run.case_id == lived.cases["filed"], Run.status == "open")
        ).one()
        run_id = run.id
        tamper(session, run)
        session.commit()
    (found,) = replayed(lived, "filed").differences
    assert found.run_id == run_id and found.what in ("kept state", "steps of the run", "open tasks")


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("clock due", {"due_at": None}),
        ("clock start", {"started_on": date(2020, 1, 1)}),
        ("clock met", {"met_at": None, "met_by": None}),
        ("clock rule", {"rule": "INS-99"}),
    ],
)
def test_a_clock_that_no_event_moved_is_found(lived: Lived, what: str, change: dict[str, Any]) -> None:
    with lived.session() as session:
        ours = (Deadline.case_id == lived.cases[CASE], Deadline.met_at.is_not(None))
        row = session.scalars(select(Deadline).where(*ours).order_by(Deadline.id)).first()
        assert row is not None
        rule, run_id = row.rule, row.run_id
        if "due_at" in change:
            change = {"due_at": row.due_at + timedelta(days=3)}
        session.execute(update(Deadline).where(Deadline.id == row.id).values(**change))
        session.commit()
    again = replayed(lived, CASE)
    (found,) = again.differences
    assert again.clocks and (found.what, found.element, found.run_id) == (what, rule, run_id)


def test_a_clock_that_was_removed_or_slipped_in_is_found(lived: Lived) -> None:
    with lived.session() as session:
        row = session.scalars(select(Deadline).where(Deadline.case_id == lived.cases[CASE])).first()
        assert row is not None
        session.execute(update(Deadline).where(Deadline.id == row.id).values(id="0" * 26))
        session.commit()
    found = replayed(lived, CASE).differences
    assert [(each.recorded, each.replayed) for each in found] == [
        ("recorded", "missing"),
        ("missing", "0" * 26),
    ]


def test_a_case_whose_key_is_broken_is_named_and_the_others_are_replayed(lived: Lived) -> None:
    with lived.session() as session:
        case = session.get_one(CaseFile, lived.cases[CASE])
        case.wrapped_key, number = bytes(len(case.wrapped_key)), case.case_no
        session.commit()
    told = lived.app().test_cli_runner().invoke(args=["audit", "replay", "--all", "--jobs", "1"])
    difference, summary = map(json.loads, told.stdout.splitlines())
    assert (difference["case_no"], difference["what"]) == (number, "key")
    assert "does not open with this master key" in difference["replayed"]
    assert (told.exit_code, summary["cases_with_differences"]) == (1, 1)


def test_the_command_line_replays_all_cases_and_says_where_they_part(lived: Lived) -> None:
    runner = lived.app().test_cli_runner()
    whole = runner.invoke(args=["audit", "replay", "--all", "--jobs", "1"])
    summary = json.loads(whole.stdout.splitlines()[-1])
    assert (whole.exit_code, summary["cases"], summary["cases_with_differences"]) == (0, len(NAMES), 0)
    with lived.session() as session:
        run = session.scalars(select(Run).where(Run.case_id == lived.cases[CASE])).first()
        assert run is not None
        change_digest(session, run)
        session.commit()
        number, run_id = lived.case(CASE).case_no, run.id
    parted = runner.invoke(args=["audit", "replay", number])
    difference = json.loads(parted.stdout.splitlines()[0])
    assert parted.exit_code == 1 and (difference["case_no"], difference["run_id"]) == (number, run_id)


@pytest.mark.parametrize("asked", [[], ["--all", "津保清薪〔2025〕0001"], ["没有这个案号"]])
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(
    lived: Lived, asked: list[str]
) -> None:
    answer = lived.app().test_cli_runner().invoke(args=["audit", "replay", *asked])
    assert answer.exit_code == 1 and "案" in answer.stderr and "Traceback" not in answer.output


def test_every_event_that_carries_a_step_can_be_taken_again() -> None:
    named = {
        path.name for path in (ROOT / "app" / "actions").glob("*.py") if "record_step(" in path.read_text()
    }
    assert named == {
        "casework.py", "completing.py", "correcting.py", "external_tasks.py", "messages.py", "migrating.py",
        "moving.py", "operations.py", "starting.py", "steps.py", "timers.py",
    }, "a new place that takes steps needs its kind in app.actions.replaying"  # fmt: skip
