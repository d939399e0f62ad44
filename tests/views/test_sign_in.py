"""Signing in, staying signed in, signing out, and what a visitor can choose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import SetClock
from app.views.words import inside
from tests.support.office import PASSWORD, Office
from tests.views.browsing import PAGES, cookie_of, token


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in_and_then_comes_back(office: Office, page: str) -> None:
    client = office.client()
    asked = client.get(page)
    assert asked.status_code == 302 and asked.location == f"/sign-in?next={page}"
    answer = client.post("/sign-in", data={"name": "head", "password": PASSWORD, "next": page})
    assert answer.status_code == 302 and answer.location == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\nb"]
)
def test_the_way_back_never_leads_to_another_site(target: str) -> None:
    assert inside(target) == "/"


def test_wrong_name_and_wrong_password_look_the_same(office: Office) -> None:
    client = office.client()
    answers = []
    for data in ({"name": "inspector", "password": "wrong"}, {"name": "nobody12", "password": "wrong"}):
        answer = client.post("/sign-in", data=data)
        answers.append((answer.status_code, answer.text.replace(data["name"], "…")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401 and "锁定 30 分钟" in answers[0][1]
    assert client.get_cookie("qingxin") is None


def test_a_locked_account_looks_like_a_wrong_password(office: Office, clock: SetClock) -> None:
    client = office.client()
    wrong = [client.post("/sign-in", data={"name": "inspector", "password": "wrong"}).text for _ in range(5)]
    locked = client.post("/sign-in", data={"name": "inspector", "password": PASSWORD})
    assert locked.status_code == 401 and locked.text == wrong[0]


def test_a_throttled_address_gets_the_same_answer_without_a_hash_being_computed(
    office: Office, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    texts = {client.post("/sign-in", data={"name": "nobody12", "password": "x"}).text for _ in range(20)}
    monkeypatch.setattr("app.views.sign_in.proves", lambda *_: pytest.fail("hashed for a throttled address"))
    before = office.events()
    again = client.post("/sign-in", data={"name": "nobody12", "password": "x"})
    assert (again.status_code, {again.text}) == (401, texts)
    assert office.events() == before


def test_an_officer_at_work_stays_signed_in_and_one_away_for_a_quarter_of_an_hour_does_not(
    office: Office, clock: SetClock
) -> None:
    client = office.client("inspector")
    for _ in range(4):
        clock.advance(timedelta(minutes=14))
        assert client.get("/inbox").status_code == 200
    clock.advance(timedelta(minutes=15, seconds=1))
    assert client.get("/inbox").status_code == 302


def test_after_eight_hours_everybody_signs_in_again(office: Office, clock: SetClock) -> None:
    client = office.client("inspector")
    for _ in range(47):
        clock.advance(timedelta(minutes=10))
        assert client.get("/inbox").status_code == 200
    clock.advance(timedelta(minutes=10))
    assert client.get("/inbox").status_code == 302


def test_the_time_of_the_last_visit_cannot_be_forged(office: Office, clock: SetClock) -> None:
    client = office.client("inspector")
    token_part, seen, signature = cookie_of(client).rsplit(".", 2)
    clock.advance(timedelta(minutes=16))
    for value in (
        f"{token_part}.zzzzzz.{signature}",
        f"{token_part}.{seen}.{'A' * len(signature)}",
        token_part,
        "x",
    ):
        client.set_cookie("qingxin", value)
        assert client.get("/inbox").status_code == 302


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    client = office.client("inspector")
    stolen = cookie_of(client)
    assert client.post("/sign-out", data={"csrf_token": token(client)}).location == "/sign-in"
    assert client.get_cookie("qingxin") is None
    client.set_cookie("qingxin", stolen)
    assert client.get("/inbox").status_code == 302


def test_behind_https_the_cookie_belongs_to_this_host_only(office: Office) -> None:
    client = office.app(SECURE_COOKIES=True).test_client()
    answer = client.post(
        "/sign-in", data={"name": "inspector", "password": PASSWORD}, base_url="https://qx.example"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-qingxin=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_demonstration_lists_its_accounts_and_an_ordinary_installation_none(office: Office) -> None:
    listed = office.client(DEMONSTRATION=True, DEMONSTRATION_PASSWORD=PASSWORD).get("/sign-in").text
    assert PASSWORD in listed and "监察员甲" in listed and "西宁市城东区" in listed
    plain = office.client(DEMONSTRATION_PASSWORD=PASSWORD).get("/sign-in").text
    assert PASSWORD not in plain and "监察员甲" not in plain


def test_the_language_is_chosen_once_and_kept_by_the_browser(office: Office) -> None:
    client = office.client("inspector")
    assert "待办任务" in client.get("/inbox").text
    answer = client.post("/language", data={"language": "en", "next": "/inbox?tab=mine"})
    assert answer.location == "/inbox?tab=mine"
    page = client.get("/inbox").text
    assert "Unclaimed" in page and '<html lang="en">' in page and "待认领" not in page


def test_a_new_password_is_asked_for_twice_and_then_counts(office: Office) -> None:
    client = office.client("inspector")
    form = {
        "csrf_token": token(client),
        "present": PASSWORD,
        "fresh": "Other-Work-2026",
        "again": "Other-Work-2026",
    }
    before = office.events()
    for wrong in ({"again": "Other"}, {"present": "wrong"}, {"fresh": "short", "again": "short"}):
        assert client.post("/password", data={**form, **wrong}).status_code == 422
    assert office.events() == before
    assert client.post("/password", data=form).status_code == 302
    assert client.get("/inbox").status_code == 200
    fresh = office.client()
    assert fresh.post("/sign-in", data={"name": "inspector", "password": PASSWORD}).status_code == 401
    assert (
        fresh.post("/sign-in", data={"name": "inspector", "password": "Other-Work-2026"}).status_code == 302
    )
