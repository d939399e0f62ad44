"""The state of a case, or of a paper, in English; the Chinese words are the record's own, as diagrams say them."""

from __future__ import annotations

from app.views.words import t

_ENGLISH = {
    "登记": "Registered",
    "待补正": "Papers missing",
    "受理": "Accepted",
    "不予受理": "Not accepted",
    "告知其他途径": "Referred elsewhere",
    "未补正办结": "Closed, papers missing",
    "合并": "Merged",
    "已解决": "Settled",
    "撤回": "Withdrawn",
    "立案": "Filed",
    "不予立案": "Not filed",
    "调查中": "Under investigation",
    "待改正": "Ordered to correct",
    "已改正结案": "Closed, corrected",
    "拟处理": "Decision ahead",
    "拟处罚": "Penalty ahead",
    "决定": "Decided",
    "履行中": "Being performed",
    "催告": "Last notice",
    "申请强制执行": "Enforcement asked",
    "执行中": "Being enforced",
    "已履行结案": "Closed, performed",
    "处罚结案": "Closed, penalty",
    "撤销立案": "Filing withdrawn",
    "终结": "Ended",
    "中止": "Suspended",
    "移送公安": "With the police",
    "应急垫付": "Paid in advance",
    "拟列入名单": "Listing ahead",
    "列入名单": "Listed",
    "不予列入名单": "Not listed",
    "移出名单": "Off the list",
    "调解中": "In mediation",
    "调解协议履行中": "Agreement being performed",
    "调解已履行": "Agreement performed",
    "调解终结": "Mediation ended",
    "转法院": "To court",
    "转仲裁": "To arbitration",
    "仲裁受理": "Arbitration begun",
    "仲裁审理中": "In arbitration",
    "仲裁不予受理": "Arbitration refused",
    "仲裁调解": "Settled in arbitration",
    "仲裁撤回": "Arbitration withdrawn",
    "仲裁终结": "Arbitration ended",
    "裁决": "Award",
    "已收": "Received",
    "草稿": "Draft",
    "签发": "Issued",
    "送达": "Served",
    "归档": "Filed away",
    "作废": "Void",
}


def state_name(state: str | None) -> str:
    """Return the words for a state in the language of the page; an unknown state stays as it is."""
    return t(state or "", _ENGLISH.get(state or ""))
