"""The events of a case told as one story: marks on diagrams, forwards and backwards, over several runs and pieces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.audit.standing import standing_after
from app.audit.story import Frame, Mark, Story, story_of

MORNING = datetime(2025, 9, 26, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One event, as the record holds it."""

    chain_seq: int
    kind: str
    run_id: str | None = "run-1"
    task_id: str | None = None
    actor_id: str | None = "officer"
    unit_id: str | None = "tj_ftz.labour"
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return MORNING + timedelta(hours=self.chain_seq)


def steps(*words: str) -> list[dict[str, str]]:
    """Return a trace written as "enter a", "flow f" …"""
    return [dict([word.split(" ")]) for word in words]


def began(number: int, *words: str, run: str = "run-1", process: str = "intake") -> Said:
    return Said(number, "run_started", run, facts={"process": process, "version": 1, "trace": steps(*words)})


def did(number: int, *words: str, run: str = "run-1", **facts: Any) -> Said:
    return Said(number, "task_completed", run, facts={**facts, "trace": steps(*words)})


LOOP = [
    Said(1, "case_opened", None),
    began(2, "enter start", "leave start", "flow f1", "enter write"),
    did(3, "leave write", "flow f2", "enter check"),
    did(4, "leave check", "flow back", "enter write"),
    did(5, "leave write", "flow f2", "enter check"),
    did(6, "leave check", "flow on", "enter end", "leave end"),
]


def states(story: Story, number: int) -> dict[str, Mark]:
    return {element: mark for (_, element), mark in story.marks_at(number).items()}


def test_a_loop_is_counted_where_it_is_walked() -> None:
    story = story_of(LOOP)
    assert story.frames == (Frame("run-1", "intake", 1),)
    assert states(story, 3)["check"] == Mark("current", 1)
    assert states(story, 4)["write"] == Mark("current", 2)
    end = states(story, 6)
    assert end["write"] == end["check"] == Mark("done", 2) and end["f2"] == Mark("taken", 2)
    assert end["back"] == Mark("taken", 1)


def test_undoing_every_step_leads_back_to_the_beginning() -> None:
    story = story_of(LOOP)
    marks = story.marks_at(6)
    for moment in reversed(story.moments):
        for change in reversed(moment.changes):
            assert marks[change.frame, change.element] == change.now
            marks[change.frame, change.element] = change.was
        known = {key: mark for key, mark in marks.items() if mark != Mark()}
        assert known == story.marks_at(moment.number - 1)


def test_a_later_part_of_the_story_begins_with_the_marks_that_the_former_left() -> None:
    whole, later = story_of(LOOP), story_of(LOOP, after=4)
    assert [moment.number for moment in later.moments] == [5, 6]
    assert dict(later.before) == whole.marks_at(4)
    assert later.marks_at(6) == whole.marks_at(6) and later.frames == whole.frames


def test_called_pieces_and_other_runs_have_diagrams_of_their_own() -> None:
    story = story_of(
        [
            began(1, "enter serve", "enter serve/choose"),
            Said(2, "task_opened", task_id="t1", facts={"element": "choose"}),
            began(3, "enter invite", run="run-2", process="mediation"),
            Said(4, "task_claimed", task_id="t1"),
            did(5, "leave serve/choose", "leave serve", "enter end"),
        ]
    )
    assert [(frame.run, frame.path) for frame in story.frames] == [
        ("run-1", ""),
        ("run-1", "serve"),
        ("run-2", ""),
    ]
    looked_at = [(moment.frame, moment.focus) for moment in story.moments]
    assert looked_at == [(1, "choose"), (1, "choose"), (2, "invite"), (1, "choose"), (0, "end")]


def test_an_element_with_two_tokens_is_current_until_both_have_left() -> None:
    story = story_of([began(1, "enter ask", "enter ask"), did(2, "leave ask"), did(3, "cancel ask")])
    assert states(story, 2)["ask"] == Mark("current", 2)
    assert states(story, 3)["ask"] == Mark("cancelled", 2)


