"""Scenario S09: sixty-two workers at the gate, calm by evening, helped by the fund before the festival, recovered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.clock import LOCAL
from app.demonstration.stories_gathering import s09
from storage.ledgers import balances_of
from tests.acceptance.checks import case_of, clocks, facts_at, record_is_whole, runs_of, tasks_of
from tests.acceptance.http_hands import HttpPlayer

FUND, CONTRACTOR = "应急周转金", "施工总承包单位"


def test_sixty_two_workers_are_helped_before_the_festival_and_the_fund_is_whole_again(
    hands: HttpPlayer,
) -> None:
    case_id = s09(hands)
    found = clocks(hands, case_id)
    assert ("INS-01", "2026-01-19", "2026-01-26") in found
    assert not {rule for rule, _, _ in found} & {"INS-28", "PET-08"}, "the local hours are not entered yet"
    runs = runs_of(hands, case_id)
    assert (runs["mass_incident"], runs["emergency_fund"]) == (["已平息"], ["已收回"])
    assert runs["complaint_intake"] == ["受理"], "the incident opened no second intake"
    tasks = tasks_of(hands, case_id)
    done = {task.element_id: task for task in tasks if task.closed_at is not None}
    calm = done["review_incident"].closed_at
    assert calm is not None and calm.astimezone(LOCAL).isoformat()[:13] == "2026-01-19T19"
    police = done["keep_order"]
    assert (police.unit_id, police.external) == ("tj_ftz.party_office", "公安机关")
    assert done["urge_company"].unit_id == "tj_ftz.tianbao"
    signed = next(
        task for task in tasks if (task.element_id, task.path) == ("decide_approval", "approve_fund")
    )
    assert signed.unit_id == "tj_ftz.leaders", "the government's level approves"
    assert signed.closed_at is not None and done["pay_workers"].opened_at >= signed.closed_at
    paid_once(hands, case_id)
    refund = done["confirm_refund"].closed_at
    assert refund is not None and refund.astimezone(LOCAL).date() == date(2026, 3, 12)
    case = case_of(hands, case_id)
    assert case.closed_at is not None and case.closed_at.astimezone(LOCAL).date() == date(2026, 3, 12)
    with hands.session() as session:
        accounts = {row.kind: row.balance for row in balances_of(session, ["tj_ftz"], "fund")}
    assert accounts["receivable"] == 0, "what was advanced has come back"
    record_is_whole(hands, case_id)


def paid_once(hands: HttpPlayer, case_id: str) -> None:
    """Fund and contractor pay 1,240,000 yuan together, and nobody gets the same money twice."""
    payments = facts_at(hands, case_id, "case.payments")["payments"]
    by_source = {
        source: [row for row in payments if row["source"] == source] for source in (FUND, CONTRACTOR)
    }
    assert sum((row["amount"] for row in payments), Decimal(0)) == Decimal(1240000)
    for source, amount, day in (
        (FUND, 2000, date(2026, 1, 23)),
        (CONTRACTOR, 18000, date(2026, 2, 6)),
    ):
        rows = by_source[source]
        assert len({row["worker"] for row in rows}) == len(rows) == 62, "nobody is paid twice"
        assert {(row["amount"], row["paid_on"]) for row in rows} == {(Decimal(amount), day)}
