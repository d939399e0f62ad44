"""Measures what publishing a version costs with ten and with ten thousand open cases; the runs are copied in bulk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from app.actions.publishing import publish_process
from app.actors import SYSTEM
from storage.models import Run, new_id
from storage.models.base import table_of
from tests.bench.databases import Databases
from tests.bench.flows import line_of_tasks
from tests.bench.measuring import Samples, measured
from tests.bench.telling import Bound, table
from tests.bench.workplace import Workplace, furnish

KEY = "bench_12"
DIAGRAM = f"processes/{KEY}/{KEY}.bpmn"
FEW, MANY, TIMES = 10, 10_000, 12
TOO_MUCH = 1.5
"""Publishing with ten thousand open cases may cost at most so many times that with ten: noise, no growth."""


def publications(results: dict[str, Any], databases: Databases) -> list[Bound]:
    """Measure it on both databases, print and keep the figures, and return the bounds on their ratio."""
    rows, cells, bounds = [], [], []
    for kind in ("sqlite", "postgresql"):
        workplace = furnish(databases.make(kind), [KEY])
        try:
            _fill(workplace, FEW)
            few = _published(workplace, 0)
            _fill(workplace, MANY - FEW)
            many = _published(workplace, TIMES)
        finally:
            workplace.close()
        rows.append({"database": kind, "p50_ms_with_10": few, "p50_ms_with_10000": many})
        cells.append([kind, f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f}"])
        bounds.append(Bound(f"publishing with 10,000 open cases to 10, {kind}", many / few, TOO_MUCH))
    results["publishing"] = rows
    print(table("Publishing a version, ms", ("", "10 open", "10,000 open", "ratio"), cells))
    return bounds


def _fill(workplace: Workplace, number: int) -> None:
    """Copy an open run of the process so many times."""
    case_id = workplace.begin(KEY)
    with workplace.office.session() as session:
        runs = table_of(Run)
        row = session.execute(select(runs).where(runs.c.case_id == case_id)).one()._asdict()
        session.execute(insert(runs), [{**row, "id": new_id()} for _ in range(number - 1)])
        session.commit()


def _published(workplace: Workplace, first: int) -> float:
    """The median milliseconds of publishing one version after the other, each with other bytes."""
    samples = Samples()
    with workplace.office.session() as session:
        for number in range(first, first + TIMES):
            files = line_of_tasks(KEY, 12)
            files[DIAGRAM] += f"<!-- {number} -->".encode()

            def publish(made: dict[str, bytes] = files) -> None:
                publish_process(session, KEY, made, by=SYSTEM)

            measured(publish, samples)
    return float(samples.figures().p50_ms)
