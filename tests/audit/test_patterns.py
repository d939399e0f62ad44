"""What many courses tell: heat, the usual path, who left it, whose hands, and two courses side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.audit.comparing import side_by_side, steps_of, usual_steps
from app.audit.courses import Course, courses_of
from app.audit.patterns import deviations_of, hands_of, heat_of, levels, usual_path

BEGIN = datetime(2025, 9, 1, 1, tzinfo=UTC)
STEPS = frozenset({"write", "check", "sign"})


@dataclass
class Chain:
    """One case with one run, as its events are written."""

    case: str
    events: list[Any] = field(default_factory=list)

    def add(self, day: float, kind: str, *trace: str, by: str | None = None, **facts: Any) -> Chain:
        given = {**facts, "trace": [dict([word.split(" ")]) for word in trace]} if trace else facts
        self.events.append(
            _Said(
                self.case, len(self.events) + 1, kind, BEGIN + timedelta(days=day), by, "u" if by else None,
                f"run-{self.case}", None, given,
            )
        )  # fmt: skip
        return self

    def begin(self) -> Chain:
        return self.add(0, "run_started", "enter write", process="intake", version=1)

    def done(self, day: float, leave: str, enter: str, by: str = "anna") -> Chain:
        return self.add(day, "task_completed", f"leave {leave}", f"enter {enter}", by=by, element=leave)

    def end(self, day: float) -> Chain:
        return self.add(day, "run_ended", outcome="受理")


@dataclass
class _Said:
    chain: str
    chain_seq: int
    kind: str
    at: datetime
    actor_id: str | None
    unit_id: str | None
    run_id: str | None
    task_id: str | None
    facts: dict[str, Any]


def straight(case: str, days: float = 1) -> Chain:
    """write, check, sign; each takes so many days."""
    chain = Chain(case).begin().done(days, "write", "check").done(2 * days, "check", "sign", by="bert")
    return chain.done(3 * days, "sign", "end").end(3 * days)


def courses(*chains: Chain) -> list[Course]:
    return courses_of(event for chain in chains for event in chain.events)


LOOPING = Chain("loop").begin().done(1, "write", "check").done(2, "check", "write").done(4, "write", "check")
SHORT = Chain("short").begin().done(1, "write", "sign").done(2, "sign", "end").end(2)


def test_heat_says_how_often_and_how_long() -> None:
    found = {heat.place: heat for heat in heat_of(courses(straight("a", 1), straight("b", 3), LOOPING))}
    assert (found["write"].runs, found["write"].visits, found["write"].open) == (3, 4, 0)
    assert (found["write"].usual, found["write"].longest) == (timedelta(days=1.5), timedelta(days=3))
    assert (found["check"].visits, found["check"].open) == (4, 1)


def test_levels_go_by_the_share_of_the_greatest() -> None:
    assert levels({"a": 10, "b": 5, "c": 0.1, "d": 0}) == {"a": 5, "b": 3, "c": 1}
    assert levels({}) == {}


def test_the_usual_path_is_the_one_that_most_took() -> None:
    assert usual_path(courses(straight("a"), straight("b"), SHORT), STEPS) == ["write", "check", "sign"]
    assert usual_path(courses(LOOPING), STEPS) == ["write", "check"], (
        "without ended runs those that go on count"
    )
    assert usual_path([], STEPS) == []


def test_who_skipped_repeated_returned_or_was_moved_is_told() -> None:
    odd = Chain("odd").begin()
    odd.add(1, "lane_skipped", "leave write", "enter check", element="write", reason="未设单位")
    odd.add(2, "task_returned", by="anna", element="check")
    odd.add(3, "token_moved", "cancel check", "enter sign", by="chief", element="sign", reason="录入有误")
    odd.add(4, "run_migrated", by="chief", **{"from": 1, "to": 2, "mapping": {}})
    found = {
        each.course.case: each
        for each in deviations_of(courses(straight("a"), straight("b"), LOOPING, SHORT, odd), STEPS)
    }
    assert set(found) == {"loop", "short", "odd"}
    assert found["loop"].repeated == (("write", 2), ("check", 2)) and found["loop"].left_out == ()
    assert found["short"].left_out == ("check",)
    assert found["odd"].skipped == (("write", "未设单位"),) and found["odd"].returned == 1
    assert found["odd"].moved == (("sign", "录入有误", "chief"),) and found["odd"].course.migrated == [(1, 2)]


def test_hands_say_who_decided_what_how_often_and_gave_it_back() -> None:
    chain = straight("a").add(5, "task_returned", by="bert", element="check")
    found = {(hand.place, hand.officer): hand for hand in hands_of(courses(chain, straight("b")))}
    assert found["write", "anna"].done == 2 and found["check", "bert"].done == 2
    assert found["check", "bert"].returned == 1 and found["write", "anna"].returned == 0


def test_two_courses_stand_side_by_side() -> None:
    (long,), (short,) = courses(straight("a")), courses(SHORT)
    lines = side_by_side(steps_of(long, STEPS), steps_of(short, STEPS))
    assert [(line.place, line.left is not None, line.right is not None) for line in lines] == [
        ("write", True, True),
        ("check", True, False),
        ("sign", True, True),
    ]


def test_a_course_stands_beside_the_usual_path_with_its_usual_lengths() -> None:
    others, (short,) = courses(straight("a", 1), straight("b", 3)), courses(SHORT)
    usual = usual_steps(usual_path(others, STEPS), others)
    assert usual[0][1].length == timedelta(days=2)
    assert [line.place for line in side_by_side(steps_of(short, STEPS), usual) if line.left is None] == [
        "check"
    ]


def test_an_open_stay_goes_on_under_its_new_name() -> None:
    chain = (
        Chain("a")
        .begin()
        .add(1, "run_migrated", by="chief", **{"from": 1, "to": 2, "mapping": {"write": "draft"}})
    )
    (course,) = courses(chain.done(3, "draft", "check"))
    assert course.stays[0].place == "draft" and course.stays[0].length == timedelta(days=3)
