"""What the payments of a case say to have come from a source follows what its runs tell, through all corrections."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledgers.reached import Line, Told, amends

DAY = date(2025, 9, 20)
RUNS, WORKERS = ("run1", "run2", "run3"), ("赵一", "钱二")
LISTS = st.lists(st.tuples(st.sampled_from(WORKERS), st.integers(1, 5).map(lambda n: n * 100)), max_size=4)
TELLS = st.tuples(st.sampled_from(RUNS), LISTS)
ENTERS = st.tuples(st.just(""), LISTS)


@dataclass
class File:
    """A case with what its runs tell and the payments in it, kept as `app.actions.booked_payments` keeps them."""

    told: dict[str, list[Told]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    number: int = 0

    def add(self, worker: str | None, amount: object, run_id: str | None) -> None:
        self.number += 1
        key = f"line{self.number}"
        self.lines[key] = Line(key, worker, amount, self.number, run_id)  # type: ignore[arg-type]

    def amend(self, run_id: str) -> bool:
        said = [each for run in RUNS for each in self.told.get(run, [])]
        found = amends(said, self.lines.values(), run_id)
        for key, back in found.back:
            assert 0 < back <= self.lines[key].amount
            rest = self.lines[key].amount - back
            if rest:
                self.lines[key] = replace(self.lines[key], amount=rest)
            else:
                del self.lines[key]
        for each in found.missing:
            self.add(each.worker, each.amount, each.run_id)
        return bool(found.missing or found.back)

    def sums(self, booked: bool) -> Counter[str | None]:
        found: Counter[str | None] = Counter()
        for line in self.lines.values():
            if booked == (line.run_id is not None):
                found[line.worker] += int(line.amount)
        return found


@given(st.lists(st.one_of(TELLS, ENTERS), max_size=12))
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
def test_however_runs_tell_and_officers_enter_each_sum_stands_once(
    steps: list[tuple[str, list[tuple[str, int]]]],
) -> None:
    case = File()
    for run_id, rows in steps:
        entered = case.sums(booked=False)
        if not run_id:
            for worker, amount in rows:
                case.add(worker, amount, None)
            continue
        case.told[run_id] = [Told(run_id, worker, amount, DAY) for worker, amount in rows]  # type: ignore[arg-type]
        case.amend(run_id)
        assert case.sums(booked=False) == entered, "what officers entered is theirs"
        for worker in WORKERS:
            told = sum(
                int(each.amount) for said in case.told.values() for each in said if each.worker == worker
            )
            assert case.sums(booked=True)[worker] == max(0, told - entered[worker])
        assert not case.amend(run_id), "saying the same again books nothing"
