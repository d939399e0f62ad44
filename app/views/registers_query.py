"""What is asked of a register and the rows that answer it: reach, search, filters, totals, pages; it reads no case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.actors import Actor
from app.districts import District
from app.permissions import units_where, whole_districts
from app.registers import Column, Register, fills, keeping

PAGE = 50


@dataclass(frozen=True)
class RegisterQuery:
    """Words and filters; `page` counts from one."""

    q: str = ""
    state: str = ""
    unit: str = ""
    district: str = ""
    page: int = 1

    def address(self, path: str, **changes: Any) -> str:
        """Return the address of the register with some parts changed; another filter starts at the first page."""
        values = {**asdict(self), "page": 1, **changes}
        given = {name: value for name, value in values.items() if value and (name, value) != ("page", 1)}
        return path + ("?" + urlencode(given) if given else "")

    @property
    def narrowed(self) -> bool:
        """Whether words or filters are set."""
        return bool(self.q or self.state or self.unit or self.district)


def read_register_query(given: Mapping[str, Any]) -> RegisterQuery:
    """Return the query of an address; what makes no sense is left out."""
    texts = {name: str(given.get(name) or "").strip()[:100] for name in ("q", "state", "unit", "district")}
    page = str(given.get("page") or "")
    counts = page.isascii() and page.isdigit() and len(page) < 7
    return RegisterQuery(**texts, page=max(1, int(page)) if counts else 1)


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and what stands behind it: a case, a row of its own, or accounts of a ledger."""

    key: str
    district: str
    cells: Mapping[str, Any]
    case_id: str = ""
    entry_id: str = ""
    run_id: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Who asks which register, and what he may read."""

    session: Session
    who: Actor
    register: Register
    today: date
    districts: Mapping[str, District]

    @property
    def units(self) -> frozenset[str]:
        """Units whose cases he may read."""
        return units_where(self.who, "register.read")

    @property
    def whole(self) -> frozenset[str]:
        """Districts all of whose cases he may read."""
        return whole_districts(self.who)

    def concerned(self) -> frozenset[str]:
        """Districts whose rows of the register's own concern him: he oversees them, or a unit of his fills a lane."""
        return self.whole | frozenset(
            unit.split(".")[0]
            for unit in self.units
            if fills(self.districts[unit.split(".")[0]], unit, self.register.lanes)
        )

    def kept(self) -> dict[str, str]:
        """Districts in which he keeps the register, with the unit for which he does."""
        return keeping(self.who, self.register, self.districts)


@dataclass(frozen=True)
class Result:
    """The rows that were asked for: those of this page, how many there are, and what they add up to."""

    rows: Sequence[Row]
    shown: Sequence[Row]
    totals: Mapping[str, Decimal]
    states: Sequence[str] = field(default=())
    units: Sequence[str] = field(default=())
    pages: int = 1


Said = Callable[[Column, Any], str]


def answer(register: Register, rows: Sequence[Row], query: RegisterQuery, said: Said) -> Result:
    """Return the rows that a query leaves, with totals over all of them; `said` puts a cell into words."""
    states = sorted({state for row in rows if (state := state_of(row))})
    units = sorted({str(row.cells.get("unit")) for row in rows if row.cells.get("unit")})
    found = [row for row in rows if _wanted(register, row, query, said)]
    totals = {
        column.key: sum((_number(row.cells.get(column.key)) for row in found), Decimal(0))
        for column in register.columns
        if column.total
    }
    pages = max(1, -(-len(found) // PAGE))
    first = (min(query.page, pages) - 1) * PAGE
    return Result(found, found[first : first + PAGE], totals, states, units, pages)


def state_of(row: Row) -> str:
    """Return the state by which rows are filtered: their own, or that on the list."""
    return str(row.cells.get("state") or row.cells.get("list_state") or "")


def narrowed_to(query: RegisterQuery, pages: int) -> RegisterQuery:
    """Return the query with a page that is there."""
    return replace(query, page=min(query.page, pages))


def _wanted(register: Register, row: Row, query: RegisterQuery, said: Said) -> bool:
    if query.district and row.district != query.district:
        return False
    if query.state and state_of(row) != query.state:
        return False
    if query.unit and row.cells.get("unit") != query.unit:
        return False
    words = query.q.casefold().split()
    if not words:
        return True
    text = " ".join(said(column, row.cells.get(column.key)) for column in register.columns).casefold()
    return all(word in text for word in words)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or value in (None, ""):
        return Decimal(0)
    return Decimal(str(value))
