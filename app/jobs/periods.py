"""Starts by the calendar as background work: each is begun once per district and period, whichever worker is first."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.periods import PeriodDue, begin_period, periods_due
from app.actors import SYSTEM
from app.house import house_of
from app.jobs.patience import PASSING
from app.refusals import NotReady

_LOG = logging.getLogger("qingxin.worker")


def begin(session: Session) -> int:
    """Begin what the calendar has reached; return how many cases. What fails is logged and tried again later."""
    return sum(_begun(session, due) for due in periods_due(session, house_of(session).now()))


def _begun(session: Session, due: PeriodDue) -> bool:
    try:
        case = begin_period(session, due, by=SYSTEM)
    except NotReady:
        _LOG.info("%s %s of %s was begun meanwhile", due.process_key, due.period.key, due.district)
        return False
    except PASSING:
        raise
    except Exception:
        _LOG.exception("%s %s of %s could not begin", due.process_key, due.period.key, due.district)
        return False
    _LOG.info("%s %s of %s began as %s", due.process_key, due.period.key, due.district, case.case_no)
    return True
