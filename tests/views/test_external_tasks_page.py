"""What waits for other systems is seen by who answers for it, and answered by hand where no worker exists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.refusals import InvalidAnswers
from app.views.external_tasks import read_value
from storage.models import Event
from tests.support.tiny import Tiny
from tests.support.working_outside import CODE, Outside, checking
from tests.views.browsing import form_of


@pytest.fixture
def outside(tiny: Tiny) -> Outside:
    """A case that waits for the check of a credit code."""
    tiny.publish("checking", checking(), {"begin": CODE})
    found = Outside(tiny)
    found.case_id = tiny.begin("checking", {"var.code": ["911"]})
    return found


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    token = form_of(BeautifulSoup(client.get("/password").text, "html.parser"))
    return client.post(
        address, data={**token, **{name.replace("__", "."): text for name, text in fields.items()}}
    )


def test_the_head_of_the_unit_answers_by_hand_what_no_worker_does(outside: Outside) -> None:
    head = outside.office.client("head")
    listed = BeautifulSoup(head.get("/external-tasks").text, "html.parser")
    (row,) = listed.select("tbody tr")
    assert "credit.check" in row.get_text() and "无人领取" in row.get_text()
    link = row.select_one(".work-title")
    assert link is not None
    address = str(link["href"])
    page = head.get(address).text
    assert "standing" in page and "911" not in page
    refused = send(head, address, how="done", result__standing="x", kind__standing="number")
    assert refused.status_code == 422 and "与所选类型不符" in refused.text and 'value="x"' in refused.text
    assert send(head, address, how="error").status_code == 422
    outside.take()
    assert "w1 正在办理" in head.get(address).text
    assert send(head, address, how="done").status_code == 409
    outside.fail(0)
    assert "已停" in head.get("/external-tasks").text and "no line" in head.get(address).text
    assert send(head, address, how="done", result__standing="good", kind__standing="text").status_code == 302
    assert outside.office.open_elements(outside.case_id) == ["close"]
    (event,) = outside.office.rows(Event, Event.kind == "external_task_completed")
    assert event.actor_id == outside.office.officers["head"]
    assert event.facts["results"] == {"standing": "good"}
    assert head.get(address).status_code == 404


def test_the_office_says_with_its_code_that_it_cannot_be_done_and_strangers_see_nothing(
    outside: Outside,
) -> None:
    address = f"/external-tasks/{outside.task().id}"
    for stranger in ("inspector", "auditor", "designer"):
        assert outside.office.client(stranger).get(address).status_code == 403
    assert outside.office.client("union_head").get(address).status_code == 404
    director = outside.office.client("director")
    answer = send(director, address, how="error", code="gone", result__standing="", message="查无此企业")
    assert answer.status_code == 302
    assert outside.office.open_elements(outside.case_id) == ["ask"]


def test_a_value_is_of_the_kind_that_was_chosen() -> None:
    typed = [("12.5", "number"), ("2025-09-26", "date"), ("是", "yesno"), ("0911", "text"), ("", "number")]
    read = [read_value("x", {"result.x": text, "kind.x": kind}) for text, kind in typed]
    assert read == [Decimal("12.5"), date(2025, 9, 26), True, "0911", None]
    for text, kind in (("x", "number"), ("NaN", "number"), ("26.9.2025", "date"), ("maybe", "yesno")):
        with pytest.raises(InvalidAnswers, match="of x"):
            read_value("x", {"result.x": text, "kind.x": kind})
