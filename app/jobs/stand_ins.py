"""Hand-overs give way to processes that came into force, as background work: each in a transaction of its own."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.actions.stand_ins import StandIn, replace_stand_in, stand_ins_due
from app.actors import SYSTEM
from app.jobs.patience import PASSING
from app.refusals import NotReady

_LOG = logging.getLogger("qingxin.worker")


def replace(session: Session) -> int:
    """Replace every hand-over that can be; return how many. What fails is logged and tried again later."""
    return sum(_replaced(session, each) for each in list(stand_ins_due(session)))


def _replaced(session: Session, stand_in: StandIn) -> bool:
    try:
        replace_stand_in(session, stand_in.run_id, by=SYSTEM)
    except NotReady:
        return False
    except PASSING:
        raise
    except Exception:
        _LOG.exception("%s could not take over run %s", stand_in.procedure, stand_in.run_id)
        return False
    return True
