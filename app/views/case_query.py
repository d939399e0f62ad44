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
from storage.crypto import Keyring
from storage.models import CaseFile
from storage.search import CaseFilter, Clues, Place, Reach

_FILTERS = ("state", "stage", "district", "open")
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
        return bool(self.q or self.state or self.stage or self.district or self.open)

    def wanted(self) -> CaseFilter:
        """Return the filter for storage."""
        is_open = {"open": True, "closed": False}.get(self.open)
        return CaseFilter(self.state, self.stage, self.district, is_open)

    def place(self) -> Place | None:
        """Return the place in the list from which to go on."""
        return _place(self.after) or _place(self.before, back=True)


def read_case_query(given: Mapping[str, Any]) -> CaseQuery:
    """Return the query of an address; what makes no sense is left out."""
    names = ("q", *_FILTERS, "after", "before")
    texts = {name: str(given.get(name) or "").strip()[:100] for name in names}
    query = CaseQuery(**texts)
    return query if query.open in ("open", "closed") else replace(query, open="")


def place_of_case(case: CaseFile) -> str:
    """Return a case's place in the list as it stands in an address."""
    return f"{case.opened_at.isoformat()}~{case.id}"


def _place(text: str, *, back: bool = False) -> Place | None:
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
