"""Roads of mass incidents: begun from a complaint or by the duty officer, calm at once, after days, or taken over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.demonstration.journeys import Road
from app.demonstration.journeys_intake import confirm, examine, hand_on, register
from app.demonstration.matters import complaint, invent
from app.demonstration.stories_gathering import calmed, gathered

OFFICES = {"tj_ftz": "party_office", "xn_chengdong": "government_office"}
COMPANIES = {"tj_ftz": "天保控股公司"}
"""Which holding company sends a leader to the spot; Xining has none among its units."""


def gathering(road: Road) -> None:
    """Workers gather at the gate: the government office takes the incident while intake goes on."""
    matter = invent(road, sector="房建市政", heads=road.pick(14, 18, 22))
    register(road, matter, gathering=True, **{"case.roster": matter.rows})
    gathered(
        road, road.case, road.now - timedelta(minutes=30), len(matter.crew), COMPANIES.get(road.district.key)
    )
    examine(road)
    confirm(road, "受理")
    hand_on(road, ["劳动保障监察"])
    road.on(road.today + timedelta(days=1))
    calmed(road, road.case)


def noticed(road: Road) -> None:
    """The duty officer sees a gathering on a site: it goes on for a day, and the complaint is taken in from there."""
    matter = invent(road, sector="房建市政", heads=road.pick(12, 16))
    road.start("mass_incident", road.unit(OFFICES[road.district.key]), "duty_officer", {})
    people = [{"name": name} for name in matter.crew[:3]]
    roster: dict[str, Any] = {"case__roster": matter.rows, "case__group__representatives": people}
    gathered(road, road.case, road.now - timedelta(minutes=20), len(matter.crew), **roster)
    road.step("follow_scene", {"scene": "仍在持续", "case.incident.bad_effect": False})
    told = {"kind": "信访", "gathering": True, "case.complaint.channel": "来访"}
    road.step("register_complaint", complaint(road, matter) | told)
    road.later(1, 1)
    road.step("payment_plan", {"need_fund": False})
    calmed(road, road.case)
    examine(road)
    confirm(road, "受理")
    hand_on(road, ["劳动保障监察"])


def taken_over(road: Road) -> None:
    """The crowd blocks a road, and the upper level takes command."""
    matter = invent(road, sector="房建市政", heads=road.pick(24, 32))
    register(road, matter, gathering=True, **{"case.roster": matter.rows})
    gathered(road, road.case, road.now - timedelta(minutes=40), len(matter.crew))
    road.step("follow_scene", {"scene": "上级接管", "case.incident.bad_effect": True})
