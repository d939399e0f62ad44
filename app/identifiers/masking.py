"""Personal data as others than its handlers see it; it decides nothing about who may see what."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Return the first character and a star for each further one, at most three: 张*; one character alone is *."""
    return "*" if len(name) < 2 else name[0] + "*" * min(len(name) - 1, 3)


def mask_id(number: str) -> str:
    """Return an identity number with its first three and last four characters: 110***********1234."""
    if len(number) < 10:
        return _ends(number, 1, 2)
    return _ends(number, 3, 4)


def mask_phone(number: str) -> str:
    """Return 138****1234 for a mobile, 022-****5678 for a landline."""
    area, hyphen, rest = number.rpartition("-")
    if hyphen:
        plain = rest.split("转")[0]
        return f"{area}-{'*' * max(len(plain) - 4, 1)}{plain[-4:]}"
    return _ends(number, 3, 4)


def mask_card(number: str) -> str:
    """Return a card number with its last four digits only."""
    return _ends(number, 0, 4)


def mask_address(address: str) -> str:
    """Return the first six characters of an address (province, city or district) and stars for the rest."""
    return address[:6] + "****" if len(address) > 6 else "****"


def _ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
