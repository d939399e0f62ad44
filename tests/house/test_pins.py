"""Everything that is installed has one version and a reason."""

import json
import re

from tests.house.sources import ROOT, told

REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][\w.]*  # \S.+")
VERSION = re.compile(r"\d+\.\d+\.\d+")


def test_every_requirement_is_pinned_and_says_why() -> None:
    broken = [
        f"{name}: {line}"
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
        if line.strip() and not line.startswith("#") and not REQUIREMENT.fullmatch(line)
    ]
    assert not broken, told(broken, "Write `name==version  # reason`:")


def test_what_requirements_pull_in_is_pinned_too() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    broken = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.!+-]+", line)]
    assert lines and not broken, told(broken, "Write constraints.txt anew with `make pins`:")


def test_packages_of_the_front_end_are_pinned() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    broken = [f"{name}: {version}" for name, version in wanted.items() if not VERSION.fullmatch(version)]
    assert not broken, told(broken, "Name one exact version in package.json:")


def test_the_lock_file_names_no_registry_and_fits_package_json() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, entry in lock.items() if "resolved" in entry], (
        "Keep .npmrc: no registry in the lock file"
    )
    for kind in ("dependencies", "devDependencies"):
        assert lock[""][kind] == package[kind], "Run npm install --package-lock-only --ignore-scripts"
