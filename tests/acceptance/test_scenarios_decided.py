"""Scenarios S06 and S07: an award on a restarted clock, and a listing with objection and early removal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.clock import LOCAL
from app.demonstration.stories_listing import s07
from app.demonstration.stories_tianjin import s06
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, sent_to, tasks_of
from tests.acceptance.http_hands import HttpPlayer


def test_an_added_party_restarts_the_clock_and_one_final_award_follows(hands: HttpPlayer) -> None:
    case_id = s06(hands)
    expected = {
        ("ARB-02", "2026-03-02", "2026-03-09"),
        ("ARB-04a", "2026-03-05", "2026-03-12"),
        ("ARB-05", "2026-03-05", "2026-03-12"),
        ("ARB-04b", "2026-03-09", "2026-03-23"),
        ("ARB-07", "2026-03-05", "2026-04-20"),
        ("ARB-07", "2026-03-25", "2026-05-09"),
        ("ARB-06a", "2026-04-08", "2026-03-31"),
        ("ARB-15a", "2026-04-29", "2026-05-14"),
        ("ARB-15b", "2026-04-29", "2026-05-29"),
    }
    assert expected <= clocks(hands, case_id)
    assert runs_of(hands, case_id) == {"arbitration": ["裁决"]}
    events = record_is_whole(hands, case_id)
    done = [event for event in events if event.kind == "task_completed"]
    restart = next(event for event in done if event.facts["element"] == "record_restart")
    assert "case.arbitration.restart_ground" in restart.facts["fields"] and restart.facts["sealed"]
    assert decided(events, "final_award_test") == "终局裁决"


def test_above_twelve_minimum_wages_the_award_is_split_into_two_documents(hands: HttpPlayer) -> None:
    case_id = s06(hands, Decimal(2000))
    events = record_is_whole(hands, case_id)
    assert decided(events, "final_award_test") not in ("终局裁决", None)
    facts = facts_at(hands, case_id, "case.arbitration.final_award", "case.arbitration.other_award")
    assert facts["arbitration"].get("final_award") and facts["arbitration"].get("other_award")


def decided(events: list[object], decision: str) -> str | None:
    """Return what a decision table answered last, as the record has it."""
    answer = None
    for event in events:
        for entry in event.facts.get("trace", []):  # type: ignore[attr-defined]
            if "classify_award" in str(entry.get("decision")) or decision in str(entry.get("decision")):
                answer = entry["outputs"].get("award_kind")
    return answer


def test_three_subjects_are_listed_after_an_objection_and_removed_together(hands: HttpPlayer) -> None:
    listed = s07(hands)
    expected = {
        ("BLK-05", "2026-01-19", "2026-02-14"),
        ("BLK-03", "2026-01-22", "2026-01-29"),
        ("BLK-04", "2026-01-28", "2026-02-04"),
        ("BLK-07", "2026-02-10", "2029-02-10"),
        ("BLK-09", "2026-03-20", "2026-09-20"),
        ("BLK-11", "2026-09-21", "2026-10-19"),
        ("BLK-12", "2026-10-12", "2026-10-26"),
        ("BLK-15a", "2026-02-10", "2027-02-10"),
    }
    assert expected <= clocks(hands, listed)
    assert case_of(hands, listed).state == "移出名单"
    removed = facts_at(hands, listed, "case.listing.removed_subjects")["listing"]["removed_subjects"]
    assert len(removed) == 3, "all three subjects together"
    tasks = tasks_of(hands, listed)
    asked = {task.unit_id for task in tasks if task.element_id == "apply_measures"}
    ended = {task.unit_id for task in tasks if task.element_id == "end_measures" and task.closed_at}
    assert ended == asked and len(asked) > 20, "every unit that was asked has ended its measures, with a date"
    opinion = next(task for task in tasks if task.element_id == "prepare_opinion")
    opened_on = opinion.opened_at.astimezone(LOCAL).date().isoformat()
    assert opened_on >= "2026-01-30", "nothing is decided before every objection window is over"
    assert "review_publicity" in hands.open_elements(listed), "the year of publicity needs a legal review"
    assert runs_of(hands, listed)["credit_sharing"] == ["已共享", None], "public until its least term is over"
    hands.at("2027-02-15T09:00")
    hands.do(listed, "stop_publicity", {"case.credit_publicity.stopped_on": date(2027, 2, 15)})
    assert runs_of(hands, listed)["credit_sharing"] == ["已共享", "已停止公示"]
    assert sent_to(hands, listed, "credit_platform") == [
        ("list_entry", "confirmed"),
        ("list_removal", "confirmed"),
    ]
    record_is_whole(hands, listed)
