"""The calendars and the rule pack of the product as they ship; it knows no database."""

from pathlib import Path

import pytest

from app.deadlines import RulePack, WorkCalendar, load_calendar, load_rules

PROCESSES = Path(__file__).parents[2] / "processes"


def shipped_calendar() -> WorkCalendar:
    return load_calendar({int(file.stem): file.read_bytes() for file in PROCESSES.glob("calendars/*.csv")})


def shipped_rules() -> RulePack:
    return load_rules((PROCESSES / "deadline_rules.csv").read_bytes())


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return shipped_calendar()


@pytest.fixture(scope="session")
def rules() -> RulePack:
    return shipped_rules()
