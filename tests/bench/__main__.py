"""Runs all measurements, prints the tables and writes bench/out/results.json; `--quick` takes fewer repetitions."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.completing import Row, compare
from tests.bench.databases import WORDS, Databases, databases, version_of
from tests.bench.due_scan import due_scans
from tests.bench.feel import expressions
from tests.bench.growing import Age, by_age, by_size
from tests.bench.inbox import Page, first_pages
from tests.bench.migrating import migrations
from tests.bench.publishing import publications
from tests.bench.record import record_proofs
from tests.bench.rosters import rosters
from tests.bench.telling import HEADS, Bound, machine, numbers, table, tell_bounds, write_results
from tests.bench.workplace import furnish


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    side_by_side: int
    ages: tuple[int, ...]
    inboxes: tuple[int, ...]
    looks: int


FULL = Extent(30, 60, (10, 100, 500, 6000), (1_000, 100_000, 1_000_000), 40)
QUICK = Extent(6, 14, (10, 100, 500), (1_000, 100_000, 1_000_000), 8)
SIZES = {12: "bench_12", 200: "bench_200"}


def main() -> int:
    """Measure, tell and write; return 0 when every bound is met, else 1."""
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="fewer repetitions: under two minutes")
    extent = QUICK if asked.parse_args().quick else FULL
    begun = time.monotonic()
    results: dict[str, Any] = {"machine": machine(), "quick": extent is QUICK}
    brought = rosters(results)  # before anything else: the memory of the largest child is measured
    with tempfile.TemporaryDirectory(prefix="qingxin-bench-") as folder, databases(Path(folder)) as made:
        results["machine"]["databases"] = {
            kind: f"{words} ({version_of(made.make(kind))})" for kind, words in WORDS.items()
        }
        _tell_machine(results["machine"])
        rows = _completing(results, made, Path(folder), extent)
        ages = _ages(results, made, extent)
        sizes = _sizes(results, made, extent)
        pages = _inboxes(results, made, extent)
        scans = due_scans(results, made)
        proofs = record_proofs(results, made)
        carried = [*migrations(results, made), *publications(results, made)]
    bounds = [*_bounds(rows, ages, sizes), *_page_bounds(pages), *scans, *proofs, *carried, *brought]
    bounds += expressions(results, extent.rounds)
    results["bounds"] = [
        {"what": each.name, "figure": round(each.figure, 3), "limit": each.limit, "met": each.met}
        for each in bounds
    ]
    results["seconds"] = round(time.monotonic() - begun)
    print(tell_bounds(bounds))
    print(f"{results['seconds']} s; the same figures stand in bench/out/results.json")
    write_results(results)
    return 0 if all(bound.met for bound in bounds) else 1


def _tell_machine(found: dict[str, Any]) -> None:
    print(
        f"{found['processor']} × {found['processors']}, load {found['load_before']}, Python {found['python']}"
    )
    for words in found["databases"].values():
        print(f"  {words}")
    print(
        "Medians; CPU is that of the calling process, so PostgreSQL's own is not in it. SQL counts no BEGIN.\n"
    )


def _completing(results: dict[str, Any], made: Databases, folder: Path, extent: Extent) -> list[Row]:
    rows = compare(made, folder, extent.rounds)
    told = [{"what": row.name, "database": row.database, **row.figures.as_row()} for row in rows]
    results["completing"] = [
        {**each, "ratio": round(row.ratio, 3)} for each, row in zip(told, rows, strict=True)
    ]
    cells = [
        [f"{row.name}, {row.database}", *numbers(row.figures.as_row()), f"{row.ratio:.2f}"] for row in rows
    ]
    print(table("Completing a task of a 12-task flow", ("", *HEADS, "ratio"), cells))
    return rows


def _ages(results: dict[str, Any], made: Databases, extent: Extent) -> list[Age]:
    workplace = furnish(made.make("sqlite"), ["bench_loop"])
    try:
        ages = by_age(workplace, extent.ages, extent.side_by_side)
    finally:
        workplace.close()
    results["loop"] = _tell_growth("Completions of one looping case, over HTTP", "completion", ages)
    return ages


def _sizes(results: dict[str, Any], made: Databases, extent: Extent) -> list[Age]:
    workplace = furnish(made.make("sqlite"), list(SIZES.values()))
    try:
        sizes = by_size(workplace, SIZES, extent.side_by_side)
    finally:
        workplace.close()
    results["diagram"] = _tell_growth("Diagrams of this many tasks, over HTTP", "tasks", sizes)
    return sizes


def _tell_growth(title: str, what: str, ages: Sequence[Age]) -> list[dict[str, float]]:
    told = [{what: each.number, **each.figures.as_row(), "state_bytes": each.state_bytes} for each in ages]
    cells = [[f"{each.number:,}", *numbers(each.figures.as_row()), f"{each.state_bytes}"] for each in ages]
    print(table(title, (what, *HEADS, "state bytes"), cells))
    return told


def _inboxes(results: dict[str, Any], made: Databases, extent: Extent) -> list[Page]:
    pages = [page for kind in WORDS for page in first_pages(made, kind, extent.inboxes, extent.looks)]
    results["inbox"] = [
        {
            "database": page.database,
            "open_tasks": page.open_tasks,
            **page.figures.as_row(),
            "list_ms": round(page.list_ms, 3),
            "counters_ms": round(page.counters_ms, 3),
        }
        for page in pages
    ]
    cells = [
        [
            f"{page.open_tasks:,}, {page.database}",
            *numbers(page.figures.as_row()),
            f"{page.list_ms:.2f}",
            f"{page.counters_ms:.2f}",
        ]
        for page in pages
    ]
    print(table("First page of an inbox, over HTTP", ("open tasks", *HEADS, "list ms", "counters ms"), cells))
    return pages


def _bounds(rows: Sequence[Row], ages: Sequence[Age], sizes: Sequence[Age]) -> list[Bound]:
    ours = {row.database: row.figures for row in rows if row.name == "Qingxin over HTTP"}
    viewflow = next(row.figures for row in rows if "viewflow" in row.name)
    by_age = {age.number: age.figures.cpu_ms for age in ages}
    by_size = {age.number: age.figures.cpu_ms for age in sizes}
    found = []
    for kind, figures in ours.items():
        found.append(Bound(f"SQL statements of a completion over HTTP, {kind}", figures.statements, 12))
        found.append(Bound(f"commits beyond the one of a completion, {kind}", figures.commits - 1, 0))
    faster = ours["sqlite"].per_cpu_second / viewflow.per_cpu_second
    last = max(by_age)
    return [
        *found,
        Bound("completions per CPU second, times those of viewflow", faster, 2, at_least=True),
        Bound("CPU of the 500th completion of a case, times the 10th", by_age[500] / by_age[10], 1.2),
        *(
            [Bound(f"CPU of the {last:,}th, times the 10th", by_age[last] / by_age[10], 1.2)]
            if last > 500
            else []
        ),
        Bound("CPU in the 200-task diagram, times the 12-task one", by_size[200] / by_size[12], 1.3),
    ]


def _page_bounds(pages: Sequence[Page]) -> list[Bound]:
    found = []
    for kind in WORDS:
        times = {page.open_tasks: page.figures.p50_ms for page in pages if page.database == kind}
        ratio = times[max(times)] / times[min(times)]
        found.append(Bound(f"first page at a million open tasks, times at a thousand, {kind}", ratio, 2))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
