"""What officers fill in is read back as it was, from its own spot only, and personal parts are never in clear."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.actions.case_facts import facts_of_case
from app.actions.folder import Folder
from app.actions.spots import Spot
from storage.models import Base, CaseFile
from tests.actions.case_values import SECRETS, at_path, holds, value_for
from tests.actions.flows import Desk, case_form, fill_in, line
from tests.support.office import house
from tests.support.tiny import Tiny, step

ASKED = [
    path for path, field in house().catalogue.fields.items() if path.startswith("case.") and not field.derived
]
WORKER_OF_PAYMENT = "示例甲"


class Filled:
    """A case in which every field of the catalogue has been answered, at one spot of one run."""

    def __init__(self, office: Tiny) -> None:
        self.office = office
        self.case_id = office.begin("loop")
        task = office.open_task(self.case_id, "sign")
        self.spot = Spot(task.run_id, "serve", "0", task.unit_id)
        self.answers = {path: value_for(house().catalogue[path]) for path in ASKED}
        self.answers["case.payments"][0]["worker"] = WORKER_OF_PAYMENT
        first = {path: value for path, value in self.answers.items() if path != "case.payments"}
        with office.session() as session:
            fill_in(session, self.case_id, first, self.spot, by=office.actor("inspector"))
            payments = {"case.payments": self.answers["case.payments"]}
            fill_in(session, self.case_id, payments, self.spot, by=office.actor("inspector"))

    def read(self, spot: Spot, *paths: str, sealed: bool = True) -> dict[str, Any]:
        """Return the case tree as seen from a spot."""
        with self.office.session() as session:
            folder = Folder(session, session.get_one(CaseFile, self.case_id))
            return facts_of_case(folder, paths or ASKED, spot, sealed=sealed)


@pytest.fixture
def filled(tiny: Tiny) -> Filled:
    return Filled(tiny)


def test_every_answer_is_read_back_where_it_was_given(filled: Filled) -> None:
    tree = filled.read(filled.spot)
    workers = {row["worker"]: row["worker_ref"] for row in tree["roster"]}
    filled.answers["case.payments"][0]["worker"] = workers[WORKER_OF_PAYMENT]
    wrong = {
        path: (at_path(tree, path), expected)
        for path, expected in filled.answers.items()
        if not holds(at_path(tree, path), expected)
    }
    assert wrong == {}


ELSEWHERE = [
    ("run", {"run_id": "another-run"}),
    ("call", {"run_id": "another-run"}),
    ("call", {"path": "serve_again"}),
    ("call", {"loop_key": "1"}),
    ("unit", {"run_id": "another-run"}),
    ("unit", {"unit": "tj_ftz.union"}),
]


def test_what_belongs_to_one_run_call_or_unit_is_not_read_from_another(filled: Filled) -> None:
    catalogue = house().catalogue
    for per, elsewhere in ELSEWHERE:
        own = [path for path in ASKED if catalogue.per.get(path.split(".")[1]) == per]
        own = [path for path in own if catalogue[path].kept == "section"]
        assert own
        tree = filled.read(replace(filled.spot, **elsewhere))
        assert [path for path in own if at_path(tree, path) is not None] == [], elsewhere


def test_what_belongs_to_the_case_is_read_from_everywhere(filled: Filled) -> None:
    catalogue = house().catalogue
    shared = [path for path in ASKED if catalogue.per.get(path.split(".")[1], "case") == "case"]
    tree = filled.read(Spot("another-run", "elsewhere", "7", "tj_ftz.union"))
    assert [path for path in shared if at_path(tree, path) is None] == []


def test_personal_parts_stand_nowhere_in_the_database_in_clear(filled: Filled) -> None:
    found = []
    with filled.office.session() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                text = " ".join(_text(value) for value in row)
                found += [(table.name, secret) for secret in SECRETS if secret in text]
    assert found == []


def test_a_completed_form_leaves_personal_answers_sealed_in_its_event(tiny: Tiny) -> None:
    desk = Desk(tiny)
    asked = case_form("note_it", ("case.service.witness", "text"), ("var.word", "text"))
    desk.publish("witness", line("witness", step("note_it"), step("after")), {"note_it": asked})
    case_id = desk.begin("witness")
    desk.complete(case_id, "note_it", case__service__witness=SECRETS[3], word="公开")
    (event,) = desk.events(case_id, "task_completed")
    assert event.facts["answers"] == {"word": "公开"}
    assert event.facts["fields"] == ["case.service.witness"]
    assert event.facts["sealed"]
    assert all(SECRETS[3] not in str(row.facts) for row in desk.events(case_id))


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace") + bytes(value).decode("latin-1")
    return str(value)


def test_who_reported_is_left_out_unless_the_asker_may_know(filled: Filled) -> None:
    paths = ("case.reporter.identity", "case.reporter.wish", "case.service.records")
    assert not filled.read(filled.spot, *paths, sealed=False).get("reporter")
    known = filled.read(filled.spot, *paths)["reporter"]
    assert known["identity"]["phone"] == "16400000001"
    assert known["wish"] == "密存内容"


def test_answers_of_a_second_form_leave_the_first_as_they_were(filled: Filled) -> None:
    by = filled.office.actor("inspector")
    with filled.office.session() as session:
        fill_in(session, filled.case_id, {"case.order.pay_to": "转账"}, filled.spot, by=by)
        fill_in(session, filled.case_id, {"case.complaint.demands": "补发"}, filled.spot, by=by)
    complaint = filled.read(filled.spot, "case.complaint.demands")["complaint"]
    assert complaint["demands"] == "补发"
    assert complaint["channel"] == filled.answers["case.complaint.channel"]


def test_a_shorter_roster_replaces_the_longer_and_keeps_one_worker_a_number(filled: Filled) -> None:
    first = filled.answers["case.roster"][0]
    rows = [{**first, "month": month} for month in ("2025-07", "2025-08")]
    by = filled.office.actor("inspector")
    with filled.office.session() as session:
        fill_in(session, filled.case_id, {"case.roster": rows}, filled.spot, by=by)
    lines = filled.read(filled.spot, "case.roster")["roster"]
    assert [line["month"] for line in lines] == ["2025-07", "2025-08"]
    assert len({line["worker_ref"] for line in lines}) == 1
    owed = first["gross"] - first["deductions"] - first["paid"]
    assert {line["owed"] for line in lines} == {owed}
