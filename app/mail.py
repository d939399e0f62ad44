"""The mail adapter: where reminders are sent from the house, and how one is written; it knows no database."""

from __future__ import annotations

import os
import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 20
"""Seconds that a mail server may take to answer."""
_ADDRESS = re.compile(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+\.[^\s@<>\"',;:]+")


class BadMailbox(ValueError):
    """A setting of the mail adapter that cannot be used, in Chinese and English."""


class NotSent(Exception):
    """A mail that was not taken over; the text says why, without addresses or passwords."""


@dataclass(frozen=True)
class Letter:
    """A mail: `name` tells it apart for ever, so that one that is sent twice is known to be the same."""

    name: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Mailbox:
    """Where mails go: `smtp://`, `smtp+starttls://` or `smtps://[user:password@]host[:port]`, or `file:/folder`.

    A folder is for houses whose mail is carried by somebody else: each mail becomes one `.eml` file there.
    `address` is that of the house; `site` is where its pages are, for links.
    """

    url: SplitResult
    address: str
    site: str

    def send(self, letter: Letter) -> None:
        """Hand a mail over; raise NotSent when it was not taken."""
        message = self._message(letter)
        try:
            if self.url.scheme == "file":
                self._put(message, letter.name)
            else:
                self._post(message)
        except (OSError, smtplib.SMTPException) as trouble:
            told = f"{trouble.smtp_code}" if isinstance(trouble, smtplib.SMTPResponseException) else ""
            raise NotSent(f"{type(trouble).__name__} {told}".strip()) from trouble

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = letter.subject, self.address, letter.to
        message["Message-ID"] = f"<{letter.name}@{self.address.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _put(self, message: EmailMessage, name: str) -> None:
        folder = Path(unquote(self.url.path))
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(message.as_bytes())
        os.replace(unfinished, folder / f"{name}.eml")

    def _post(self, message: EmailMessage) -> None:
        host, url = self.url.hostname or "", self.url
        kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        with kind(host, url.port or 0, timeout=PATIENCE) as server:
            if url.scheme == "smtp+starttls":
                server.starttls()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)


def mailbox(url: str, address: str, site: str) -> Mailbox | None:
    """Return the mailbox of the settings, or None without a `url`: then nothing is mailed. Raises BadMailbox."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls", "file"):
        raise BadMailbox(
            "MAIL_URL 应为 smtp://、smtp+starttls://、smtps:// 或 file:/ 开头 · "
            "MAIL_URL begins with smtp://, smtp+starttls://, smtps:// or file:/"
        )
    if (parts.scheme == "file" and not parts.path.startswith("/")) or (
        parts.scheme != "file" and not parts.hostname
    ):
        raise BadMailbox("MAIL_URL 缺少主机或文件夹 · MAIL_URL names no host or folder")
    if not is_address(address):
        raise BadMailbox("MAIL_FROM 应为邮箱地址 · MAIL_FROM must be a mail address")
    return Mailbox(parts, address, site.rstrip("/"))


def is_address(text: str) -> bool:
    """Tell whether a text can be an address of mail."""
    return len(text) <= 254 and text.isascii() and _ADDRESS.fullmatch(text) is not None
