"""Districts: units, lane bindings, settings, and who fills a lane; pure, it knows no storage."""

from app.districts.binding import OPEN_LANES, Assignment, bind, facts_read, unit_of_address
from app.districts.district import (
    BadDistrict,
    District,
    Finding,
    FoundingDocument,
    LaneBinding,
    LaneRule,
    SettingNote,
    Unit,
    UnknownLane,
)
from app.districts.reading import check_district, load_district
from app.districts.vocabulary import Lane, Role, acting_roles, load_lanes, load_roles, may_act, needed_role

__all__ = [
    "OPEN_LANES",
    "Assignment",
    "BadDistrict",
    "District",
    "Finding",
    "FoundingDocument",
    "Lane",
    "LaneBinding",
    "LaneRule",
    "Role",
    "SettingNote",
    "Unit",
    "UnknownLane",
    "acting_roles",
    "bind",
    "check_district",
    "facts_read",
    "load_district",
    "load_lanes",
    "load_roles",
    "may_act",
    "needed_role",
    "unit_of_address",
]
