"""Before a process is published, what it would do to every open case and to those that ended is foreseen."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from app.actions.completing import complete_task
from app.actions.foreseeing import Foresight, foresee_runs
from app.actions.foreseeing_past import replay_past
from app.actions.migrating import CannotGoOver, migrate_run
from app.actions.moving import approve_move, propose_move
from storage.models import CaseFile, Event, ProcessVersion
from tests.actions.test_migrating import KEY, designer, tale
from tests.engine.diagrams import chain, diagram, end, gateway, start
from tests.support.tiny import Tiny, form, lane, step


def files(drawn: bytes, *names: str) -> dict[str, bytes]:
    """A bundle of a diagram whose steps ask nothing."""
    return {
        f"processes/{KEY}/{KEY}.bpmn": drawn, **{f"forms/{KEY}/{name}.form": form(name) for name in names}
    }  # fmt: skip


def at_step(office: Tiny, done: Iterable[str]) -> str:
    """Begin a case and do these steps."""
    case_id = office.begin(KEY)
    for element in done:
        task = office.open_task(case_id, element)
        with office.session() as session:
            complete_task(session, task.id, {}, by=office.actor("inspector"))
    return case_id


def foreseen(office: Tiny, draft: dict[str, bytes], **mapping: str) -> tuple[Foresight, dict[str, str]]:
    """What is foreseen of all open runs, and the outcome by the number of the case."""
    with office.session() as session:
        found = foresee_runs(session, KEY, draft, mapping or None)
    return found, {run.case_no: run.outcome for run in found.runs}


def number(office: Tiny, case_id: str) -> str:
    return office.case(case_id).case_no


def test_every_open_case_is_told_apart_by_what_would_become_of_it(tiny: Tiny) -> None:
    tiny.publish(KEY, tale(step("a"), step("b"), step("c")))
    first, second, third = at_step(tiny, ""), at_step(tiny, "a"), at_step(tiny, "ab")
    before = tiny.events()
    draft = files(tale(step("a"), step("new"), step("check"), step("c")), "a", "new", "check", "c")
    found, outcome = foreseen(tiny, draft)
    assert outcome == {
        number(tiny, first): "moves", number(tiny, second): "cannot", number(tiny, third): "stays"
    }  # fmt: skip
    assert found.counts == {"stays": 1, "moves": 1, "maps": 0, "cannot": 1}
    ((obstacle, many),) = found.reasons
    assert (obstacle.element, obstacle.code, many) == ("b", "removed", 1)
    _, mapped = foreseen(tiny, draft, b="new")
    assert mapped[number(tiny, second)] == "maps"
    assert tiny.events() == before


def test_what_is_foreseen_comes_true_when_it_is_published(tiny: Tiny) -> None:
    tiny.publish(KEY, tale(step("a"), step("b"), step("c")))
    cases = [at_step(tiny, done) for done in ("", "a", "ab")]
    draft = tale(step("a"), step("c"))
    _, outcome = foreseen(tiny, files(draft, "a", "c"))
    tiny.publish(KEY, draft)
    (version,) = tiny.rows(ProcessVersion, ProcessVersion.process_key == KEY, ProcessVersion.number == 2)
    for case_id in cases:
        run = tiny.run(case_id)
        with tiny.session() as session:
            if outcome[number(tiny, case_id)] == "cannot":
                with pytest.raises(CannotGoOver):
                    migrate_run(session, run.id, version.id, {}, by=designer(tiny))
            else:
                migrate_run(session, run.id, version.id, {}, by=designer(tiny))


def test_a_step_that_only_got_another_id_is_carried_over_without_being_told(tiny: Tiny) -> None:
    named = step("b").replace('id="b"', 'id="b" name="审核"')
    tiny.publish(KEY, tale(step("a"), named))
    case_id = at_step(tiny, "a")
    renamed = named.replace('id="b"', 'id="review"')
    found, outcome = foreseen(tiny, files(tale(step("a"), renamed), "a", "review"))
    assert found.mapping == {"b": "review"} and outcome == {number(tiny, case_id): "maps"}


def test_a_form_that_changed_concerns_only_those_who_still_come_to_it(tiny: Tiny) -> None:
    tiny.publish(KEY, tale(step("a"), step("b")))
    before, after = at_step(tiny, ""), at_step(tiny, "a")
    draft = files(tale(step("a"), step("b")), "a", "b")
    draft[f"forms/{KEY}/a.form"] = form("a", ("remark", "text"))
    _, outcome = foreseen(tiny, draft)
    assert outcome == {number(tiny, before): "moves", number(tiny, after): "stays"}


def choosing(condition: str) -> bytes:
    """A step, then one of two ends of the road."""
    nodes = [start(), step("a"), gateway("exclusive", "g", "b"), step("b"), step("c"), end()]
    flows = [*chain("begin", "a", "g"), ("g", "b"), ("g", "c", condition), ("b", "done"), ("c", "done")]
    return diagram(KEY, nodes, flows, lanes=lane("a", "b", "c"))


def test_cases_that_ended_are_taken_again_and_where_they_part_is_told(tiny: Tiny) -> None:
    tiny.publish(KEY, choosing("false"))
    case_id = at_step(tiny, "ab")
    open_one = at_step(tiny, "a")
    before = len(tiny.rows(Event))
    with tiny.session() as session:
        (same,) = replay_past(session, KEY, files(choosing("1 = 2"), "a", "b", "c")).runs
        (parting,) = replay_past(session, KEY, files(choosing("true"), "a", "b", "c")).runs
        (gone,) = replay_past(session, KEY, files(tale(step("b")), "b")).runs
    assert same.same and same.case_no == number(tiny, case_id) and same.steps == 3
    assert (parting.step, parting.element, parting.was, parting.would_be) == (2, "a", "b", "c")
    assert (gone.same, gone.step, gone.was, gone.would_be) == (False, 1, "a", "b")
    assert (
        tiny.rows(CaseFile, CaseFile.id == open_one)[0].closed_at is None and len(tiny.rows(Event)) == before
    )


def test_a_case_that_was_moved_by_hand_is_compared_up_to_there(tiny: Tiny) -> None:
    tiny.publish(KEY, tale(step("a"), step("b")))
    case_id = at_step(tiny, "")
    task = tiny.open_task(case_id, "a")
    with tiny.session() as session:
        made = propose_move(session, task.run_id, [task.token], "b", "补正", by=tiny.actor("director"))
        approve_move(session, made.id, by=tiny.actor("convenor"))
        complete_task(session, tiny.open_task(case_id, "b").id, {}, by=tiny.actor("inspector"))
        (parting,) = replay_past(session, KEY, files(tale(step("a"), step("c")), "a", "c")).runs
    assert parting.same


def test_the_commands_foresee_and_carry_over_from_a_checkout(tiny: Tiny) -> None:
    tiny.publish(KEY, tale(step("a"), step("b")))
    moving, ended = at_step(tiny, ""), at_step(tiny, "ab")
    tiny.publish(KEY, tale(step("a"), step("check"), step("b")))
    run = tiny.app().test_cli_runner().invoke
    answer = run(args=["processes", "foresee", KEY, f"{KEY}@newest", "--json"])
    assert answer.exit_code == 0, answer.output
    last = json.loads(answer.stdout.strip().splitlines()[-1])
    assert last["open"] == {"stays": 0, "moves": 1, "maps": 0, "cannot": 0}
    assert last["ended"] == {"same": 0, "parts": 1}
    assert "可直接迁移" in run(args=["processes", "foresee", KEY, f"{KEY}@newest"]).stdout
    done = run(args=["processes", "migrate", f"{KEY}@newest", "--now"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"done": 1})
    assert tiny.run(moving).step == 2 and tiny.run(ended).step == 3
    for asked in (
        ["migrate", f"{KEY}@9"],
        ["migrate", f"{KEY}@newest", "--map", "x"],
        ["foresee", "nothing"],
    ):
        refused = run(args=["processes", *asked])
        assert refused.exit_code == 1 and "Traceback" not in refused.output
