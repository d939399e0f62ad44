"""Measures whether a completion costs more the older the case, or the larger the diagram."""

from __future__ import annotations

from dataclasses import dataclass

from storage.models import Run
from tests.bench.flows import AGAIN, ANSWERS
from tests.bench.measuring import Figures, Samples, listening, measured, steady
from tests.bench.workplace import Browser, Fields, Workplace

LOOP = "bench_loop"
SIDE_BY_SIDE = 30
"""Completions of each case that are compared; they take turns."""


@dataclass(frozen=True)
class Age:
    """What a completion costs around the given number of completions of a case, or in a diagram of that size."""

    number: int
    figures: Figures
    state_bytes: int


def by_age(workplace: Workplace, marks: tuple[int, ...], repeats: int = SIDE_BY_SIDE) -> list[Age]:
    """Return the cost of completions over HTTP around these ages of a looping case; the last age may be high."""
    browser = Browser(workplace)
    cases = {mark: workplace.begin(LOOP) for mark in marks}
    for mark, case in cases.items():
        for _ in range(max(0, mark - repeats // 2)):
            workplace.complete(workplace.open_task(case), AGAIN)
    return _side_by_side(workplace, browser, cases, AGAIN, repeats)


def by_size(workplace: Workplace, flows: dict[int, str], repeats: int = SIDE_BY_SIDE) -> list[Age]:
    """Return the cost of completions over HTTP in diagrams of these sizes, by number of tasks."""
    browser = Browser(workplace)
    found: dict[int, Samples] = {size: Samples() for size in flows}
    sizes: dict[int, int] = {}
    while any(len(samples.cpu) < repeats for samples in found.values()):
        cases = {size: workplace.begin(key) for size, key in flows.items()}
        part = min(repeats, min(flows) - 2)
        for age in _side_by_side(workplace, browser, cases, ANSWERS, part, found):
            sizes[age.number] = age.state_bytes
    return [Age(size, samples.figures(), sizes[size]) for size, samples in found.items()]


def _side_by_side(
    workplace: Workplace,
    browser: Browser,
    cases: dict[int, str],
    fields: Fields,
    repeats: int,
    samples: dict[int, Samples] | None = None,
) -> list[Age]:
    samples = samples if samples is not None else {number: Samples() for number in cases}
    counted = Browser(workplace)
    for number, case in cases.items():
        with listening(counted.engine) as heard:
            counted.complete(workplace.open_task(case), fields)
        samples[number].statements.append(len(heard.statements))
        samples[number].commits.append(heard.commits)
    with steady():
        for _ in range(repeats):
            for number, case in cases.items():
                task = workplace.open_task(case)
                measured(lambda: browser.complete(task, fields), samples[number])  # noqa: B023
    return [
        Age(number, samples[number].figures(), _state_bytes(workplace, case))
        for number, case in cases.items()
    ]


def _state_bytes(workplace: Workplace, case: str) -> int:
    with workplace.office.session() as session:
        (run,) = session.query(Run).filter(Run.case_id == case).all()
        return len(run.state)
