"""Calls a WSGI application as a server would, without a socket; it knows neither Flask nor Django."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

Fields = Mapping[str, Sequence[str]]
HOST = "localhost"


class Visitor:
    """Somebody at a browser: keeps cookies, sends forms and reads answers."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def get(self, address: str) -> str:
        """Read a page; raise AssertionError when it is not there."""
        status, body = self._call("GET", address, b"")
        assert status.startswith("200"), f"{address}: {status}"
        return body.decode()

    def post(self, address: str, fields: Fields) -> None:
        """Send a form; raise AssertionError when it is not accepted with a redirection."""
        status, body = self._call("POST", address, urlencode(fields, doseq=True).encode())
        assert status.startswith("302"), f"{address}: {status}\n{body.decode()[:3000]}"

    def _call(self, method: str, address: str, sent: bytes) -> tuple[str, bytes]:
        told: dict[str, Any] = {}

        def begin(status: str, headers: list[tuple[str, str]], _failure: Any = None) -> None:
            told["status"], told["headers"] = status, headers

        answer = self.application(self._environment(method, address, sent), begin)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        self.headers = dict(told["headers"])
        self._keep_cookies(told["headers"])
        return told["status"], body

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})

    def _environment(self, method: str, address: str, sent: bytes) -> dict[str, Any]:
        path, _, query = address.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
