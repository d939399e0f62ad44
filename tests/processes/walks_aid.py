"""Walks through legal aid: advice only, aid with another helper, urgent aid, refused with or without an objection."""

from __future__ import annotations

from typing import Any

from tests.processes.moves import SERVED, Move, Moves, Path, do, time_is_up

CASE: dict[str, Any] = {"refs": {"aid_applicant": "party:1"}}


def registered(**more: Any) -> Move:
    """Somebody applies for aid."""
    asked = {"wants_aid": True, "headcount": 1, "wage_claim": True, "migrant": True}
    return do("advise_and_register", **{**asked, "days_to_limit": 60, "preservation_needed": False, **more})


def decided(decision: str) -> Move:
    """The office decides."""
    return do("decide_aid", aid_decision=decision)


def helped(progress: str) -> Move:
    """The helper reports."""
    return do("give_aid", progress=progress)


REFUSED: Moves = (registered(wage_claim=False, migrant=False), decided("不予援助"), *SERVED)


def aid(name: str, moves: Moves, end: str, *, asked: bool = True) -> Path:
    """Asked for by the intake, or by who comes for help."""
    how = {"message": "start_legal_aid"} if asked else {"element": "aid_asked"}
    return Path(name, moves, (end,), case=CASE, data={"headcount": 1} if asked else {}, **how)


ASSIGNED = do("assign_helper")
LEGAL_AID = [
    aid("只咨询", (do("advise_and_register", wants_aid=False),), "advised", asked=False),
    aid(
        "补充材料后给予援助，更换承办人后办结",
        (
            registered(),
            decided("补充材料"),
            registered(),
            decided("给予援助"),
            ASSIGNED,
            helped("办理中"),
            helped("更换承办人"),
            ASSIGNED,
            helped("办结"),
        ),
        "aided",
    ),
    aid(
        "先行援助后终止",
        (registered(days_to_limit=3), decided("先行援助"), ASSIGNED, helped("终止援助")),
        "stopped",
    ),
    aid("不予援助，期满无异议", (*REFUSED, time_is_up("no_objection")), "refused"),
    aid(
        "异议，维持",
        (*REFUSED, do("record_objection"), do("review_objection", review_outcome="维持")),
        "refused",
    ),
    aid(
        "异议，责令改正后援助",
        (
            *REFUSED,
            do("record_objection"),
            do("review_objection", review_outcome="责令改正"),
            ASSIGNED,
            helped("办结"),
        ),
        "aided",
    ),
]
