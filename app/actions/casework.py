"""Takes over what a step of the engine did: tasks, timers, waits, messages, clocks and the end of a run."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete

from app.actions import clock_dates, clocks, states
from app.actions.assigning import Place, places
from app.actions.desk import Desk, Local
from app.actions.external_steps import cancel_externals, open_external
from app.actions.papers import prepare_service
from app.actions.served import CHOOSING, SERVICE, begin_attempt
from app.actions.spots import Spot
from app.actions.steps import record_step
from app.actions.titles import mirror
from app.actions.titles import retitle as retitle
from app.clock import LOCAL
from app.engine import Element, EngineFailure, NoDate, Opened, Step, TimerSet, complete
from app.values import Value
from app.versions import Edition
from storage.cases import add_case_units
from storage.changes import change, write_changes
from storage.models import MessageWait, Run, Task, Timer, new_id
from storage.runs import clear_timers, close_tasks, open_runs
from storage.tasks import add_task, write_tasks

REGISTERED = "登记"
"""The state of a case of which nothing but its registration is known."""

MOST_STEPS = 200
"""Steps that one action may trigger by messages, operations and skipped lanes before it counts as endless."""

Clocked = tuple[TimerSet, datetime]
"""A timer and its moment."""


class EndlessWork(EngineFailure):
    """One action triggered more steps than MOST_STEPS; nothing of it may be kept."""

    def __init__(self) -> None:
        zh = f"一次办理引出了超过 {MOST_STEPS} 个后续步骤，流程之间可能互相触发、没有尽头。"
        super().__init__("", f"more than {MOST_STEPS} steps follow from one action", zh)


def take_over(desk: Desk, run: Run, edition: Edition, step: Step, local: Local | None = None) -> None:
    """Write down everything that a step changed, and put what follows from it on the desk's list.

    `local` holds what was visible where the step was taken: inside a called piece that is not the run's data.
    """
    desk.local, desk.pieces = local or Local("", {}), step.pieces
    change(desk.session, run, state=step.state, state_digest=step.digest, step=run.step + 1)
    desk.data[run.id] = step.data
    _cancel(desk, run, step)
    _clocks(desk, run, edition, step)
    moments = _timers(desk, run, edition, step)
    _waits(desk, run, step)
    states.follow(desk, run, edition, step)
    mirror(desk, step.data)
    for opened in step.opened:
        element = edition.definition.element(opened.process_key or edition.key, opened.element_id)
        if opened.kind == "service":
            _later_operation(desk, run, edition, opened, element)
        elif opened.kind == "external":
            open_external(desk, run, edition, opened, element)
        else:
            _open(desk, run, edition, opened, element, moments)
    _messages(desk, run, step)
    if step.ended:
        _end(desk, run, step)


def work_off(desk: Desk) -> None:
    """Take the steps that follow, in their order, until none is left; raise EndlessWork when they do not end."""
    taken = 0
    while desk.todo:
        taken += 1
        if taken > MOST_STEPS:
            raise EndlessWork
        desk.todo.popleft()()
    add_case_units(desk.session, desk.case.id, desk.fresh_units - desk.seen_by, desk.at)


def _cancel(desk: Desk, run: Run, step: Step) -> None:
    cancelled = [item.token for item in step.closed if item.how == "cancelled"]
    if cancelled or step.timers_cleared or step.waits_cleared:
        write_changes(desk.session)
    if cancelled:
        write_tasks(desk.session)
        for task in close_tasks(desk.session, run.id, cancelled, at=desk.at):
            desk.record("task_cancelled", {"element": task.element_id}, run=run, task_id=task.id)
        cancel_externals(desk, run, cancelled)
    if step.timers_cleared:
        clear_timers(desk.session, run.id, step.timers_cleared)
    if step.waits_cleared:
        desk.session.execute(
            delete(MessageWait).where(MessageWait.run_id == run.id, MessageWait.token.in_(step.waits_cleared))
        )


def _clocks(desk: Desk, run: Run, edition: Edition, step: Step) -> None:
    """Start, meet and extend clocks in the order in which the step left and entered elements."""
    for entry in step.trace:
        if "loop" in entry:
            continue  # one turn of a multi-instance: its clocks move when the whole step is entered or left
        for verb, act in (("enter", clocks.on_entry), ("leave", clocks.on_leave)):
            if verb in entry:
                element = edition.element_of_trace(entry[verb])
                if element is not None and edition.has_clock(element, verb):
                    act(desk, run, element, desk.scope(run, edition, entry[verb]))


def _timers(desk: Desk, run: Run, edition: Edition, step: Step) -> dict[str, list[Clocked]]:
    """Store the timers that were set and return them by the element on whose border they stand.

    Raises NoDate where nothing but a clock can go on and none there has a moment: the run would stand still unseen.
    """
    found: dict[str, list[Clocked]] = {}
    moments = {
        timer.token: clock_dates.timer_moment(desk, run, timer, desk.scope(run, edition))
        for timer in step.timers_set
    }
    going = {timer.holds_up for timer in step.timers_set if moments[timer.token] is not None}
    for timer in step.timers_set:
        moment = moments[timer.token]
        if moment is None:
            if timer.holds_up is not None and timer.holds_up not in going:
                raise NoDate(timer.element_id)
            continue
        element = edition.definition.element(timer.process_key or edition.key, timer.element_id)
        if element.attached_to:
            found.setdefault(element.attached_to, []).append((timer, moment))
        desk.session.add(_timer_row(desk, run, edition, timer, moment))
    return found


def _timer_row(desk: Desk, run: Run, edition: Edition, timer: TimerSet, moment: datetime) -> Timer:
    return Timer(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id,
        process_key=timer.process_key or edition.key,
        element_id=timer.element_id,
        token=timer.token,
        rule=timer.rule,
        due_at=moment + timedelta(seconds=1),  # the last day is whole: 24:00
        state="waiting",
    )


def _waits(desk: Desk, run: Run, step: Step) -> None:
    for wait in step.waits:
        desk.session.add(
            MessageWait(
                run_id=run.id,
                token=wait.token,
                case_id=desk.case.id,
                element_id=wait.element_id,
                name=wait.message,
                since_at=desk.at,
            )
        )
    if step.waits:
        from app.actions.messages import deliver_kept

        desk.todo.append(partial(deliver_kept, desk, run, {wait.message for wait in step.waits}))


def _messages(desk: Desk, run: Run, step: Step) -> None:
    from app.actions.messages import send

    for thrown in step.thrown:
        desk.todo.append(partial(send, desk, run, thrown))


def _later_operation(desk: Desk, run: Run, edition: Edition, opened: Opened, element: Element) -> None:
    from app.actions.operations import perform

    desk.todo.append(lambda: perform(desk, run, edition, opened, element))


def _open(
    desk: Desk,
    run: Run,
    edition: Edition,
    opened: Opened,
    element: Element,
    moments: dict[str, list[Clocked]],
) -> None:
    found = places(desk, run, edition, opened, element)
    if isinstance(found, str):
        facts = {"element": element.id, "lane": element.lane, "reason": found, "token": opened.token}
        desk.todo.append(lambda: _skip(desk, run, edition, facts))
        return
    if element.process_key == SERVICE and element.id == CHOOSING:
        spot = Spot(run.id, "/".join(opened.path), opened.loop_key)
        begin_attempt(desk, spot, opened.data)
        prepare_service(desk, run, spot, opened.data)
    due = clock_dates.task_due(desk, run, edition, element, _own(moments.get(element.id, []), opened))
    for place in found[:1]:
        task = _task(desk, run, opened, element, place, due)
        add_task(desk.session, task)
        desk.opened.append(task)
        desk.fresh_units.add(place.unit_id)
        desk.record(
            "task_opened",
            {
                "element": element.id,
                "unit": place.unit_id,
                "due": task.due_at.isoformat() if task.due_at else None,
                **({"external": place.external} if place.external else {}),
                **({"reason": place.reason} if place.reason else {}),
            },
            run=run,
            task_id=task.id,
        )


def _own(timers: list[Clocked], opened: Opened) -> list[Clocked]:
    """Return the timers on the border of this work: of a piece that is called several times, those of its own turn."""
    here = [item for item in timers if item[0].path == tuple(opened.path)]
    return [item for item in here if item[0].loop_key == opened.loop_key] or here


def _task(
    desk: Desk,
    run: Run,
    opened: Opened,
    element: Element,
    place: Place,
    due: clock_dates.TaskDue,
) -> Task:
    path = "/".join(opened.path)
    return Task(
        id=new_id(),
        case_id=desk.case.id,
        run_id=run.id,
        process_key=element.process_key,
        element_id=element.id,
        path=path,
        token=opened.token,
        loop_key=opened.loop_key,
        title=element.name,
        title_en=element.properties.get("name_en") or element.id.replace("_", " ").capitalize(),
        subject=desk.case.title,
        case_no=desk.case.case_no,
        lane=place.lane,
        role=place.role,
        unit_id=place.unit_id,
        external=place.external,
        urgency=desk.case.urgency,
        due_at=due.at,
        due_rule=due.rule,
        due_provisional=due.provisional,
        sort_due=due.sort,
        opened_at=desk.at,
    )


def _skip(desk: Desk, run: Run, edition: Edition, facts: dict[str, Any]) -> None:
    """Pass a step that nobody does in this district: it is completed without answers, the reason is recorded."""
    command = desk.command(run, edition)
    step = complete(edition.definition, run.state, facts["token"], {}, command)
    record_step(desk, "lane_skipped", facts, run, step, command)
    take_over(desk, run, edition, step)


def _end(desk: Desk, run: Run, step: Step) -> None:
    outcome = _outcome(step) or (step.end_events[-1] if step.end_events else None)
    change(desk.session, run, status="ended", ended_at=desk.at, outcome=outcome)
    desk.record("run_ended", {"ends": step.end_events, "outcome": outcome}, run=run)
    desk.todo.append(lambda: close_if_done(desk))


def _outcome(step: Step) -> str | None:
    for thrown in step.thrown:
        value: Value = thrown.payload.get("outcome")
        if isinstance(value, str):
            return value
    return None


def close_if_done(desk: Desk) -> None:
    """Close the case when its last run has ended and nothing follows; a merged case closes as merged."""
    if desk.case.closed_at is not None or desk.todo:
        return
    write_changes(desk.session)
    if open_runs(desk.session, desk.case.id) == 0:
        # Nothing said how it stands, as when one unit only asked another: then it is simply done.
        state = "办结" if desk.case.state in ("", REGISTERED) else desk.case.state
        change(desk.session, desk.case, state=state, closed_at=desk.at, closed_as=state)
        for clock in desk.folder.clocks():
            desk.folder.stop_clock(clock, replaced_at=desk.at)
        desk.record("case_closed", {"as": state, "on": desk.at.astimezone(LOCAL).date().isoformat()})
