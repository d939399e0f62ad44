"""Each rule of the pack ends when a person with a printed calendar says it ends; the days are told in the table.

`counted_by_hand.csv` was counted with pencil and the two holiday notices, not by this product. `counted_as` names
the clock on which a way of counting shows; "-" stands for a rule that has no period and therefore no date.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from app.clock import LOCAL
from app.deadlines import CannotCount, RulePack, WorkCalendar, due

TABLE = list(csv.DictReader(Path(__file__).with_name("counted_by_hand.csv").read_text("utf-8").splitlines()))
NONE = "-"


def moment(text: str) -> date | datetime:
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    return date.fromisoformat(text)


def more(text: str) -> dict[str, int | date]:
    """What else the table gives: a local length, or the date that a paper names."""
    if not text:
        return {}
    name, value = text.split("=")
    return {name: int(value) if name == "length" else date.fromisoformat(value)}


@pytest.mark.parametrize("line", TABLE, ids=[f"{line['rule']}-{line['start']}" for line in TABLE])
def test_the_date_is_the_one_counted_by_hand(
    line: dict[str, str], rules: RulePack, calendar: WorkCalendar
) -> None:
    if line["due"] == NONE:
        assert not rules[line["rule"]].has_clock, line["how"]
        with pytest.raises(CannotCount, match="没有期限"):
            due(rules[line["rule"]], moment(line["start"]), calendar)
        return
    rule = rules[line["counted_as"] or line["rule"]]
    found = due(rule, moment(line["start"]), calendar, **more(line["more"]))  # type: ignore[arg-type]
    assert found.due == moment(line["due"]), line["how"] + "\n" + "\n".join(found.explanation)


def test_every_rule_of_the_pack_has_a_line_and_says_how_it_was_counted(rules: RulePack) -> None:
    counted = {line["rule"] for line in TABLE}
    assert counted == set(rules.keys()), (
        "count a date by hand for each rule, and tell which days were skipped"
    )
    assert all(line["how"] for line in TABLE)
    with_clock = {line["rule"] for line in TABLE if line["due"] != NONE and not line["counted_as"]}
    assert with_clock == {rule.rule_id for rule in rules.values() if rule.has_clock}
