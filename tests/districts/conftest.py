"""The two districts of the product as they ship; it knows no database."""

from pathlib import Path

import pytest

from app.districts import District, Lane, Role, load_district, load_lanes, load_roles

JURISDICTIONS = Path(__file__).parents[2] / "processes" / "jurisdictions"


def district(key: str) -> District:
    return load_district((JURISDICTIONS / f"{key}.toml").read_bytes())


@pytest.fixture(scope="session")
def tianjin() -> District:
    return district("tj_ftz")


@pytest.fixture(scope="session")
def xining() -> District:
    return district("xn_chengdong")


@pytest.fixture(scope="session")
def roles() -> dict[str, Role]:
    return load_roles((JURISDICTIONS / "roles.toml").read_bytes())


@pytest.fixture(scope="session")
def lane_words() -> dict[str, Lane]:
    return load_lanes((JURISDICTIONS / "lanes.toml").read_bytes())
