"""Short names for kinds of events, for choices and columns; it knows no database."""

from __future__ import annotations

import re

from app.views.words import t
from app.wording import EVENT_WORDING

_OPTIONAL = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"[“《]?\{\w+\}[”》]?")
_SYSTEMS = frozenset({
    "calendar_loaded", "rule_edition_made", "officer_signed_in", "officer_signed_out", "sign_in_refused",
    "password_changed", "officer_added", "membership_added", "membership_ended", "district_loaded",
    "process_published", "trial_recorded", "trial_changed", "trial_removed",
    "filter_saved", "filter_removed", "finding_made", "finding_settled", "log_verified",
    "query_saved", "query_removed", "work_delegated", "delegation_ended", "log_exported", "mail_address_set",
    "mail_sent", "mail_not_sent", "mail_tried_again", "migration_begun", "migration_refused",
    "migration_planned", "migration_approved", "migration_sent_back", "migration_paused", "migration_resumed",
    "migration_stopped", "foresight_begun", "foresight_cancelled", "reminders_read",
    "register_entry_changed", "register_imported",
})  # fmt: skip
"""Kinds that belong to no case."""


def kind_name(kind: str) -> str:
    """Return what a kind of event says, without the facts of a single one."""
    wording = EVENT_WORDING.get(kind)
    if wording is None:
        return kind
    text = _NAME.sub("…", _OPTIONAL.sub("", t(wording.zh, wording.en)))
    return re.sub(r"\s+", " ", text).strip(" ：:，,") or kind


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of events of cases with their names, for a choice."""
    return sorted(
        ((kind, kind_name(kind)) for kind in EVENT_WORDING.keys() - _SYSTEMS), key=lambda one: one[1]
    )
