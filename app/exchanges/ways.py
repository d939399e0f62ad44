"""Which way leads to a receiver in this house, by the driver that its district has agreed on; it knows no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.exchanges.driving import FileWay, Way
from app.exchanges.posting import HttpWay, Service
from app.exchanges.registry import Registry


@dataclass(frozen=True)
class Ways:
    """How receivers are reached from this house: below one folder, or where their services listen."""

    folder: Path | None = None
    services: Mapping[tuple[str, str], Service] = field(default_factory=dict)

    def to(self, registry: Registry, district: str, receiver: str) -> Way | None:
        """Return the way to a receiver that needs no people; None where they hand everything over."""
        driver = registry.driver(district, receiver)
        service = self.services.get((district, receiver))
        if driver == "file" and self.folder is not None:
            return FileWay(self.folder / district / receiver)
        return HttpWay(service) if driver == "http" and service is not None else None