def test_turns_of_a_repeated_step_are_not_counted_as_coming_back() -> None:
    turn = {"facts": {"trace": [{"enter": "ask", "loop": "0"}, {"enter": "ask", "loop": "1"}]}}
    story = story_of([began(1, "enter ask"), Said(2, "task_completed", **turn)])
    assert states(story, 2)["ask"] == Mark("current", 1)


def test_the_case_stands_at_any_moment_as_it_stood_then() -> None:
    events = [
        *LOOP[:2],
        Said(
            3, "task_opened", task_id="t1", facts={"element": "write", "unit": "tj_ftz.labour", "due": None}
        ),
        Said(4, "deadline_started", facts={"rule": "INS-01", "due": "2025-10-10"}),
        Said(5, "task_claimed", task_id="t1"),
        Said(6, "deadline_suspended", facts={"rule": "INS-01", "from": "2025-09-28"}),
        Said(7, "task_completed", task_id="t1", facts={"trace": []}),
        Said(8, "deadline_resumed", facts={"rule": "INS-01", "due": "2025-10-20"}),
        Said(9, "deadline_met", facts={"rule": "INS-01", "by": "write"}),
        Said(10, "run_ended", facts={"outcome": "受理"}),
        Said(11, "case_closed", None, facts={"as": "办结"}),
    ]
    then = [standing_after(events[:number]) for number in range(len(events) + 1)]
    assert [len(each.tasks) for each in then] == [0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert then[4].tasks["t1"].holder == "" and then[5].tasks["t1"].holder == "officer"
    assert then[6].clocks["INS-01"].paused and not then[8].clocks["INS-01"].paused
    assert then[8].clocks["INS-01"].due == "2025-10-20" and not then[9].clocks
    assert not then[9].runs["run-1"].ended and then[10].runs["run-1"].outcome == "受理"
    assert then[10].closed_as == "" and then[11].closed_as == "办结"


def went_over(number: int, before: str, after: str, **mapping: str) -> Said:
    facts = {
        "process": "intake",
        "from": 1,
        "to": 2,
        "mapping": mapping,
        "before": [before],
        "after": [after],
    }
    return Said(number, "run_migrated", facts={**facts, "trace": []})


def test_from_a_migration_on_the_story_goes_on_over_the_diagram_of_the_new_version() -> None:
    events = [
        *LOOP[:3],
        went_over(4, "check", "examine", check="examine"),
        did(5, "leave examine", "enter end"),
    ]
    story = story_of(events)
    assert [frame.version for frame in story.frames] == [1, 2]
    old = {element: mark for (frame, element), mark in story.marks_at(5).items() if frame == 0}
    new = {element: mark for (frame, element), mark in story.marks_at(4).items() if frame == 1}
    assert old["check"] == Mark("current", 1), "the diagram of the old version stays as it was then"
    assert new["examine"] == Mark("current", 1) and new["write"] == Mark("done", 1) and "check" not in new
    assert [moment.frame for moment in story.moments] == [None, 0, 0, 1, 1]
    assert {(change.frame, change.was) for change in story.moments[3].changes} == {(1, Mark())}
    assert story.marks_at(5)[1, "examine"] == Mark("done", 1)


def test_a_token_that_was_moved_by_hand_stands_where_it_was_put() -> None:
    trace = steps("cancel check", "enter write")
    moved = {"element": "write", "before": ["check"], "after": ["write"], "trace": trace}
    story = story_of([*LOOP[:3], Said(4, "token_moved", facts=moved)])
    assert states(story, 4)["check"] == Mark("cancelled", 1) and states(story, 4)["write"] == Mark(
        "current", 2
    )
    assert story.moments[3].focus == "write"


def test_a_task_that_went_over_is_open_under_its_new_name() -> None:
    opened = Said(4, "task_opened", task_id="t1", facts={"element": "check", "unit": "tj_ftz.labour"})
    events = [
        *LOOP[:3],
        opened,
        went_over(5, "check", "examine", check="examine"),
        Said(6, "task_claimed", task_id="t1"),
    ]
    found = standing_after(events)
    assert found.tasks["t1"].element == "examine" and found.runs["run-1"].version == 2
    assert story_of(events).moments[5].focus == "examine"
