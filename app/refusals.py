"""Why an action is refused: exceptions named after the situation, each with a sentence for people."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An action that may not or cannot be done; nothing was written. `zh` and `en` say why and what to do."""

    status = 409

    def __init__(self, zh: str, en: str, **details: Any) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.details = details


class NotFound(Refusal):
    """What was asked for does not exist, or not for this officer: both look the same."""

    status = 404

    def __init__(
        self, zh: str = "没有找到，或者您无权查看。", en: str = "Not found, or not open to you."
    ) -> None:
        super().__init__(zh, en)


class NotAllowed(Refusal):
    """The officer's roles do not allow this."""

    status = 403


class AlreadyDone(Refusal):
    """Somebody else was faster; the sentence says who did what and when."""


class NotReady(Refusal):
    """The step cannot be done yet, or not any more."""


class AlreadyClaimed(Refusal):
    """Another officer has taken the task."""


class SameOfficer(Refusal):
    """Four eyes: this step may not be done by who did the earlier one."""

    status = 403


class InvalidAnswers(Refusal):
    """The form has faults; `details["errors"]` lists them all."""

    status = 422


class SignInRefused(Refusal):
    """Name or password wrong, account locked or address throttled; the sentence does not tell which."""

    status = 401
