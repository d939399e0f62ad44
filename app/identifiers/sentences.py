"""What a check of an identifier returns; it knows no particular identifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Sentence:
    """One sentence for people, Chinese first, that tells what to do."""

    zh: str
    en: str


@dataclass(frozen=True)
class Checked(Generic[T]):
    """The value in its stored form, or the reason why it cannot be taken.

    `value` is None exactly when there is an error; warnings never stop anybody.
    """

    value: T | None
    error: Sentence | None = None
    warnings: list[Sentence] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether the value may be kept."""
        return self.error is None


def refused(zh: str, en: str) -> Checked[T]:
    """Return a refusal with its sentence in both languages."""
    return Checked(None, Sentence(zh, en))


FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD])


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs as half-width and no invisible characters."""
    return text.translate(FULL_WIDTH).translate(INVISIBLE).strip()


def compact(text: str) -> str:
    """Return the text half-width, upper-case and without spaces, hyphens and dots between the characters."""
    return "".join(sign for sign in half_width(text).upper() if not sign.isspace() and sign not in "-–—·.")
