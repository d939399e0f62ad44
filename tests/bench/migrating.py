"""Measures how many open runs a second a core foresees and carries over; every run is begun by real actions."""

from __future__ import annotations

import time
from typing import Any

from app.actions.foreseeing import foresee_runs
from app.actions.migrating_many import begin_migration, settle_run
from app.actors import SYSTEM
from storage.versions import newest_version
from tests.bench.databases import Databases
from tests.bench.flows import line_of_tasks
from tests.bench.telling import Bound, table
from tests.bench.workplace import Workplace, furnish

KEY = "bench_12"
RUNS = 400
FEWEST = {"foreseen": 100.0, "carried over": 20.0}
"""Runs a second and core at which ten thousand take two minutes, and eight."""


def migrations(results: dict[str, Any], databases: Databases) -> list[Bound]:
    """Measure both on both databases, print and keep the figures, and return the bounds."""
    rows, cells, bounds = [], [], []
    for kind in ("sqlite", "postgresql"):
        workplace = furnish(databases.make(kind), [KEY])
        try:
            found = _rates(workplace)
        finally:
            workplace.close()
        rows.append({"database": kind, **found})
        cells.append([kind, *(f"{found[what]:.0f}" for what in FEWEST)])
        bounds += [
            Bound(f"runs {what} a second and core, {kind}", found[what], least, at_least=True)
            for what, least in FEWEST.items()
        ]
    results["migration"] = rows
    print(table(f"{RUNS} open runs and a new version, runs a second of CPU", ("", *FEWEST), cells))
    return bounds


def _rates(workplace: Workplace) -> dict[str, float]:
    for _ in range(RUNS):
        workplace.begin(KEY)
    draft = line_of_tasks(KEY, 13)
    with workplace.office.session() as session:
        begun = time.process_time()
        found = foresee_runs(session, KEY, draft)
        foreseen = RUNS / (time.process_time() - begun)
        assert found.counts["moves"] == RUNS
    workplace.publish(KEY, draft)
    with workplace.office.session() as session:
        newest = newest_version(session, KEY)
        assert newest is not None
        runs = [run.run_id for run in found.runs]
        plan = begin_migration(session, newest.id, runs, {}, by=SYSTEM)
        begun = time.process_time()
        assert {settle_run(session, plan.id, run_id) for run_id in runs} == {"done"}
        carried = RUNS / (time.process_time() - begun)
    return {"foreseen": foreseen, "carried over": carried}
