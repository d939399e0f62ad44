"""Units see the cases they work on, overseers those of their district, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from sqlalchemy import select

from app.permissions import units_where, whole_districts
from storage.models import CaseFile, CaseUnit, Task
from storage.scope import cases_visible_to, tasks_visible_to
from tests.support.clock import A_WEDNESDAY
from tests.support.office import Line, Office


@pytest.fixture
def cases(office: Office) -> Office:
    """A case of the labour bureau that the union joined, one of the union, one of the other district."""
    office.lay_out(
        [Line("人社"), Line("工会", unit="tj_ftz.union"), Line("西宁", unit="xn_chengdong.labour")]
    )
    with office.session() as session:
        shared = session.scalars(select(CaseFile).where(CaseFile.title == "人社")).one()
        session.add(CaseUnit(case_id=shared.id, unit_id="tj_ftz.union", since_at=A_WEDNESDAY))
        session.commit()
    return office


def titles(office: Office, units: Collection[str], districts: Collection[str] = ()) -> set[str]:
    with office.session() as session:
        return set(session.scalars(select(CaseFile.title).where(cases_visible_to(units, districts))))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("inspector", {"人社"}),
        ("mediator", {"人社", "工会"}),
        ("outsider", {"西宁"}),
        ("convenor", {"人社", "工会"}),
        ("auditor", {"人社", "工会"}),
        ("admin", set()),
    ],
)
def test_everybody_sees_the_cases_of_his_units_or_of_his_district(
    cases: Office, who: str, seen: set[str]
) -> None:
    actor = cases.actor(who)
    assert titles(cases, units_where(actor, "case.read"), whole_districts(actor)) == seen


def test_without_unit_and_district_nothing_is_seen(cases: Office) -> None:
    assert titles(cases, ()) == set()


def test_a_task_is_seen_by_its_unit_only_even_when_others_share_the_case(cases: Office) -> None:
    with cases.session() as session:
        seen = session.scalars(select(Task.subject).where(tasks_visible_to(["tj_ftz.union"]))).all()
    assert seen == ["工会"]
