"""Builds the demonstration: accounts, the eight scenarios, and invented cases at every stage until today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app import clock
from app.clock import clock_at
from app.demonstration.desk_life import live
from app.demonstration.journeys import Road, travel
from app.demonstration.officers import add_posts
from app.demonstration.plans import Plan, plans
from app.demonstration.player import Player
from app.demonstration.stories import Hands, s01
from app.demonstration.stories_clue import s03
from app.demonstration.stories_gathering import s09
from app.demonstration.stories_listing import s07
from app.demonstration.stories_penalty import s11
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
    date(2026, 4, 20): s11,
}
"""The scenarios by their first day; they keep their own dates, whatever day it is."""


@dataclass(frozen=True)
class Summary:
    """What was done and what there is now: accounts and cases added, and a census of the installation."""

    accounts: int
    added: int
    census: Census


def build(
    database: Database, cases: int, progress: Progress, *, if_empty: bool = False, seed: str = "qingxin"
) -> Summary:
    """Fill a database, in which districts and processes are loaded, with so many cases; return what it holds.

    A first call adds the accounts and the eight scenarios; later ones add more invented cases. With
    `if_empty` nothing happens when there is a case already. The same seed on the same day gives the same
    cases. `progress` hears how many cases are done, of how many, and what was done. Raises LookupError when
    a process is not published.
    """
    with database.session() as session:
        first, strangers = count_cases(session) == 0, count_officers(session) == 0
        house = house_of(session)
    if if_empty and not first:
        return _summary(database, 0, 0)
    progress(0, cases, "演示账号 · accounts")
    accounts = add_posts(database, house) if strangers else 0
    today = clock.now()
    with clock_at(today) as moving:
        player = Player(database, moving)
        stories = STORIES if first else {}
        seed = seed if first else f"{seed}-{today:%Y%m%d%H%M%S}"
        known = _play_all(player, house, cases, stories, today, seed, progress)
        live(player, known, Random(f"desks-{seed}"), today)
    progress(cases, cases, "演示数据已就绪 · demonstration ready")
    return _summary(database, accounts, len(known))


def _play_all(
    player: Player,
    house: House,
    cases: int,
    stories: dict[date, Callable[[Hands], str]],
    today: datetime,
    seed: str,
    progress: Progress,
) -> list[str]:
    """Play scenarios and invented cases in the order in which they begin; return the ids of their cases."""
    drawn = plans(max(0, cases - len(stories)), seed)
    begun: list[tuple[date, Any]] = [*stories.items()]
    begun += [(today.date() - timedelta(days=plan.days_ago), plan) for plan in drawn]
    known: list[str] = []
    remembered: dict[str, dict[str, Any]] = {}
    for done, (day, what) in enumerate(sorted(begun, key=lambda item: item[0])):
        if isinstance(what, Plan):
            road = _road(player, house, what, today, seed)
            road.known.update(remembered.get(what.district, {}))
            road.set_out(day)
            travel(road, what.journey)
            remembered.update(_remember(player, road))
            known += [road.case] if road.case else []
        else:
            known.append(what(player))
        told = what.journey if isinstance(what, Plan) else what
        progress(done + 1, cases, f"{day:%Y-%m-%d} {told.__name__}")
    player.go_on(today)
    return known


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
    )


def _remember(player: Player, road: Road) -> dict[str, dict[str, Any]]:
    """Keep the last open complaint of a district, for a complaint about the same to be merged with it."""
    if not road.case or "matter" not in road.known or not road.open_elements(road.case):
        return {}
    return {road.district.key: {"case_no": player.case_no(road.case), "matter": road.known["matter"]}}


def _summary(database: Database, accounts: int, added: int) -> Summary:
    with database.session() as session:
        return Summary(accounts, added, take_census(session))
