"""Hands that perform a story through HTTP: each step signed in as an officer, its page opened, its form posted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.actions.documents import Upload
from app.actions.opening import INTAKE
from app.actions.sheets import sheet_of
from app.actors import Actor
from app.demonstration.filling import fill
from app.demonstration.officers import PASSWORD
from app.demonstration.player import NoSuchTask, Player
from app.house import house_of
from storage.models import Officer, Run
from storage.runs import waits_of_case

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
CODE = re.compile(r'class="receipt-number">([A-Z2-9]{8})<')


@dataclass
class HttpPlayer(Player):
    """A player whose officers sign in, open the page and post what they typed."""

    web: Flask | None = None
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, session: Session, officer_id: str) -> FlaskClient:
        """Return the browser of an officer, signed in at the present moment of the clock."""
        assert self.web is not None
        client = self.clients.setdefault(officer_id, self.web.test_client())
        if client.get("/password").status_code != 200:
            name = session.get_one(Officer, officer_id).sign_in_name
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 302, answer.text
        return client

    def register(self, unit_id: str, answers: Mapping[str, Any]) -> str:
        """Register a complaint on its page and read the query code from the receipt."""
        with self.session() as session:
            by = self.officers(session, unit_id, "intake_clerk")[0]
            form = self.edition(session, INTAKE, unit_id).forms[(INTAKE, "register_complaint")]
            now = self.now(house_of(session))
            fields, uploads = fill(form, {}, answers, now=now, options={}, functions={})
            client = self.client(session, str(by.officer_id))
        answer = post(client, "/cases/new", {**fields, "unit": [unit_id]}, uploads)
        case_id = answer.location.split("/cases/")[1].split("/")[0]
        receipt = client.get(answer.location)
        assert receipt.status_code == 200
        self.codes[case_id] = told_code(receipt.text)
        return case_id

    def start(
        self,
        process_key: str,
        unit_id: str,
        role: str,
        answers: Mapping[str, Any],
        case_id: str | None = None,
    ) -> str:
        """Start a process from its page and return the case."""
        with self.session() as session:
            by = self.officers(session, unit_id, role)[0]
            edition = self.edition(session, process_key, unit_id)
            form = edition.form(process_key, edition.definition.plain_start or "")
            fields, uploads = self.typed(session, process_key, case_id, form, answers, by)
            client = self.client(session, str(by.officer_id))
        more = {"unit": [unit_id], **({"case": [case_id]} if case_id else {})}
        answer = post(client, f"/processes/{process_key}/start", {**fields, **more}, uploads)
        with self.session() as session:
            newest = session.query(Run).order_by(Run.started_at.desc(), Run.id.desc()).first()
            assert newest is not None
            assert answer.status_code == 302
            return newest.case_id

    def note(
        self, case_id: str, element_id: str, unit_id: str, role: str, answers: Mapping[str, Any]
    ) -> None:
        """Record a matter that came in on the page of the case."""
        with self.session() as session:
            wait = next(row for row in waits_of_case(session, case_id) if row.element_id == element_id)
            by = self.officers(session, unit_id, role)[0]
            house = house_of(session)
            run = session.get_one(Run, wait.run_id)
            form = house.shelf.edition(session, run.version_id).form(run.process_key, element_id)
            fields, uploads = (
                fill(form, {}, answers, now=self.now(house), options={}, functions={}) if form else ({}, [])
            )
            client = self.client(session, str(by.officer_id))
        post(client, f"/cases/{case_id}/matters/{wait.run_id}/{wait.token}", fields, uploads)

    def complete(
        self, session: Session, task_id: str, unit_id: str, role: str, answers: Mapping[str, Any]
    ) -> Any:
        """Open the task's page and post its form as the first officer who may."""
        refused = ""
        for by in self.officers(session, unit_id, role):
            sheet = sheet_of(session, task_id, by=by)
            fields, uploads = self.filled(session, sheet, answers)
            client = self.client(session, str(by.officer_id))
            session.rollback()
            answer = post(client, f"/tasks/{task_id}", fields, uploads, allow=(403,))
            if answer.status_code == 302:
                return None
            refused = answer.text
        raise NoSuchTask(f"nobody of {unit_id} may do the task as {role}: {text_of(refused)[:500]}")

    def browse(self, unit_id: str, role: str, path: str) -> TestResponse:
        """Return a page as the first officer of a role in a unit sees it."""
        with self.session() as session:
            by: Actor = self.officers(session, unit_id, role)[0]
            client = self.client(session, str(by.officer_id))
        return client.get(path)


def post(
    client: FlaskClient,
    path: str,
    fields: Mapping[str, list[str]],
    uploads: Iterable[Upload],
    *,
    allow: tuple[int, ...] = (),
) -> TestResponse:
    """Open a page, and post its form with files; fail with what the page said unless it was taken."""
    page = client.get(path)
    assert page.status_code == 200, f"{path}: {page.status_code} {text_of(page.text)[:500]}"
    token = CSRF.search(page.text)
    assert token is not None, f"{path} has no form"
    data: MultiDict[str, Any] = MultiDict([(name, text) for name, texts in fields.items() for text in texts])
    data.add("csrf_token", token.group(1))
    for upload in uploads:
        data.add(f"_upload.{upload.field}", (io.BytesIO(upload.content), upload.name))
    answer = client.post(path, data=data, content_type="multipart/form-data")
    told = text_of(answer.text)[:1500]
    assert answer.status_code == 302 or answer.status_code in allow, f"{path}: {answer.status_code} {told}"
    return answer


def told_code(page: str) -> str:
    """Return the query code that a receipt page tells."""
    found = CODE.search(page)
    assert found is not None, "the receipt tells no query code"
    return found.group(1)


def text_of(page: str) -> str:
    """Return the words of a page without its tags."""
    body = page.split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
