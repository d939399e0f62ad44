"""All checks of forms that are tried on small facts, process by process; a new list is added here."""

from __future__ import annotations

from tests.processes.beside_rows import CHECKED as BESIDE
from tests.processes.incident_rows import CHECKED as INCIDENTS
from tests.processes.joint_rows import CHECKED as JOINT
from tests.processes.meeting_rows import CHECKED as MEETINGS
from tests.processes.petition_rows import CHECKED as PETITIONS
from tests.processes.supervision_rows import CHECKED as SUPERVISION

TRIED = [*SUPERVISION, *MEETINGS, *JOINT, *BESIDE, *INCIDENTS, *PETITIONS]
