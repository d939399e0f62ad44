"""What an officer looks for among cases, as it stands in the address of the page; it knows no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import urlencode

from app.actors import Actor
from app.districts import District
from app.identifiers import IdKind, check_credit_code, check_id, check_phone
from app.permissions import units_where, whole_districts
from app.views.figures_query import span_of
from storage.case_filter import ANY, CaseFilter, Reach, Span
from storage.crypto import Keyring
from storage.models import CaseFile
from storage.search import Clues, Place

_FILTERS = (
    "state",
    "stage",
    "district",
    "open",
    "unit",
    "sector",
    "amount",
    "size",
    "came",
    "ended",
    "light",
)
_FURTHER = ("unit", "sector", "amount", "size", "came", "ended", "light")
UNKNOWN = "-"
"""Stands in an address for cases of which a fact is not known."""
_NUMBER = re.compile(r"(?:(?P<year>20\d\d)\D{0,3})?(?P<number>\d{1,6})号?\Z")
_RECEIPT = re.compile(r"[A-Z]{2}\d{6,}[0-9A-Z]?\Z")
_LABOUR = ".labour"


@dataclass(frozen=True)
class CaseQuery:
    """Words and filters; `after` and `before` are places in the list."""

    q: str = ""
    state: str = ""
    stage: str = ""
    district: str = ""
    open: str = ""  # "open", "closed" or nothing
    unit: str = ""
    sector: str = ""
    amount: str = ""
    size: str = ""
    came: str = ""  # days, 2025-09-01..2025-09-30
    ended: str = ""
    light: str = ""
    after: str = ""
    before: str = ""

    def address(self, **changes: str) -> str:
        """Return the address of the list with some parts changed; another filter starts at the first page."""
        values = {**asdict(self), "after": "", "before": "", **changes}
        given = {name: value for name, value in values.items() if value}
        path = "/search" if values["q"] else "/cases"
        return path + ("?" + urlencode(given) if given else "")

    @property
    def narrowed(self) -> bool:
        """Whether words or filters are set."""
        return bool(self.q or self.state or self.stage or self.district or self.open or self.further)

    @property
    def further(self) -> dict[str, str]:
        """The filters that figures set and that the form of the list only keeps."""
        values = asdict(self)
        return {name: values[name] for name in _FURTHER if values[name]}

    def wanted(self, lights: Mapping[str, Span] | None = None, not_ours: tuple[str, ...] = ()) -> CaseFilter:
        """Return the filter for storage; `lights` are the spans of due dates behind each light."""
        return CaseFilter(
            state=self.state,
            stage=self.stage,
            district=self.district,
            open={"open": True, "closed": False}.get(self.open),
            unit=self.unit,
            sector=None if not self.sector else self.sector.replace(UNKNOWN, "", 1),
            amount=self.amount,
            size=self.size,
            came=span_of(self.came),
            ended=span_of(self.ended),
            due=(lights or {}).get(self.light, ANY),
            not_ours=not_ours,
        )

    def place(self) -> Place | None:
        """Return the place in the list from which to go on."""
        return read_place(self.after) or read_place(self.before, back=True)


def read_case_query(given: Mapping[str, Any]) -> CaseQuery:
    """Return the query of an address; what makes no sense is left out."""
    names = ("q", *_FILTERS, "after", "before")
    texts = {name: str(given.get(name) or "").strip()[:100] for name in names}
    query = CaseQuery(**texts)
    return query if query.open in ("open", "closed") else replace(query, open="")


def place_of_case(case: CaseFile) -> str:
    """Return a case's place in the list as it stands in an address."""
    return f"{case.opened_at.isoformat()}~{case.id}"


def read_place(text: str, *, back: bool = False) -> Place | None:
    """Return a place in a list as it stands in an address, or None for anything else."""
    moment, sign, case_id = text.partition("~")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Place(found, case_id, back) if sign and found.tzinfo else None


def reach_of(who: Actor) -> Reach:
    """Return what the officer may search."""
    units = units_where(who, "case.search")
    labour = (unit.removesuffix(_LABOUR) for unit in units if unit.endswith(_LABOUR))
    return Reach(tuple(sorted(units)), tuple(sorted(whole_districts(who))), tuple(sorted(labour)))


def clues_in(words: str, districts: Mapping[str, District], keyring: Keyring, today: date) -> Clues:
    """Return what the typed words may mean: a number of a case, receipt, company or person, or a name."""
    text = "".join(words.split())
    upper = text.upper()
    phone, uscc = check_phone(text), check_credit_code(text)
    identities = {check_id(kind, text, today).value for kind in get_args(IdKind)} - {None}
    return Clues(
        numbers=_case_numbers(text, districts, today),
        receipt=upper if _RECEIPT.match(upper) else "",
        uscc=uscc.value or "",
        id_indexes=tuple(sorted(keyring.blind_index("id_no", str(each)) for each in identities)),
        phone_index=keyring.blind_index("phone", phone.value) if phone.value else "",
        name=text if len(text) >= 2 and not text.isdigit() else "",
    )


def _case_numbers(text: str, districts: Mapping[str, District], today: date) -> tuple[str, ...]:
    """Return the case numbers that are meant by "津保清薪〔2025〕0012", "2025-12" or "12"."""
    prefixes = [district.prefixes["case"] for district in districts.values()]
    prefix = next((each for each in prefixes if text.startswith(each)), "")
    found = _NUMBER.match(text.removeprefix(prefix).lstrip("〔[（(").replace("〕", "-").replace("）", "-"))
    if found is None:
        return ()
    years = [int(found["year"])] if found["year"] else [today.year, today.year - 1]
    number = int(found["number"])
    return tuple(
        f"{each}〔{year}〕{number:04d}" for each in ([prefix] if prefix else prefixes) for year in years
    )
