"""Every user task opens a form, and every form asks for what the catalogue and the diagram know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.forms import Form, load_form
from tests.processes.drawn import variables
from tests.processes.shipped import KEYS, catalogue, definition, forms
from tests.processes.test_diagrams import fact_is_known, own

FORMS = [pytest.param(key, name, id=f"{key}/{name}") for key in KEYS for name in forms(key)]
SEALED = "case.reporter"
RECEIVED = {
    ("complaint_intake", "register_complaint"),
    ("petition", "register_petition"),
    ("union_supervision", "check_employer"),
}
"""Where a matter comes in: nobody else is told who reported."""
BEGINNINGS = {
    "transfer": {"transfer_needed"},
    "contracting_finding": {"own_check"},
    "government_project": {"project_submitted"},
    "supervision": {"office_opens"},
}
"""Start events that ask something before there is a run."""


def form(key: str, name: str) -> Form:
    """The form as the product loads it."""
    return load_form(forms(key)[name])


def components(key: str, name: str) -> Iterator[dict[str, Any]]:
    """Components and their columns, as written."""
    for component in json.loads(forms(key)[name])["components"]:
        yield component
        yield from component.get("components", [])


@pytest.mark.parametrize("key", KEYS)
def test_every_user_task_has_a_form_and_no_form_is_left_over(key: str) -> None:
    tasks = {element.id for element in own(key) if element.kind == "userTask"}
    asked_before = BEGINNINGS.get(key, set())
    recorded = {element.id for element in own(key) if "from_outside" in element.properties}
    assert set(forms(key)) == tasks | asked_before | recorded


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_the_form_keeps_its_answers_in_known_places(key: str, name: str) -> None:
    for field in form(key, name).fields:
        place, _, rest = field.path.partition(".")
        if place == "var":
            assert rest in variables(key), f"{field.path} is no variable of the diagram"
            continue
        assert field.path in catalogue(), f"{field.path} is not in forms/fields.toml"
        known = catalogue()[field.path]
        assert field.kind == known.type
        assert not known.derived, f"{field.path} is known to the system and must not be asked"
        assert {column.path for column in field.columns} <= set(known.columns)
        assert field.protection == known.protection


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_the_form_shows_what_exists(key: str, name: str) -> None:
    for path in form(key, name).show:
        place, _, rest = path.partition(".")
        known = rest in variables(key) if place == "var" else fact_is_known(path)
        assert known, f"{path} cannot be shown"


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_the_reporter_is_named_where_the_matter_comes_in_alone(key: str, name: str) -> None:
    paths = {*form(key, name).show, *(field.path for field in form(key, name).fields)}
    if (key, name) not in RECEIVED:
        assert not any(path.startswith(SEALED) for path in paths)


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_the_form_speaks_both_languages(key: str, name: str) -> None:
    for component in components(key, name):
        told = component["properties"]
        assert told.get("label_en"), f"{component['key']} has no English label"
        assert bool(told.get("check")) == bool(told.get("check_zh")) == bool(told.get("check_en"))
        assert not component.get("description") or told.get("hint_en")
        assert all(option.get("label_en") for option in component.get("values", []))


@pytest.mark.parametrize(("key", "name"), FORMS)
def test_the_rules_of_the_form_read_what_exists(key: str, name: str) -> None:
    for field in form(key, name).fields:
        columns = {column.path for column in field.columns}
        for expression in field.expressions():
            for read in expression.names:
                head = read.split(".", 1)[0]
                of_rows = any(read in catalogue()[path].columns for path in catalogue())
                known = head in variables(key) or head == "setting" or read in columns or of_rows
                assert known or fact_is_known(read), f"{field.path}: {read}"


def test_nothing_in_the_catalogue_is_unused_or_twice() -> None:
    fields = [field for key in KEYS for name in forms(key) for field in form(key, name).fields]
    asked, offered = {field.path for field in fields}, {field.options_from for field in fields}
    shown = {path for key in KEYS for name in forms(key) for path in form(key, name).show}
    read = {name for key in KEYS for name in definition(key).facts_needed}
    read |= {name for field in fields if field.check is not None for name in field.check.expression.names}
    for path in catalogue():
        used = {path, path.rpartition(".")[0]} & (asked | shown | read | offered)
        assert used or path in FOR_OTHERS, f"{path} is used by no form and no diagram"


FOR_OTHERS = frozenset({"case.case_no", "case.documents"})
"""Facts that pages and documents show, though no form of these processes does."""


def test_every_variable_that_a_form_shows_has_a_name() -> None:
    shown = {path for key in KEYS for name in forms(key) for path in form(key, name).show}
    variables_shown = {path for path in shown if path.startswith("var.")}
    assert len(variables_shown) > 50
    assert sorted(variables_shown - set(catalogue())) == [], "add it to forms/fields.toml as [var.<name>]"
