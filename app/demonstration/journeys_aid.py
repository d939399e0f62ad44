"""Roads of legal aid: advice, aid to the end, urgent aid, and a refusal with an objection."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road, deliver
from app.demonstration.stories import person


def _office(road: Road) -> str:
    """Return the unit that gives aid: the justice bureau, or the union where the document says so."""
    return road.unit("judicial" if "judicial" in road.district.units else "union")


def _asked(road: Road, **more: Any) -> None:
    """Somebody comes for help and applies."""
    road.start("legal_aid", _office(road), "legal_adviser", {})
    road.later(0, 1)
    who = person(road.inventor, road.inventor.person_name())
    applied = {
        "wants_aid": True,
        "case.aid.applicant": {part: who[part] for part in ("name", "id_no", "phone")},
        "headcount": Decimal(1),
        "wage_claim": True,
        "migrant": True,
        "days_to_limit": Decimal(road.pick(30, 90, 200)),
        "preservation_needed": False,
    }
    road.step("advise_and_register", applied | more)


def _decided(road: Road, decision: str, **more: Any) -> None:
    road.later(1, 4)
    road.step("decide_aid", {"aid_decision": decision, "case.aid.form": ["仲裁代理"], **more})


def _assigned(road: Road) -> None:
    road.later(0, 2)
    road.step("assign_helper", {"case.aid.no_conflict": True})


def helped(road: Road) -> None:
    """A wage claim is taken to its end."""
    _asked(road)
    _decided(road, "给予援助")
    _assigned(road)
    road.later(5, 12)
    road.step("give_aid", {"progress": "办理中"})
    road.later(8, 15)
    recovered = Decimal(road.random.randrange(40, 160) * 100)
    road.step("give_aid", {"progress": "办结", "case.aid.recovered": recovered})


def urgent(road: Road) -> None:
    """Three days are left: aid comes first, the papers later."""
    _asked(road, days_to_limit=Decimal(3))
    _decided(road, "先行援助")
    _assigned(road)
    road.later(6, 10)
    done = {"progress": "办结", "case.aid.formalities_done": True, "case.aid.recovered": Decimal(0)}
    road.step("give_aid", done)


def objected(road: Road) -> None:
    """No wage claim, and refused; the objection is upheld."""
    _asked(road, wage_claim=False, migrant=False)
    _decided(road, "不予援助", **{"case.aid.refusal_reason": "不属于援助事项"})
    deliver(road, "serve_refusal", "直接送达")
    road.later(2, 5)
    road.step("record_objection", {})
    road.later(1, 3)
    road.step("review_objection", {"review_outcome": "维持"})


def advised(road: Road) -> None:
    """Advice is enough."""
    road.start("legal_aid", _office(road), "legal_adviser", {})
    road.step("advise_and_register", {"wants_aid": False})
