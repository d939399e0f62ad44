"""Errands of the designer's desk as background work: each is run by one worker, and anew when that died."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.actions.errands import run_errand
from app.house import house_of
from app.jobs.kind import Kind
from app.jobs.outbox import GIVEN_UP, Outbox
from app.jobs.patience import PASSING, patiently
from storage.database import Database, housekeeping
from storage.errands import any_errand_waiting, errand_of, queued_errands, waiting_errands
from storage.models import DeskErrand

NAME = "run_errand"

_LOG = logging.getLogger("qingxin.worker")


def run(database: Database, errand_id: str) -> None:
    """Run an errand, unless it is over; while the database is in trouble it is tried again."""
    patiently(lambda: _run(database, errand_id))


def _run(database: Database, errand_id: str) -> None:
    with database.session() as session:
        errand = errand_of(session, errand_id)
        if errand is None or errand.state != "queued":
            return
        kind = errand.kind
        try:
            state, answer = run_errand(session, errand)
        except PASSING:
            raise
        except Exception as error:
            _LOG.exception("errand %s failed", errand_id)
            state, answer = (
                "refused",
                _broken(
                    f"系统内部错误（{type(error).__name__}），详见后台日志。",
                    f"Internal error ({type(error).__name__}); see the log of the workers.",
                ),
            )
    with database.session() as session:
        settle(session, errand_id, state, answer)
        _LOG.info("errand %s (%s): %s", errand_id, kind, state)


@housekeeping
def settle(session: Session, errand_id: str, state: str, answer: Mapping[str, Any]) -> None:
    """Note how an errand ended, done or refused, with what came of it."""
    found = errand_of(session, errand_id, locked=True)
    if found is not None and found.state == "queued":
        found.state, found.answer = state, dict(answer)
        found.ended_at = house_of(session).now()


def _take(errand: DeskErrand) -> tuple[str, int]:
    errand.state = "queued"
    return errand.id, errand.generation


def _again(session: Session, errand_id: str, generation: int) -> bool:
    found = errand_of(session, errand_id, locked=True)
    if found is None or (found.state, found.generation) != ("queued", generation):
        return False
    found.state, found.generation = "waiting", generation + 1
    return True


def _give_up(session: Session, errand_id: str, _generation: int) -> None:
    settle(session, errand_id, "refused", _broken(*GIVEN_UP))


def _broken(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en, "needs_reason": False, "findings": []}


OUTBOX = Outbox(
    NAME,
    "errand",
    lambda session, _now: any_errand_waiting(session),
    lambda session, _now: waiting_errands(session),
    queued_errands,
    _take,
    _again,
    _give_up,
)
ERRANDS = Kind(NAME, run, OUTBOX.feed, OUTBOX.mend)
