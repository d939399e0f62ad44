"""An office with work to do, for tests of pages."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.clock import SetClock
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office, days


def due(number: int) -> datetime:
    """Return the end of a day, counted from the Wednesday of the tests."""
    return days(A_WEDNESDAY, number)


@pytest.fixture
def busy(office: Office, clock: SetClock) -> Office:
    """Ten tasks of the labour bureau and its neighbours, a Wednesday before the holidays."""
    office.lay_out(
        [
            Line("无期限的案件"),
            Line("下月到期的案件", due(30)),
            Line("周五到期的案件", due(2), urgency="urgent"),
            Line("今天到期的案件", due(0), holder="inspector"),
            Line("昨天到期的案件", due(-1), holder="inspector2", group=True),
            Line("上周到期的案件", due(-7), returned="金额不符"),
            Line(
                "待审批的案件",
                due(3),
                role="inspection_head",
                title="立案审批",
                title_en="Approve",
                element="approve",
            ),
            Line("公安的案件", due(4), external="公安机关"),
            Line(
                "工会的案件", due(1), unit="tj_ftz.union", role="mediator", process="mediation", title="调解"
            ),
            Line("西宁的案件", due(1), unit="xn_chengdong.labour"),
        ]
    )
    return office
