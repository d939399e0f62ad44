"""Mass incidents: begun by the duty officer or from a complaint, told upwards within local hours, followed to calm."""

from __future__ import annotations

import pytest

from app.clock import LOCAL
from app.demonstration.stories import moment, roster, yuan
from app.demonstration.stories_gathering import calmed, gathered
from app.demonstration.stories_xining import names
from app.identifiers.invented import Inventor
from storage.models import Deadline
from tests.acceptance.checks import case_of, record_is_whole, runs_of, tasks_of
from tests.acceptance.conftest import house
from tests.acceptance.http_hands import HttpPlayer

XN = "xn_chengdong"
ROOM = f"{XN}.government_office"
CREW = names(12)


def found_on_site(hands: HttpPlayer) -> str:
    """Twelve workers stand at the gate of a site in Xining; the duty officer of the government office sees them."""
    hands.at("2026-03-02T09:30")
    case_id = hands.start("mass_incident", ROOM, "duty_officer", {})
    inventor = Inventor(16)
    rows = roster(inventor, CREW, ["2026-01"], dict.fromkeys(CREW, yuan(5000)))
    people = [{"name": name} for name in CREW[:5]]
    gathered(
        hands,
        case_id,
        moment("2026-03-02T09:00"),
        len(CREW),
        case__roster=rows,
        case__group__representatives=people,
    )
    return case_id


def test_the_duty_officer_brings_all_units_to_the_spot_and_the_complaint_is_taken_in(
    hands: HttpPlayer,
) -> None:
    case_id = found_on_site(hands)
    units = {task.element_id: (task.unit_id, task.external) for task in tasks_of(hands, case_id)}
    assert units["keep_order"] == (f"{XN}.police", None), "the police of Xining have an inbox of their own"
    assert units["talk_with_workers"] == (f"{XN}.labour", None)
    assert "urge_company" not in units
    assert hands.open_elements(case_id) == ["register_complaint", "follow_scene"]
    hands.do(case_id, "follow_scene", {"scene": "仍在持续", "case.incident.bad_effect": False})
    hands.at("2026-03-02T15:00")
    hands.do(case_id, "payment_plan", {})
    page = hands.browse(ROOM, "duty_officer", f"/cases/{case_id}")
    assert page.status_code == 200
    calmed(hands, case_id)
    runs = runs_of(hands, case_id)
    assert runs["mass_incident"] == ["已平息"] and runs["complaint_intake"] == [None]
    case = case_of(hands, case_id)
    assert (case.stage, case.closed_at) == ("complaint_intake", None), "the claim goes on"
    assert not {row.rule for row in deadlines(hands, case_id)} & {"INS-28", "PET-08"}, "no hours are set yet"
    record_is_whole(hands, case_id)


def test_a_holding_company_that_a_district_lacks_is_skipped_with_the_reason(hands: HttpPlayer) -> None:
    hands.at("2026-03-02T09:30")
    case_id = hands.start("mass_incident", ROOM, "duty_officer", {})
    told = [
        {
            "body": "公安机关",
            "person_on_duty": "值班室",
            "told_at": moment("2026-03-02T09:20"),
            "channel": "电话",
        }
    ]
    asked = {"soe_concerned": True, "company_group": "示例控股", "case.incident.notified": told}
    hands.do(case_id, "record_incident", asked | {"case.incident.began_at": moment("2026-03-02T09:10")})
    assert "urge_company" not in hands.open_elements(case_id)
    skipped = [event.facts for event in record_is_whole(hands, case_id) if event.kind == "lane_skipped"]
    assert [(facts["element"], facts["reason"]) for facts in skipped] == [
        ("urge_company", "文件未列国有控股公司")
    ]


@pytest.mark.parametrize(("district", "unit"), [(XN, ROOM), ("tj_ftz", "tj_ftz.party_office")])
def test_the_first_report_is_due_within_the_hours_that_the_office_has_entered(
    hands: HttpPlayer, monkeypatch: pytest.MonkeyPatch, district: str, unit: str
) -> None:
    monkeypatch.setitem(house().districts[district].settings, "mass_event_report_hours", 2)
    hands.at("2026-03-02T09:30")
    case_id = hands.start("mass_incident", unit, "duty_officer", {})
    began = moment("2026-03-02T09:00")
    told = [{"body": "公安机关", "person_on_duty": "值班室", "told_at": began, "channel": "电话"}]
    hands.do(
        case_id,
        "record_incident",
        {"case.incident.began_at": began, "case.incident.notified": told, "soe_concerned": False},
    )
    due = {row.rule: row.due_at.astimezone(LOCAL).isoformat() for row in deadlines(hands, case_id)}
    wanted = {"PET-08", "INS-28"} if district == XN else {"PET-08"}
    assert set(due) == wanted, "the rule of Qinghai runs in Xining alone"
    assert set(due.values()) == {moment("2026-03-02T11:00").isoformat()}
    hands.at("2026-03-02T10:00")
    hands.do(case_id, "first_report", {"case.incident.reported_to": ["同级政府"]})
    assert all(row.met_at is not None for row in deadlines(hands, case_id))


def deadlines(hands: HttpPlayer, case_id: str) -> list[Deadline]:
    """All clocks of a case."""
    with hands.session() as session:
        return session.query(Deadline).filter_by(case_id=case_id).all()
