"""What officers do on a walk through a diagram, written as data; it knows the engine only through a walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.engine.walk import TODAY, Walk

Move = Callable[[Walk], object]
Moves = tuple[Move, ...]

SETTINGS: dict[str, Any] = {
    "group_size": Decimal(10),
    "letters_available": True,
    "urgent_headcount": Decimal(30),
    "crime_amount_one": Decimal(5000),
    "crime_amount_group": Decimal(30000),
    "fine_threshold": Decimal(50000),
    "fine_threshold_person": Decimal(5000),
    "min_wage_month": Decimal(2320),
    "supervision_reply_days": Decimal(7),
    "supervision_grace_days": Decimal(5),
    "major_headcount": Decimal(30),
    "major_amount": Decimal(500000),
    "plenary_notice_days": Decimal(30),
    "meeting_topic_days": Decimal(5),
    "minutes_read_days": Decimal(10),
    "rectify_days": Decimal(15),
    "risk_red_complaints": Decimal(3),
    "risk_orange_gaps": Decimal(2),
    "aid_objection_days": Decimal(30),
    "payer_fixed_days": Decimal(30),
    "payment_window_days": Decimal(7),
    "conflict_c2": "national",
    "conflict_c3": "both",
    "conflict_c4": "both",
    "conflict_c8": "warn",
    "conflict_c9": "questions",
    "conflict_c10": "split",
    "fund_enabled": True,
    "fund_per_person": Decimal(2000),
}
FACTS: Mapping[str, Any] = {
    "setting": SETTINGS,
    "units": {"all_members": ["labour", "construction"]},
    "case": {},
}


@dataclass(frozen=True)
class Path:
    """One walk: how the run begins, what is done in order, and the end events of its own it must come to."""

    name: str
    moves: Moves
    ends: tuple[str, ...]
    message: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    case: Mapping[str, Any] = field(default_factory=dict)
    element: str | None = None
    setting: Mapping[str, Any] = field(default_factory=dict)


def do(element: str, **answers: Any) -> Move:
    """Complete the oldest open task of an element; whole numbers become decimals, as a form gives them."""
    given = {name: Decimal(value) if type(value) is int else value for name, value in answers.items()}
    return lambda walk: walk.do(element, None, **given)


def time_is_up(element: str) -> Move:
    """Let a clock fire."""
    return lambda walk: walk.time_is_up(element)


def hear(message: str, **payload: Any) -> Move:
    """Let a message arrive."""
    return lambda walk: walk.receive(message, **payload)


def walk(key_definition: Any, path: Path) -> Walk:
    """Walk the path and return the walk with all its steps."""
    facts = {**FACTS, "setting": {**SETTINGS, **path.setting}, "case": dict(path.case)}
    named = {"message": path.message, "element": path.element}
    how = {name: told for name, told in named.items() if told}
    going = Walk(key_definition, dict(path.data), facts, **how)
    for move in path.moves:
        move(going)
    return going


SERVED: Moves = (
    do("choose_method", method="直接送达"),
    do("deliver_in_person", attempt="已签收"),
    do("record_service", served_on=TODAY, service_method="直接送达"),
)
"""A document handed over to its receiver."""

HEAD_SIGNS: Moves = (do("decide_approval", approval="批准"),)
"""The head of the section is the one who approves: no review before."""

SIGNED: Moves = (do("review_by_section", section_opinion="同意"), *HEAD_SIGNS)
"""Reviewed by the section, signed by the bureau."""

REFUSED: Moves = (do("review_by_section", section_opinion="同意"), do("decide_approval", approval="不批准"))
"""Reviewed by the section, refused by the bureau."""

LEGALLY_SIGNED: Moves = (
    do("review_by_section", section_opinion="同意"),
    do("review_law", legal_opinion="审核通过"),
    *HEAD_SIGNS,
)
"""Reviewed by section and legal reviewer, signed by the bureau."""

LEGALLY_REFUSED: Moves = (
    do("review_by_section", section_opinion="同意"),
    do("review_law", legal_opinion="审核通过"),
    do("decide_approval", approval="不批准"),
)
"""Reviewed by section and legal reviewer, refused by the bureau."""


def day(text: str) -> date:
    """A date from its ISO text."""
    return date.fromisoformat(text)
