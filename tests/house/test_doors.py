"""Every page declares who may open it, reads never write, and every fact of the record has its words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.permissions import PERMISSIONS, ROLE_PERMISSIONS
from app.views.access import PUBLIC
from storage.event_kinds import KINDS
from storage.migrate import upgrade
from tests.house.sources import calls, modules, name_of, told


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("doors")
    url = f"sqlite:///{folder / 'doors.db'}"
    upgrade(url)
    app = create_app({"DATABASE_URL": url, "MASTER_KEY_FILE": str(folder / "master.key")})
    yield app
    app.extensions["database"].dispose()


def test_every_route_declares_its_permission(web: Flask) -> None:
    broken = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in web.url_map.iter_rules()
        if rule.endpoint != "static"
        and getattr(web.view_functions[rule.endpoint], "_permission", None) not in {*PERMISSIONS, PUBLIC}
    ]
    assert not broken, told(
        broken, 'Put @needs("permission") or @public (app.views.access) under these routes:'
    )


def test_a_route_reads_or_writes_but_not_both(web: Flask) -> None:
    broken = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in web.url_map.iter_rules()
        if {"GET", "POST"} <= (rule.methods or set())
    ]
    assert not broken, told(broken, "Give reading and writing functions of their own; a GET never writes:")


def test_every_permission_is_held_by_some_role() -> None:
    held = {permission for role in ROLE_PERMISSIONS.values() for permission in role}
    broken = sorted(PERMISSIONS - held)
    assert not broken, told(broken, "No role of app.permissions holds these:")


def test_every_kind_of_event_has_its_wording() -> None:
    from app.wording import EVENT_WORDING

    assert set(EVENT_WORDING) == set(KINDS), (
        "Keep storage.event_kinds.KINDS and app.wording.EVENT_WORDING alike"
    )


def test_only_actions_write_the_record() -> None:
    broken = [
        f"{name_of(path)}:{line}"
        for path in modules("app")
        if not name_of(path).startswith("app/actions/")
        for name, line in calls(path)
        if name in ("record", "events.record")
    ]
    assert not broken, told(broken, "Record events in an action (app/actions):")
