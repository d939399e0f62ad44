"""The plan of a demonstration: every stage early, every step somewhere, the same cases for the same seed."""

from __future__ import annotations

import pytest

from app.demonstration.plans import DISTRICTS, ENDED, FOLLOWED, STOPS, plans
from app.house import ROOT

NO_TASKS = {
    "change_asked",
    "transfer_needed",
    "plenary_called",
    "own_check",
    "project_submitted",
    "office_opens",
}
"""Forms with which something begins or comes in; nobody has them as a task."""
ON_THE_WAY = {"collect_reports", "issue_transfer", "record_hand_over", "record_result", "review_publicity"}
"""Steps at which cases lie that have gone on to another procedure, and the scenario of a listing."""

NEVER_LEFT = {"reassign_tasks"}
"""A step that opens only when somebody leaves who has tasks; nobody leaves a demonstration."""


def test_every_step_that_officers_take_is_one_at_which_some_case_lies() -> None:
    steps = {path.stem for path in (ROOT / "forms").glob("*/*.form")}
    stops = {step for stage in STOPS for _, found in stage for step in found}
    assert steps - stops == NO_TASKS | ON_THE_WAY | NEVER_LEFT
    assert stops <= steps


def test_the_first_plans_lie_in_seven_different_stages() -> None:
    first = sorted(plans(7, "any"), key=lambda plan: plan.number)
    assert len({plan.journey.__module__ for plan in first}) == 7
    assert all(plan.halt for plan in first)


@pytest.mark.parametrize("count", [0, 1, 60, 332, 400])
def test_there_are_as_many_plans_as_asked_the_earliest_first(count: int) -> None:
    made = plans(count, "any")
    assert [plan.number for plan in sorted(made, key=lambda plan: plan.number)] == list(range(count))
    assert [plan.days_ago for plan in made] == sorted((plan.days_ago for plan in made), reverse=True)
    assert made == plans(count, "any")
    assert {plan.district for plan in made} == (
        set(DISTRICTS) if count > 1 else {plan.district for plan in made}
    )


def test_another_seed_gives_other_cases() -> None:
    assert plans(60, "one") != plans(60, "other")


def test_every_road_is_taken_in_a_demonstration_of_the_usual_size() -> None:
    taken = {plan.journey for plan in plans(360, "qingxin")}
    roads = {journey for journey, _, _ in (*ENDED, *FOLLOWED)}
    assert len(roads - taken) <= 3, [road.__name__ for road in roads - taken]
