"""Warnings of clocks as background work: the scan reads only clocks whose next warning has come."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.warning import warn_of_clocks
from app.actors import SYSTEM
from app.house import house_of
from app.refusals import NotReady
from storage.clocks import clocks_to_warn

MOST_AT_ONCE = 200

_LOG = logging.getLogger("qingxin.worker")


def warn(session: Session) -> int:
    """Tell of the clocks whose next warning has come, a batch of them case by case; return how many cases."""
    cases: dict[str, list[str]] = {}
    for clock_id, case_id in clocks_to_warn(session, house_of(session).now(), MOST_AT_ONCE):
        cases.setdefault(case_id, []).append(clock_id)
    for case_id, clock_ids in cases.items():
        try:
            warn_of_clocks(session, case_id, clock_ids, by=SYSTEM)
        except NotReady:
            _LOG.info("clocks of case %s were told of meanwhile", case_id)
    return len(cases)
