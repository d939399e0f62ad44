"""Measures completing a task: over HTTP and in process, on both databases, beside other engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contestants import Contestant
from tests.bench.databases import WORDS, Databases
from tests.bench.flows import ANSWERS, TASKS
from tests.bench.measuring import Figures, Samples, listening, measured, steady
from tests.bench.workplace import Browser, Fields, Workplace, furnish

WARM_UP = 3 * TASKS
FLOW = f"bench_{TASKS}"
OTHERS = {
    "django-viewflow over WSGI": "tests.bench.viewflow_office",
    "bare SpiffWorkflow, in process": "tests.bench.bare_spiff",
}


@dataclass(frozen=True)
class Row:
    """One line of the comparison; `ratio` is how many times our completions over HTTP per CPU second it reaches."""

    name: str
    database: str
    figures: Figures
    ratio: float


class Ours:
    """Our own completions of the flow, one case after the other; what they say is counted elsewhere, beforehand."""

    def __init__(
        self,
        workplace: Workplace,
        complete: Callable[[str, Fields], None],
        counted: Samples | None = None,
    ) -> None:
        self.workplace, self.complete = workplace, complete
        self.samples = counted or Samples()

    def work(self, number: int, samples: Samples) -> None:
        """Complete so many tasks, beginning a new case after the last task of one."""
        case = ""
        for done in range(number):
            if done % TASKS == 0:
                case = self.workplace.begin(FLOW)
            task = self.workplace.open_task(case)
            measured(lambda: self.complete(task, ANSWERS), samples)  # noqa: B023

    def count(self, *engines: object) -> None:
        """Note statements and commits of the middle tasks of one case."""
        case = self.workplace.begin(FLOW)
        for done in range(TASKS):
            task = self.workplace.open_task(case)
            with listening(*engines) as heard:  # type: ignore[arg-type]
                self.complete(task, ANSWERS)
            if 0 < done < TASKS - 1:
                self.samples.statements.append(len(heard.statements))
                self.samples.commits.append(heard.commits)


def compare(databases: Databases, folder: Path, rounds: int) -> list[Row]:
    """Return the rows of all ways to complete a task; they take turns, so that each meets the same weather."""
    ours = {("over HTTP", kind): _over_http(databases.make(kind)) for kind in WORDS}
    ours |= {("in process", kind): _in_process(databases.make(kind)) for kind in WORDS}
    others = {
        name: Contestant(module, folder / f"other_{number}.db")
        for number, (name, module) in enumerate(OTHERS.items())
    }
    try:
        for each in ours.values():
            each.work(WARM_UP, Samples())
        with steady():
            for _ in range(rounds):
                for each in ours.values():
                    each.work(TASKS, each.samples)
                for other in others.values():
                    other.complete(TASKS)
        return _rows(
            {key: each.samples.figures() for key, each in ours.items()},
            {name: other.samples.figures() for name, other in others.items()},
        )
    finally:
        for other in others.values():
            other.close()
        for each in ours.values():
            each.workplace.close()


def _rows(ours: dict[tuple[str, str], Figures], others: dict[str, Figures]) -> list[Row]:
    basis = ours["over HTTP", "sqlite"].per_cpu_second
    rows = [
        Row(f"Qingxin {way}", kind, figures, figures.per_cpu_second / basis)
        for (way, kind), figures in sorted(ours.items(), key=lambda item: item[0][1], reverse=True)
    ]
    return rows + [
        Row(name, "sqlite", figures, figures.per_cpu_second / basis) for name, figures in others.items()
    ]


def _over_http(url: str) -> Ours:
    workplace = furnish(url, [FLOW])
    counted = Browser(workplace)
    counting = Ours(workplace, counted.complete)
    counting.work(TASKS, Samples())
    counting.count(counted.engine)
    return Ours(workplace, Browser(workplace).complete, counting.samples)


def _in_process(url: str) -> Ours:
    workplace = furnish(url, [FLOW])
    counted = workplace.beside()
    counting = Ours(counted, counted.complete)
    counting.work(TASKS, Samples())
    counting.count(counted.office.database.engine)
    counted.close()
    return Ours(workplace, workplace.complete, counting.samples)
