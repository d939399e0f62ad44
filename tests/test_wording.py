"""The words for events."""

from __future__ import annotations

import pytest

from app.wording import EVENT_WORDING, sentence
from storage.event_kinds import KINDS


def test_every_kind_of_event_has_its_words_and_no_words_are_without_a_kind() -> None:
    assert set(EVENT_WORDING) == KINDS, (
        "Add the kind to storage.event_kinds.KINDS and its wording to app.wording."
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_sentence_shows_braces_or_brackets_even_without_facts(kind: str) -> None:
    for language in ("zh", "en"):
        said = sentence(kind, {}, language)
        assert said and not set(said) & set("{}[]")


def test_ids_become_words_and_dates_days() -> None:
    facts = {"element": "investigate", "unit": "tj_ftz.labour", "due": "2025-09-30T15:59:59+00:00"}
    names = {"investigate": "调查取证", "tj_ftz.labour": "人社局"}
    assert sentence("task_opened", facts, names=names) == "产生任务“调查取证”，由人社局办理，2025-09-30 截止"


def test_a_part_whose_fact_is_missing_is_left_out() -> None:
    assert sentence("task_returned", {"element": "立案"}) == "退回“立案”"
    assert sentence("task_returned", {"element": "立案", "reason": "金额有误"}) == "退回“立案”：金额有误"


def test_an_hour_that_matters_is_said() -> None:
    assert sentence("timer_fired", {"element": "x", "due": "2025-09-30T09:30:00+08:00"}).endswith(
        "（2025-09-30 09:30）"
    )


def test_a_kind_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        sentence("sun_risen", {})
