"""A master key that is missing or another one is told in a sentence, at the start and on pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app import create_app, serving
from app.demonstration.officers import PASSWORD
from app.house import build_house
from storage.crypto import Keyring
from tests.support.lived import INSPECTOR, Desk, Lived

SENTENCE = "主密钥"


def test_nothing_starts_with_a_foreign_master_key_and_pages_say_so(
    lived: Lived, caplog: pytest.LogCaptureFixture
) -> None:
    url = lived.database.url.render_as_string(hide_password=False)
    foreign = build_house(Keyring(b"f" * 32))
    web = create_app({"DATABASE_URL": url, "HOUSE": foreign, "TESTING": True, "IDLE_MINUTES": 600})
    lived.opened.append(web)
    for command in ("set-up", "worker"):
        done = web.test_cli_runner().invoke(args=[command])
        assert done.exit_code != 0 and "MASTER_KEY_FILE" in done.output and "Traceback" not in done.output
    with pytest.raises(SystemExit) as stopped:
        serving.post_worker_init(SimpleNamespace(wsgi=web))
    assert stopped.value.code == serving.NEVER_BEGAN and SENTENCE in caplog.text
    desk = Desk(web.test_client())
    assert desk.client.post("/sign-in", data={"name": INSPECTOR, "password": PASSWORD}).status_code == 302
    answer = desk.get(f"/cases/{lived.cases['open']}")
    assert answer.status_code == 503 and SENTENCE in answer.text
    assert desk.get("/registers/employers").status_code == 200
