"""What entries of a district's register say, in words; it reads only the entry and names."""

from __future__ import annotations

from app.views.access import house
from app.views.naming import unit_name
from app.views.words import t
from storage.models import DistrictEntry


def entry_line(row: DistrictEntry) -> str:
    """Return what an entry changed, with before and after."""
    unit = f"{row.jurisdiction_key}.{row.subject}"
    if row.kind == "name":
        was, now = row.before.get("zh", ""), row.value.get("zh", "")
        return t(f"更名：{was} → {now}", f"renamed: {was} → {now}")
    if row.kind == "merged":
        into = unit_name(f"{row.jurisdiction_key}.{row.value['into']}")
        return t(f"{unit_name(unit)}并入{into}", f"{unit_name(unit)} merged into {into}")
    if row.kind == "unit":
        name = str(row.value.get("zh", ""))
        return t(f"新增成员单位{name}", f"{name} joined as a member unit")
    if row.kind == "left":
        into = unit_name(f"{row.jurisdiction_key}.{row.value['into']}")
        return t(
            f"{unit_name(unit)}退出，由{into}承接", f"{unit_name(unit)} left; {into} goes on with its work"
        )
    if row.kind == "member":
        joined = row.value.get("member")
        name = unit_name(unit)
        return t(
            f"{name}{'列为' if joined else '不再列为'}成员单位",
            f"{name} {'is' if joined else 'is no longer'} a member unit",
        )
    lane = house().lanes.get(row.subject)
    words = t(lane.zh, lane.en) if lane else row.subject
    shared = t("（按地址分担）", " (by place)") if row.value.get("by_address") else ""
    return f"{words}：{_units(row, row.before)} → {_units(row, row.value)}{shared}"


def _units(row: DistrictEntry, value: dict[str, object]) -> str:
    units = value.get("units")
    names = [unit_name(f"{row.jurisdiction_key}.{each}", short_form=True) for each in units or ()]  # type: ignore[attr-defined]
    return t("、", ", ").join(names) or t("无", "none")
