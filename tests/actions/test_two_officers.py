"""Two officers at one task: exactly one succeeds, the other is told who did it, and nothing is doubled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from app.actions.completing import complete_task
from app.actors import Actor
from app.refusals import AlreadyDone
from storage.events import broken_link
from storage.models import Event, Task
from tests.support.tiny import Tiny

ROUNDS = 200


class Race:
    """Officers who begin in the same moment, round after round, each in a thread and a session of his own."""

    def __init__(self, office: Tiny, officers: list[str]) -> None:
        self.office = office
        self.actors: list[Actor] = [office.actor(name) for name in officers]
        self.outcomes: list[object] = []

    def run(self, tasks: Callable[[], list[str]], rounds: int) -> None:
        """Let officer n complete task n of `tasks()`, all at once, and keep who won and how the others lost."""
        gate = threading.Barrier(len(self.actors) + 1, timeout=30)
        ahead: list[str] = []

        def work(number: int) -> None:
            with suppress(threading.BrokenBarrierError):  # the test has failed and gone on
                for _ in range(rounds):
                    gate.wait()
                    self._complete(ahead[number], self.actors[number])
                    gate.wait()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(len(self.actors))]
        for thread in threads:
            thread.start()
        try:
            for _ in range(rounds):
                ahead[:] = tasks()
                gate.wait()
                gate.wait()
        finally:
            gate.abort()
            for thread in threads:
                thread.join()

    def _complete(self, task_id: str, by: Actor) -> None:
        try:
            with self.office.session() as session:
                done = complete_task(session, task_id, {}, by=by)
            self.outcomes.append((done.task.id, by.name))
        except Exception as problem:
            self.outcomes.append(problem)


def test_one_of_two_officers_completes_the_task_and_the_other_is_told_who_did(tiny: Tiny) -> None:
    case_id = tiny.begin("loop")
    race = Race(tiny, ["inspector", "inspector2"])

    def same_task() -> list[str]:
        return [tiny.open_task(case_id, "sign").id] * 2

    race.run(same_task, ROUNDS)
    won = [outcome for outcome in race.outcomes if isinstance(outcome, tuple)]
    lost = [outcome for outcome in race.outcomes if isinstance(outcome, AlreadyDone)]
    assert len(race.outcomes) == 2 * ROUNDS
    assert (len(won), len(lost)) == (ROUNDS, ROUNDS), [each for each in race.outcomes if each not in won][:3]
    winners = Counter(name for _, name in won)
    assert Counter(refusal.details["by"] for refusal in lost) == winners
    assert all(
        refusal.details["by"] in refusal.zh and refusal.details["at"] in refusal.zh for refusal in lost
    )
    assert len({task_id for task_id, _ in won}) == ROUNDS

    assert tiny.run(case_id).step == ROUNDS + 1
    tasks = tiny.rows(Task, Task.case_id == case_id)
    assert Counter(task.closed_how for task in tasks) == {"completed": ROUNDS, None: 1}
    events = tiny.rows(Event, Event.chain == case_id)
    assert broken_link(events) is None
    assert Counter(event.kind for event in events)["task_completed"] == ROUNDS
    assert tiny.case(case_id).event_seq == len(events)


def test_two_officers_at_two_tasks_of_one_case_both_succeed(tiny: Tiny) -> None:
    case_id, rounds = tiny.begin("pair"), 50
    race = Race(tiny, ["inspector", "inspector2"])

    def both_tasks() -> list[str]:
        return [tiny.open_task(case_id, "left").id, tiny.open_task(case_id, "right").id]

    race.run(both_tasks, rounds)
    assert [outcome for outcome in race.outcomes if not isinstance(outcome, tuple)] == []
    assert tiny.run(case_id).step == 2 * rounds + 1
    assert tiny.open_elements(case_id) == ["left", "right"]
    events = tiny.rows(Event, Event.chain == case_id)
    assert broken_link(events) is None
    assert Counter(event.kind for event in events)["task_completed"] == 2 * rounds
