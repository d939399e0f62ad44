"""The weights that one attempt at a drawing works with, and the price of a finished attempt."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from app.diagrams.layout.measures import Point


@dataclass(frozen=True, slots=True)
class Taste:
    """How the rows are chosen: what distance (`row`) and a further row (`used`) cost, and in which order chains
    look for their row."""

    row: float = 0.7
    used: float = 1.6
    order: str = "column"


TASTES = (
    Taste(),
    Taste(order="long"),
    Taste(order="loose"),
    Taste(row=0.4, used=1.0),
    Taste(row=1.2, used=2.5, order="long"),
    Taste(row=0.4, used=0.6, order="loose"),
    Taste(row=1.0, used=0.8),
    Taste(row=1.0, used=0.8, order="long"),
    Taste(row=0.25, used=0.4, order="long"),
    Taste(row=2.0, used=1.6, order="loose"),
)

CROSSING, CORNER, LENGTH, HEIGHT = 5.0, 1.0, 1 / 300.0, 1 / 40.0


def price(lines: list[list[Point]], height: float) -> float:
    """The price of a drawing: crossings (those of bundled lines count once), corners, length of lines, height."""
    corners = sum(max(len(points) - 2, 0) for points in lines)
    length = sum(
        abs(a[0] - b[0]) + abs(a[1] - b[1]) for points in lines for a, b in itertools.pairwise(points)
    )
    return CROSSING * len(crossing_points(lines)) + CORNER * corners + LENGTH * length + HEIGHT * height


def crossing_points(lines: list[list[Point]]) -> set[Point]:
    """The points where a level part of one line crosses an upright part of another."""
    level: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for points in lines:
        for (xa, ya), (xb, yb) in itertools.pairwise(points):
            if ya == yb:
                level.append((ya, min(xa, xb), max(xa, xb)))
            else:
                upright.append((xa, min(ya, yb), max(ya, yb)))
    return {
        (round(x, 1), round(y, 1))
        for y, x1, x2 in level
        for x, y1, y2 in upright
        if x1 < x < x2 and y1 < y < y2
    }
