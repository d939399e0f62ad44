"""Which cases a demonstration has: roads by kind, how far each goes, and how long before today it began."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.demonstration import journeys_arbitration as arbitration
from app.demonstration import journeys_inspection as inspection
from app.demonstration import journeys_intake as intake
from app.demonstration import journeys_listing as listing
from app.demonstration import journeys_mediation as mediation
from app.demonstration import journeys_penalty as penalty
from app.demonstration import journeys_transfer as transfer
from app.demonstration.journeys import NEVER, Journey

DISTRICTS = ("tj_ftz", "xn_chengdong")


@dataclass(frozen=True)
class Line:
    """A kind of road: how many steps it has to its end, and how often it is taken."""

    journey: Journey
    length: int
    share: int


LINES = (
    Line(intake.handed_around, 4, 12),
    Line(inspection.paid_in_term, 21, 16),
    Line(mediation.performed, 9, 6),
    Line(arbitration.awarded, 28, 6),
    Line(listing.listed, 26, 5),
    Line(penalty.fined_after_hearing, 29, 5),
    Line(transfer.rerouted, 9, 6),
    Line(inspection.paid_after_decision, 33, 10),
    Line(intake.supplemented, 8, 4),
    Line(intake.refused, 7, 4),
    Line(intake.guided, 4, 4),
    Line(intake.settled, 4, 5),
    Line(intake.merged, 3, 3),
    Line(inspection.borrowed_name, 23, 5),
    Line(transfer.fed_back, 6, 6),
    Line(penalty.fined, 17, 4),
    Line(mediation.broken, 9, 4),
    Line(arbitration.settled, 20, 4),
    Line(inspection.paid_from_deposit, 37, 5),
    Line(inspection.taken_to_court, 36, 3),
    Line(inspection.fled, 31, 4),
    Line(listing.listed_from_inspection, 38, 3),
    Line(listing.removed_early, 50, 1),
    Line(listing.not_listed, 12, 3),
    Line(inspection.unfounded, 15, 4),
    Line(inspection.not_filed, 6, 3),
    Line(intake.sent_elsewhere, 4, 3),
    Line(intake.works_price, 4, 2),
    Line(intake.withdrawn, 3, 3),
    Line(intake.never_supplemented, 4, 2),
    Line(intake.gathered, 6, 3),
    Line(transfer.helped, 8, 4),
    Line(transfer.sent_back_late, 7, 2),
    Line(transfer.brought_to_intake, 9, 4),
    Line(mediation.failed, 5, 3),
    Line(mediation.reviewed, 6, 3),
    Line(mediation.refused, 4, 2),
    Line(arbitration.entrusted, 11, 3),
    Line(arbitration.supplemented, 3, 2),
    Line(arbitration.refused, 4, 2),
    Line(arbitration.withdrawn, 16, 2),
    Line(penalty.corrected, 10, 3),
    Line(penalty.unpaid_fine, 16, 3),
    Line(penalty.not_penalised, 7, 2),
)
FIRST = 14
"""So many lines open a small demonstration, so that every stage is in it."""


@dataclass(frozen=True)
class Plan:
    """One case to be: its road, district, the days before today on which it begins, and the steps it goes."""

    number: int
    journey: Journey
    district: str
    days_ago: int
    steps: int


def plans(count: int, seed: str) -> list[Plan]:
    """Return so many plans, the same ones for the same seed, the earliest first."""
    random = Random(f"plans-{seed}")
    made = [_plan(number, random) for number in range(count)]
    return sorted(made, key=lambda plan: (-plan.days_ago, plan.number))


def _plan(number: int, random: Random) -> Plan:
    line = LINES[number] if number < FIRST else random.choices(LINES, [line.share for line in LINES])[0]
    district = DISTRICTS[number % 2] if number < FIRST else random.choice(DISTRICTS)
    if random.random() < 0.25:
        # Goes on as far as it gets until today: mostly closed long ago.
        return Plan(number, line.journey, district, random.randrange(line.length, 260), NEVER)
    steps = 1 + round((line.length - 1) * random.random() ** 1.3)
    # Fresh, late, or lying about: how long ago the last step was taken.
    rest = random.choices(
        (random.randrange(0, 5), random.randrange(6, 30), random.randrange(30, 90)), (6, 3, 1)
    )[0]
    return Plan(number, line.journey, district, round(steps * 1.7) + rest + 1, steps)
