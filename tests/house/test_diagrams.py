"""Every shipped diagram passes the checks, is drawn cleanly, and every form it names exists."""

import json
from pathlib import Path

import pytest
from lxml import etree

from app.diagrams.bundle import BPMN, bundle, shipped_keys
from app.diagrams.checks import deep_findings, load_house_rules, shipped_surroundings
from app.diagrams.drawing_checks import flaws
from app.versions import compile_files
from tests.house.sources import ROOT, told

KEYS = shipped_keys(ROOT)
RULES = tuple(load_house_rules((ROOT / "processes" / "house_rules.toml").read_bytes()).values())
EXPECTED = {
    "complaint_intake", "transfer", "investigation", "payment_follow_up", "payment_decision", "penalty",
    "mediation", "arbitration", "blacklisting", "service_of_document", "approval",
}  # fmt: skip


def diagram(key: str) -> etree._Element:
    """The parsed diagram of one process."""
    return etree.fromstring((ROOT / "processes" / key / f"{key}.bpmn").read_bytes())


def user_tasks(key: str) -> set[str]:
    """Ids of the user tasks drawn in one diagram."""
    return {str(node.get("id")) for node in diagram(key).iter(f"{BPMN}userTask")}


def doors(key: str) -> set[str]:
    """Ids of the events whose message an officer may also write down by hand, in a form."""
    kinds = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
    return {str(node.get("id")) for kind in kinds for node in diagram(key).iter(f"{BPMN}{kind}")}


def form_names(key: str) -> set[str]:
    """Names of the forms that lie ready for one process."""
    return {path.stem for path in (ROOT / "forms" / key).glob("*.form")}


def test_the_processes_of_the_six_stages_are_shipped() -> None:
    assert set(KEYS) >= EXPECTED


@pytest.mark.parametrize("key", KEYS)
def test_the_diagram_passes_the_checks_of_publication(key: str) -> None:
    definition, _ = compile_files(key, bundle(key, ROOT))
    assert definition.key == key


@pytest.mark.parametrize("key", KEYS)
def test_the_diagram_passes_every_check_and_always_comes_to_an_end(key: str) -> None:
    found = deep_findings(bundle(key, ROOT), shipped_surroundings(ROOT), RULES)
    broken = [f"{each.element}: {each.code}: {each.en}" for each in found if each.severity != "info"]
    assert not broken, told(broken, f"Correct these: flask processes check --deep processes/{key}/{key}.bpmn")
    assert all(each.code != "not_all_seen" for each in found)


@pytest.mark.parametrize("key", KEYS)
def test_the_drawing_is_clean(key: str) -> None:
    found = flaws((ROOT / "processes" / key / f"{key}.bpmn").read_bytes())
    assert not found, told([str(flaw) for flaw in found], f"Draw it again: flask processes layout {key}.bpmn")


@pytest.mark.parametrize("key", KEYS)
def test_folder_file_and_process_carry_the_same_name(key: str) -> None:
    processes = [node.get("id") for node in diagram(key).iter(f"{BPMN}process")]
    assert processes == [key]


@pytest.mark.parametrize("key", KEYS)
def test_every_user_task_has_its_form_and_every_form_its_task(key: str) -> None:
    tasks, forms = user_tasks(key), form_names(key)
    assert not tasks - forms, f"Write forms/{key}/<task>.form for: {', '.join(sorted(tasks - forms))}"
    unasked = forms - tasks - doors(key)
    assert not unasked, f"No task or event of {key} opens these forms: {', '.join(sorted(unasked))}"


def test_every_form_carries_the_name_of_its_file() -> None:
    broken = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "forms").glob("*/*.form"))
        if json.loads(path.read_text(encoding="utf-8")).get("id") != path.stem
    ]
    assert not broken, told(broken, "Give the form the id of its task:")


@pytest.mark.parametrize("key", KEYS)
def test_names_of_lanes_and_elements_are_given_in_chinese(key: str) -> None:
    named = [
        f"{BPMN}{kind}" for kind in ("lane", "userTask", "callActivity", "endEvent", "participant", "process")
    ]
    broken = [
        str(node.get("id")) for node in diagram(key).iter(*named) if not (node.get("name") or "").strip()
    ]
    assert not broken, told(broken, "Name these elements:")


def test_no_folder_holds_a_diagram_of_another_name() -> None:
    strays: list[Path] = [
        path for path in (ROOT / "processes").glob("*/*.bpmn") if path.stem != path.parent.name
    ]
    assert not strays, told(
        [str(path.relative_to(ROOT)) for path in strays], "Move these to a folder of their name:"
    )
