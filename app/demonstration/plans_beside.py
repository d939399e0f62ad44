"""Which demonstration cases lie in procedures beside a wage case: finding, police, court, fund, legal aid, company."""

from __future__ import annotations

from app.demonstration import journeys_contracting as contracting
from app.demonstration import journeys_inspection as inspection
from app.demonstration.journeys import Journey

Stops = tuple[tuple[Journey, dict[str, int]], ...]

CONTRACTING_STOPS: Stops = (
    (inspection.borrowed_name, {"accept_matter": 8, "gather_evidence": 14, "draft_finding": 20}),
)
STOPS: tuple[Stops, ...] = (CONTRACTING_STOPS,)
"""As in the plans: roads, the step that is open, and the days that it takes at most to come there."""

ENDED: tuple[tuple[Journey, int, int], ...] = ((contracting.own_check, 26, 2),)
"""Roads that end with a closed case, the days this takes, and how often they are chosen."""
