"""Measures what looking for due clocks costs, however many are open; the rows are made in SQL, not by actions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from storage.clocks import clocks_to_warn
from tests.bench.databases import Databases
from tests.bench.measuring import Samples, measured
from tests.bench.telling import Bound, table
from tests.support.office import Line, Office, move_in

SIZES = (1_000, 1_000_000)
DUE = 50
LOOKS = 40
NOW = datetime(2025, 9, 24, 2, tzinfo=UTC)
TOO_MUCH = 2.0
"""A scan over a million may cost at most so many times the one over a thousand: noise, no growth."""

_COLUMNS = (
    "id, case_id, run_id, rule, edition, started_by, started_on, due_at, provisional, extended_days,"
    " extension, pauses, warn_at"
)
_SQLITE = f"""
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
    INSERT INTO deadline ({_COLUMNS})
    SELECT printf('c%025d', i), :case_id, :case_id, 'INS-07', 0, 'file', '2025-09-01',
      '2030-01-01 00:00:00.000000', 0, 0, 0, '[]',
      CASE WHEN i <= :due THEN '2025-09-01 00:00:00.000000' ELSE '2029-01-01 00:00:00.000000' END FROM n
"""
_POSTGRESQL = f"""
    INSERT INTO deadline ({_COLUMNS})
    SELECT 'c' || lpad(i::text, 25, '0'), :case_id, :case_id, 'INS-07', 0, 'file', '2025-09-01'::date,
      '2030-01-01+00'::timestamptz, false, 0, 0, '[]'::json,
      CASE WHEN i <= :due THEN '2025-09-01+00'::timestamptz ELSE '2029-01-01+00'::timestamptz END
    FROM generate_series(1, :size) AS i
"""


def due_scans(results: dict[str, Any], databases: Databases) -> list[Bound]:
    """Measure the scan on both databases, print and keep the figures, and return the bounds on its growth."""
    cells, bounds, rows = [], [], []
    for kind in ("sqlite", "postgresql"):
        few, many = (_scan(databases.make(kind), kind, size) for size in SIZES)
        rows.append({"database": kind, "p50_ms_of_1000": few, "p50_ms_of_1000000": many})
        cells.append([kind, f"{few:.2f}", f"{many:.2f}", f"{many / few:.2f}"])
        bounds.append(Bound(f"due scan, a million clocks to a thousand, {kind}", many / few, TOO_MUCH))
    results["due_scan"] = rows
    print(table(f"Looking for {DUE} due clocks, ms", ("", "of 1,000", "of 1,000,000", "ratio"), cells))
    return bounds


def _scan(url: str, kind: str, size: int) -> float:
    office: Office = move_in(url)
    try:
        office.lay_out([Line("计时的案件")])
        with office.session() as session:
            case_id = session.execute(text("SELECT id FROM case_file")).scalar_one()
            made = text(_SQLITE if kind == "sqlite" else _POSTGRESQL)
            session.execute(made, {"case_id": case_id, "size": size, "due": DUE})
            session.commit()
            session.execute(text("ANALYZE"))
            session.commit()
        samples = Samples()
        with office.session() as session:
            for _ in range(LOOKS):
                measured(lambda: clocks_to_warn(session, NOW), samples)
            assert len(clocks_to_warn(session, NOW)) == DUE
        return float(samples.figures().p50_ms)
    finally:
        office.close()
