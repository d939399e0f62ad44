"""What an expression costs: a condition beside Python's own eval and bkflow-feel, and the dearest of hostile ones."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.feel import FeelError, compile_expression
from tests.bench.telling import ROOT, Bound, table

OTHERS = ROOT / ".venv" / "others"
"""Where `make bench` installs tests/bench/others.txt."""
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
SCOPE: Mapping[str, Any] = {
    "amount": Decimal(126_000),
    "headcount": Decimal(23),
    "sector": "房建市政",
    "setting": {"crime_amount": Decimal(20_000)},
    "rows": [{"worker": f"W{n}", "owed": Decimal(n)} for n in range(20_000)],
    "text": "ab" * 90_000,
}
CONDITION = 'amount >= setting.crime_amount and headcount >= 10 and sector != "餐饮服务"'
IN_PYTHON = 'amount >= setting["crime_amount"] and headcount >= 10 and sector != "餐饮服务"'
IN_BKFLOW = 'amount >= crime_amount and headcount >= 10 and sector != "餐饮服务"'
EACH = "for i in 1..100000 return "
HOSTILE = (
    "for a in 1..1000, b in 1..1000, c in 1..1000 return 1",
    "(function(f) f(f))(function(f) f(f))",
    "{f: function(n) f(n - 1) + f(n - 1)}.f(1)",
    "sort(for i in 1..9000 return -i, function(a, b) a < b)",
    "{l0: [1, 1], " + ", ".join(f"l{n}: [l{n - 1}, l{n - 1}]" for n in range(1, 50)) + ", r: string(l49)}.r",
    "rows[owed > 0 and count(rows[worker = item.worker]) > 1]",
    "distinct values(rows.worker)",
    'replace(text, "a", "bbb")',
    'matches(text, "(a|b)*c")',
    f"{EACH}i ** 0.5",
    f"{EACH}log(i)",
    f"{EACH}matches(text, string(i))",
    f'{EACH}@"2026-01-01T00:00:00@Europe/Paris" + @"P1D"',
    f"{EACH}partial",
    "1" + "+1" * 990,
    "[" + "a.b[1], " * 280 + "1]",
    "not(" * 40 + "1" + ")" * 40,
    "1" + "+1" * 4990,
    "(" * 9000,
)


@dataclass(frozen=True)
class Cost:
    """One way to decide the condition and its median in microseconds."""

    name: str
    microseconds: float


def condition_costs(rounds: int) -> list[Cost]:
    """Measure the condition compiled by us, beside eval of compiled Python and bkflow-feel, if it could be installed.

    bkflow-feel cannot keep what it has read: it parses the text each time.
    """
    ours = compile_expression(CONDITION)
    code = compile(IN_PYTHON, "condition", "eval")
    functions: Mapping[str, Any] = {"__builtins__": {}}
    costs = [
        Cost("Qingxin, compiled", _median(lambda: ours.evaluate(SCOPE, now=NOW), rounds)),
        Cost("Python's eval, compiled (unsafe)", _median(lambda: eval(code, dict(functions), SCOPE), rounds)),
    ]
    if OTHERS.is_dir():
        command = [sys.executable, "-m", "tests.bench.bkflow", IN_BKFLOW, str(rounds)]
        env = {**os.environ, "PYTHONPATH": str(OTHERS)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True, timeout=120)
        costs.append(Cost("bkflow-feel", float(done.stdout)))
    return costs


def _median(work: Callable[[], Any], rounds: int, turns: int = 2000) -> float:
    assert work() is True
    samples = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(turns):
            work()
        samples.append((time.process_time() - begun) / turns * 1e6)
    return statistics.median(samples)


def hostile_costs(rounds: int) -> list[Cost]:
    """Measure compiling and evaluating hostile expressions, each the best of some rounds, the dearest first."""
    costs = [Cost(source[:50], min(_hostile(source) for _ in range(rounds))) for source in HOSTILE]
    return sorted(costs, key=lambda cost: -cost.microseconds)


def _hostile(source: str) -> float:
    padded = source + " " * (1001 - len(source))  # longer than what is cached
    begun = time.process_time()
    with contextlib.suppress(FeelError):
        compile_expression(padded).evaluate(SCOPE, now=NOW)
    return (time.process_time() - begun) * 1e6


def expressions(results: dict[str, Any], rounds: int) -> list[Bound]:
    """Measure, tell and note what expressions cost; return the promises about them."""
    conditions, hostile = condition_costs(rounds), hostile_costs(3)
    results["feel"] = {
        "condition_us": {cost.name: round(cost.microseconds, 2) for cost in conditions},
        "hostile_ms": {cost.name: round(cost.microseconds / 1000, 1) for cost in hostile},
    }
    rows = [[cost.name, f"{cost.microseconds:.2f}"] for cost in conditions]
    if len(conditions) < 3:
        rows.append(["bkflow-feel (could not be installed)", "-"])
    print(table(f"A condition: {CONDITION}", ("", "CPU µs"), rows))
    dear = [[cost.name, f"{cost.microseconds / 1000:.1f}"] for cost in hostile[:6]]
    print(table("Hostile expressions, read and evaluated: the dearest", ("", "CPU ms"), dear))
    return [
        Bound("CPU µs of a compiled condition", conditions[0].microseconds, 10),
        Bound("CPU ms of the dearest hostile expression", hostile[0].microseconds / 1000, 50),
    ]
