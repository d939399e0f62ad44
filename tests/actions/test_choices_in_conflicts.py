"""A choice in a conflict of rules counts from its day; what is open keeps the former one, or is counted again."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from app.actions.choice_clocks import preview_choice
from app.actions.law import law_of
from app.actions.rules import EditionRefused, settle_conflict
from app.clock import LOCAL, SetClock
from app.house import ROOT
from app.jobs.choice_recounts import count_again
from app.refusals import NotReady
from storage.models import ChoiceRecount, Deadline, Event
from tests.actions.flows import Desk, line
from tests.support.clock import at
from tests.support.tiny import Tiny, step

GROUNDS = ("法制审核意见", "法审〔2025〕3 号（虚构）")
DAY = date(2025, 9, 29)
CONFLICTS = tomllib.loads((ROOT / "processes" / "rule_conflicts.toml").read_text("utf-8"))
OTHERWISE = [
    (key, choice)
    for key, each in CONFLICTS.items()
    for choice in each["choices"]
    if choice != each["default"]
]


@pytest.fixture
def desk(tiny: Tiny, clock: SetClock) -> Desk:
    """An office whose clock stands on Wednesday 24 September 2025."""
    return Desk(tiny)


def settle(desk: Desk, key: str, choice: str, *, reaches_open: bool = False, on: date = DAY) -> str:
    with desk.office.session() as session:
        by = desk.office.actor("head")
        when = {"effective_on": on, "reaches_open": reaches_open}
        return settle_conflict(session, key, choice, *GROUNDS, by=by, **when).id  # type: ignore[arg-type]


def test_every_choice_counts_for_steps_entered_from_its_day_and_not_before(
    desk: Desk, clock: SetClock
) -> None:
    first = {key: each["default"] for key, each in CONFLICTS.items()}
    last = dict(OTHERWISE)
    for key, choice in last.items():
        settle(desk, key, choice)
    with desk.office.session() as session:
        before = law_of(session).settings_of("tj_ftz")
        assert {key: before[f"conflict_{key.lower()}"] for key in first} == first
    clock.set(at(2025, 9, 28, 23, 59))
    with desk.office.session() as session:
        assert law_of(session).settings_of("tj_ftz") == before
    clock.set(at(2025, 9, 29, 0, 0))
    with desk.office.session() as session:
        law = law_of(session)
        after = law.settings_of("tj_ftz")
        assert {key: after[f"conflict_{key.lower()}"] for key in last} == last
        assert after["deposit_first"] is False and law.rules["INS-04"].unit == "wd"
        assert {"INS-07", "BLK-15a"} & law.off and "INS-04" in law.from_opening
        assert law.settings_of("tj_ftz", date(2025, 9, 28)) == before, "an open step keeps its choice"
        assert law.settings_of("tj_ftz", date(2025, 9, 29)) == after


def test_an_open_step_follows_a_choice_only_where_the_choice_says_so(desk: Desk, clock: SetClock) -> None:
    opened, last = date(2025, 9, 24), dict(OTHERWISE)
    for number, (key, choice) in enumerate(last.items()):
        settle(desk, key, choice, reaches_open=number % 2 == 0)
    clock.set(at(2025, 9, 29))
    with desk.office.session() as session:
        told = law_of(session).settings_of("tj_ftz", opened)
    for number, (key, choice) in enumerate(last.items()):
        expected = choice if number % 2 == 0 else CONFLICTS[key]["default"]
        assert told[f"conflict_{key.lower()}"] == expected, key


def begun(desk: Desk) -> str:
    case_id = desk.begin("one")
    desk.complete(case_id, "receive")
    return case_id


def clocks(desk: Desk, case_id: str) -> list[tuple[str, date, bool]]:
    """Rule and last day of the clocks of a case, and whether each still runs."""
    rows = desk.office.rows(Deadline, Deadline.case_id == case_id)
    found = [(row.rule, row.due_at.astimezone(LOCAL).date(), row.replaced_at is None) for row in rows]
    return sorted(found)


def test_a_clock_follows_the_choice_of_the_day_on_which_it_starts(desk: Desk, clock: SetClock) -> None:
    desk.publish("one", line("one", step("receive", starts="INS-04"), step("answer", meets="INS-04")))
    settle(desk, "C5", "working")
    before = begun(desk)
    assert clocks(desk, before) == [("INS-04", date(2025, 10, 9), True)]
    clock.set(at(2025, 9, 29))
    after = begun(desk)
    assert clocks(desk, after) == [
        ("INS-04", date(2025, 10, 15), True)
    ]  # 30.9., 9.–11. and 13.–15.10.: seven days
    assert clocks(desk, before) == [("INS-04", date(2025, 10, 9), True)]


@pytest.mark.parametrize(
    ("key", "choice", "starts", "told"),
    [
        ("C1", "local", "INS-07,INS-08", [("INS-07", None)]),
        ("C5", "working", "INS-04", [("INS-04", date(2025, 10, 11))]),
        ("C6", "intake", "INS-04", [("INS-04", date(2025, 9, 29))]),
    ],
)
def test_open_clocks_are_counted_again_in_the_background_as_the_preview_has_told(
    desk: Desk, clock: SetClock, key: str, choice: str, starts: str, told: list[tuple[str, date | None]]
) -> None:
    desk.publish("one", line("one", step("receive", starts=starts), step("answer", meets=starts)))
    clock.set(at(2025, 9, 22))
    case_id = desk.begin("one")
    clock.set(at(2025, 9, 25))
    desk.complete(case_id, "receive")
    was = clocks(desk, case_id)
    with desk.office.session() as session:
        seen = preview_choice(session, key, choice, DAY)
        assert [(each.rule, each.new) for each in seen] == told
    edition = settle(desk, key, choice, reaches_open=True)
    assert clocks(desk, case_id) == was, "nothing moves before the day"
    clock.set(at(2025, 9, 29))
    for _ in range(2):
        with desk.office.session() as session:
            count_again(session, edition)
    moved = {rule: new for rule, new in told}
    assert clocks(desk, case_id) == [
        (rule, moved.get(rule) or due, rule not in moved or moved[rule] is not None) for rule, due, _ in was
    ]
    with desk.office.session() as session:
        (row,) = session.query(ChoiceRecount).all()
    assert (row.cases, row.counted, row.moved) == (1, 1, 1) and row.done_at is not None
    kinds = [each.kind for each in desk.events(case_id)]
    assert kinds.count("deadline_recomputed") + kinds.count("deadline_set_aside") == 1


def test_a_day_gone_by_and_the_same_choice_again_are_refused_and_nothing_is_written(desk: Desk) -> None:
    before = desk.everything()
    with pytest.raises(EditionRefused) as refused:
        settle(desk, "C2", "local", on=date(2025, 9, 23))
    assert refused.value.zh == "生效日期应为 2025-09-24 或以后、两年以内的日期。"
    assert desk.everything() == before
    settle(desk, "C2", "local")
    with pytest.raises(NotReady, match="as it was"):
        settle(desk, "C2", "local", on=date(2025, 10, 8))
    (told,) = desk.office.rows(Event, Event.kind == "rule_edition_made")
    assert told.facts["effective_on"] == "2025-09-29" and told.facts["reaches_open"] is False
