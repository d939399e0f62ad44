"""Rules as an office confirms or changes them: each edition is a set of changes to the one before; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.deadlines.rules import UNIT_ZH, WITH_LENGTH, Rule, RulePack

CHANGEABLE = ("length", "unit", "roll", "source", "verified")
MOST_LENGTH = 3650
COUNTED_UNITS = tuple(unit for unit in WITH_LENGTH if unit != "h")


class BadEdition(ValueError):
    """A change that a rule cannot take; the sentence says what to do (zh / en)."""


@dataclass(frozen=True)
class Statutes:
    """The rules that count now, and each edition that a running clock may still be counted with."""

    pack: RulePack
    editions: Mapping[tuple[str, int], Rule]
    newest: Mapping[str, int]

    def rule(self, rule_id: str, edition: int) -> Rule | None:
        """Return a rule in an edition; 0 is what ships."""
        return self.editions.get((rule_id, edition)) or self.pack.get(rule_id)

    def edition(self, rule_id: str) -> int:
        """Return the number of the edition that counts now."""
        return self.newest.get(rule_id, 0)


def with_editions(shipped: RulePack, made: Sequence[tuple[str, int, Mapping[str, Any]]]) -> Statutes:
    """Return the pack with editions (rule, number, changes) laid over it, those of a rule in the order given."""
    pack = RulePack(shipped)
    editions = {(key, 0): rule for key, rule in shipped.items()}
    newest: dict[str, int] = {}
    for rule_id, number, changes in made:
        if rule_id not in pack.keys():  # noqa: SIM118  a plain id may stand beside its parts
            continue
        pack[rule_id] = amended(pack[rule_id], changes)
        editions[rule_id, number] = pack[rule_id]
        newest[rule_id] = number
    return Statutes(pack, editions, newest)


def amended(rule: Rule, changes: Mapping[str, Any]) -> Rule:
    """Return a rule with changes; raise BadEdition for one that it cannot take."""
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise BadEdition(f"不能更改 {'、'.join(unknown)} / {', '.join(unknown)} cannot be changed")
    new = replace(rule, **changes)
    if new.unit != rule.unit and not {rule.unit, new.unit} <= set(COUNTED_UNITS):
        raise BadEdition(
            f"{rule.rule_id} 的单位不能改为{UNIT_ZH.get(new.unit, new.unit)} / "
            f"the unit of {rule.rule_id} cannot become {new.unit}"
        )
    if new.length != rule.length and (rule.length is None or not 0 < (new.length or 0) <= MOST_LENGTH):
        raise BadEdition(
            f"{rule.rule_id} 的期限应为 1 至 {MOST_LENGTH} 的整数；无固定期限的规则改本地设定 / "
            f"the length must be 1 to {MOST_LENGTH}; rules without one follow the local setting"
        )
    return new
