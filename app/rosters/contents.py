"""A roster between its file and the form: what was read, corrected and left out; it stores nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from app.rosters.apart import Finding, Looked
from app.rosters.sheets import LOST

Cells = Mapping[int, Mapping[str, str]]
REASONS: Mapping[str, tuple[str, str]] = {
    "double": ("重复登记", "registered twice"),
    "elsewhere": ("不属于本案", "not of this case"),
    "paid": ("已经结清", "paid already"),
    "incomplete": ("信息不全，补齐后另行登记", "incomplete, registered later"),
    "not_a_worker": (
        "不是劳动者工资（材料、机械、工程款等）",
        "no worker's wage (material, machines, works price)",
    ),
}
"""Why a row may be left out, by code: fixed words, for reasons stand on record and name nobody."""


@dataclass(frozen=True)
class Contents:
    """What is sealed of a roster: the form as typed, what the file holds, rows left out with the code of the reason."""

    fields: dict[str, list[str]]
    looked: Looked
    dropped: dict[int, str] = field(default_factory=dict)
    confirmed: bool = False

    @property
    def kept(self) -> list[tuple[int, dict[str, str]]]:
        """The lines that are to be imported."""
        return [line for line in self.looked.lines if line[0] not in self.dropped]

    @property
    def faults(self) -> list[Finding]:
        """What has to be corrected."""
        return [each for each in self.looked.findings if not each.confirm]

    @property
    def doubts(self) -> list[Finding]:
        """What has to be confirmed."""
        return [each for each in self.looked.findings if each.confirm]

    @property
    def settled(self) -> bool:
        """Whether the lines may go into the form."""
        return (
            not self.looked.fault
            and not self.faults
            and bool(self.kept)
            and (self.confirmed or not self.doubts)
        )

    def pack(self) -> bytes:
        """Return it as bytes, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    def corrected(self, cells: Cells, dropped: Mapping[int, str], everywhere: str = "") -> Contents:
        """Return it with corrected cells and rows left out; `everywhere` is a reason for all rows with faults."""
        out = {row: reason for row, reason in {**self.dropped, **dropped}.items() if reason in REASONS}
        if everywhere in REASONS:
            out |= {each.row: everywhere for each in self.faults if each.row}
        lines = tuple((row, _with(texts, cells.get(row, {}))) for row, texts in self.looked.lines)
        return replace(self, looked=replace(self.looked, lines=lines), dropped=out, confirmed=False)

    def judged(self, findings: Sequence[Finding], totals: Mapping[str, str]) -> Contents:
        """Return it with what is wrong now."""
        return replace(self, looked=replace(self.looked, findings=tuple(findings), totals=dict(totals)))


def unpack_contents(packed: bytes) -> Contents:
    """Return what `pack` made bytes of."""
    tree = json.loads(packed)
    looked = tree["looked"]
    looked["lines"] = tuple((int(row), texts) for row, texts in looked["lines"])
    looked["findings"] = tuple(Finding(**each) for each in looked["findings"])
    looked["columns"] = tuple((key, head) for key, head in looked["columns"])
    looked |= {name: tuple(looked[name]) for name in ("unknown", "sums")}
    dropped = {int(row): reason for row, reason in tree["dropped"].items()}
    return Contents(tree["fields"], Looked(**looked), dropped, tree["confirmed"])


def shown(text: str) -> str:
    """Return the text of a cell as the page shows it."""
    return text.removeprefix(LOST)


def _with(texts: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a row with those that were changed on the page."""
    changed = {
        key: text.strip() for key, text in cells.items() if key in texts and text.strip() != shown(texts[key])
    }
    return {**texts, **changed}
