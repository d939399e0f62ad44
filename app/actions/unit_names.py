"""What a unit is called now, and what it was called on a day, from the register of its district; it writes nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.actions.law import law_of
from app.house import house_of
from storage.district_register import entries_of


class UnitNames:
    """The names of units through time; the register is read once for each district that is asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._given: dict[str, dict[str, list[tuple[date, str, str]]]] = {}

    def now(self, unit_id: str | None, *, short: bool = False) -> str:
        """Return the present name of a unit by its id; an unknown id stays as it is."""
        district, _, key = (unit_id or "").partition(".")
        found = law_of(self._session).districts.get(district)
        unit = found.units.get(key) if found else None
        return (unit_id or "") if unit is None else (unit.short if short else unit.zh)

    def on(self, day: date, unit_id: str | None, *, short: bool = False) -> str:
        """Return the name that a unit bore on a day: that of the entry that held then, else the document's."""
        district, _, key = (unit_id or "").partition(".")
        house = house_of(self._session)
        if district not in house.districts:
            return unit_id or ""
        borne = [each for each in self._names(district).get(key, ()) if each[0] <= day]
        if borne:
            _, long, brief = borne[-1]
            return brief if short else long
        first = house.districts[district].units.get(key)
        return self.now(unit_id, short=short) if first is None else (first.short if short else first.zh)

    def _names(self, district: str) -> dict[str, list[tuple[date, str, str]]]:
        if district not in self._given:
            found: dict[str, list[tuple[date, str, str]]] = {}
            for row in reversed(entries_of(self._session, district, ["name", "unit"])):
                zh = str(row.value["zh"])
                name = (row.valid_from, zh, str(row.value.get("short") or zh))
                found.setdefault(row.subject, []).append(name)
            self._given[district] = found
        return self._given[district]
