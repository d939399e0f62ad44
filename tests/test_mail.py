"""Mails leave the house through a server or a folder, or it is said why they did not."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from app.mail import BadMailbox, Letter, NotSent, is_address, mailbox
from tests.support.postgres import free_port

LETTER = Letter("01REMINDER", "inspector@office.example", "【清薪】案号 已逾期", "请办理。\n")


class Postman:
    """A mail server's end: keeps what it takes, and refuses receivers that it does not know."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if "nobody" in address:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postman() -> Iterator[tuple[Postman, str]]:
    """A mail server on this machine, and its address."""
    found = Postman()
    port = free_port()
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    yield found, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_a_mail_server_gets_a_letter_whose_name_stays_the_same_when_it_is_sent_twice(
    postman: tuple[Postman, str],
) -> None:
    taken, url = postman
    box = mailbox(url, "office@qingxin.example", "https://qingxin.example/")
    assert box is not None and box.site == "https://qingxin.example"
    box.send(LETTER)
    box.send(LETTER)
    first, second = taken.taken
    assert (first["Subject"], first["To"]) == (LETTER.subject, LETTER.to)
    assert first["Message-ID"] == second["Message-ID"] == "<01REMINDER@qingxin.example>"
    assert first.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_refused_letter_is_told_without_naming_anybody(postman: tuple[Postman, str]) -> None:
    box = mailbox(postman[1], "office@qingxin.example", "")
    assert box is not None
    with pytest.raises(NotSent) as told:
        box.send(Letter("02", "nobody@office.example", "x", "y"))
    assert "nobody" not in str(told.value)


def test_a_server_that_is_away_is_told_as_well() -> None:
    box = mailbox(f"smtp://user:secret@127.0.0.1:{free_port()}", "office@qingxin.example", "")
    assert box is not None
    with pytest.raises(NotSent) as told:
        box.send(LETTER)
    assert "secret" not in str(told.value)


def test_a_folder_gets_one_file_a_letter(tmp_path: Path) -> None:
    box = mailbox(f"file:{tmp_path / 'out'}", "office@qingxin.example", "")
    assert box is not None
    box.send(LETTER)
    box.send(LETTER)
    (file,) = (tmp_path / "out").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (file.name, message["Subject"]) == ("01REMINDER.eml", LETTER.subject)


def test_without_an_address_of_a_server_nothing_is_mailed() -> None:
    assert mailbox("", "whatever", "") is None


@pytest.mark.parametrize(
    ("url", "sender", "word"),
    [
        ("http://mail.example", "office@qingxin.example", "smtp://"),
        ("smtp://", "office@qingxin.example", "names no host"),
        ("file:letters", "office@qingxin.example", "names no host"),
        ("smtp://mail.example", "office", "MAIL_FROM"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_what_to_do(url: str, sender: str, word: str) -> None:
    with pytest.raises(BadMailbox, match=word):
        mailbox(url, sender, "")


@pytest.mark.parametrize("text", ["a@b.cn", "liaison.union@tj-ftz.example"])
def test_an_address_of_mail_is_known_by_its_shape(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "a@b",
        "a b@c.cn",
        "a@b.cn,c@d.cn",
        "a@b.cn\nBcc: c@d.cn",
        "张三@b.cn",
        "x" * 250 + "@b.cn",
    ],
)
def test_what_is_no_address_or_more_than_one_is_not_taken_for_one(text: str) -> None:
    assert not is_address(text)
