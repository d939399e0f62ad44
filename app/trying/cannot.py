"""What a trial says when a command cannot be carried out where it stands."""

from __future__ import annotations


class CannotPlay(Exception):
    """A command that cannot be carried out where the trial stands; it says why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en
