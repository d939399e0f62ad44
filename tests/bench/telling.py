"""Puts the figures into a table and into a file; it measures nothing."""

from __future__ import annotations

import json
import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "bench" / "out" / "results.json"
NUMBERS = ("statements", "commits", "cpu_ms", "p50_ms", "p95_ms", "per_cpu_second")
HEADS = ("SQL", "commits", "CPU ms", "p50 ms", "p95 ms", "per CPU s")


@dataclass(frozen=True)
class Bound:
    """A promise of the product: what is bounded, the figure, the limit, and whether more or less is better."""

    name: str
    figure: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


def machine() -> dict[str, Any]:
    """Return what there is to know of this machine: processors, load, Python."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def numbers(row: dict[str, float]) -> list[str]:
    """Return the figures of one row as the cells of a table."""
    return [f"{row[name]:.0f}" if name in NUMBERS[:2] else f"{row[name]:.2f}" for name in NUMBERS]


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as text; the first column is left-aligned."""
    widths = [max(_width(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    lines = [title, _line(heads, widths), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    found = [_cell(cell, width, at) for at, (cell, width) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(found).rstrip()


def _cell(text: str, width: int, at: int) -> str:
    space = " " * (width - _width(text))
    return space + text if at else text + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def tell_bounds(bounds: Sequence[Bound]) -> str:
    """Return the promises as a table, each with a mark."""
    rows = [
        (
            bound.name,
            f"{bound.figure:.2f}",
            f"{'≥' if bound.at_least else '≤'} {bound.limit:g}",
            "met" if bound.met else "NOT MET",
        )
        for bound in bounds
    ]
    return table("Bounds", ("what", "figure", "bound", ""), rows)


def write_results(results: dict[str, Any]) -> None:
    """Write all figures as JSON to bench/out/results.json."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")
