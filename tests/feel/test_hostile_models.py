"""A decision file of somebody who means harm is refused in a moment, with a sentence, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.feel import FeelError
from app.feel.decisions import faults_of, load_decisions, open_model
from tests.feel.conftest import NOW
from tests.feel.test_models import decision, literal, model

HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "long expressions": (
        lambda: "".join(decision(f"d{n}", literal("1+" * 900 + f"{n}")) for n in range(400)), "拆成几个",
    ),
    "thousands of decisions": (lambda: "".join(decision(f"d{n}", literal("1")) for n in range(9000)), "超过2000个"),
    "a long chain": (lambda: "".join(decision(f"d{n}", literal("1"), f"d{n + 1}") for n in range(1500)), "50层"),
    "all on all": (
        lambda: "".join(
            decision(f"d{n}", literal("1"), *(f"d{m}" for m in range(n + 1, 90))) for n in range(90)
        ), "50层",
    ),
    "a circle": (lambda: "".join(decision(f"d{n}", literal("1"), f"d{(n + 1) % 9}") for n in range(9)), "成环"),
    "itself": (lambda: decision("d", literal("d"), "d"), "成环"),
    "boxes in boxes": (lambda: decision("d", "<list>" * 100 + "</list>" * 100), "嵌套太深"),
    "many imports": (lambda: '<import namespace="urn:x" name="x"/>' * 9000, "超过20个"),
    "types in types": (
        lambda: '<itemDefinition name="t">' + '<itemComponent name="a">' * 200 + "</itemComponent>" * 200
        + "</itemDefinition>", "嵌套太深",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_too_much_is_refused_before_it_is_read_to_the_end(kind: str) -> None:
    build, word = HOSTILE[kind]
    xml = model(build())
    said = [fault.message_zh for fault in faults_of(xml)]
    assert any(word in sentence for sentence in said)
    with pytest.raises(FeelError):
        load_decisions(xml)


def test_models_that_import_each_other_are_read_once() -> None:
    files = [
        model(
            "".join(f'<import namespace="urn:{other}" name="m{other}"/>' for other in range(18)),
            f"urn:{number}",
        )
        for number in range(18)
    ]
    assert "成环" in str(faults_of(files[0], files)[0])


def test_a_circle_that_is_evaluated_all_the_same_ends_with_a_sentence() -> None:
    circle = open_model(model(decision("a", literal("b"), "b") + decision("b", literal("a"), "a")))
    with pytest.raises(FeelError):
        circle.decisions["a"].evaluate({}, now=NOW)


def test_a_type_made_of_itself_is_no_endless_one() -> None:
    types = '<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>'
    with pytest.raises(FeelError, match="嵌套太深"):
        load_decisions(model(types + decision("d", literal("1"), type_ref="t")))["d"].evaluate({}, now=NOW)
