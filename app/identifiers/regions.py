"""The first two digits of administrative regions (GB/T 2260); regions change, so they only warn."""

from __future__ import annotations

PROVINCES = {
    **dict.fromkeys(("11", "12", "13", "14", "15"), "华北"),
    **dict.fromkeys(("21", "22", "23"), "东北"),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "37"), "华东"),
    **dict.fromkeys(("41", "42", "43", "44", "45", "46"), "中南"),
    **dict.fromkeys(("50", "51", "52", "53", "54"), "西南"),
    **dict.fromkeys(("61", "62", "63", "64", "65"), "西北"),
    **dict.fromkeys(("71", "81", "82", "83"), "港澳台"),
}
NATIONAL = "10"
"""Codes of bodies registered with the central authorities begin their region with 10."""
RESIDENCE_PERMITS = {"810000": "香港", "820000": "澳门", "830000": "台湾"}


def known_province(region: str) -> bool:
    """Tell whether the region begins with the two digits of a province (or of the central authorities)."""
    return region[:2] in PROVINCES or region[:2] == NATIONAL
