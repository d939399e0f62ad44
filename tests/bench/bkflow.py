"""bkflow-feel by itself: decides the condition in a process that knows nothing of ours, and prints microseconds."""

from __future__ import annotations

import statistics
import sys
import time

from bkflow_feel.api import parse_expression  # type: ignore[import-not-found]

FACTS = {"amount": 126_000, "headcount": 23, "sector": "房建市政", "crime_amount": 20_000}
TURNS = 20


def main(condition: str, rounds: int) -> None:
    """Print the median of some rounds."""
    assert parse_expression(condition, FACTS) is True
    samples = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(TURNS):
            parse_expression(condition, FACTS)
        samples.append((time.process_time() - begun) / TURNS * 1e6)
    print(statistics.median(samples))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
