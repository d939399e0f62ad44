"""The interface for receivers that take parcels over HTTP (docs/exchanges.md says what they answer); it knows no case.

One parcel is one POST with the key in `Idempotency-Key`: a receiver that has it already says so and does nothing.
"""

from __future__ import annotations

import http.client
import json
import ssl
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.exchanges.content import Parcel
from app.exchanges.driving import Answer, Incoming, NotDelivered, read_answer

PATIENCE = 10.0
"""Seconds that a receiver may take, where nothing else is agreed."""
MOST_TOLD = 64 * 1024
TAKEN = frozenset({200, 201, 202, 204, 409})
"""Statuses of a parcel that was taken over; 409: its key is known."""
REFUSED = frozenset({400, 413, 415, 422})
"""Statuses of a parcel that will not be taken however often it comes."""


class BadService(ValueError):
    """A receiver's address that cannot be used, in Chinese and English."""


@dataclass(frozen=True)
class Service:
    """Where a receiver listens, the secret that it knows us by, and how long it may take."""

    url: SplitResult
    token: str = ""
    patience: float = PATIENCE


@dataclass(frozen=True)
class HttpWay:
    """Exchange by HTTP: what a receiver answers at once is its receipt; later answers come by file or by hand."""

    service: Service

    def send(self, parcel: Parcel) -> Answer | None:
        """Post a parcel; return the receiver's answer if it gives one with it. Raises NotDelivered."""
        try:
            status, told = self._posted(parcel)
        except (OSError, http.client.HTTPException) as trouble:
            raise NotDelivered(f"{type(trouble).__name__} 对方没有应答 · no answer") from trouble
        if status in REFUSED:
            return Answer(parcel.key, False, "", None, _reason(told) or f"HTTP {status}", "")
        if status not in TAKEN:
            raise NotDelivered(f"HTTP {status}")
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            return read_answer({"key": parcel.key, **json.loads(told)}, "")
        return None

    def answers(self) -> Iterator[Answer]:
        """Nothing is fetched: the receiver answers when it is told something."""
        return iter(())

    def incoming(self) -> Iterator[Incoming]:
        """Nothing is fetched."""
        return iter(())

    def results(self) -> Iterator[Incoming]:
        """Nothing is fetched: people bring files of results."""
        return iter(())

    def put_away(self, place: str) -> None:
        """There is nothing to put away."""

    def statement(self) -> dict[str, str] | None:
        """Nothing to compare with comes this way; people bring the statement."""
        return None

    def _posted(self, parcel: Parcel) -> tuple[int, bytes]:
        """Post a parcel and return status and answer; a redirection is no address that was agreed on."""
        url = self.service.url
        host, port = url.hostname or "", url.port
        line: http.client.HTTPConnection
        if url.scheme == "https":
            line = http.client.HTTPSConnection(
                host, port, timeout=self.service.patience, context=ssl.create_default_context()
            )
        else:
            line = http.client.HTTPConnection(host, port, timeout=self.service.patience)
        try:
            place = f"{url.path or '/'}{'?' + url.query if url.query else ''}"
            line.request("POST", place, parcel.content, self._headers(parcel))
            answer = line.getresponse()
            return answer.status, answer.read(MOST_TOLD)
        finally:
            line.close()

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        kind = "text/csv; charset=utf-8" if parcel.file_name.endswith(".csv") else "application/json"
        found = {
            "Content-Type": kind,
            "Idempotency-Key": parcel.key,
            "X-Exchange-Format": parcel.format,
            "X-Exchange-Sha256": parcel.digest,
            "X-Exchange-Made-At": parcel.made_at.isoformat(),
        }
        return {**found, **({"Authorization": f"Bearer {self.service.token}"} if self.service.token else {})}


def load_services(content: bytes) -> Mapping[tuple[str, str], Service]:
    """Read which receiver of which district listens where; raise BadService naming what is wrong."""
    try:
        tree = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadService(
            f"EXCHANGE_SERVICES 指向的文件无法读取 · EXCHANGE_SERVICES cannot be read: {problem}"
        ) from problem
    found = {}
    for district, receivers in tree.items():
        for receiver, told in receivers.items() if isinstance(receivers, dict) else ():
            found[district, receiver] = _service(f"{district}.{receiver}", told)
    return found


def _service(place: str, told: object) -> Service:
    known = told if isinstance(told, dict) else {}
    url, token, patience = urlsplit(str(known.get("url", ""))), known.get("token", ""), known.get("timeout")
    if url.scheme not in ("http", "https") or not url.hostname or url.username:
        raise BadService(
            f"EXCHANGE_SERVICES：[{place}] 的 url 应为 https:// 或 http:// 开头的地址，口令写在 token · "
            f"[{place}] needs a url that begins with https:// or http://, secrets stand in token"
        )
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise BadService(
            f"EXCHANGE_SERVICES：[{place}] 的 token 应为一行英文字符 · token must be one line of ASCII"
        )
    if patience is not None and (not isinstance(patience, int | float) or not 0 < patience <= 60):
        raise BadService(
            f"EXCHANGE_SERVICES：[{place}] 的 timeout 应为 1 至 60 秒 · timeout is 1 to 60 seconds"
        )
    return Service(url, token, float(patience or PATIENCE))


def _reason(told: bytes) -> str:
    try:
        return str(json.loads(told).get("reason") or "")[:300]
    except (ValueError, AttributeError):
        return ""
