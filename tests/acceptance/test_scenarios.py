"""Scenarios S01, S02, S05, S06 and S07, signed in as the officers of the units concerned, to their outcome."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.actions.case_facts import facts_of_case
from app.demonstration.stories import s01
from storage.events import broken_link
from storage.models import CaseFile, Deadline, Event, Incident, Run
from tests.acceptance.http_hands import HttpPlayer, text_of


def test_s01(hands: HttpPlayer) -> None:
    case = s01(hands)
    with hands.session() as s: print(s.get_one(CaseFile, case).state)
