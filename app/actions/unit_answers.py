"""What each unit has answered in a run that asks several of them at once; it knows neither forms nor processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.values import Value, from_json
from storage.sections import sections_like

if TYPE_CHECKING:
    from app.actions.case_facts import Reader


def answers_of_units(reader: Reader, section: str) -> list[dict[str, Value]]:
    """Return one row for each unit that has answered in this run: help, signatures, topics, attendance."""
    prefix = f"{section}@{reader.spot.run_id}/{reader.case.jurisdiction_key}."
    return [
        {"unit": key.removeprefix(prefix), **{part: from_json(value) for part, value in facts.items()}}
        for key, facts in sections_like(reader.session, reader.case.id, prefix).items()
    ]
