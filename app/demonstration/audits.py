"""What the auditors of the demonstration have found: two findings in each district, one of them settled."""

from __future__ import annotations

from collections.abc import Sequence

from app.actions.findings import make_finding, settle_finding
from app.demonstration.player import Player
from storage.models import CaseFile

FINDINGS = (
    (
        "notable",
        "文书送达后逾三日才登记送达回证，送达日期以回证为准，不影响期限。",
        "已提醒经办单位当日登记。",
    ),
    ("grave", "材料由经办人本人登记又由本人核对，未换人复核，请说明理由。", ""),
)


def note_findings(player: Player, cases: Sequence[str]) -> int:
    """Let the auditor of each district note findings on its earliest cases; return how many were noted."""
    noted = 0
    for district in ("tj_ftz", "xn_chengdong"):
        with player.session() as session:
            auditors = player.officers(session, f"{district}.office", "auditor")
            own = [case for case in cases if session.get_one(CaseFile, case).jurisdiction_key == district]
            for case, (severity, text, remark) in zip(own[: 2 if auditors else 0], FINDINGS, strict=False):
                made = make_finding(session, case, text, severity, 3, by=auditors[0])
                noted += 1
                if remark:
                    settle_finding(session, made.id, remark, by=auditors[0])
    return noted
