"""Builds the demonstration: accounts, the scenarios, and invented cases at every stage until today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from app import clock
from app.clock import clock_at
from app.demonstration.audits import note_findings
from app.demonstration.desk_life import live
from app.demonstration.journeys import Road, travel
from app.demonstration.officers import add_posts
from app.demonstration.plans import Plan, plans
from app.demonstration.player import Player
from app.demonstration.register_lists import keep_registers
from app.demonstration.stories import Hands, s01
from app.demonstration.stories_clue import s03
from app.demonstration.stories_gathering import s09
from app.demonstration.stories_listing import s07
from app.demonstration.stories_penalty import s11, s11_permit
from app.demonstration.stories_tianjin import s05, s06
from app.demonstration.stories_xining import s02
from app.house import House, house_of
from app.identifiers.invented import Inventor
from storage.census import Census, count_cases, count_officers, take_census
from storage.database import Database

Progress = Callable[[int, int, str], None]
STORIES: dict[date, Callable[[Hands], str]] = {
    date(2025, 9, 26): s01,
    date(2025, 10, 22): s05,
    date(2025, 11, 3): s02,
    date(2026, 1, 19): s09,
    date(2026, 1, 20): s07,
    date(2026, 2, 10): s03,
    date(2026, 3, 2): s06,
    date(2026, 4, 1): s11_permit,
    date(2026, 4, 20): s11,
}
"""The scenarios by their first day; they keep their own dates, whatever day it is."""


@dataclass(frozen=True)
class Summary:
    """What was done and what there is now: accounts and cases added, and a census of the installation.

    `strays` names the roads of added cases that did not go as planned.
    """

    accounts: int
    added: int
    census: Census
    strays: list[str] = field(default_factory=list)


def build(
    database: Database,
    cases: int,
    progress: Progress,
    *,
    if_empty: bool = False,
    scenarios: bool = True,
    seed: str = "qingxin",
) -> Summary:
    """Fill a database, in which districts and processes are loaded, with so many cases; return what it holds.

    A first call adds the accounts and the eight scenarios (unless they are not wanted); later ones add more
    invented cases. With `if_empty` nothing happens when there is a case already. The same seed at the same
    moment gives the same cases. `progress` hears how many cases are done, of how many, and what was done.
    Raises LookupError when a process is not published.
    """
    with database.session() as session:
        first, strangers = count_cases(session) == 0, count_officers(session) == 0
        house = house_of(session)
    if if_empty and not first:
        return _summary(database, 0, 0, [])
    progress(0, cases, "演示账号 · accounts")
    accounts = add_posts(database, house) if strangers else 0
    today = clock.now()
    with clock_at(today) as moving:
        seed = seed if first else f"{seed}-{today:%Y%m%d%H%M%S}"
        stage = _Stage(Player(database, moving), house, today, seed)
        stage.play(cases, STORIES if first and scenarios else {}, progress)
        live(stage.player, stage.cases, Random(f"desks-{seed}"), today)
        if first:
            note_findings(stage.player, stage.cases)
            keep_registers(stage.player, today.date())
    progress(cases, cases, "演示数据已就绪 · demonstration ready")
    return _summary(database, accounts, len(stage.cases), stage.strays)


@dataclass
class _Stage:
    """Where scenarios and invented cases are played; it remembers the cases and what strayed."""

    player: Player
    house: House
    today: datetime
    seed: str
    cases: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    remembered: dict[str, dict[str, Any]] = field(default_factory=dict)

    def play(self, cases: int, stories: dict[date, Callable[[Hands], str]], progress: Progress) -> None:
        """Play all in the order in which they begin, and let time pass to the present."""
        begun: list[tuple[date, Any]] = [*stories.items()]
        for plan in plans(max(0, cases - len(stories)), self.seed):
            begun.append((self._first_day(plan), plan))
        begun.sort(key=lambda item: item[0])
        for done, (day, what) in enumerate(begun, 1):
            if isinstance(what, Plan):
                self._travel(what, day)
            else:
                self.cases.append(what(self.player))
            told = what.journey if isinstance(what, Plan) else what
            progress(done, cases, f"{day:%Y-%m-%d} {told.__name__}")
        self.player.go_on(self.today)

    def _first_day(self, plan: Plan) -> date:
        """Return the day on which a case begins: holidays on the way do not count, as nobody works then."""
        calendar = self.house.calendars[plan.district]
        return calendar.add_working(self.today.date(), -round(plan.days_ago * 5 / 7))

    def _travel(self, plan: Plan, day: date) -> None:
        road = _road(self.player, self.house, plan, self.today, self.seed)
        road.known.update(self.remembered.get(plan.district, {}))
        road.set_out(day)
        if not travel(road, plan.journey):
            self.strays.append(f"{plan.number} {plan.journey.__module__}.{plan.journey.__name__}")
        self.remembered.update(_remember(self.player, road))
        self.cases += [road.case] if road.case else []


def _road(player: Player, house: House, plan: Plan, today: datetime, seed: str) -> Road:
    player.turn = plan.number
    own = f"{seed}-{plan.number}"
    district = house.districts[plan.district]
    return Road(
        player=player,
        random=Random(own),
        inventor=Inventor(own),
        district=district,
        calendar=house.calendars[plan.district],
        until=today,
        steps=plan.steps,
        halt=plan.halt,
        hold=plan.hold,
    )


def _remember(player: Player, road: Road) -> dict[str, dict[str, Any]]:
    """Keep the last open complaint of a district, for a complaint about the same to be merged with it."""
    if not road.case or "matter" not in road.known or not road.open_elements(road.case):
        return {}
    return {road.district.key: {"case_no": player.case_no(road.case), "matter": road.known["matter"]}}


def _summary(database: Database, accounts: int, added: int, strays: list[str]) -> Summary:
    with database.session() as session:
        return Summary(accounts, added, take_census(session), strays)
