"""Programs made for Camunda 7 do steps of our cases: their own client, unmodified, and the letters of the interface."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from camunda.external_task.external_task import ExternalTask as Fetched
from camunda.external_task.external_task import TaskResult
from camunda.external_task.external_task_worker import ExternalTaskWorker, NoExternalTaskFound
from flask import Flask
from werkzeug.test import TestResponse

from app.actions.external_tasks import BadAnswer
from app.clock import LOCAL, SetClock
from app.views.engine_rest_values import variables_read, variables_told
from storage.models import Event
from tests.support.tiny import Tiny
from tests.support.working_outside import CODE, Outside, checking

TASK = "/engine-rest/external-task"
TOPIC: dict[str, Any] = {"topicName": "credit.check", "lockDuration": 60_000}
WISH: dict[str, Any] = {"workerId": "w1", "maxTasks": 2, "topics": [TOPIC]}


@pytest.fixture
def outside(tiny: Tiny) -> Outside:
    """An office with the process of a credit check and one case in it, and the account of the system that does it."""
    tiny.publish("checking", checking(), {"begin": CODE})
    found = Outside(tiny)
    found.case_id = tiny.begin("checking", {"var.code": ["911"]})
    return found


class Letters:
    """The interface by hand."""

    def __init__(self, outside: Outside) -> None:
        self.client = outside.office.client()
        self.secret = outside.secret

    def post(self, path: str, body: Any = None, *, name: str = "credit", secret: str = "") -> TestResponse:
        pair = base64.b64encode(f"{name}:{secret or self.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
        return self.client.post(
            f"{TASK}/{path}", data="" if body is None else json.dumps(body), headers=headers
        )


def test_a_worker_made_for_camunda_does_a_step_unmodified(
    outside: Outside, live_server: Callable[[Flask], str]
) -> None:
    office = outside.office
    ways = ({"auth_bearer": {"access_token": outside.secret}}, {
        "auth_basic": {"username": "credit", "password": outside.secret}
    })  # fmt: skip
    config = {"maxTasks": 1, "lockDuration": 60_000, "asyncResponseTimeout": 0, "httpTimeoutMillis": 10_000}
    bearer, basic = (
        ExternalTaskWorker("w1", f"{live_server(office.app())}/engine-rest", {**config, **way})
        for way in ways
    )

    def fails(task: Fetched) -> TaskResult:
        assert task.get_variables() == {"code": "911"}
        return task.failure("no line", "x", max_retries=2, retry_timeout=0)

    def does(task: Fetched) -> TaskResult:
        assert (task.get_topic_name(), task.get_activity_id()) == ("credit.check", "check")
        assert task.get_business_key() == office.case(outside.case_id).case_no
        return task.complete({"standing": "good"})

    bearer.fetch_and_execute("credit.check", fails)
    basic.fetch_and_execute(["credit.check"], does)
    assert office.open_elements(outside.case_id) == ["close"]
    with pytest.raises(NoExternalTaskFound):
        basic.fetch_and_execute("credit.check", does)
    gone = office.begin("checking", {"var.code": ["912"]})
    bearer.fetch_and_execute("credit.check", lambda task: task.bpmn_error("gone", "unknown"))
    assert office.open_elements(gone) == ["ask"]


def test_what_is_handed_out_has_the_fields_that_clients_read(outside: Outside) -> None:
    answer = Letters(outside).post("fetchAndLock", WISH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    (told,) = answer.json
    assert told["variables"] == {"code": {"value": "911", "type": "String", "valueInfo": {}}}
    run = outside.office.run(outside.case_id)
    wanted = {"workerId": "w1", "topicName": "credit.check", "activityId": "check", "processInstanceId": run.id,
              "processDefinitionKey": "checking", "tenantId": "tj_ftz", "retries": None}  # fmt: skip
    assert {name: told[name] for name in wanted} == wanted
    datetime.strptime(told["lockExpirationTime"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert Letters(outside).post("fetchAndLock", WISH).json == []


def test_a_lock_is_extended_given_back_and_taken(outside: Outside, clock: SetClock) -> None:
    letters = Letters(outside)
    (told,) = letters.post("fetchAndLock", WISH).json
    key = told["id"]
    assert letters.post(f"{key}/extendLock", {"workerId": "w1", "newDuration": 120_000}).status_code == 204
    clock.advance(timedelta(minutes=1))
    assert letters.post("fetchAndLock", WISH).json == []
    assert letters.post(f"{key}/unlock").status_code == 204
    assert letters.post(f"{key}/lock", {"workerId": "w2", "lockDuration": 1_000}).status_code == 204
    refused = letters.post(f"{key}/lock", {"workerId": "w3", "lockDuration": 1_000})
    assert (refused.status_code, refused.json["type"]) == (400, "InvalidRequestException")
    assert letters.post(f"{key}/complete", {"workerId": "w2", "variables": None}).status_code == 204
    assert letters.post(f"{key}/complete", {"workerId": "w2"}).status_code == 404


NARROWER: list[tuple[dict[str, Any], int]] = [
    ({"processDefinitionKeyIn": ["other"]}, 0),
    ({"businessKey": "no such case"}, 0),
    ({"withoutTenantId": True}, 0),
    ({"processDefinitionKey": "checking", "tenantIdIn": ["tj_ftz"], "businessKey": None, "unknown": 1}, 1),
]
IMPOSSIBLE: list[tuple[dict[str, Any], int]] = [
    ({"asyncResponseTimeout": 1_800_001}, 400),
    ({"maxTasks": 0}, 400),
    ({"workerId": ""}, 400),
    ({"topics": "credit.check"}, 400),
    ({"topics": [{"topicName": "credit.check"}]}, 400),
    ({"topics": [{**TOPIC, "processVariables": {"code": "911"}}]}, 400),
    ({"topics": [{"topicName": "payroll", "lockDuration": 1_000}]}, 403),
]


def test_a_worker_may_ask_for_some_tasks_only_and_is_told_what_cannot_be_asked_for(outside: Outside) -> None:
    letters, before = Letters(outside), outside.office.events()
    for changed, status in IMPOSSIBLE:
        answer = letters.post("fetchAndLock", {**WISH, **changed})
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json"), changed
        assert set(answer.json) == {"type", "message", "code"}
    assert outside.office.events() == before
    for more, found in NARROWER:
        told = letters.post("fetchAndLock", {**WISH, "topics": [{**TOPIC, **more}]}).json
        assert len(told) == found, more


def test_who_has_no_right_secret_is_refused_and_locked_out_as_at_sign_in(outside: Outside) -> None:
    letters, officer = Letters(outside), outside.office.client("head")
    assert officer.post(f"{TASK}/fetchAndLock", json=WISH).status_code == 401
    answer = letters.post("fetchAndLock", WISH, secret="wrong")
    assert (answer.status_code, answer.json["type"]) == (401, "AuthenticationException")
    assert "Basic" in answer.headers["WWW-Authenticate"]
    assert letters.client.post(f"{TASK}/fetchAndLock", json=WISH).status_code == 401
    assert letters.post("fetchAndLock", WISH, name="weather").status_code == 401
    assert len(outside.office.rows(Event, Event.kind == "sign_in_refused")) == 2
    for _ in range(18):
        letters.post("fetchAndLock", WISH, secret="wrong")
    assert letters.post("fetchAndLock", WISH).status_code == 401


def test_an_answer_that_cannot_be_read_or_taken_changes_nothing(outside: Outside) -> None:
    letters = Letters(outside)
    (told,) = letters.post("fetchAndLock", WISH).json
    before = outside.office.events()
    for body in (
        {"workerId": "w1", "variables": {"code": {"value": "x"}}},
        {"workerId": "w1", "variables": {"standing": "x"}},
        {"workerId": "w1", "variables": [1]},
        {"workerId": "w1", "variables": {"standing": {"value": "x", "type": "Integer"}}},
        {"workerId": "w2"},
        [],
    ):
        answer = letters.post(f"{told['id']}/complete", body)
        assert answer.status_code == 400 and answer.json["message"], body
    assert letters.post(f"{told['id']}/bpmnError", {"workerId": "w1"}).status_code == 400
    assert letters.post(f"{told['id']}/failure", {"workerId": "w1", "retries": "x"}).status_code == 400
    assert letters.post("nothing/complete", {"workerId": "w1"}).status_code == 404
    assert outside.office.events() == before


def test_values_keep_their_kind_on_the_way_out_and_back() -> None:
    moment = datetime(2025, 9, 26, 9, 30, tzinfo=LOCAL)
    values = {"a": "x", "b": True, "c": Decimal("3"), "d": Decimal("2.5"), "e": None, "f": moment,
              "g": [Decimal(1), {"h": False}]}  # fmt: skip
    told = variables_told(values)
    assert told["f"]["value"] == "2025-09-26T09:30:00.000+0800"
    assert variables_read(told) == values
    assert variables_told({"a": date(2025, 9, 26)})["a"]["value"] == "2025-09-26"
    plain = {"a": {"value": 3}, "b": {"value": False, "type": "boolean"}, "c": {"value": [1.5], "type": None}}
    assert variables_read(plain) == {"a": Decimal(3), "b": False, "c": [Decimal("1.5")]}
    assert variables_read(None) == {}


@pytest.mark.parametrize(
    "told",
    [
        {"value": "1", "type": "File"},
        {"value": "maybe", "type": "Boolean"},
        {"value": "NaN", "type": "Double"},
        {"value": "2025-09-26T09:30:00", "type": "Date"},
        {"value": "{", "type": "Json"},
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused_by_name(told: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer, match="standing"):
        variables_read({"standing": told})
