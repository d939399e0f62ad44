"""Measures the first page of an inbox, however many tasks are open; it knows nothing of how they came about."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import clock_at
from app.lights import spans
from app.views.inbox_query import owner_of
from storage.inbox import NO_DUE, Wanted, counts, inbox_page
from tests.bench.calling import Visitor
from tests.bench.databases import Databases
from tests.bench.filling_inbox import Filler
from tests.bench.measuring import Figures, Samples, listening, measured, steady
from tests.support.clock import A_WEDNESDAY
from tests.support.office import PASSWORD, Office, house, move_in

OFFICER = "inspector"
WARM_UP = 5


@dataclass(frozen=True)
class Page:
    """What the first page costs with so many open tasks; list and counters are those of its questions, in ms."""

    database: str
    open_tasks: int
    figures: Figures
    list_ms: float
    counters_ms: float


class Desk:
    """One office with so many open tasks, and an inspector who opens the inbox again and again."""

    def __init__(self, kind: str, url: str, size: int) -> None:
        self.kind, self.size = kind, size
        self.office: Office = move_in(url)
        Filler(self.office).fill_up_to(size)
        self.visitor = Visitor((web := self.office.app()).wsgi_app)
        self.visitor.post("/sign-in", {"name": [OFFICER], "password": [PASSWORD]})
        self.owner = owner_of(self.office.actor(OFFICER), ())
        self.windows = spans(A_WEDNESDAY, house().calendars["tj_ftz"], NO_DUE)
        self.samples, self.listed, self.counted = Samples(), Samples(), Samples()
        for _ in range(WARM_UP):
            with listening(web.extensions["database"].engine) as heard:
                self.visitor.get("/inbox")
        self.samples.statements.append(len(heard.statements))
        self.samples.commits.append(heard.commits)

    def look(self) -> None:
        """Open the first page once, and ask its two dear questions once by themselves."""
        measured(lambda: self.visitor.get("/inbox"), self.samples)
        with self.office.session() as session:
            measured(lambda: inbox_page(session, self.owner, Wanted()), self.listed)
            measured(lambda: counts(session, self.owner, "unit", self.windows), self.counted)

    def page(self) -> Page:
        """Return what it took."""
        listed, counted = self.listed.figures(), self.counted.figures()
        return Page(self.kind, self.size, self.samples.figures(), listed.p50_ms, counted.p50_ms)


def first_pages(databases: Databases, kind: str, sizes: tuple[int, ...], repeats: int) -> list[Page]:
    """Return the cost of the first page at these numbers of open tasks, one database each, in turns."""
    with clock_at(A_WEDNESDAY):
        desks = [Desk(kind, databases.make(kind), size) for size in sizes]
        try:
            with steady():
                for _ in range(repeats):
                    for desk in desks:
                        desk.look()
            return [desk.page() for desk in desks]
        finally:
            for desk in desks:
                desk.office.close()
