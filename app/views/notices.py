"""The cookie in which one page leaves a notice for the next; it knows no page."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


class NoticeCookie(SecureCookieSessionInterface):
    """Flask's signed cookie; what signs it is put together once, not twice in every request."""

    def __init__(self) -> None:
        self._serializer: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """Return what signs and reads the cookie of the application."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer
