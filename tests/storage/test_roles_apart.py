"""三员分立 in the tables themselves: whoever writes past the actions is refused by the database."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from app.permissions import APART
from storage.models import Membership, new_id
from tests.support.office import Office

FIRST = date(2025, 6, 1)


def give(office: Office, name: str, role: str, since: date = FIRST, until: date | None = None) -> None:
    """Write a membership by hand, as somebody with the database's password would."""
    with office.session() as session:
        row = Membership(id=new_id(), officer_id=office.officers[name], unit_id="tj_ftz.office", role=role)
        row.valid_from, row.valid_to = since, until
        session.add(row)
        session.commit()


@pytest.mark.parametrize("role", sorted(APART))
def test_nobody_at_work_becomes_an_administrator_or_auditor_as_well(office: Office, role: str) -> None:
    with pytest.raises(DBAPIError, match="exclude each other"):
        give(office, "inspector", role)


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "inspector"])
def test_an_administrator_gets_no_second_role(office: Office, role: str) -> None:
    with pytest.raises(DBAPIError, match="exclude each other"):
        give(office, "admin", role)


def test_a_role_is_not_turned_into_one_that_excludes_the_other(office: Office) -> None:
    give(office, "inspector", "unit_officer")
    with office.session() as session, pytest.raises(DBAPIError, match="exclude each other"):
        session.execute(
            update(Membership)
            .where(Membership.officer_id == office.officers["inspector"], Membership.role == "unit_officer")
            .values(role="system_admin")
        )
        session.commit()


def test_one_after_the_other_both_may_be_held(office: Office) -> None:
    with office.session() as session:
        mine = Membership.officer_id == office.officers["admin"]
        session.execute(update(Membership).where(mine).values(valid_to=date(2025, 5, 31)))
        session.commit()
    give(office, "admin", "inspector")
    with pytest.raises(DBAPIError, match="exclude each other"):
        give(office, "admin", "system_admin", date(2025, 12, 31))
