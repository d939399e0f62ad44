"""The road of one demonstration case: officers at work on a moving clock until today, or until they let it lie."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.clock import LOCAL
from app.deadlines import WorkCalendar
from app.demonstration.filling import CannotFill
from app.demonstration.player import NoSuchTask, Player
from app.demonstration.stories import Answers
from app.districts import District
from app.identifiers.invented import Inventor
from app.refusals import Refusal

OPENS, CLOSES = time(9, 0), time(17, 30)
NEVER = 10_000
"""More steps than any case takes: officers never let it lie."""


class Over(Exception):
    """The journey has come to the present, or to the step after which nobody did anything any more."""


@dataclass
class Road:
    """One case on its way. It acts through the player, as the hands of a story do, and knows when to stop.

    Officers let it lie after so many `steps`, or before they come to the step `halt`. The step `hold` waits
    until shortly before today, so that a short term that it starts is still running today.
    """

    player: Player
    random: Random
    inventor: Inventor
    district: District
    calendar: WorkCalendar
    until: datetime
    steps: int = NEVER
    halt: str = ""
    hold: str = ""
    case: str = ""
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The present moment of the journey."""
        return self.player.clock.moment

    @property
    def today(self) -> date:
        """The present day of the journey."""
        return self.now.date()

    def unit(self, short: str) -> str:
        """Return the id of a unit of the district."""
        return f"{self.district.key}.{short}"

    def chance(self, share: float) -> bool:
        """Say whether something happens that happens in this share of cases."""
        return self.random.random() < share

    def pick(self, *words: Any) -> Any:
        """Choose one of several."""
        return self.random.choice(words)

    def set_out(self, day: date) -> None:
        """Begin on a day or the working day after it, and at the latest on the last working day before today."""
        latest = self.calendar.next_working(self.until.date() - timedelta(days=1), backward=True)
        opening = datetime.combine(min(self.calendar.next_working(day), latest), OPENS, LOCAL)
        self._go(opening + timedelta(minutes=self.random.randrange(10, 240)))

    def later(self, low: int, high: int) -> None:
        """Let some working days pass; none means later the same day."""
        days = self.random.randint(low, high)
        day = self.calendar.add_working(self.today, days) if days else self.today
        hour = datetime.combine(day, OPENS, LOCAL) + timedelta(minutes=self.random.randrange(10, 420))
        self._go(max(hour, self.now + timedelta(minutes=15)))

    def on(self, day: date) -> None:
        """Go on to the first working day from this one on."""
        opening = datetime.combine(self.calendar.next_working(day), OPENS, LOCAL)
        self._go(max(opening + timedelta(minutes=self.random.randrange(10, 240)), self.now))

    def after(self, days: int) -> date:
        """Return the working day that lies some calendar days ahead."""
        return self.calendar.next_working(self.today + timedelta(days=days))

    def until_open(self, element_id: str, most: int = 60) -> None:
        """Let working days pass until a step is open; the next act fails when it never opens."""
        for _ in range(most):
            if self.stands_at(element_id):
                return
            self.later(1, 1)

    def _go(self, moment: datetime) -> None:
        if moment > self.until:
            raise Over
        self.player.go_on(moment)

    def _act(self) -> None:
        """Take one more step, a few minutes after the one before; nobody works at night."""
        if self.steps <= 0:
            raise Over
        self.steps -= 1
        moment = self.now + timedelta(minutes=self.random.randrange(4, 25))
        if moment.time() > CLOSES:
            morning = self.calendar.add_working(self.today, 1)
            moment = datetime.combine(morning, OPENS, LOCAL) + timedelta(minutes=self.random.randrange(40))
        self._go(moment)

    def at(self, moment: str) -> None:
        """Go on to a moment."""
        self._go(datetime.fromisoformat(moment).replace(tzinfo=LOCAL))

    def register(self, unit_id: str, answers: Answers) -> str:
        """Register the complaint of this journey."""
        self._act()
        self.case = self.player.register(unit_id, answers)
        return self.case

    def start(
        self, process_key: str, unit_id: str, role: str, answers: Answers, case_id: str | None = None
    ) -> str:
        """Start a process by hand, in the case or as the beginning of it."""
        self._act()
        self.case = self.player.start(process_key, unit_id, role, answers, case_id)
        return self.case

    def begin(self, process_key: str, element_id: str, unit_id: str, months: int) -> str:
        """Let the calendar begin a process for the current period, as the beginning of the case."""
        self._act()
        self.case = self.player.begin(process_key, element_id, unit_id, months)
        return self.case

    def note(self, case_id: str, element_id: str, unit_id: str, role: str, answers: Answers) -> None:
        """Tell a waiting run that what it waits for has come in."""
        self._act()
        self.player.note(case_id, element_id, unit_id, role, answers)

    def do(self, case_id: str, element_id: str, answers: Answers | None = None, **where: Any) -> Any:
        """Complete a step of a case."""
        self.reach(element_id)
        self._act()
        return self.player.do(case_id, element_id, answers, **where)

    def reach(self, element_id: str) -> None:
        """Come to a step: stop where the road lies, or let time pass first where it is put off."""
        if element_id == self.halt:
            raise Over
        if element_id == self.hold:
            eve = self.calendar.next_working(self.until.date() - timedelta(days=3), backward=True)
            self._go(max(datetime.combine(eve, OPENS, LOCAL), self.now))

    def step(self, element_id: str, answers: Answers | None = None, **where: Any) -> None:
        """Complete a step of the case of this journey."""
        self.do(self.case, element_id, answers, **where)

    def workers(self, case_id: str) -> dict[str, str]:
        """Return the references of the workers of a case by name."""
        return self.player.workers(case_id)

    def officer_ids(self, unit_id: str, role: str) -> list[str]:
        """Return the officers of a unit who may do tasks of a role."""
        return self.player.officer_ids(unit_id, role)

    def open_elements(self, case_id: str) -> list[str]:
        """Return the steps at which a case has open tasks."""
        return self.player.open_elements(case_id)

    def open_units(self, case_id: str, element_id: str) -> list[str]:
        """Return the units in which a step of a case is open."""
        return self.player.open_units(case_id, element_id)

    def stands_at(self, element_id: str) -> bool:
        """Say whether a step of the case is open."""
        return element_id in self.open_elements(self.case)


