"""Both districts at work: published processes, all posts, and cases made by real actions on a moving clock.

`lived` is such a place on SQLite, then on PostgreSQL, standing on 14 October 2025. Its cases by name: `filed` (ours,
waits for the filing proposal), `open` (ours, under investigation), `sealed` (ours, reporter asks for secrecy, waits
to be examined) and `finished` (Xining, a whole group complaint with roster, papers and payments).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.actions.completing import Completion
from app.actions.districts import load_districts
from app.actions.folder import case_key
from app.actions.publishing import publish_shipped
from app.actions.seats import actor_of
from app.actions.sheets import sheet_of
from app.actors import Actor
from app.clock import LOCAL, SetClock, clock_at
from app.demonstration import stories, stories_xining
from app.demonstration.filling import Fields, fill
from app.demonstration.officers import PASSWORD, add_posts
from app.demonstration.player import Player
from app.house import ROOT, House
from storage.database import Database
from storage.events import count_events
from storage.models import CaseFile, Event, Officer, Task
from storage.sections import sections_of
from storage.tasks import open_tasks_of_case
from tests.support.office import house

NOW = datetime(2025, 10, 14, 10, 30, tzinfo=LOCAL)
INSPECTOR, INSPECTOR_2, CLERK = "tj.labour.inspector1", "tj.labour.inspector2", "tj.labour.clerk1"
HEAD, MEDIATOR, OFFICE = "tj.labour.inspection_head", "tj.union.mediator1", "tj.office.office_officer1"
OUTSIDER, XINING = "tj.finance.clerk1", "xn.labour.inspector1"
NAMES = ("filed", "open", "sealed", "finished")


class _Enough(Exception):
    """The case has come as far as the tests need it."""


class _Limited(Player):
    """Plays a story until so many steps are done."""

    left = 10_000

    def do(
        self, case_id: str, element_id: str, answers: Mapping[str, Any] | None = None, **where: Any
    ) -> Completion:
        if self.left <= 0:
            raise _Enough
        self.left -= 1
        return super().do(case_id, element_id, answers, **where)


@dataclass
class Lived:
    """A database with a past, and how tests act in it."""

    database: Database
    cases: dict[str, str] = field(default_factory=dict)
    opened: list[Flask] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    def session(self) -> Session:
        """Return a session in the house."""
        session = self.database.session()
        session.info["house"] = house()
        return session

    def app(self, **config: object) -> Flask:
        """Return the web application on this database."""
        url = self.database.url.render_as_string(hide_password=False)
        settings = {"DATABASE_URL": url, "HOUSE": house(), "TESTING": True, "IDLE_MINUTES": 600}
        app = create_app({**settings, **config})
        self.opened.append(app)
        return app

    def leave(self) -> None:
        """Close every connection."""
        for app in self.opened:
            app.extensions["database"].dispose()
        self.database.dispose()

    def client(self, name: str | None = None) -> Desk:
        """Return a browser; with a name that officer's, signed in: the same each time."""
        app = self.opened[0] if self.opened else self.app()
        if name is None:
            return Desk(app.test_client())
        if name not in self.desks:
            desk = self.desks[name] = Desk(app.test_client())
            answer = desk.client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 302, answer.text
        return self.desks[name]

    def actor(self, name: str) -> Actor:
        """Return an officer with today's seats."""
        with self.session() as session:
            officer = session.scalars(select(Officer).where(Officer.sign_in_name == name)).one()
            return actor_of(session, officer.id, officer.name)

    def case(self, name: str) -> CaseFile:
        """Return one of the cases as it is now."""
        with self.session() as session:
            return session.get_one(CaseFile, self.cases[name])

    def task(self, name: str, element: str = "") -> Task:
        """Return the open task of a case, at this step if one is named."""
        with self.session() as session:
            tasks = open_tasks_of_case(session, self.cases[name])
            return next(task for task in tasks if element in ("", task.element_id))

    def answers(self, task: Task, name: str, wanted: Mapping[str, Any] | None = None) -> Fields:
        """Return submitted fields that satisfy the form of a task, as this officer would fill it in."""
        with self.session() as session:
            sheet = sheet_of(session, task.id, by=self.actor(name))
            assert sheet.form is not None
            now = house().now().astimezone(LOCAL)
            filled = fill(
                sheet.form,
                sheet.known,
                wanted or {},
                now=now,
                options=sheet.options,
                functions=sheet.functions,
            )
            return filled[0]

    def code(self, name: str) -> str:
        """Return the query code that the complainant was told."""
        with self.session() as session:
            case = session.get_one(CaseFile, self.cases[name])
            stored = sections_of(session, case.id, ["receipt"])["receipt"].facts["query_code"]["$c"]
            plain = case_key(session, case).open(base64.b64decode(stored), "section.receipt.query_code")
            return str(json.loads(plain))

    def events(self) -> int:
        """Return how many events there are."""
        with self.session() as session:
            return count_events(session)

    def last_event(self, name: str) -> Event:
        """Return the newest event of a case."""
        with self.session() as session:
            question = select(Event).where(Event.chain == self.cases[name])
            return session.scalars(question.order_by(Event.chain_seq.desc()).limit(1)).one()


@dataclass
class Desk:
    """A browser that sends forms as our own pages do."""

    client: FlaskClient
    token: str = ""

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address)

    def post(self, address: str, data: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        """Send a form with the token of the session."""
        if not self.token:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/password").text)
            self.token = found[1] if found else ""
        sent = {"csrf_token": self.token, **(data or {})}
        return self.client.post(address, data=sent, headers=headers, content_type="multipart/form-data")


def _furnish(url: str) -> Lived:
    place = Lived(Database(url, {"house": house()}))
    home: House = house()
    with place.session() as session:
        folder = ROOT / "processes" / "jurisdictions"
        load_districts(session, {key: _text(folder / f"{key}.toml") for key in home.districts})
        publish_shipped(session, ROOT)
    add_posts(place.database, home)
    return place


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _build(url: str) -> None:
    with clock_at(datetime(2025, 1, 2, 9, tzinfo=LOCAL)):
        place = _furnish(url)
    _play(place, stories.s01, 3)
    _play(place, stories.s01, 8)
    _play(place, stories.s01, 0)
    _play(place, stories_xining.s02, 10_000)
    place.database.dispose()


def _play(place: Lived, story: Callable[[Any], str], steps: int) -> None:
    with clock_at(datetime(2025, 1, 3, 9, tzinfo=LOCAL)) as clock:
        player = _Limited(place.database, clock)
        player.left = steps
        try:
            story(player)
        except _Enough:
            return


@pytest.fixture
def lived(
    prepared: Callable[[str, Callable[[str], None]], str], put_clock: Callable[[datetime], SetClock]
) -> Iterator[Lived]:
    """Both districts at work, on SQLite and then on PostgreSQL; the clock stands on 14 October 2025."""
    place = Lived(Database(prepared("lived", _build), {"house": house()}))
    put_clock(NOW)
    with place.session() as session:
        found = session.scalars(select(CaseFile).order_by(CaseFile.jurisdiction_key, CaseFile.case_no)).all()
        place.cases = dict(zip(NAMES, (case.id for case in found), strict=True))
    yield place
    place.leave()
