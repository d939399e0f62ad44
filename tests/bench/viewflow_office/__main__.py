"""Measures completions in django-viewflow over WSGI in a process of its own and prints the figures as JSON."""

from __future__ import annotations

import os
import sys
from typing import Any

from tests.bench.calling import Visitor
from tests.bench.contestants import answer
from tests.bench.measuring import Samples, measured, steady

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.viewflow_office.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tests.bench.flows import TASKS  # noqa: E402
from tests.bench.viewflow_office.flows import BenchFlow  # noqa: E402

FIELDS = {"opinion": ["同意"], "amount": ["9600.00"], "facts": ["经核查，投诉反映的情况属实，证据齐全。"]}
WARM_UP = 2 * TASKS


def main() -> None:
    """Warm up, tell statements and commits, then measure as many completions as each line of input says."""
    call_command("migrate", "--run-syncdb", verbosity=0)
    officer = get_user_model().objects.create_user("inspector")
    officer.user_permissions.set(Permission.objects.filter(codename="view_benchcase"))
    browser = _signed_in(officer)
    token, sql = browser.get("/token"), list[str]()
    connection.ensure_connection()
    connection.connection.set_trace_callback(sql.append)
    counted = Samples()
    _complete(browser, token, officer, counted, WARM_UP, sql)
    connection.connection.set_trace_callback(None)
    answer(counted)
    with steady():
        for line in sys.stdin:
            timed = Samples()
            _complete(browser, token, officer, timed, int(line), sql)
            answer(timed)


def _signed_in(officer: Any) -> Visitor:
    client = Client()
    client.force_login(officer)
    browser = Visitor(get_wsgi_application())
    browser.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return browser


def _complete(
    browser: Visitor, token: str, officer: Any, samples: Samples, number: int, sql: list[str]
) -> None:
    process: Any = None
    for done in range(number):
        if done % TASKS == 0:
            process = BenchFlow.start.run(officer=officer)
        task = process.task_set.filter(finished=None).get()
        address = f"/bench/{process.pk}/step_{done % TASKS + 1}/{task.pk}/execute/"
        sql.clear()
        measured(lambda: browser.post(address, {**FIELDS, "csrfmiddlewaretoken": token}), samples)  # noqa: B023
        words = [statement.split(None, 1)[0].upper() for statement in sql]
        samples.commits.append(words.count("COMMIT"))
        samples.statements.append(sum(word in ("SELECT", "INSERT", "UPDATE", "DELETE") for word in words))


if __name__ == "__main__":
    main()
