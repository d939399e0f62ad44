"""Errands of the designer's desk, run at once as workers run them; it knows no page."""

from __future__ import annotations

from app.jobs.errands import run
from storage.database import Database
from storage.errands import waiting_errands


def run_errands(database: Database) -> int:
    """Queue and run all errands that wait, and return how many they were."""
    with database.session() as session:
        waiting = waiting_errands(session)
        for errand in waiting:
            errand.state = "queued"
        session.commit()
        names = [errand.id for errand in waiting]
    for name in names:
        run(database, name)
    return len(names)
