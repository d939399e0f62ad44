"""A small office for tests of accounts, inbox and front page: units, officers, and tasks laid out by hand.

Tasks are rows here, not results of a diagram, because these tests concern what is done with tasks of any kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.actions import accounts
from app.actions.seats import actor_of
from app.actors import SYSTEM, Actor
from app.house import House, build_house
from app.passwords import hash_password
from storage.crypto import Keyring
from storage.database import Database
from storage.events import count_events
from storage.inbox import NO_DUE
from storage.models import (
    CaseFile,
    CaseUnit,
    Jurisdiction,
    Officer,
    ProcessVersion,
    Run,
    SystemChain,
    Task,
    Unit,
    new_id,
)

PASSWORD = "Case-Work-2025"
_PASSWORD_HASH = hash_password(PASSWORD)
_HOUSE: list[House] = []

CAST = {
    # sign-in name: (name, [(unit, role)])
    "clerk": ("接待员甲", [("tj_ftz.labour", "intake_clerk")]),
    "inspector": ("监察员甲", [("tj_ftz.labour", "inspector")]),
    "inspector2": ("监察员乙", [("tj_ftz.labour", "inspector")]),
    "head": ("人社局局长", [("tj_ftz.labour", "bureau_head")]),
    "mediator": ("调解员甲", [("tj_ftz.union", "mediator")]),
    "union_head": ("工会主席", [("tj_ftz.union", "union_leader")]),
    "convenor": ("组长", [("tj_ftz.leaders", "convenor")]),
    "auditor": ("审计员", [("tj_ftz.office", "auditor")]),
    "designer": ("设计员甲", [("tj_ftz.office", "process_designer")]),
    "designer2": ("设计员乙", [("tj_ftz.office", "process_designer")]),
    "director": ("办公室主任", [("tj_ftz.office", "office_director")]),
    "admin": ("系统管理员", [("tj_ftz.office", "system_admin")]),
    "outsider": ("城东监察员", [("xn_chengdong.labour", "inspector")]),
}


def house() -> House:
    """Return one house for all tests of a worker; its key is not secret."""
    if not _HOUSE:
        _HOUSE.append(build_house(Keyring(b"k" * 32)))
    return _HOUSE[0]


@dataclass
class Office:
    """A database with two districts, the cast, and helpers that lay out tasks."""

    database: Database
    officers: dict[str, str] = field(default_factory=dict)
    cases: int = 0
    opened: list[Database] = field(default_factory=list)

    def session(self) -> Session:
        """Return a session in the house."""
        session = self.database.session()
        session.info["house"] = house()
        return session

    def actor(self, name: str) -> Actor:
        """Return one of the cast with today's seats."""
        with self.session() as session:
            return actor_of(session, self.officers[name], CAST[name][0])

    def app(self, **config: object) -> Flask:
        """Return the web application on this database."""
        url = self.database.url.render_as_string(hide_password=False)
        web = create_app({"DATABASE_URL": url, "HOUSE": house(), "TESTING": True, **config})
        self.opened.append(web.extensions["database"])
        return web

    def close(self) -> None:
        """Let go of all connections, those of the web applications too."""
        for each in (self.database, *self.opened):
            each.dispose()

    def client(self, name: str | None = None, **config: object) -> FlaskClient:
        """Return a browser; with a name of the cast it has signed in."""
        client = self.app(**config).test_client()
        if name is not None:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 302, answer.text
        return client

    def events(self) -> int:
        """Return how many events there are."""
        with self.session() as session:
            return count_events(session)

    def lay_out(self, lines: list[Line]) -> list[str]:
        """Write one case with one open task for each line and return the tasks' ids."""
        with self.session() as session:
            tasks = [task for line in lines for task in self._rows(session, line)]
            session.commit()
            return [task.id for task in tasks]

    def _rows(self, session: Session, line: Line) -> Iterator[Task]:
        self.cases += 1
        number = f"津保清薪〔2025〕{self.cases:04d}号"
        case_id, run_id, at = new_id(), new_id(), line.opened_at
        district = line.unit.split(".")[0]
        session.add(
            CaseFile(
                id=case_id, jurisdiction_key=district, case_no=number, receipt_no=f"BS{self.cases:08d}",
                query_code_hash="0" * 64, title=line.subject, state="调查中", stage=line.process,
                urgency=line.urgency, group_case=line.group, first_unit_id=line.unit, lead_unit_id=line.unit,
                received_at=at, opened_at=at, wrapped_key=house().keyring.new_case_key(case_id),
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            [
                CaseUnit(case_id=case_id, unit_id=line.unit, since_at=at),
                Run(
                    id=run_id, case_id=case_id, version_id=VERSIONS[line.process], process_key=line.process,
                    status="open", state=b"", state_digest="0" * 64, step=1, home_unit_id=line.unit, started_at=at,
                ),
            ]
        )  # fmt: skip
        session.flush()
        task = Task(
            id=new_id(), case_id=case_id, run_id=run_id, process_key=line.process, element_id=line.element, path="",
            token="t", title=line.title, title_en=line.title_en, subject=line.subject, case_no=number,
            lane="labour_authority", role=line.role, unit_id=line.unit, external=line.external,
            urgency=line.urgency, due_at=line.due, sort_due=line.due or NO_DUE, opened_at=at,
            assignee_id=self.officers.get(line.holder or ""), claimed_at=at if line.holder else None,
            return_reason=line.returned,
        )  # fmt: skip
        session.add(task)
        yield task


_A_MONDAY = datetime.fromisoformat("2025-09-15T09:00:00+08:00")


@dataclass
class Line:
    """One task to lay out, with what matters of its case."""

    subject: str = "某物流公司拖欠工资投诉"
    due: datetime | None = None
    unit: str = "tj_ftz.labour"
    role: str = "inspector"
    holder: str | None = None
    process: str = "investigation"
    element: str = "investigate"
    title: str = "调查取证"
    title_en: str = "Investigate"
    urgency: str = "normal"
    group: bool = False
    external: str | None = None
    returned: str | None = None
    opened_at: datetime = _A_MONDAY


VERSIONS = {
    "complaint_intake": "v1", "investigation": "v3", "mediation": "v5", "arbitration": "v6", "blacklisting": "v7",
}  # fmt: skip
_VERSION_NAMES = {
    "complaint_intake": ("统一受理与首问分流", "Complaint intake"),
    "investigation": ("劳动保障监察", "Labour inspection"),
    "mediation": ("调解", "Mediation"),
    "arbitration": ("仲裁", "Arbitration"),
    "blacklisting": ("失信联合惩戒名单", "Blacklisting"),
}


def move_in(url: str) -> Office:
    """Furnish a migrated database: both districts with all units, the process versions and the cast."""
    office = Office(Database(url))
    with office.session() as session:
        _districts(session)
        session.commit()
    with office.session() as session:
        for sign_in_name, (name, seats) in CAST.items():
            officer = accounts.add_officer(session, sign_in_name, name, _PASSWORD_HASH, by=SYSTEM)
            office.officers[sign_in_name] = officer.id
            for unit, role in seats:
                accounts.add_membership(
                    session, officer.id, unit, role, by=SYSTEM, valid_from=date(2025, 1, 1)
                )
    return office


def _districts(session: Session) -> None:
    at = datetime.fromisoformat("2025-01-02T09:00:00+08:00")
    if session.get(SystemChain, "system") is None:
        session.add(SystemChain(key="system", event_seq=0, event_hash=""))
    for key, district in house().districts.items():
        session.add(
            Jurisdiction(
                key=key, name_zh=district.zh, name_en=district.en, profile="", profile_digest="", loaded_at=at
            )
        )
        session.flush()
        for short, unit in district.units.items():
            session.add(
                Unit(id=f"{key}.{short}", jurisdiction_key=key, short=short, name_zh=unit.zh, name_en=unit.en)
            )
    for key, version in VERSIONS.items():
        zh, en = _VERSION_NAMES[key]
        session.add(
            ProcessVersion(
                id=version, process_key=key, number=1, digest=key, name_zh=zh, name_en=en, published_at=at
            )
        )


def days(start: datetime, number: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    """Return a moment some days after the day of `start`, by default the last second of that day."""
    return (start + timedelta(days=number)).replace(hour=hour, minute=minute, second=second, microsecond=0)


def _build(url: str) -> None:
    move_in(url).database.dispose()


@pytest.fixture
def office(prepared: Callable[[str, Callable[[str], None]], str]) -> Iterator[Office]:
    """An office on SQLite, then on PostgreSQL, with nothing to do yet."""
    found = Office(Database(prepared("office", _build)))
    with found.session() as session:
        found.officers.update(
            {name: key for name, key in session.execute(select(Officer.sign_in_name, Officer.id))}
        )
    yield found
    found.close()
