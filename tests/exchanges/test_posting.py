"""A receiver over HTTP: taken, refused for good, not reached; and settings that say what is wrong with them."""

from __future__ import annotations

import json
import socket
from datetime import date

import pytest

from app.clock import now
from app.exchanges.content import Parcel
from app.exchanges.driving import NotDelivered
from app.exchanges.posting import BadService, HttpWay, load_services
from tests.exchanges.loopback import listening

PARCEL = Parcel("a-1", "sms", "message", "a-1.data.json", '{"短信内容": "您好"}'.encode(), now())


def way(address: str, patience: float = 5) -> HttpWay:
    """The way to a receiver with a secret."""
    told = f'[tj_ftz.sms]\nurl = "{address}"\ntoken = "s3cret"\ntimeout = {patience}\n'
    return HttpWay(load_services(told.encode())["tj_ftz", "sms"])


def test_a_parcel_is_posted_with_its_key_and_what_is_answered_at_once_is_its_receipt() -> None:
    with listening() as gateway:
        for _ in range(2):
            answer = way(gateway.address).send(PARCEL)
            assert answer is not None and (answer.taken, answer.number) == (True, "DX1")
    headers, content = gateway.came[0]
    assert headers["Idempotency-Key"] == "a-1" and headers["Authorization"] == "Bearer s3cret"
    assert content == PARCEL.content and headers["X-Exchange-Sha256"] == PARCEL.digest
    assert gateway.effects == {"a-1": 1}, "twice sent, once done"


@pytest.mark.parametrize(
    ("status", "told", "taken", "reason"),
    [
        (422, {"reason": "空号"}, False, "空号"),
        (400, "not json", False, "HTTP 400"),
        (200, {"result": "refused", "reason": "黑名单号码"}, False, "黑名单号码"),
        (201, {"result": "accepted", "number": "7", "on": "2025-09-26"}, True, ""),
    ],
)
def test_what_the_receiver_says_is_its_answer(status: int, told: object, taken: bool, reason: str) -> None:
    with listening() as gateway:
        gateway.plan.append((status, {}, json.dumps(told).encode()))
        answer = way(gateway.address).send(PARCEL)
    assert answer is not None and (answer.taken, answer.reason) == (taken, reason)
    assert answer.day == (date(2025, 9, 26) if taken else None)


@pytest.mark.parametrize("status", [202, 204, 409])
def test_without_a_word_it_is_delivered_and_waits_for_its_receipt(status: int) -> None:
    with listening() as gateway:
        gateway.plan.append((status, {}, b""))
        assert way(gateway.address).send(PARCEL) is None


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
def test_what_may_pass_is_tried_again_and_no_redirection_is_followed(status: int) -> None:
    with listening() as gateway:
        gateway.plan.append((status, {"Location": gateway.address}, b"elsewhere"))
        with pytest.raises(NotDelivered, match=f"HTTP {status}"):
            way(gateway.address).send(PARCEL)
    assert len(gateway.came) == 1


def test_who_is_away_or_keeps_silent_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NotDelivered, match="Timeout"):
            way(address, 0.05).send(PARCEL)
    with pytest.raises(NotDelivered, match="ConnectionRefused"):
        way(address).send(PARCEL)


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("[tj_ftz.sms", "cannot be read"),
        ('[tj_ftz.sms]\nurl = "ftp://gateway"', r"\[tj_ftz.sms\] needs a url"),
        ('[tj_ftz.sms]\nurl = "https://user:secret@gateway"', "secrets stand in token"),
        ('[tj_ftz.sms]\nurl = "https://gateway"\ntoken = "密码"', "one line of ASCII"),
        ('[tj_ftz.sms]\nurl = "https://gateway"\ntimeout = 600', "1 to 60 seconds"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_when_the_house_opens(told: str, wrong: str) -> None:
    with pytest.raises(BadService, match=wrong):
        load_services(told.encode())


def test_a_house_without_addresses_reaches_nobody() -> None:
    assert load_services(b"") == {}
