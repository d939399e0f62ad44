"""Words on pages: which language, dates and roles as people write them; it knows no database."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, g, request, url_for

from app import clock
from app.actors import Actor
from app.permissions import may, role_name
from app.views.access import language
from app.views.navigation import Group, navigation_for


def t(zh: str, en: str | None) -> str:
    """Return the text in the language of the page; Chinese where there is no English."""
    return (en or zh) if language() == "en" else zh


def day(value: date | datetime | None) -> str:
    """Return a date as "4月8日" or "8 Apr", with its year when it is not this year's."""
    if value is None:
        return "—"
    when = clock.local(value).date() if isinstance(value, datetime) else value
    this_year = when.year == clock.today().year
    if language() == "en":
        return f"{when.day} {when:%b}" if this_year else f"{when.day} {when:%b} {when.year}"
    short = f"{when.month}月{when.day}日"
    return short if this_year else f"{when.year}年{short}"


def moment(value: datetime | None) -> str:
    """Return a moment as "4月8日 17:30" in Chinese standard time."""
    return "—" if value is None else f"{day(value)} {clock.local(value):%H:%M}"


def due(value: datetime) -> str:
    """Return the end of a period: the day, with the hour when it is not the end of that day."""
    when = clock.local(value)
    return day(value) if (when.hour, when.minute) == (23, 59) else moment(value)


def role(key: str) -> str:
    """Return the words for a role in the language of the page."""
    return role_name(key, language())


def seat_lines() -> list[str]:
    """Return one line for each unit of the officer: its name and what he is there."""
    by_unit: dict[tuple[str, str | None], list[str]] = {}
    for seat in g.actor.seats:
        by_unit.setdefault((seat.unit_name, seat.for_officer), []).append(role(seat.role))
    comma, on_behalf = t("、", ", "), t("（受托）", " (delegated)")
    return [
        f"{unit} · {comma.join(roles)}{on_behalf if giver else ''}"
        for (unit, giver), roles in by_unit.items()
    ]


def allowed(permission: str, unit_id: str | None = None) -> bool:
    """Tell templates whether the officer holds a permission, in this unit or in any."""
    found: Actor | None = g.get("actor")
    return found is not None and may(found, permission, unit_id)


def navigation() -> list[Group]:
    """Return the side bar for this officer and page."""
    return navigation_for(g.actor, request.path)


def csrf_token() -> str:
    """Return the token that every form of this session carries; nothing when nobody is signed in."""
    visit = g.get("visit")
    return visit.csrf_token if visit is not None else ""


def here() -> str:
    """Return the address of this page, to come back to; the start page when it was sent a form."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def inside(target: str | None) -> str:
    """Return an address of our own, or the start page for any other."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or urlsplit(target).netloc
    ):
        return "/"
    return target if target.isprintable() else "/"


def asset(name: str) -> str:
    """Return the address of a static file, with its fingerprint so that it can be kept by the browser for good."""
    known: dict[str, str] = current_app.extensions.setdefault("assets", {})
    if name not in known or current_app.debug:
        path = Path(current_app.static_folder or "") / name
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None
        known[name] = url_for("static", filename=name, v=mark)
    return known[name]
