"""`make bench`: what completing a task costs, on both databases; prints a table and writes bench/out/results.json."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine

from storage.migrate import upgrade
from tests.bench.flows import AGAIN, ANSWERS
from tests.bench.measuring import Figures, Samples, listening, measured, steady
from tests.bench.workplace import Browser, Workplace, furnish
from tests.support.postgres import running_postgres

OUT = Path(__file__).resolve().parent.parent.parent / "bench" / "out" / "results.json"
TURNS = (10, 100, 500)
Complete = Callable[[str, dict[str, list[str]]], None]


def databases() -> Iterator[tuple[str, str]]:
    """Give the URL of an empty SQLite file, as the product opens it, and of a PostgreSQL with fsync on."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        yield "sqlite", f"sqlite:///{folder}/bench.db"
        yield "postgresql", stack.enter_context(running_postgres(durable=True))


def chain_of(work: Workplace, engine: Engine, complete: Complete, key: str, cases: int) -> Figures:
    """Complete eleven tasks of some cases, the first case to warm up."""
    samples = Samples()
    with listening(engine) as heard, steady():
        for number in range(cases + 1):
            case_id = work.begin(key)
            for _ in range(11):
                task_id = work.open_task(case_id)
                heard.clear()
                one = Samples()
                measured(lambda task_id=task_id: complete(task_id, ANSWERS), one)
                if number:
                    samples.cpu += one.cpu
                    samples.wall += one.wall
                    samples.statements.append(len(heard.statements))
                    samples.commits.append(heard.commits)
    return samples.figures()


def loop_of(work: Workplace, complete: Complete) -> dict[int, Figures]:
    """Complete one looping case to its 500th task; the figures are those of the five around each turn."""
    case_id, found = work.begin("bench_loop"), {turn: Samples() for turn in TURNS}
    for number in range(1, max(TURNS) + 3):
        task_id = work.open_task(case_id)
        near = [turn for turn in TURNS if abs(turn - number) <= 4]
        measured(lambda task_id=task_id: complete(task_id, AGAIN), found[near[0]] if near else Samples())
    return {turn: samples.figures() for turn, samples in found.items()}


def rows_of(name: str, url: str, cases: int) -> dict[str, Figures]:
    """Measure everything on one database."""
    upgrade(url)
    work = furnish(url)
    browser = Browser(work)
    try:
        rows = {
            f"{name} http 12": chain_of(work, browser.engine, browser.complete, "bench_12", cases),
            f"{name} http 200": chain_of(work, browser.engine, browser.complete, "bench_200", cases),
            f"{name} in process 12": chain_of(
                work, work.office.database.engine, work.complete, "bench_12", cases
            ),
        }
        for turn, figures in loop_of(work, browser.complete).items():
            rows[f"{name} http loop {turn}"] = figures
        return rows
    finally:
        work.close()


def main() -> None:
    """Print the table and the ratios, and write them."""
    cases = 5 if "--quick" in sys.argv else 20
    rows: dict[str, Figures] = {}
    for name, url in databases():
        rows |= rows_of(name, url, cases)
    print(f"{'':28}{'SQL':>6}{'commits':>9}{'CPU ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'a CPU second':>14}")
    for name, row in rows.items():
        print(
            f"{name:28}{row.statements:6.0f}{row.commits:9.0f}{row.cpu_ms:9.2f}"
            f"{row.p50_ms:9.2f}{row.p95_ms:9.2f}{row.per_cpu_second:14.0f}"
        )
    ratios = {
        f"{kind} {what}": round(rows[f"{kind} http {over}"].cpu_ms / rows[f"{kind} http {under}"].cpu_ms, 2)
        for kind in ("sqlite", "postgresql")
        for what, over, under in (("200 : 12", "200", "12"), ("500th : 10th", "loop 500", "loop 10"))
    }
    for name, ratio in ratios.items():
        print(f"{name:28}{ratio:6.2f}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"rows": {n: r.as_row() for n, r in rows.items()}, "ratios": ratios}, indent=1))


if __name__ == "__main__":
    main()
