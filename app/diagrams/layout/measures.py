"""Sizes and distances of the drawing in pixels: how wide columns, how high rows, how far apart tracks."""

from __future__ import annotations

from dataclasses import dataclass, field

Point = tuple[float, float]

PITCH = 12.0
SIDE_GAP, MIN_SIDE = 16.0, 36.0
ROW_GAP, MIN_ROW = 14.0, 20.0
LABEL_GAP = 4.0
POOL_STRIP = LANE_STRIP = 30.0
POOL_GAP = 40.0
INNER_MARGIN, INNER_TITLE = 20.0, 30.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width, height in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """True when the two share more than a border, grown by `slack` pixels."""
        return (
            self.x < other.right + slack
            and other.x < self.right + slack
            and self.y < other.bottom + slack
            and other.y < self.bottom + slack
        )

    def moved(self, dx: float, dy: float) -> Box:
        """The same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(slots=True)
class Drawing:
    """A finished drawing in pixels: shapes, lines with their points, and labels, by element id."""

    shapes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    bands: dict[str, Box] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    width: float = 0.0
    height: float = 0.0

    def include(self, other: Drawing, dx: float, dy: float) -> None:
        """Put another drawing (the inside of a sub-process) into this one."""
        self.shapes |= {key: box.moved(dx, dy) for key, box in other.shapes.items()}
        self.labels |= {key: box.moved(dx, dy) for key, box in other.labels.items()}
        self.lines |= {key: [(x + dx, y + dy) for x, y in points] for key, points in other.lines.items()}
        self.expanded |= other.expanded
