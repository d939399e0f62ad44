"""Official papers (文书): their codes, names and number series; pure, it knows no case and no storage."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

RECEIVED, DRAFT, ISSUED, SERVED = "已收", "草稿", "签发", "送达"
"""The states of a document that come to pass here; 归档 and 作废 follow later."""


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `prefix` names the district's prefix of its numbers, "" for a paper without numbers;
    `word` tells its series from others of that prefix. `fields` are the case fields that take the signed paper,
    `drafts` those that take its draft."""

    code: str
    zh: str
    en: str
    prefix: str = ""
    word: str = ""
    fields: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()

    def number(self, prefixes: Mapping[str, str], year: int, count: int) -> str:
        """Return a number as papers carry it: 机关代字〔年〕序号号, without leading zeros (domain 3, GB/T 9704)."""
        return f"{prefixes[self.prefix]}{self.word}〔{year}〕{count}号"


def load_papers(toml: bytes) -> dict[str, Paper]:
    """Read `forms/documents.toml`; raise ValueError naming a code that has no name or shares its series."""
    papers: dict[str, Paper] = {}
    series: set[tuple[str, str]] = set()
    for code, row in tomllib.loads(toml.decode()).items():
        if not row.get("zh") or not row.get("en"):
            raise ValueError(f"forms/documents.toml: {code} needs `zh` and `en`")
        numbered = "word" in row or "prefix" in row
        prefix = row.get("prefix", "document") if numbered else ""
        if numbered and (prefix, row.get("word", "")) in series:
            raise ValueError(f"forms/documents.toml: the series of {code} is taken; give it another `word`")
        series.add((prefix, row.get("word", "")))
        papers[code] = Paper(
            code,
            row["zh"],
            row["en"],
            prefix,
            row.get("word", ""),
            frozenset(row.get("fields", ())),
            frozenset(row.get("drafts", ())),
        )
    return papers