Journey = Callable[[Road], None]


def travel(road: Road, journey: Journey) -> bool:
    """Let a case go its way until it ends or the road is over, and let time pass to the present.

    Return whether it went as planned. Where a term ran out earlier than the road expects (holidays differ from
    year to year), the case is left where it stands: that happens to officers too.
    """
    as_planned = True
    with suppress(Over):
        try:
            journey(road)
        except (NoSuchTask, CannotFill, Refusal):
            as_planned = False
    road.player.go_on(road.until)
    return as_planned


def deliver(road: Road, call: str, method: str | None = None) -> None:
    """Serve a document by one of the lawful ways and record the proof; `call` is the calling step."""
    ways = ("直接送达",) * 6 + ("邮寄送达",) * 2 + ("电子送达", "拒绝签收")
    method = method or road.pick(*ways)
    direct = method in ("直接送达", "拒绝签收")
    road.step("choose_method", {"method": "直接送达" if direct else method}, path=call)
    if direct:
        _hand_over(road, call, refused=method == "拒绝签收")
        method = "留置送达" if method == "拒绝签收" else method
    elif method == "邮寄送达":
        posted = road.today
        road.later(2, 4)
        answers = {"case.service.posted_on": posted, "attempt": "已签收", **_tracking(road)}
        road.step("post_document", answers, path=call)
    else:
        road.step(
            "send_electronically", {"attempt": "已签收", "case.service.arrived_at": road.now}, path=call
        )
    road.step("record_service", {"service_method": method}, path=call)


def _hand_over(road: Road, call: str, *, refused: bool) -> None:
    if not refused:
        road.step("deliver_in_person", {"attempt": "已签收"}, path=call)
        return
    road.step("deliver_in_person", {"attempt": "拒绝签收"}, path=call)
    road.step("leave_with_witness", {"deemed_later": False}, path=call)


def _tracking(road: Road) -> dict[str, str]:
    return {"case.service.tracking_no": f"示例{road.random.randrange(10**9):09d}"}


def announce(road: Road, call: str) -> None:
    """Serve by announcement: nobody is found, the announcement stands thirty days and is then proven."""
    road.step("choose_method", {"method": "直接送达"}, path=call)
    road.step("deliver_in_person", {"attempt": "未送达"}, path=call)
    road.later(1, 2)
    road.step("choose_method", {"method": "公告送达"}, path=call)
    places = ["机关网站", "住所或经营场所张贴"]
    road.step("publish_announcement", {"case.service.announced_where": places}, path=call)
    road.on(road.today + timedelta(days=30))
    road.until_open("record_service")
    road.step("record_service", {"service_method": "公告送达"}, path=call)


def sign(road: Road, call: str, *, legal: bool = False, section: bool = True) -> None:
    """Lead a paper to its signature; now and then it is sent back once for correction."""
    if section:
        if road.chance(0.08):
            road.step("review_by_section", {"section_opinion": "退回修改"}, path=call)
            road.later(0, 1)
            road.step("draft_paper", {}, path=call)
        road.step("review_by_section", {"section_opinion": "同意"}, path=call)
    road.later(0, 1)
    if legal:
        road.step("review_law", {"legal_opinion": "审核通过"}, path=call)
        road.later(0, 1)
    road.step("decide_approval", {"approval": "批准"}, path=call)


def answer_hand_overs(road: Road) -> None:
    """Let the units to which something was handed over record it and what came of it."""
    for element in ("record_hand_over", "record_result"):
        road.later(1, 4)
        for _ in range(road.open_elements(road.case).count(element)):
            road.step(element, {})


def yuan(amount: int) -> Decimal:
    """Return an amount in yuan."""
    return Decimal(amount)
