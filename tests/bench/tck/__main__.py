"""Runs levels 2 and 3 of the public DMN TCK from a checkout: `make tck TCK=path`; writes bench/out/tck.json."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.bench.tck.cases import LEVELS, NoCheckout, suites
from tests.bench.tck.judging import Verdict, verdicts
from tests.bench.telling import RESULTS, table

OUTCOMES = ("passed", "failed", "unsupported")
WANTED = {2: 98.0, 3: 90.0}


def main() -> int:
    """Run everything, tell and write; return 0 when both levels reach what the product promises."""
    asked = argparse.ArgumentParser(prog="make tck", description=__doc__)
    asked.add_argument("checkout", type=Path, help="a checkout of github.com/dmn-tck/tck")
    asked.add_argument(
        "--family", default="", help="only families whose name contains this; tells every failure"
    )
    given = asked.parse_args()
    try:
        found = [
            verdict
            for suite in suites(given.checkout)
            if given.family in suite.family
            for verdict in verdicts(suite)
        ]
    except NoCheckout as wrong:
        print(wrong)
        return 2
    rates = {level: _rate([each for each in found if each.level == level]) for level in LEVELS}
    print(_levels(found))
    print(_families(found))
    if given.family:
        print(
            "\n".join(f"{each.file} {each.case}: {each.reason}" for each in found if each.outcome != "passed")
        )
        return 0
    _write(found, rates)
    return 0 if all(rates[level] >= WANTED[level] for level in LEVELS) else 1


def _rate(found: Sequence[Verdict]) -> float:
    return 100 * sum(each.outcome == "passed" for each in found) / len(found) if found else 0.0


def _levels(found: Sequence[Verdict]) -> str:
    rows = []
    for level in LEVELS:
        here = [each for each in found if each.level == level]
        counts = Counter(each.outcome for each in here)
        rows.append(
            [str(level), *(str(counts[kind]) for kind in OUTCOMES), str(len(here)), f"{_rate(here):.2f}"]
        )
    return table("DMN TCK, cases by level", ("level", *OUTCOMES, "all", "% passed"), rows)


def _families(found: Sequence[Verdict]) -> str:
    rows = []
    for level, family in sorted({(each.level, each.family) for each in found}):
        here = [each for each in found if each.family == family and each.level == level]
        counts = Counter(each.outcome for each in here)
        if counts["passed"] < len(here):
            rows.append([family, str(level), *(str(counts[kind]) for kind in OUTCOMES), str(len(here))])
    return table("Families that do not pass whole", ("family", "level", *OUTCOMES, "all"), rows)


def _write(found: Sequence[Verdict], rates: dict[int, float]) -> None:
    file = RESULTS.with_name("tck.json")
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "levels": {
            level: {
                **{
                    kind: sum(each.level == level and each.outcome == kind for each in found)
                    for kind in OUTCOMES
                },
                "percent": round(rate, 2),
                "wanted": WANTED[level],
            }
            for level, rate in rates.items()
        },
        "families": {
            family: dict(Counter(each.outcome for each in found if each.family == family))
            for family in sorted({each.family for each in found})
        },
        "not_passed": [
            {"file": each.file, "case": each.case, "outcome": each.outcome, "reason": each.reason[:300]}
            for each in found
            if each.outcome != "passed"
        ],
    }
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"the same stands in {file.relative_to(RESULTS.parent.parent.parent)}")


if __name__ == "__main__":
    raise SystemExit(main())
