"""Walks through union supervision: nil and positive reports, letters, the suggestion and what became of it."""

from __future__ import annotations

from tests.processes.moves import SERVED, Move, Moves, Path, day, do, hear, time_is_up

MONTH = {"period_begins": day("2025-09-01"), "period_ends": day("2025-09-30")}


def checked(finding: str, *, pressing: bool = False) -> Move:
    """Two supervisors check the employer."""
    return do("check_employer", finding=finding, pressing=pressing, headcount=4)


def reported(workers: int) -> Move:
    """The union collects the reports of the month."""
    return do("collect_reports", headcount=workers)


LETTER: Moves = (checked("存在欠薪"), do("issue_reminder"), *SERVED)
OPINION: Moves = (do("issue_opinion"), *SERVED)
EXPLAINED = do("record_explanation", corrected=False)
SUGGESTED = do("issue_suggestion")
HEARD = hear("complaint_intake_result", outcome="受理")
TOLD = do("feed_back_union")


UNION_SUPERVISION = [
    Path("零报告", (reported(0),), ("nil_reported",), data=MONTH, element="monthly_report_due"),
    Path(
        "月报有欠薪，紧急提请，监察超期报督办，办结反馈",
        (
            reported(4),
            checked("存在欠薪", pressing=True),
            SUGGESTED,
            HEARD,
            time_is_up("investigation_slow"),
            hear("investigation_result", outcome="履行完毕结案"),
            TOLD,
        ),
        ("overdue_reported", "handed_over"),
        data=MONTH,
        element="monthly_report_due",
    ),
    Path("未发现问题，告知反映人", (checked("未发现问题"), do("tell_complainant")), ("not_taken_up",)),
    Path(
        "提示函后改正",
        (*LETTER, do("record_explanation", corrected=True)),
        ("corrected_end",),
        message="start_union_supervision",
    ),
    Path(
        "逾期未说明，意见书后改正",
        (*LETTER, time_is_up("explanation_overdue"), *OPINION, do("record_answer", corrected=True)),
        ("corrected_end",),
    ),
    Path(
        "说明未改正，答复未改正，提请后并案，反馈",
        (
            *LETTER,
            EXPLAINED,
            *OPINION,
            do("record_answer", corrected=False),
            SUGGESTED,
            hear("complaint_intake_result", outcome="并案"),
            TOLD,
        ),
        ("handed_over",),
    ),
    Path(
        "逾期未答复，提请后不予受理，反馈",
        (
            *LETTER,
            EXPLAINED,
            *OPINION,
            time_is_up("answer_overdue"),
            SUGGESTED,
            hear("complaint_intake_result", outcome="不予受理"),
            TOLD,
        ),
        ("handed_over",),
    ),
]
