"""Where changes of members lie in a demonstration, and which roads they go to the end."""

from __future__ import annotations

from app.demonstration import journeys_membership as membership
from app.demonstration.journeys import Journey

STOPS: tuple[tuple[Journey, dict[str, int]], ...] = (
    (
        membership.confirmed_lane,
        {"review_change": 2, "report_change": 4, "decide_approval": 8, "read_notice": 9},
    ),
    (membership.documented, {"record_document": 8}),
)
"""Roads with the step that is open and the days that it takes at most to come there."""

ENDED: tuple[tuple[Journey, int, int], ...] = (
    (membership.confirmed_lane, 24, 1),
    (membership.documented, 24, 1),
    (membership.not_needed, 8, 1),
    (membership.refused, 12, 1),
)
"""Roads that end with a closed case, the days this takes, and how often they are chosen."""
