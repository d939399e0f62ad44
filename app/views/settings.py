"""Settings of the web application: their names, defaults and how the environment sets them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.demonstration.officers import PASSWORD

_MEGABYTE = 1024 * 1024
_YES = frozenset({"1", "yes", "true", "on"})


def _defaults(root: Path) -> dict[str, Any]:
    return {
        "DATABASE_URL": f"sqlite:///{root / 'var' / 'qingxin.db'}",
        "MASTER_KEY_FILE": str(root / "var" / "master.key"),
        "CHECKPOINTS": "",  # folder of the signed checkpoints; "": beside the database file, else under var/
        "WITNESS": "",  # folder where a witness keeps the checkpoints, as seen from here; "": none is reached from here
        "MAIL_URL": "",  # smtp://, smtp+starttls:// or smtps://[user:password@]host[:port], file:/folder; "": no mail
        "MAIL_FROM": "qingxin@localhost.localdomain",  # the house's address
        "EXCHANGES": "",  # folder below which files are exchanged with other systems; "": people hand everything over
        "EXCHANGE_SERVICES": "",  # file with address and secret of receivers that take HTTP (docs/exchanges.md)
        "EXPORTS": "",  # folder of finished exports, for all hosts; "": beside the database file, else var/
        "EXPORT_DAYS": 7,  # how long they wait
        "SITE_URL": "http://127.0.0.1:8000",  # where the pages are, for links in mails
        "LOG_HASH": "sha256",  # or sm3; a log keeps the one with which it began
        "HOUSE": None,  # a house made elsewhere, for tests
        "DEMONSTRATION": False,  # list the demonstration accounts, with their password, at sign-in
        "DEMONSTRATION_PASSWORD": PASSWORD,
        "SECURE_COOKIES": False,  # True behind HTTPS: __Host- cookie, Secure, HSTS
        "TRUSTED_PROXIES": 0,  # how many proxies in front set X-Forwarded-For
        "PASSWORD_POLICY": "gbt22239",
        "SESSION_HOURS": 8,
        "IDLE_MINUTES": 15,
        "MAX_CONTENT_LENGTH": 60 * _MEGABYTE,  # a file of 50 MiB and its form
        "MAX_FORM_MEMORY_SIZE": 4 * _MEGABYTE,
        "MAX_FORM_PARTS": 20_000,
    }


def read_settings(given: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Return all settings: what is given goes before the environment, that before the defaults.

    Raises ValueError for an environment variable that should be a number and is none.
    """
    settings = _defaults(root)
    for name, default in settings.items():
        text = os.environ.get(name)
        if text is None or name == "HOUSE":
            continue
        if isinstance(default, bool):
            settings[name] = text.lower() in _YES
        elif isinstance(default, int):
            if not text.isdigit():
                raise ValueError(f"the environment variable {name} must be a whole number, not {text!r}")
            settings[name] = int(text)
        else:
            settings[name] = text
    return {**settings, **given}
